"""A statistics bank on this machine that speaks PxWebApi 2, and can be made to misbehave."""

from __future__ import annotations

import itertools
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

__all__ = ["ALL", "SMALL", "Bank", "Reply", "opened"]

SMALL = {"Bydel": ["030101", "030102"], "Kjonn": ["1", "2"], "Tid": ["2023", "2024", "2025"]}
ALL = {"Bydel": "*", "Kjonn": "*", "Tid": "*"}


class Reply:
    """What a server sends instead of the usual; a header that is empty is not sent."""

    def __init__(self, status: int = 200, body: bytes = b"{}", **headers: str) -> None:
        self.status = status
        self.body = body
        self.headers = {name.replace("_", "-"): each for name, each in headers.items()}


class Bank:
    """Tables of made-up figures: cell ``i`` of a table is the number ``i``.

    Attributes:
        dimensions: name → codes, of the one table there is.
        config: what /config says; ``None`` for 404.
        asked: the paths asked for so far, with queries. bodies: what came with them.
        instead: what is sent in place of the next answers, first to last; ``None`` for the usual.
    """

    def __init__(self, dimensions: dict[str, list[str]]) -> None:
        self.dimensions = dimensions
        self.config: dict[str, Any] | None = {"maxDataCells": 800_000}
        self.asked: list[str] = []
        self.bodies: list[Any] = []
        self.instead: list[Reply | None] = []
        self.updated: Callable[[], str] = lambda: "2026-02-25T07:00:00Z"
        self.tables = [{"id": f"{n:05d}", "label": f"Table {n}"} for n in range(1, 4)]
        self.pages = 1
        self.url = ""

    def table(self, chosen: dict[str, list[str]]) -> dict[str, Any]:
        """The answer to a question, without its figures where nothing is chosen."""
        names = [name for name in self.dimensions if not chosen or name in chosen]
        codes = {name: chosen.get(name, self.dimensions[name]) for name in names}
        document = {
            "version": "2.0",
            "class": "dataset",
            "label": "Made up",
            "source": "Nobody",
            "updated": self.updated(),
            "id": names,
            "size": [len(codes[name]) for name in names],
            "role": {"time": [name for name in names if name == "Tid"]},
            "dimension": {
                name: {
                    "label": name.lower(),
                    "category": {
                        "index": {code: place for place, code in enumerate(codes[name])},
                        "label": {code: f"name of {code}" for code in codes[name]},
                    },
                    "extension": {"elimination": name == "Kjonn"},
                }
                for name in names
            },
        }
        if not chosen:
            return document
        place = {
            name: {code: i for i, code in enumerate(each)} for name, each in self.dimensions.items()
        }
        values, status = [], {}
        for cell, each in enumerate(itertools.product(*(codes[name] for name in names))):
            number = 0
            for name, code in zip(names, each, strict=True):
                number = number * len(self.dimensions[name]) + place[name][code]
            values.append(None if number % 7 == 3 else number)
            if number % 7 == 3:
                status[str(cell)] = ":"
        return {**document, "value": values, "status": status}

    def answer(self, path: str, body: Any) -> Reply:
        """What is usually sent."""
        parts = urlsplit(path)
        query = parse_qs(parts.query)
        if parts.path.endswith("/config"):
            if self.config is None:
                return Reply(404)
            return Reply(body=json.dumps(self.config).encode())
        if parts.path.endswith("/tables"):
            page = int(query["pageNumber"][0])
            told = {"tables": self.tables, "page": {"pageNumber": page, "totalPages": self.pages}}
            return Reply(body=json.dumps(told).encode())
        if parts.path.endswith("/metadata"):
            return Reply(body=json.dumps(self.table({})).encode())
        if not parts.path.endswith("/data"):
            return Reply(404, json.dumps({"title": "Non-existent table", "status": 404}).encode())
        if body is None:
            asked = {
                name.removeprefix("valueCodes[").removesuffix("]"): each[0].split(",")
                for name, each in query.items()
                if name.startswith("valueCodes[")
            }
        else:
            asked = {each["variableCode"]: each["valueCodes"] for each in body["selection"]}
        chosen = {
            name: self.dimensions[name] if codes == ["*"] else codes
            for name, codes in asked.items()
        }
        return Reply(body=json.dumps(self.table(chosen)).encode())


@contextmanager
def opened(bank: Bank) -> Iterator[Bank]:
    """The bank at an address of this machine, until it closes."""

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Say nothing."""

        def do_GET(self) -> None:
            self.reply(None)

        def do_POST(self) -> None:
            self.reply(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

        def reply(self, body: Any) -> None:
            bank.asked.append(unquote(self.path))
            bank.bodies.append(body)
            reply = (bank.instead.pop(0) if bank.instead else None) or bank.answer(self.path, body)
            self.send_response(reply.status)
            for name, each in reply.headers.items():
                if each:
                    self.send_header(name, each)
            if "Content-Length" not in reply.headers:
                self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            self.wfile.write(reply.body)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    bank.url = f"http://127.0.0.1:{server.server_port}/api/v2"
    try:
        yield bank
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
