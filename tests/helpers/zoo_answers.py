"""Plugins that answer with something else than they promised."""

from __future__ import annotations

from zoo import Beast

__all__ = ["ANSWERS"]

_CONTRACT = "ContractError"

_WRONG = (
    Beast("answers-nan", _CONTRACT, "undefined", evaluate="last = last * np.nan"),
    Beast("answers-infinite", _CONTRACT, "infinite", evaluate="last = last + np.inf"),
    Beast("answers-words", _CONTRACT, "dtype", evaluate="last = last.astype(str)"),
    Beast("answers-objects", _CONTRACT, "dtype", evaluate="last = last.astype(object)"),
    Beast("answers-complex", _CONTRACT, "dtype", evaluate="last = last + 1j"),
    Beast("answers-records", _CONTRACT, "dtype", evaluate="last = np.zeros(len(last), [('a', 'f8')])"),
    Beast("answers-one-too-many", _CONTRACT, "shape", evaluate="last = np.append(last, 1)"),
    Beast("answers-in-two-dimensions", _CONTRACT, "shape", evaluate="last = last[:, None]"),
    Beast("answers-too-little", _CONTRACT, "missing", evaluate="return {}"),
    Beast("answers-too-much", _CONTRACT, "not declared", evaluate='return {"last": last, "first": last}'),
    Beast("answers-by-number", _CONTRACT, "not declared", evaluate='return {"last": last, 7: last}'),
    Beast("answers-by-object", _CONTRACT, "not declared",
          evaluate='return {"last": last, object(): last, ("a",): last}'),
    Beast("answers-a-list", _CONTRACT, "list", evaluate="return [last]"),
    Beast("answers-nothing", _CONTRACT, "NoneType", evaluate="return None"),
    Beast("answers-a-strange-status", _CONTRACT, "no status",
          evaluate='return {"last": last, "status": np.full(len(last), "splendid")}'),
    Beast("answers-a-strange-verdict", _CONTRACT, "no verdict",
          evaluate='return {"last": last, "verdict": np.full(len(last), "splendid")}'),
    Beast("answers-offsets-that-fall", _CONTRACT, "offsets", gives='(Column("last", shape="ragged"),)',
          evaluate="return {'last': (last, np.arange(len(last) + 1)[::-1])}"),
    Beast("answers-what-is-no-array", _CONTRACT, evaluate="last = {1, 2, 3}"),
    Beast("answers-a-locked-door", "EvaluationError", "KeyError",
          top="class Locked(dict):\n    def __getitem__(self, name): raise KeyError(name)",
          evaluate="return Locked(last=last)"),
    Beast("answers-and-denies", _CONTRACT,
          top="""
            from collections.abc import Mapping
            class Denying(Mapping):
                def __getitem__(self, name): return np.zeros(1)
                def __contains__(self, name): return True
                def __iter__(self): return iter(())
                def __len__(self): return 1
          """,
          gives='(Column("last", "int64"),)', evaluate="return Denying()"),
    Beast("answers-with-a-bomb", "EvaluationError", "ZeroDivisionError",
          top="""
            class Bomb:
                def __array__(self, *_, **__): raise ZeroDivisionError
          """,
          evaluate="return {'last': Bomb()}"),
)  # fmt: skip

