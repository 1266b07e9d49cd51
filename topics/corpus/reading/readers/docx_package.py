"""The parts of a Word file that contain text or its formatting."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, BinaryIO

__all__ = ["MC", "Package", "W", "first", "is_on", "number_of", "open_package", "value"]

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
STRICT = {
    b"http://purl.oclc.org/ooxml/wordprocessingml/main": W[1:-1].encode(),
    b"http://purl.oclc.org/ooxml/officeDocument/math": (
        b"http://schemas.openxmlformats.org/officeDocument/2006/math"
    ),
    b"http://purl.oclc.org/ooxml/drawingml/picture": (
        b"http://schemas.openxmlformats.org/drawingml/2006/picture"
    ),
}
"""Namespaces of a file saved as "Strict Open XML", and those of all other files."""
KINDS = frozenset({"styles", "numbering", "footnotes", "endnotes", "comments", "header", "footer"})
USUAL = "word/document.xml"


@dataclass(frozen=True, slots=True)
class Package:
    """The parts of a Word file, parsed.

    Attributes
    ----------
    document : element
        The root of the main part.
    parts : mapping of str to sequence of element
        The roots of other parts by kind (``"styles"``, ``"footnotes"``, ``"header"``), in order
        of name; kinds that the file does not have are absent.
    """

    document: Any
    parts: Mapping[str, list[Any]]

    def part(self, kind: str) -> Any | None:
        """Return the only part of a kind, or None."""
        return next(iter(self.parts.get(kind, ())), None)


def open_package(file: BinaryIO) -> Package:
    """Open a Word file, also a template or a file with macros, in either form of the standard.

    Only the required parts are unpacked, so a missing picture or a broken link does no harm.

    Raises
    ------
    ValueError
        If there is no main part, or it is not a Word document.
    Exception
        Whatever `zipfile` and lxml raise for damaged bytes.
    """
    with zipfile.ZipFile(file) as archive:
        names = {_plain(info.filename): info for info in archive.infolist()}

        def load(name: str) -> Any | None:
            return _parse(archive.read(names[name])) if name in names else None

        relations = _relations(load("_rels/.rels"), "")
        main = next((name for kind, name in relations if kind == "officeDocument"), USUAL)
        main = main if main in names else USUAL
        document = load(main)
        if document is None or document.tag != f"{W}document":
            raise ValueError("it does not contain a Word document")
        folder, name = posixpath.split(main)
        parts: dict[str, list[Any]] = {}
        beside = _relations(load(f"{folder}/_rels/{name}.rels".lstrip("/")), folder)
        for kind, name in sorted(set(beside)):
            if kind in KINDS and (root := load(name)) is not None:
                parts.setdefault(kind, []).append(root)
    return Package(document, parts)


def first(element: Any, path: str) -> Any | None:
    """Return the first element below another by a path such as ``"pPr/numPr"``, or None."""
    for tag in _tags(path):
        if element is None:
            return None
        element = next(element.iterchildren(tag), None)
    return element


def value(element: Any, path: str) -> str | None:
    """Return the value of the first element below another by a path, or None."""
    found = first(element, path)
    return None if found is None else found.get(f"{W}val")


def number_of(element: Any, path: str) -> int | None:
    """Return the value of an element by a path as an integer, or None if it is not one."""
    text = value(element, path) or ""
    digits = text.removeprefix("-")
    return int(text) if digits.isascii() and digits.isdecimal() and len(digits) <= 9 else None


def is_on(element: Any, path: str) -> bool | None:
    """Return whether a property is on or off, or None if it is missing."""
    found = first(element, path)
    if found is None:
        return None
    return found.get(f"{W}val", "1").lower() not in ("0", "false", "off")


@cache
def _tags(path: str) -> tuple[str, ...]:
    return tuple(W + tag for tag in path.split("/"))


def _plain(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()


def _relations(root: Any, folder: str) -> list[tuple[str, str]]:
    """Return kind and name of each part that a part refers to."""
    if root is None:
        return []
    return [
        (
            relation.get("Type", "").rpartition("/")[2],
            _plain(posixpath.normpath(posixpath.join("/" + folder, relation.get("Target", "")))),
        )
        for relation in root.iter(RELATIONSHIP)
        if relation.get("TargetMode") != "External"
    ]


def _parse(data: bytes) -> Any:
    from lxml import etree

    for strict, usual in STRICT.items():
        data = data.replace(strict, usual)
    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
