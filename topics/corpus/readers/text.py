"""Plain text."""

from __future__ import annotations

from topics.corpus.content import Content, ReadOptions
from topics.errors import SourceError

__all__ = ["read_text"]


def read_text(data: bytes, options: ReadOptions) -> Content:  # noqa: ARG001
    r"""Decode plain text in UTF-8, with or without a byte-order mark.

    Parameters
    ----------
    data : bytes
        The file as it came.
    options : ReadOptions
        What a study says of its files.

    Returns
    -------
    Content
        Lines are parted by ``\n`` and otherwise as they came.

    Raises
    ------
    SourceError
        If the bytes are not UTF-8, or hold NUL characters as only binary files do.
    """
    encoding = "utf-8-sig" if data.startswith(b"\xef\xbb\xbf") else "utf-8"
    if b"\x00" in data:
        raise SourceError(f"is not text: byte {data.index(0)} is NUL")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as exc:
        line = data.count(b"\n", 0, exc.start) + 1
        raise SourceError(
            f"is not UTF-8 text: line {line} holds the byte 0x{data[exc.start]:02x};"
            " open it in an editor and save it as UTF-8"
        ) from exc
    lines = text.split("\n")
    # A file that ends with a line end has no further line after it.
    return Content(tuple(lines[:-1] if lines[-1] == "" else lines), encoding)