_TOO_CLEVER = (
    Beast("leaves-a-thread", "", evaluate="threading.Thread(target=time.sleep, args=(600,), daemon=True).start()"),
    Beast("says-that-all-improves", "", evaluate='return {"last": last, "verdict": np.full(len(last), "improving")}'),
    Beast("moves-house", "", evaluate='os.chdir("/")\nos.environ.clear()'),
    Beast("sets-the-scene", "", evaluate="""
        import decimal, locale, random
        locale.setlocale(locale.LC_ALL, "C")
        decimal.getcontext().prec = 1
        np.seterr(all="raise")
        np.random.seed(0)
        random.seed(0)
        sys.setrecursionlimit(2000)
    """),
    Beast("exits-at-exit", "", top="import atexit\natexit.register(sys.exit, 7)"),
    Beast("forgets-its-modules", "", evaluate="""
        sys.path.clear()
        sys.modules["statistics"] = None
        for name in [each for each in sys.modules if each.startswith(("zoo_", "email"))]:
            del sys.modules[name]
    """),
    Beast("patches-importing-hooks", "", imports="""
        import numpy, rusfelt
        rusfelt.evaluate_plan = rusfelt.evaluate = rusfelt.Panel = None
        from rusfelt.evaluation import sealing
        sealing.Status = ()
        numpy.pi = 3
    """),
    Beast("patches-importing-method", "", top="""
        import rusfelt.stats as patched
        patched.mann_kendall = None
        from rusfelt.evaluators.theil_sen import TheilSen
        TheilSen.evaluate = lambda self, panel: {"slope": panel.y * 0}
    """),
    Beast("patches-when-asked", "", evaluate="np.sum = np.mean = np.median = None"),
    Beast("patches-the-seal", "ContractError", "dtype", evaluate="""
        import rusfelt.evaluation.engine as engine
        engine.check_answer = lambda answer, panel, spec: answer
        return {"last": np.full(len(panel), "free")}
    """),
    Beast("patches-the-wire", "ContractError", evaluate="""
        import rusfelt.evaluation.isolation.worker as worker
        worker.write_arrays = lambda *_, **__: [["last", 0, 10**15], ["first", -5, 3]]
    """),
    Beast("patches-its-parameters", "ContractError", top="""
        import rusfelt.evaluation.isolation.worker as worker
        worker.parameters_of = lambda _: (("mine", {"not": ["plain"]}),)
    """),
    Beast("answers-in-halves", _CONTRACT, "half", gives='(Column("last", "str"),)',
          evaluate=r'return {"last": np.full(len(last), "half \ud800 a letter")}'),
    Beast("answers-under-our-names", "", gives='(Column("last"), Column("pace", "int64"))',
          evaluate='return {"last": last, "pace": np.arange(len(last))}'),
    Beast("answers-under-a-key", "PluginError", "'unit'", gives='(Column("last"), Column("unit", "int64"))',
          evaluate='return {"last": last, "unit": np.arange(len(last))}'),
    Beast("answers-reasons-by-number", "PluginError", "'reason'", gives='(Column("last"), Column("reason", "int64"))',
          evaluate='return {"last": last, "reason": np.arange(len(last))}'),
    Beast("reasons-with-holes", "", method="""
        import attrs, numpy as np
        from rusfelt import Column, Needs, Spec
        @attrs.frozen
        class Method:
            @property
            def spec(self):
                odd = {"holes": "a {nope} {0} { {last!x}", "empty": {}, "no-text": 5}
                return Spec("reasons-with-holes", "1", gives=(Column("last"),), reasons=odd)
            def evaluate(self, panel, /):
                codes = ["holes", "empty", "no-text", "unheard-of"] * len(panel)
                return {"last": np.full(len(panel), np.nan), "status": np.full(len(panel), "undefined"),
                        "reason": np.array(codes[:len(panel)])}
    """),
    Beast("cuts-off-its-last-answer", "", needs="Needs(points=0)", top="""
        import builtins
        kept = []
        def keeping(path, mode="r", *rest, _open=open, **more):
            opened = _open(path, mode, *rest, **more)
            if "+" in mode:
                kept.append(os.dup(opened.fileno()))
            return opened
        """,
        evaluate="""
            # Asked again, it cuts off the file its first answer went through.
            builtins.open = keeping
            for each in kept:
                os.ftruncate(each, 0)
            return {"last": np.zeros(len(panel))}
        """),
    Beast("talks-between-questions", "", top="""
        def talk():
            time.sleep(0.3)
            for fd in range(3, 64):
                try:
                    link = os.readlink(f"/proc/self/fd/{fd}")
                    if link.startswith("pipe"):
                        for _ in range(64):
                            os.write(fd, b"x" * (1 << 20))
                except OSError:
                    pass
        """,
        evaluate="threading.Thread(target=talk, daemon=True).start()"),
)  # fmt: skip

ANSWERS = (*_WRONG, *_TOO_CLEVER)
