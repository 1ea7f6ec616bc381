"""Asking one server for JSON over HTTPS, carefully."""

from __future__ import annotations

import email.utils
import http.client
import ipaddress
import json
import re
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import IO, Any, NoReturn
from urllib.parse import SplitResult, urlsplit

import attrs

from rusfelt.errors import DomainError, one_line
from rusfelt_pxweb._pace import Pace
from rusfelt_pxweb.errors import PxWebError

__all__ = ["Server", "checked_base"]

_BUSY = frozenset({429, 503})
_TRIES = 5
# A bank's window is a minute; one that wants more than two has closed for the day.
_LONGEST_WAIT = 120.0
_PAUSE = 5.0
_CHUNK = 1 << 16
_MOST_TOLD = 1 << 16
_TOO_MANY_REQUESTS = 429
_DIGITS = re.compile(r"\d{1,18}")


def checked_base(url: str) -> str:
    """The address of a statistics bank's interface, without the slash at its end.

    Raises:
        DomainError: it is no https address (http is for this machine alone), or holds a password,
            a query or a fragment.

    >>> checked_base("https://data.ssb.no/api/pxwebapi/v2/")
    'https://data.ssb.no/api/pxwebapi/v2'
    """
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        msg = f"{url!r} is no address. Write https://data.ssb.no/api/pxwebapi/v2."
        raise DomainError(msg) from None
    if parts.scheme not in {"https", "http"} or not host or not url.isascii() or " " in url:
        msg = f"{url!r} is no web address. Write https://data.ssb.no/api/pxwebapi/v2."
        raise DomainError(msg)
    if parts.username is not None or parts.password is not None:
        msg = "The address holds a user or password. Leave it out; the interface is open."
        raise DomainError(msg)
    if parts.query or parts.fragment:
        msg = f"{url!r} has a query. Give the address the interface begins with."
        raise DomainError(msg)
    if parts.scheme == "http" and not _is_here(host):
        msg = f"{url!r} is not encrypted. Use https; http is for this machine alone."
        raise DomainError(msg)
    return url.rstrip("/")


