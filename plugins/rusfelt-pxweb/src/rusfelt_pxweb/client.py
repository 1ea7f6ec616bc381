"""Fetching tables from a statistics bank that speaks PxWebApi 2, when told to."""

from __future__ import annotations

import hashlib
import json
import math
import re
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import quote, urlencode

import attrs

from rusfelt.errors import DomainError, WriteError
from rusfelt.io.write import write_atomic
from rusfelt_pxweb._document import MOST_FILE_BYTES, parsed
from rusfelt_pxweb._http import Server, checked_base
from rusfelt_pxweb._merge import merged
from rusfelt_pxweb._pace import Pace
from rusfelt_pxweb._selection import LONGEST_URL, Choice, Question, choices, questions
from rusfelt_pxweb.dataset import Dataset, as_dataset
from rusfelt_pxweb.dimensions import MOST_CELLS
from rusfelt_pxweb.errors import PxWebError
from rusfelt_pxweb.tables import Limits, Metadata, TableInfo, limits_of, metadata_of, table_of

__all__ = ["Fetched", "PxWeb"]

_ID = re.compile(r"[A-Za-z0-9_.-]{1,100}")
_PAGE = 100
_NOT_FOUND = 404


@attrs.frozen
class Fetched:
    """What was fetched.

    Attributes:
        path: the table, as JSON-stat 2.0. provenance: where it is from.
        cells: how many cells it has. urls: what was asked for.
        sha256: of the table's file. updated: when the bank last updated the table.
    """

    path: Path
    provenance: Path
    cells: int
    urls: tuple[str, ...]
    sha256: str
    updated: str


