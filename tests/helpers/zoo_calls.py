"""Plugins that fail while they are asked: they raise, hang, crash, or take what is not theirs."""

from __future__ import annotations

from zoo import Beast

__all__ = ["CALLS", "HANGING"]

_RAISED = "EvaluationError"
_WHAT = "from rusfelt.errors import"

_RAISING = (
    Beast("raises-value-error", _RAISED, "ValueError: as it says", evaluate='raise ValueError("as it says")'),
    Beast("raises-system-exit", _RAISED, "SystemExit: 4", evaluate="raise SystemExit(4)"),
    Beast("raises-keyboard-interrupt", _RAISED, "KeyboardInterrupt", evaluate="raise KeyboardInterrupt"),
    Beast("raises-generator-exit", _RAISED, "GeneratorExit", evaluate="raise GeneratorExit"),
    Beast("raises-its-own", _RAISED, "Own", top="class Own(BaseException): ...", evaluate="raise Own"),
    Beast(
        "raises-unspeakable", _RAISED, "its own message raised SystemExit",
        top="""
            class Unspeakable(Exception):
                def __str__(self):
                    raise SystemExit(9)
                __repr__ = __str__
        """,
        evaluate="raise Unspeakable",
    ),
    Beast("raises-at-length", _RAISED, "ValueError: xxx", evaluate='raise ValueError("x" * 100_000_000)'),
    Beast(
        "raises-in-many-lines", _RAISED, "ValueError",
        evaluate=r'raise ValueError("one\ntwo\r\nthree\x1b[31m red\x00\x85\u2028four \ud800 half")',
    ),
    Beast(
        "raises-a-long-name", _RAISED, "AAA",
        evaluate=r'raise type("A" * 1_000_000 + "\nB", (Exception,), {})',
    ),
    Beast(
        "raises-our-own-at-length", _RAISED, "DomainError",
        evaluate=f'{_WHAT} DomainError\nraise DomainError("x" * 1_000_000)',
    ),
    Beast(
        "raises-a-deadline", "DeadlineError", "not really",
        evaluate=f'{_WHAT} DeadlineError\nraise DeadlineError("not really")',
    ),
    Beast("recurses", _RAISED, "RecursionError", evaluate="return self.evaluate(panel)"),
    Beast("says-memory-error", "LimitError", "MemoryError", evaluate="raise MemoryError"),
    Beast("exits-by-sys", _RAISED, "SystemExit", evaluate="sys.exit('gone')"),
    Beast("warns-as-errors", _RAISED, "UserWarning",
          evaluate='import warnings\nwarnings.simplefilter("error")\nwarnings.warn("now")'),
)  # fmt: skip

HANGING = (
    Beast("hangs-asleep", "DeadlineError", hangs=True, evaluate="time.sleep(1e6)"),
    Beast("hangs-busy", "DeadlineError", hangs=True, evaluate="while True: pass"),
    Beast("hangs-in-many-threads", "DeadlineError", hangs=True,
          evaluate="for _ in range(3): threading.Thread(target=spin, daemon=True).start()\nspin()",
          top="def spin():\n    while True: pass"),
    Beast("hangs-importing-hooks", "DeadlineError", hangs=True, imports="import time\ntime.sleep(1e6)"),
    Beast("spins-importing-hooks", "DeadlineError", hangs=True, imports="while True: pass"),
    Beast("hangs-importing-method", "DeadlineError", hangs=True, top="time.sleep(1e6)"),
    Beast("hangs-when-made", "DeadlineError", hangs=True,
          fields="def __attrs_post_init__(self): time.sleep(1e6)"),
    Beast("hangs-telling-its-spec", "DeadlineError", hangs=True, spec="while True: pass"),
    Beast("hangs-as-an-endless-mapping", "DeadlineError", hangs=True,
          evaluate="return Endless(last=last)",
          top="class Endless(dict):\n    def __iter__(self):\n        while True: yield 'last'"),
    Beast("hangs-stopped", "DeadlineError", hangs=True,
          evaluate="import signal\nos.kill(os.getpid(), signal.SIGSTOP)"),
    Beast("hangs-deaf-to-signals", "DeadlineError", hangs=True,
          evaluate="""
            import signal
            for each in set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP}:
                signal.signal(each, signal.SIG_IGN)
            while True: pass
          """),
    Beast("hangs-offering", "DeadlineError", hangs=True, hooks="""
        import time
        from rusfelt.plugin import Offer, hookimpl
        @hookimpl
        def rusfelt_evaluators():
            yield Offer("hangs-offering", "zoo_hangs_offering.method:Method", api=1)
            time.sleep(1e6)
    """),
)  # fmt: skip