def _is_here(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _origin(parts: SplitResult) -> tuple[str, str | None, int | None]:
    return parts.scheme, parts.hostname, parts.port


class _SameOrigin(urllib.request.HTTPRedirectHandler):
    """Follows a redirect only to where the question was put."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: http.client.HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        """The request to go on with.

        Raises:
            PxWebError: it leads elsewhere.
        """
        if _origin(urlsplit(newurl)) != _origin(urlsplit(req.full_url)):
            told = f"The server sends us on to {one_line(newurl, 200)}, which is not followed."
            remedy = "Give the address the interface has now."
            raise PxWebError(f"{told} {remedy}", url=req.full_url, status=code)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


@attrs.frozen
class Server:
    """One server, asked no faster than it allows.

    Attributes:
        base: where its interface begins.
        pace: how fast it may be asked.
        timeout: seconds without an answer before it is given up.
        longest: seconds for a whole answer.
        most: as many bytes as an answer may have.
    """

    base: str
    pace: Pace
    timeout: float
    longest: float
    most: int
    _opener: urllib.request.OpenerDirector = attrs.field(init=False, eq=False, repr=False)

    @_opener.default
    def _made(self) -> urllib.request.OpenerDirector:
        # Only these: no file:, no ftp:, no passwords from anywhere.
        opener = urllib.request.OpenerDirector()
        here = _is_here(urlsplit(self.base).hostname or "")
        for handler in (
            urllib.request.ProxyHandler({} if here else None),
            urllib.request.HTTPHandler(),
            urllib.request.HTTPSHandler(),
            _SameOrigin(),
            urllib.request.HTTPDefaultErrorHandler(),
            urllib.request.HTTPErrorProcessor(),
        ):
            opener.add_handler(handler)
        return opener

    def ask(self, path: str, body: dict[str, Any] | None = None) -> bytes:
        """The answer to one question.

        A server that is busy is asked again after as long as it says, five times at most.

        Args:
            path: what to ask for, with its query.
            body: what to send along; a question without is a GET.

        Raises:
            PxWebError: there is no answer, or one that is no success, too large or too slow.
        """
        url = f"{self.base}{path}"
        data = None if body is None else json.dumps(body).encode()
        headers = {"Accept": "application/json", "User-Agent": "rusfelt-pxweb"}
        if data is not None:
            headers["Content-Type"] = "application/json"
        for left in reversed(range(_TRIES)):
            self.pace.wait()
            # The base was checked to be https, or this machine.
            asked = urllib.request.Request(url, data, headers)  # noqa: S310 - as said
            try:
                return self._answer(asked, url)
            except urllib.error.HTTPError as error:
                with error:
                    if error.code not in _BUSY or not left:
                        _refuse(error, url)
                    self.pace.sleep(self._pause(error, url, _TRIES - left))
            except (http.client.HTTPException, OSError, ValueError) as error:
                reason = getattr(error, "reason", None) or error
                msg = f"There is no answer ({one_line(str(reason), 200)}). Try again later."
                raise PxWebError(msg, url=url) from error
        raise AssertionError  # pragma: no cover - the last try returns or raises

    def _answer(self, asked: urllib.request.Request, url: str) -> bytes:
        until = self.pace.clock() + self.longest
        with self._opener.open(asked, timeout=self.timeout) as answer:
            told = answer.headers.get("Content-Length", "")
            if _DIGITS.fullmatch(told) and int(told) > self.most:
                self._too_large(url)
            parts, size = [], 0
            while part := answer.read1(_CHUNK):
                size += len(part)
                if size > self.most:
                    self._too_large(url)
                if self.pace.clock() > until:
                    msg = f"The answer takes more than {self.longest:g} seconds. Ask for less."
                    raise PxWebError(msg, url=url)
                parts.append(part)
            if _DIGITS.fullmatch(told) and size < int(told):
                msg = "The answer was cut off on its way. Try again."
                raise PxWebError(msg, url=url)
        return b"".join(parts)

    def _too_large(self, url: str) -> NoReturn:
        msg = f"The answer is larger than {self.most >> 20} MB. Ask for fewer values."
        raise PxWebError(msg, url=url)

    def _pause(self, error: urllib.error.HTTPError, url: str, tried: int) -> float:
        """How long a busy server wants to be left alone, in seconds."""
        told = error.headers.get("Retry-After", "")
        if not told:
            full = error.code == _TOO_MANY_REQUESTS
            return self.pace.window if full else _PAUSE * 2.0**tried
        wait = _seconds(told, time.time)
        if wait is None or wait > _LONGEST_WAIT:
            msg = f"The server is busy and asks us to come back later ({one_line(told, 40)})."
            raise PxWebError(f"{msg} Do so.", url=url, status=error.code)
        return wait


def _seconds(told: str, now: Callable[[], float]) -> float | None:
    """Seconds from now, of a number of seconds or a date (RFC 9110, section 10.2.3)."""
    if _DIGITS.fullmatch(told.strip()):
        return float(told)
    try:
        return max(0.0, email.utils.parsedate_to_datetime(told).timestamp() - now())
    except (ValueError, OverflowError):
        return None


def _refuse(error: urllib.error.HTTPError, url: str) -> NoReturn:
    """Say what a server answered that would not.

    Raises:
        PxWebError: always.
    """
    try:
        said = json.loads(error.read(_MOST_TOLD))
    except (http.client.HTTPException, OSError, ValueError, RecursionError):
        said = None
    title = said.get("title") if isinstance(said, dict) else None
    words = f": {one_line(title, 200)}" if isinstance(title, str) else ""
    remedies = {
        400: "Check the codes against the table's metadata.",
        403: "Ask for fewer values.",
        404: "Check the table's number.",
        429: "Wait some minutes.",
        503: "Try again later; banks close while they are updated.",
    }
    remedy = remedies.get(error.code, "Try again later.")
    msg = f"The server answers {error.code}{words}. {remedy}"
    raise PxWebError(msg, url=url, status=error.code) from None
