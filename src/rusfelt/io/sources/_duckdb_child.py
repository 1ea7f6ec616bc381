"""What reads a DuckDB file in a process of its own: started by ``duckdb``, never by hand.

It is told of the file and the table in one line of JSON on standard input, and answers with one
that has the table's columns, or says why there are none. Then it is told which columns to send, and
sends them as a stream of Arrow's. Nothing of rusfelt is imported, so that it starts quickly.
"""

from __future__ import annotations

import base64
import contextlib
import json
import math
import sys
import time
from typing import IO, Any

__all__ = ["GAVE_UP", "answer", "main"]

GAVE_UP = 3
"""How the process ends where DuckDB finds something wrong in the rows."""
_ROWS = 1 << 17
# No code and no other file is reached from here, and nothing is written to a disk.
_CLOSED = {
    "enable_external_access": "false",
    "autoload_known_extensions": "false",
    "autoinstall_known_extensions": "false",
    "allow_community_extensions": "false",
    "allow_persistent_secrets": "false",
    "temp_directory": "",
    "threads": "1",
}
_TABLES = """
    select schema_name, table_name, false from duckdb_tables()
    where not internal and database_name = current_database()
    union all
    select schema_name, view_name, true from duckdb_views()
    where not internal and database_name = current_database()
    order by 3, 1, 2
"""


def main() -> None:
    """Read the file told of on standard input."""
    # What takes long to load is loaded before time is limited.
    with contextlib.suppress(ImportError):
        import duckdb  # noqa: F401, PLC0415
        import pyarrow.ipc  # noqa: F401, PLC0415
    told = json.loads(sys.stdin.buffer.readline())
    _limit(told["memory"], told["seconds"])
    answer(told, sys.stdin.buffer, sys.stdout.buffer)


def answer(told: dict[str, Any], inward: IO[bytes], outward: IO[bytes]) -> None:
    """Tell of the columns of a table, and send those that are asked for.

    Args:
        told: ``path``, ``table`` and ``memory``, the bytes DuckDB may take.
        inward: where the names of the columns come from.
        outward: where the answers go.
    """
    import duckdb  # noqa: PLC0415 - not before it is needed

    try:
        connection = duckdb.connect(
            told["path"],
            read_only=True,
            config={**_CLOSED, "memory_limit": f"{told['memory'] >> 20}MiB"},
        )
        name, problem = _table(connection, told["table"])
        if problem:
            _say(outward, problem)
            return
        schema = _schema(connection, name)
    except Exception as error:  # noqa: BLE001 - whatever it is, its kind and words leave
        _say(outward, {"failure": type(error).__name__, "words": str(error)[:1000]})
        return
    _say(outward, {"schema": base64.b64encode(schema.serialize().to_pybytes()).decode()})
    names = json.loads(inward.readline())
    try:
        _send(connection, name, names, outward)
    except Exception:  # noqa: BLE001 - its words may quote a cell
        sys.exit(GAVE_UP)


def _say(outward: IO[bytes], what: dict[str, Any]) -> None:
    outward.write(json.dumps(what).encode() + b"\n")
    outward.flush()


def _table(connection: Any, wished: str | None) -> tuple[str, dict[str, Any]]:
    """What a table is called in a query, or which there are."""
    found = {}
    views = set()
    for schema, name, view in connection.execute(_TABLES).fetchall():
        plain = name if schema == "main" else f"{schema}.{name}"
        found[plain] = f"{_quoted(schema)}.{_quoted(name)}"
        if view:
            views.add(plain)
    if wished is not None and wished in found:
        return found[wished], {}
    tables = [each for each in found if each not in views] or list(found)
    if wished is None and len(tables) == 1:
        return found[tables[0]], {}
    return "", {"tables": list(found)}


def _schema(connection: Any, name: str) -> Any:
    # Where it cannot be set, there are no time zones, and no moments in one.
    with contextlib.suppress(Exception):
        connection.execute("set timezone = 'UTC'")
    return _reader(connection.sql(f"select * from {name} limit 0")).schema  # noqa: S608 - quoted


def _send(connection: Any, name: str, names: list[str], outward: IO[bytes]) -> None:
    import pyarrow.ipc  # noqa: PLC0415 - likewise

    wished = ", ".join(map(_quoted, names))
    reader = _reader(connection.sql(f"select {wished} from {name}"))  # noqa: S608 - quoted
    with pyarrow.ipc.new_stream(outward, reader.schema) as stream:
        for batch in reader:
            stream.write_batch(batch)


def _reader(relation: Any) -> Any:
    # Older versions have it by another name.
    read = getattr(relation, "to_arrow_reader", None) or relation.fetch_arrow_reader
    return read(_ROWS)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _limit(memory: int, seconds: int) -> None:
    """Hold this process to so much memory and processor time, where the system can."""
    try:
        import resource  # noqa: PLC0415 - not on every system
    except ImportError:
        return
    # What it holds is about people, and stays nowhere when it breaks down.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    allowed = math.ceil(time.process_time()) + seconds
    resource.setrlimit(resource.RLIMIT_CPU, (_least(allowed, hard), hard))
    try:
        with open("/proc/self/statm", "rb") as statm:  # noqa: PTH123 - it is no file on a disk
            now = int(statm.read().split()[5]) * resource.getpagesize()
    except OSError:
        return
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    # DuckDB keeps to its own limit but for what a broken file makes it ask for.
    resource.setrlimit(resource.RLIMIT_DATA, (_least(now + 2 * memory, hard), hard))


def _least(wished: int, hard: int) -> int:
    # -1 stands for no limit.
    return wished if hard < 0 else min(wished, hard)
