"""Tables in JSON: each object is a speech, its keys are the columns."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, BinaryIO

from topics.corpus.reading.content import Content, ReadOptions
from topics.corpus.reading.readers.common import read_lines
from topics.corpus.reading.readers.table import plain_content
from topics.corpus.reading.readers.table_cells import cell_text
from topics.corpus.reading.readers.table_names import find_columns, unique_names
from topics.corpus.reading.readers.table_rows import MAX_COLUMNS, Row, Table, gather_speeches
from topics.corpus.reading.readers.text import Decoding, decode
from topics.errors import SourceError
from topics.messages import Message

__all__ = ["read_json", "read_jsonl"]

MAX_LINE = 20_000_000
"""Maximum number of characters of an object on a line."""
MAX_JSON = 2**28
"""Maximum number of bytes of a file that is parsed as a whole."""
MAX_DEPTH = 8
"""Maximum levels of keys in a path; a deeper object is shown as JSON."""
Object = Mapping[str, Any]


def read_jsonl(file: BinaryIO, options: ReadOptions) -> Content:
    """Read a file of JSON objects, one on each line; their keys are the columns.

    Keys of nested objects are named by their path: ``data.content``. A list of texts is
    a list of paragraphs.

    Parameters
    ----------
    file : binary file
        The file, seekable.
    options : ReadOptions
        Which key is the text, title, date and speaker; the encoding.

    Returns
    -------
    Content
        Each object a speech; labels are its line in the file.

    Raises
    ------
    SourceError
        If a line is not a JSON object, or a column is missing.
    """
    data = read_lines(file, MAX_LINE)
    decoded = decode(data, options.encoding)
    try:
        return _from_lines(decoded, options, len(data))
    except SourceError:
        if len(data) > MAX_JSON:
            raise
        try:
            value = json.loads(decoded.text, object_pairs_hook=_object)
        except (ValueError, RecursionError):
            value = None
        if not isinstance(value, list) or "\n" not in decoded.text.strip():
            raise
        # One list of JSON under another suffix.
        return _from_value(value, decoded, options, len(data))


def read_json(file: BinaryIO, options: ReadOptions) -> Content:
    """Read a JSON file: a list of objects or texts, an object that contains one, or one speech.

    Parameters
    ----------
    file : binary file
        The file, seekable.
    options : ReadOptions
        Which key is the text, title, date and speaker; the encoding.

    Returns
    -------
    Content
        Each object a speech; labels are its position in the list.

    Raises
    ------
    SourceError
        If the file is not JSON, contains no list of objects, or a column is missing.
    """
    data = file.read(MAX_JSON + 1)
    if len(data) > MAX_JSON:
        raise SourceError(Message("refused_json_bytes", {"allowed": MAX_JSON}))
    decoded = decode(data, options.encoding)
    try:
        value = json.loads(decoded.text, object_pairs_hook=_object)
    except (ValueError, RecursionError) as exc:
        if "\n" in decoded.text.strip() and str(exc).startswith("Extra data"):
            return _from_lines(decoded, options, len(data))  # JSON lines under another suffix
        raise SourceError(Message("refused_json", {"reason": _said(exc)})) from exc
    return _from_value(value, decoded, options, len(data))


def _from_value(value: Any, decoded: Decoding, options: ReadOptions, n_bytes: int) -> Content:
    found = [(f"row {i}", item) for i, item in enumerate(_objects(value, options), 1)]
    return _gather(lambda: found, decoded, options, n_bytes)


def _from_lines(decoded: Decoding, options: ReadOptions, n_bytes: int) -> Content:
    # The lines are parsed again for each pass, so that the objects are never kept.
    return _gather(lambda: _line_objects(decoded.text), decoded, options, n_bytes)


def _line_objects(text: str) -> Iterator[tuple[str, Object]]:
    """Yield the label and the object of each line that has one."""
    for number, match in enumerate(re.finditer("[^\n]*(?:\n|$)", text), 1):
        line = match[0].removesuffix("\n")
        if not line.strip():
            continue
        try:
            value = json.loads(line, object_pairs_hook=_object)
        except (ValueError, RecursionError) as exc:
            raise SourceError(
                Message("refused_json_line", {"line": number, "reason": _said(exc)})
            ) from exc
        if not isinstance(value, dict):
            raise SourceError(Message("refused_json_line_value", {"line": number}))
        yield f"row {number}", value


def _said(error: ValueError | RecursionError) -> Message | str:
    """Return the message of a parser, without Python's own limits."""
    if isinstance(error, RecursionError):
        return Message("phrase_nested_json")
    if str(error).startswith("Exceeds the limit"):
        return Message("phrase_long_number")
    return str(error)


