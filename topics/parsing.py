"""Read small input files and parse JSON and TOML safely, whatever they contain.

Python's parsers raise RecursionError for deep nesting and a plain ValueError for long integers, and
accept values that no table can represent: halves of surrogate pairs, NaN, duplicate keys. Here
each is a `ParseError` with its position.
"""

from __future__ import annotations

import json
import math
import re
import stat
import tomllib
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

__all__ = [
    "HALF_PAIR",
    "MAX_BYTES",
    "MAX_TOML",
    "ParseError",
    "load_json",
    "load_toml",
    "read_bytes",
    "read_text",
    "toml_value",
]

MAX_BYTES = 50_000_000
"""Maximum size of a list of words or gold lines."""
MAX_TOML = 5_000_000
MAX_DEPTH = 100
"""Maximum nesting of lists and tables; a model's parameters have about five levels."""
MAX_INTEGER = 2**63 - 1
SHOWN = 60
MAX_SHOWN = 200
"""Maximum number of characters of a value in a message."""
HALF_PAIR = re.compile("[\ud800-\udfff]")
"""Invalid in UTF-8; Python represents bytes of names that are not UTF-8 in this way."""
LONG = re.compile("Exceeds the limit")


BACKSLASH = re.compile(r"Unescaped '\\\\'|[Hh]ex value|escape")
"""The message of tomllib for a backslash in double quotes."""
BACKSLASH_HINT = (
    " In double quotes a backslash starts an escape: put a path such as C:\\Users in single quotes,"
    " or write C:/Users."
)


class ParseError(ValueError):
    """A file or text that cannot be used; the message says where and why."""


def read_bytes(path: str | Path, max_bytes: int = MAX_BYTES) -> bytes:
    """Return the bytes of a regular file; a pipe, socket or device is never opened.

    Parameters
    ----------
    path : path-like
    max_bytes : int
        Size of the largest file that is read.

    Raises
    ------
    ParseError
        If it is not a regular file, cannot be read or is larger.
    """
    try:
        found = Path(path).stat()
        if stat.S_ISDIR(found.st_mode):
            raise ParseError(f"{path}: cannot be read (Is a directory). Name a file.")
        if not stat.S_ISREG(found.st_mode):
            raise ParseError(f"{path}: cannot be read (not a regular file). Name a file.")
        if found.st_size > max_bytes:
            raise ParseError(
                f"{path}: has {found.st_size:,} bytes, above the limit of {max_bytes:,}. Check"
                " that it is the right file."
            )
        return Path(path).read_bytes()
    except OSError as exc:
        raise ParseError(f"{path}: cannot be read ({exc.strerror or exc}).") from exc
    except ParseError:
        raise
    except ValueError as exc:  # invalid for the system: NUL, or a name that it cannot encode
        raise ParseError(f"{str(path)!r}: is not a path ({exc}).") from exc


def read_text(path: str | Path, max_bytes: int = MAX_BYTES) -> str:
    """Return the text of a regular file in UTF-8, without a byte-order mark.

    Parameters
    ----------
    path : path-like
    max_bytes : int
        Size of the largest file that is read.

    Raises
    ------
    ParseError
        As `read_bytes`, or if the file is not UTF-8.
    """
    return _decoded(read_bytes(path, max_bytes), str(path))


def load_json(text: str | bytes, where: str) -> Any:
    """Return the value of a JSON text.

    Parameters
    ----------
    text : str or bytes
        Bytes are in UTF-8.
    where : str
        Start of every message, e.g. ``"gold.jsonl, line 3"``.

    Raises
    ------
    ParseError
        If it is not JSON, or has duplicate keys, a number beyond 64 bits, half of a surrogate pair,
        or more than `MAX_DEPTH` levels.
    """
    text = _decoded(text, where) if isinstance(text, bytes) else text
    try:
        value = json.loads(text, object_pairs_hook=_object, parse_constant=_constant)
    except RecursionError as exc:
        raise _too_deep(where) from exc
    except ValueError as exc:
        raise ParseError(f"{where}: is not JSON ({_said(exc)}).") from exc
    _check_values(value, where, is_finite=True)
    return value