_ENDING = (
    Beast("segfaults", "CrashError", "SIGSEGV", evaluate="import ctypes\nctypes.string_at(0)"),
    Beast("exits-at-once", "CrashError", "exit code 3", evaluate="os._exit(3)"),
    Beast("exits-as-if-well", "CrashError", "exit code 0", evaluate="os._exit(0)"),
    Beast("aborts", "CrashError", "SIGABRT", evaluate="os.abort()"),
    Beast("kills-itself", "CrashError", "SIGKILL", evaluate="os.kill(os.getpid(), 9)"),
    Beast("kills-its-group", "CrashError", "SIGKILL", evaluate="os.killpg(0, 9)"),
    Beast("closes-everything", "CrashError", evaluate="os.closerange(0, 4096)"),
    Beast(
        "babbles", "CrashError", "wrote into what only rusfelt writes to",
        evaluate=r"""
            for fd in range(256):
                try:
                    os.write(fd, b'{"ok": [1, NaN, {}]}\n')
                except OSError:
                    pass
        """,
    ),
    Beast(
        "babbles-deeply", "CrashError",
        evaluate=r"""
            for fd in range(256):
                try:
                    os.write(fd, b'[' * 60_000 + b'\n')
                except OSError:
                    pass
        """,
    ),
    Beast("forks", "CrashError", "process of its own", leaves=True, evaluate="os.fork()"),
    Beast("forks-and-hangs", "CrashError", "process of its own", leaves=True,
          evaluate="if not os.fork(): time.sleep(600)"),
    Beast("forks-away", "CrashError", "process of its own", leaves=True,
          evaluate="if not os.fork():\n    os.setsid()\n    time.sleep(600)"),
    Beast(
        "forks-into-the-dark", "CrashError", "process of its own", leaves=True,
        evaluate="""
            child = os.fork()
            if not child:
                os.setsid()
                if os.fork(): os._exit(0)
                time.sleep(600)
            os.waitpid(child, 0)
        """,
    ),
    Beast("starts-a-program", "CrashError", "process of its own", leaves=True,
          evaluate='import subprocess\nself_ = subprocess.Popen(["sleep", "600"])'),
    Beast("starts-a-daemon", "CrashError", "process of its own", leaves=True,
          evaluate='import subprocess\nself_ = subprocess.Popen(["sleep", "600"], start_new_session=True)'),
    Beast("starts-a-daemon-and-dies", "CrashError", "exit code 5", leaves=True,
          evaluate='import subprocess\nsubprocess.Popen(["sleep", "600"], start_new_session=True)\nos._exit(5)'),
)  # fmt: skip

_TAKING = (
    Beast("answers-with-3-gib", "LimitError", evaluate="return {'last': np.ones(3 * 2**27)}"),
    Beast("answers-with-600-mb", "LimitError", "512 MiB", gives='(Column("last", shape="ragged"),)',
          evaluate="""
            offsets = np.linspace(0, 75_000_000, len(panel) + 1).astype(int)
            return {'last': (np.zeros(75_000_000), offsets)}
          """),
    Beast("answers-with-a-long-word", "LimitError", gives='(Column("last", "str"),)',
          evaluate="return {'last': np.full(len(panel), 'x' * 150_000_000)}"),
    Beast("answers-folded", "ContractError", "shape", evaluate="return {'last': np.broadcast_to(1.0, 2**40)}"),
    Beast("answers-ragged-folded", "LimitError", gives='(Column("last", shape="ragged"),)',
          evaluate="""
            offsets = np.linspace(0, 2**28, len(panel) + 1).astype(int)
            return {'last': (np.broadcast_to(1.0, 2**28), offsets)}
          """),
    Beast("prints-2-gib", "LimitError", evaluate='for _ in range(128): print("x" * 2**24)'),
    Beast("takes-8-gib", "LimitError", evaluate="taken = np.ones(2**30)"),
    Beast("takes-and-takes", "LimitError",
          evaluate="taken = []\nwhile True: taken.append(np.empty(2**24))"),
)  # fmt: skip

_CHANGING = (
    Beast("reopens-the-panel", _RAISED, "ValueError", evaluate="panel.y.setflags(write=True)\npanel.y[:] = 0"),
    Beast("exchanges-the-panel", "ContractError", "changed the panel",
          evaluate="object.__setattr__(panel, 'y', panel.y * 2)"),
    Beast("exchanges-a-column", "ContractError", "changed the panel",
          needs='Needs(points=1, wants=("better",))',
          evaluate="object.__setattr__(panel, 'per_series', {'better': np.full(len(panel), 'x')})"),
    Beast("writes-through-ctypes", "CrashError", "SIGSEGV",
          evaluate="import ctypes\nctypes.memset(panel.y.ctypes.data, 0, 8)"),
    Beast("writes-into-the-file", "", evaluate="""
        for fd in os.listdir("/proc/self/fd"):
            try:
                os.truncate(f"/proc/self/fd/{fd}", 0)
            except OSError:
                pass
    """),
)  # fmt: skip

CALLS = (*_RAISING, *HANGING, *_ENDING, *_TAKING, *_CHANGING)
