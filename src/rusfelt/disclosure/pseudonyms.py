"""Codes instead of people's ids, and digests that nobody can guess their way back from.

Both are HMAC-SHA256 (RFC 2104, RFC 4231) with a key that stays at home. Without the key a list of
all possible ids is of no use; with a plain hash it would give every id away within minutes.
"""

from __future__ import annotations

import hmac
import os
import secrets
import stat
from collections.abc import Iterable
from typing import NoReturn

import numpy as np

from rusfelt._frames import as_keys
from rusfelt.errors import DomainError, ReadError, WriteError
from rusfelt.typing import Array, Strings

__all__ = ["KEY", "KEY_FILE", "Key", "keyed_digest", "pseudonyms"]

KEY = "RUSFELT_KEY"
"""The environment variable that may hold a key."""
KEY_FILE = "RUSFELT_KEY_FILE"
"""The environment variable that may name a file with one."""

_FEWEST_BYTES, _MOST_BYTES, _NEW_BYTES = 32, 4096, 32
# What a digest is for goes into it, so that one made for one purpose says nothing in another.
_PERSON, _TABLE = b"rusfelt person 1\0", b"rusfelt table 1\0"
_LETTERS = bytes.maketrans(b"0123456789abcdef", b"abcdefghijklmnop")
_WIDTH = 32


class Key:
    """A secret key of at least 32 bytes. What it is is shown nowhere.

    It has no attribute with the key in it, is printed as ``Key(hidden)``, equals only itself, and
    is neither copied nor pickled. The key itself is kept only inside the hash function's own
    memory.

    Args:
        secret: the key. :meth:`new` makes a random one, :meth:`read` reads it from a file.

    Raises:
        DomainError: it is shorter than 32 bytes.

    >>> Key(b"a key for examples, and no secret")
    Key(hidden)
    """

    __slots__ = ("_keyed",)

    def __init__(self, secret: bytes) -> None:
        enough = len(secret) >= _FEWEST_BYTES
        keyed = hmac.new(secret, digestmod="sha256") if enough else None
        # A traceback may be printed with what stands in its frames.
        del secret
        if keyed is None:
            msg = f"A key has at least {_FEWEST_BYTES} bytes. Make one with Key.new(path)."
            raise DomainError(msg)
        self._keyed = keyed

    @classmethod
    def new(cls, path: str | os.PathLike[str]) -> Key:
        """Write a new random key to a file that only its owner may read, and return it.

        Args:
            path: a file that is not there yet; a key that is lost cannot be made again.

        Raises:
            WriteError: it cannot be written, or something stands there already.
        """
        name = os.fsdecode(path)
        try:
            handle = os.open(
                path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, stat.S_IRUSR | stat.S_IWUSR
            )
        except FileExistsError:
            msg = "There is a file here already, and it may hold a key. Give another path."
            raise WriteError(msg, path=name) from None
        except OSError as error:
            msg = f"The key cannot be written ({error.strerror}). Choose another folder."
            raise WriteError(msg, path=name) from None
        with os.fdopen(handle, "wb") as stream:
            stream.write(secrets.token_hex(_NEW_BYTES).encode() + b"\n")
            stream.flush()
            os.fsync(handle)
        return cls.read(path)

    @classmethod
    def read(cls, path: str | os.PathLike[str]) -> Key:
        """The key in a file: all its bytes but line ends and spaces around them.

        Raises:
            ReadError: it cannot be read, is too short or too long, or may be read by everybody.
        """
        name = os.fsdecode(path)
        try:
            with open(path, "rb") as stream:  # noqa: PTH123 - the same for every path
                if os.name == "posix" and os.fstat(stream.fileno()).st_mode & stat.S_IROTH:
                    msg = f"Everybody may read this key. Close it: chmod 600 {name}."
                    raise ReadError(msg, path=name)
                return cls._of(stream.read(_MOST_BYTES + 1), name)
        except FileNotFoundError:
            msg = "There is no such key file. Check the path, or make one with Key.new(path)."
            raise ReadError(msg, path=name) from None
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or "no file name"
            msg = f"The key cannot be read ({reason}). Give a file you may read."
            raise ReadError(msg, path=name) from None

    @classmethod
    def _of(cls, content: bytes, name: str) -> Key:
        size = len(content.strip())
        key = (
            cls(content.strip()) if size >= _FEWEST_BYTES and len(content) <= _MOST_BYTES else None
        )
        del content
        if key is None:
            msg = (
                f"A key has {_FEWEST_BYTES} to {_MOST_BYTES} bytes, and this file has another "
                "number. Make one with Key.new(path)."
            )
            raise ReadError(msg, path=name)
        return key

    @classmethod
    def from_environment(cls) -> Key | None:
        """The key in ``RUSFELT_KEY``, or in the file that ``RUSFELT_KEY_FILE`` names.

        Returns:
            The key; ``None`` where neither is set.

        Raises:
            ReadError: the file holds no key.
            DomainError: the variable does not, or both are set.
        """
        if os.environ.get(KEY) and os.environ.get(KEY_FILE):
            msg = f"{KEY} and {KEY_FILE} are both set. Unset one."
            raise DomainError(msg)
        if os.environ.get(KEY):
            return cls(os.environ[KEY].strip().encode())
        return cls.read(os.environ[KEY_FILE]) if os.environ.get(KEY_FILE) else None

    def _digest(self, message: bytes) -> str:
        """HMAC-SHA256 of the message, in hexadecimal digits."""
        keyed = self._keyed.copy()
        keyed.update(message)
        return keyed.hexdigest()

    def __repr__(self) -> str:
        return "Key(hidden)"

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        msg = "A key is neither copied nor pickled. Read it again where it is needed."
        raise TypeError(msg)