def load_toml(text: str | bytes, where: str) -> dict[str, Any]:
    """Return the table of a TOML text.

    Parameters
    ----------
    text : str or bytes
        Bytes are in UTF-8.
    where : str
        Start of every message, e.g. the path of the file.

    Raises
    ------
    ParseError
        If it is not TOML, or has more than `MAX_TOML` bytes, an integer beyond 64 bits, half of a
        surrogate pair, or more than `MAX_DEPTH` levels.
    """
    text = _decoded(text, where) if isinstance(text, bytes) else text
    if len(text) > MAX_TOML:
        raise ParseError(f"{where}: has {len(text):,} characters, above the limit of {MAX_TOML:,}.")
    try:
        table = tomllib.loads(text)
    except RecursionError as exc:
        raise _too_deep(where) from exc
    except ValueError as exc:
        said = _said(exc)
        hint = BACKSLASH_HINT if BACKSLASH.search(said) else ""
        raise ParseError(f"{where}: is not TOML: {said}.{hint}") from exc
    _check_values(table, where, is_finite=False)
    return table


def shown(value: Any) -> str:
    """Return a value as in a settings file, or its type, cut to `MAX_SHOWN` characters.

    Parameters
    ----------
    value : object
        Anything; a long or deeply nested value costs no more than its start.
    """
    try:
        text = json.dumps(value, ensure_ascii=False, default=str)
    except (ValueError, TypeError, RecursionError):
        text = f"<{type(value).__name__}>"
    return text if len(text) <= MAX_SHOWN else f"{text[:MAX_SHOWN]}…"


def _decoded(data: bytes, where: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as exc:
        raise ParseError(f"{where}: is not UTF-8 text; save it as UTF-8.") from exc


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        (key, _), *_ = Counter(key for key, _ in pairs).most_common(1)
        raise ValueError(f"key {key[:SHOWN]!r} occurs twice")
    return found


def _constant(name: str) -> Any:
    raise ValueError(f"{name} is not a JSON number")


def _said(exc: ValueError) -> str:
    """Return the message of a parser, without Python's own limits."""
    if LONG.match(str(exc)):
        return "an integer is beyond 64 bits"
    if isinstance(exc, json.JSONDecodeError):
        return exc.msg if exc.lineno == 1 else f"{exc.msg}, line {exc.lineno}"
    return str(exc).removesuffix(".")


def _too_deep(where: str) -> ParseError:
    return ParseError(f"{where}: has lists or tables nested more than {MAX_DEPTH} levels deep.")


def _check_values(value: Any, where: str, *, is_finite: bool) -> None:
    """Raise ParseError for nested values that cannot be written or counted later."""
    level = [value]
    for _ in range(MAX_DEPTH + 1):
        inner: list[Any] = []
        for item in level:
            if isinstance(item, dict):
                inner += item
                inner += item.values()
            elif isinstance(item, list):
                inner += item
            elif problem := _problem(item, is_finite):
                raise ParseError(f"{where}: {problem}.")
        if not inner:
            return
        level = inner
    raise _too_deep(where)


def _problem(item: Any, is_finite: bool) -> str:
    if isinstance(item, str):
        if HALF_PAIR.search(item):
            return (
                f"contains half of a surrogate pair, which is not a character, in {item[:SHOWN]!a}"
            )
    elif isinstance(item, int):
        if abs(item) > MAX_INTEGER:
            return "contains an integer beyond 64 bits"
    elif isinstance(item, float) and is_finite and not math.isfinite(item):
        return "contains a number too large for 64 bits"
    return ""


def toml_value(value: Any) -> str:
    """Return a plain value as TOML on one line: lists for tuples, tables without None."""
    if isinstance(value, Mapping):
        pairs = (
            f"{toml_value(str(k))} = {toml_value(v)}" for k, v in value.items() if v is not None
        )
        return f"{{ {', '.join(pairs)} }}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(toml_value, value))}]"
    if isinstance(value, str):
        # TOML has the escapes of JSON; only DEL may be raw in JSON but not in TOML.
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return json.dumps(value)