class PxWeb:
    """A statistics bank that speaks PxWebApi 2, such as Statistics Norway's.

    Nothing is asked of it before a method is called. It is asked no faster than it allows, for no
    more at a time than it gives, and only under the address given.

    >>> bank = PxWeb("https://data.ssb.no/api/pxwebapi/v2", language="no")
    >>> bank
    PxWeb('https://data.ssb.no/api/pxwebapi/v2')
    """

    def __init__(
        self,
        base_url: str,
        *,
        language: str | None = None,
        timeout: float = 30.0,
        longest: float = 300.0,
        most_bytes: int = MOST_FILE_BYTES,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        now: Callable[[], datetime] | None = None,
    ) -> None:
        """A bank; nothing is asked of it yet.

        Args:
            base_url: where its interface begins; https, or http on this machine.
            language: such as ``no`` or ``en``; the bank's own choice where it is not given.
            timeout: seconds without an answer before it is given up.
            longest: seconds for a whole answer.
            most_bytes: as many as an answer may have, and a table of several answers.
            clock: what tells the time in seconds.
            sleep: what waits for so many seconds.
            now: what tells the moment a table is fetched.

        Raises:
            DomainError: that is no such address, or no language.
        """
        if language is not None and not _ID.fullmatch(language):
            msg = f"{language!r} is no language. Write no or en."
            raise DomainError(msg)
        self._base = checked_base(base_url)
        self._language = language
        self._most = most_bytes
        self._pace = Pace(clock, sleep)
        self._server = Server(self._base, self._pace, timeout, longest, most_bytes)
        self._now = now or (lambda: datetime.now(UTC))
        self._limits: Limits | None = None

    def __repr__(self) -> str:
        return f"PxWeb({self._base!r})"

    def limits(self) -> Limits:
        """How much the bank gives, asked once; 800,000 cells and 30 calls a minute if not told.

        Raises:
            PxWebError: it does not answer.
        """
        if self._limits is None:
            try:
                found = limits_of(self._json("/config"))
            except PxWebError as error:
                if error.status != _NOT_FOUND:
                    raise
                found = Limits()
            self._limits = found
            self._pace.calls, self._pace.window = found.calls, found.window
        return self._limits

    def tables(
        self,
        query: str | None = None,
        *,
        past_days: int | None = None,
        discontinued: bool = False,
        most: int = 1000,
    ) -> tuple[TableInfo, ...]:
        """The bank's tables, or those that a query finds.

        Args:
            query: words to look for, in the bank's own way of asking.
            past_days: only tables updated in so many days.
            discontinued: whether tables that get no more figures come along.
            most: at most so many tables.

        Raises:
            PxWebError: the bank does not answer, or with something else.
        """
        asked: dict[str, str] = {} if query is None else {"query": query}
        if past_days is not None:
            asked["pastDays"] = str(past_days)
        if discontinued:
            asked["includeDiscontinued"] = "true"
        found: list[TableInfo] = []
        for page in range(1, -(-most // _PAGE) + 1):
            asked |= {"pageNumber": str(page), "pageSize": str(_PAGE)}
            answer = self._json("/tables", asked)
            listed = answer.get("tables") if isinstance(answer, dict) else None
            if not isinstance(listed, list):
                msg = "The answer lists no tables. Check that the address is PxWebApi 2's."
                raise PxWebError(msg, url=f"{self._base}/tables")
            found += [table_of(each) for each in listed if isinstance(each, dict)]
            pages = answer.get("page")
            total = pages.get("totalPages") if isinstance(pages, dict) else None
            if not listed or not isinstance(total, int) or page >= total:
                break
        return tuple(found[:most])

    def metadata(self, table_id: str, *, codelists: Mapping[str, str] | None = None) -> Metadata:
        """What a table can be asked for: its dimensions with all their codes.

        Args:
            table_id: its number, as text: ``"07459"``.
            codelists: dimension → a code list of the bank, such as today's municipalities.

        Raises:
            PxWebError: the bank does not answer; 404 where there is no such table.
            ReadError: the description contradicts itself.
            DomainError: that is no table's number.
        """
        path = f"/tables/{self._checked(table_id)}/metadata"
        told = {f"codelist[{name}]": each for name, each in (codelists or {}).items()}
        answer = self._json(path, told)
        url = f"{self._base}{path}"
        if not isinstance(answer, dict):
            msg = "The answer describes no table. Check that the address is PxWebApi 2's."
            raise PxWebError(msg, url=url)
        return metadata_of(table_id, answer, url)

    def fetch(
        self,
        table_id: str,
        selection: Mapping[str, object],
        into: Path,
        *,
        codelists: Mapping[str, str] | None = None,
        replace: bool = False,
    ) -> Fetched:
        """Fetch figures of a table into a file, with a note beside it of where they are from.

        The figures are asked for in as many questions as the bank's limits need, and the file is
        written when all of them are there. ``NAME.provenance.json`` beside it says what was asked
        where and when, the sha256 of the file, and when the bank had last updated the table.

        Args:
            table_id: its number, as text: ``"07459"``.
            selection: dimension → ``"*"`` for all of it, a code, or a list of codes; a dimension
                that can be eliminated may be left out.
            into: the file, or a folder to put ``07459.json`` in.
            codelists: dimension → the code list its codes are of.
            replace: whether a file that is there already is replaced.

        Returns:
            Where it is now.

        Raises:
            DomainError: the table has not what is asked for, or it is too much.
            PxWebError: the bank does not answer, gives something else, or updates the table
                while it is being fetched.
            ReadError: what it gives is no JSON-stat.
            WriteError: the file cannot be written, or is there and not to be replaced.
        """
        target = Path(into)
        if target.is_dir():
            target /= f"{self._checked(table_id)}.json"
        beside = target.with_suffix(".provenance.json")
        for each in (target, beside):
            if each.exists() and not replace:
                msg = "The file is there already. Give another name, or replace=True."
                raise WriteError(msg, path=str(each))
        limits = self.limits()
        table = self.metadata(table_id, codelists=codelists)
        chosen = choices(selection, table.dimensions)
        cells = math.prod(len(each.codes) for each in chosen)
        if cells > MOST_CELLS:
            msg = f"This is {cells:,} cells, and a file of at most {MOST_CELLS:,} can be read."
            raise DomainError(f"{msg} Ask for less, or for several files.")
        asked = questions(
            f"/tables/{table_id}/data",
            {**self._lang(), "outputFormat": "json-stat2"},
            codelists or {},
            chosen,
            min(limits.cells, MOST_CELLS),
            LONGEST_URL - len(self._base),
        )
        data, found = self._figures(asked)
        digest = hashlib.sha256(data).hexdigest()
        urls = tuple(f"{self._base}{each.path}" for each in asked)
        told = {
            "table": table_id,
            "label": found.label,
            "source": found.source,
            "updated": found.updated,
            "fetched": self._now().isoformat(timespec="seconds"),
            "urls": list(urls),
            "selection": {each.id: "*" if each.whole else list(each.codes) for each in chosen},
            "codelists": dict(codelists or {}),
            "file": target.name,
            "sha256": digest,
        }
        write_atomic(target, data)
        write_atomic(beside, json.dumps(told, ensure_ascii=False, indent=2) + "\n")
        return Fetched(target, beside, len(found), urls, digest, found.updated)

    def _figures(self, asked: list[Question]) -> tuple[bytes, Dataset]:
        """The file to write, and what is in it; one answer is kept byte for byte."""
        documents, tables, size = [], [], 0
        for each in asked:
            url = f"{self._base}{each.path}"
            body = None if each.body is None else dict(each.body)
            data = self._server.ask(each.path, body)
            size += len(data)
            if size > self._most:
                msg = f"The answers are larger than {self._most >> 20} MB. Ask for fewer values."
                raise PxWebError(msg, url=url)
            document = parsed(data, url)
            table = as_dataset(document, url)
            _require(table, each.choices, url)
            if len(asked) == 1:
                return data, table
            documents.append(document)
            tables.append(table)
        one = merged(documents, tables, _parted(asked))
        text = json.dumps(one, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        data = text.encode()
        return data, as_dataset(one, f"{self._base}{asked[0].path}")

    def _json(self, path: str, asked: Mapping[str, str] = MappingProxyType({})) -> Any:
        told = {**self._lang(), **asked}
        query = f"?{urlencode(told, safe='[]', quote_via=quote)}" if told else ""
        return parsed(self._server.ask(f"{path}{query}"), f"{self._base}{path}")

    def _lang(self) -> dict[str, str]:
        return {} if self._language is None else {"lang": self._language}

    @staticmethod
    def _checked(table_id: str) -> str:
        if not isinstance(table_id, str) or not _ID.fullmatch(table_id) or table_id in {".", ".."}:
            msg = f"{table_id!r} is no table's number. Write it as text: '07459'."
            raise DomainError(msg)
        return table_id


def _parted(asked: list[Question]) -> str:
    """The dimension the questions differ in."""
    pairs: Iterator[tuple[Choice, Choice]] = zip(asked[0].choices, asked[1].choices, strict=True)
    return next(one.id for one, other in pairs if one.codes != other.codes)


def _require(table: Dataset, asked: tuple[Choice, ...], url: str) -> None:
    """Hold an answer against the question.

    Raises:
        PxWebError: it holds anything else than was asked for.
    """
    got = {each.id: each.codes for each in table.dimensions}
    for each in asked:
        if sorted(got.get(each.id, ())) != sorted(each.codes):
            msg = f"The answer has other codes of {each.id} than were asked for. Fetch it again."
            raise PxWebError(msg, url=url)
    for name, codes in got.items():
        if len(codes) > 1 and name not in {each.id for each in asked}:
            msg = f"The answer is by {name}, which was not asked for. Choose its codes as well."
            raise PxWebError(msg, url=url)
