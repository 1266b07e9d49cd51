"""A `Content` as Arrow IPC, the form in which a child process returns it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.ipc as ipc

from topics.corpus.reading.content import LINE_ROLES, Content, Given
from topics.messages import message_from

__all__ = ["content_from", "content_to"]

_KEY = b"topics.content"
_LINES = pa.schema(
    [
        ("line", pa.large_string()),
        ("label", pa.dictionary(pa.int32(), pa.string())),
        ("block", pa.int32()),
        ("role", pa.int8()),
        ("level", pa.int8()),
    ]
)
_GIVEN = pa.schema(
    [
        ("first_line", pa.int32()),
        ("title", pa.string()),
        ("date", pa.string()),
        ("speaker", pa.string()),
        ("metadata", pa.map_(pa.string(), pa.string())),
    ]
)
_ROLES = ("", *LINE_ROLES)


def content_to(content: Content) -> Iterator[bytes]:
    """Yield a content as two Arrow IPC streams: its lines and the facts stated by its format."""
    about = {
        "encoding": content.encoding,
        "confidence": content.confidence,
        "is_table": content.is_table,
        "has_labels": bool(content.labels),
        "has_blocks": bool(content.blocks),
        "warnings": [message.to_dict() for message in content.warnings],
    }
    n_lines = len(content.lines)
    numbers = range(1, n_lines + 1)
    columns = [
        content.lines,
        content.labels or [""] * n_lines,
        content.blocks or [0] * n_lines,
        [_ROLES.index(content.roles.get(n, "")) for n in numbers],
        [min(content.levels.get(n, 0), 127) for n in numbers],
    ]
    schema = _LINES.with_metadata({_KEY: json.dumps(about, ensure_ascii=False).encode()})
    yield _stream(schema, columns)
    given = [(g.first_line, g.title, g.date, g.speaker, g.metadata) for g in content.given]
    yield _stream(_GIVEN, list(zip(*given, strict=True)) or [[] for _ in _GIVEN])


def _stream(schema: pa.Schema, columns: Sequence[Sequence[Any]]) -> bytes:
    arrays = [pa.array(values, field.type) for values, field in zip(columns, schema, strict=True)]
    sink = pa.BufferOutputStream()
    with ipc.new_stream(sink, schema) as writer:
        writer.write_batch(pa.RecordBatch.from_arrays(arrays, schema=schema))
    return bytes(sink.getvalue())


def content_from(data: bytes) -> Content:
    """Return the content of the streams that `content_to` yields, one after the other."""
    source = pa.BufferReader(data)
    lines, given = (ipc.open_stream(source).read_all() for _ in range(2))
    about = json.loads(lines.schema.metadata[_KEY])
    values = {name: lines.column(name).to_pylist() for name in lines.column_names}
    rows = given.to_pylist()
    return Content(
        lines=tuple(values["line"]),
        encoding=about["encoding"],
        confidence=about["confidence"],
        labels=tuple(values["label"]) if about["has_labels"] else (),
        blocks=tuple(values["block"]) if about["has_blocks"] else (),
        roles={n: _ROLES[role] for n, role in enumerate(values["role"], 1) if role},
        levels={n: level for n, level in enumerate(values["level"], 1) if level},
        given=tuple(Given(**{**row, "metadata": tuple(row["metadata"])}) for row in rows),
        is_table=about["is_table"],
        warnings=tuple(map(message_from, about["warnings"])),
    )