def pseudonyms(ids: Array | Iterable[object], key: Key) -> Strings:
    """A code for each person's id: the same id and key give the same code, in every file.

    The id is taken as it is written: ``7`` and ``007`` are two people, as are ``a`` and ``A``, and
    the number 7 is the text ``7``. An empty id stays empty. Put ids in one form first.

    A code is 32 letters from a to p, the first 128 bits of the keyed hash. No program takes it for
    a number, and it can hold no identity number. That any two of a million people get the same
    code has a probability below 2e-27 (n² / 2¹²⁹).

    Whoever has the key can find out whose a code is by trying ids, so what is made with it is
    still personal data to its owner.

    Args:
        ids: people's ids, text or whole numbers; national identity numbers are welcome here, and
            nowhere else.
        key: the secret key.

    Returns:
        The codes, shape ``(n,)``.

    >>> codes = pseudonyms(["7", "007", "7"], Key(b"a key for examples, and no secret"))
    >>> codes[0] == codes[2], codes[0] == codes[1], len(codes[0])
    (True, False, 32)
    """
    column = ids if isinstance(ids, np.ndarray) else np.array(list(ids))
    if column.dtype.kind == "O":
        column = np.array(["" if each is None else str(each) for each in column.tolist()])
    if not column.size:
        return np.empty(0, dtype=f"U{_WIDTH}")
    names, inverse = np.unique(as_keys(column), return_inverse=True)
    codes = [
        key._digest(_PERSON + each.encode("utf-8", "surrogatepass"))[:_WIDTH]  # noqa: SLF001 - of one module
        .encode()
        .translate(_LETTERS)
        .decode()
        if each
        else ""
        for each in names.tolist()
    ]
    return np.array(codes, dtype=f"U{_WIDTH}")[inverse]


def keyed_digest(data: bytes | str, key: Key) -> str:
    """A digest of a table that goes public: the same data and key give the same digest.

    A plain hash of a small table is no secret: whoever tries all tables that could be finds the
    one. Without the key there is nothing to try with.

    Args:
        data: the bytes, or text as UTF-8; a panel's own digest will do.
        key: the secret key.

    Returns:
        64 hexadecimal digits, which are no pseudonym; the same text gives another one there.

    >>> len(keyed_digest("a;1", Key(b"a key for examples, and no secret")))
    64
    """
    return key._digest(_TABLE + (data.encode() if isinstance(data, str) else data))  # noqa: SLF001 - of one module