def _object(pairs: list[tuple[str, Any]]) -> Object:
    """Return an object with all its keys, including repeated ones."""
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    names = unique_names([key for key, _ in pairs])
    return dict(zip(names, (value for _, value in pairs), strict=True))


def _objects(value: Any, options: ReadOptions) -> Sequence[Object]:
    """Return the objects that are the rows of a JSON file."""
    if isinstance(value, list):
        if value and all(isinstance(item, str) for item in value):
            return [{"text": item} for item in value]
        if not all(isinstance(item, dict) for item in value):
            raise SourceError(Message("refused_json_list"))
        return value
    if not isinstance(value, dict):
        raise SourceError(Message("refused_json_value"))
    if value and all(isinstance(item, dict) for item in value.values()):
        if all("text" in _roles(item, options) for item in value.values()):
            return [{"key": key, **item} for key, item in value.items()]
        if "text" in _roles(dict.fromkeys(value), options):  # as pandas writes columns
            keys = dict.fromkeys(key for column in value.values() for key in column)
            return [{name: column.get(key) for name, column in value.items()} for key in keys]
    lists = list(_lists(value))
    found = [rows for rows in lists if "text" in _roles(rows[0], options)] or lists
    is_speech = "text" in _roles(value, options)
    if len(found) == 1 and (not is_speech or "title" in _roles(found[0][0], options)):
        return found[0]
    return [value]


def _lists(value: Object, depth: int = 0) -> Iterator[Sequence[Object]]:
    """Yield the lists of objects in an object."""
    for item in value.values():
        if isinstance(item, list) and item and all(isinstance(one, dict) for one in item):
            yield item
        elif isinstance(item, dict) and depth < MAX_DEPTH:
            yield from _lists(item, depth + 1)


def _roles(value: Object, options: ReadOptions) -> Collection[str]:
    """Return the roles that the keys of an object can have, if one is the text."""
    try:
        return find_columns([name for name, _ in _flat(value)], options)
    except SourceError:
        return ()


def _gather(
    objects: Callable[[], Iterable[tuple[str, Object]]],
    decoded: Decoding,
    options: ReadOptions,
    n_bytes: int,
) -> Content:
    """Return the objects, which may be read several times, as speeches."""
    for shown in (_by_path, _as_it_is):
        names = list(dict.fromkeys(key for _, value in objects() for key in shown(value)))
        if len(names) <= MAX_COLUMNS:
            break
    rows = ((label, shown(value)) for label, value in objects())
    cells: Iterator[Row] = (
        (label, [cell_text(value.get(name)) for name in names]) for label, value in rows
    )
    return gather_speeches([Table(names, cells)], options, plain_content(decoded), n_bytes)


def _as_it_is(value: Object) -> Object:
    return value


def _by_path(value: Object) -> Object:
    """Return an object whose keys are the paths of its values."""
    if dict not in map(type, value.values()):
        return value
    return _object([*_flat(value)])


def _flat(value: Object, prefix: str = "", depth: int = 0) -> Iterator[tuple[str, Any]]:
    """Yield the path and value of each key of an object."""
    for key, item in value.items():
        name = f"{prefix}{key}"
        if isinstance(item, dict) and item and depth < MAX_DEPTH:
            yield from _flat(item, f"{name}.", depth + 1)
        else:
            yield name, item
