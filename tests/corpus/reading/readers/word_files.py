"""Word files written part by part, for what python-docx does not write."""

from __future__ import annotations

import io
import zipfile

from topics.corpus.reading.content import Content, ReadOptions
from topics.corpus.reading.readers.docx import read_docx

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
NAMESPACES = " ".join(
    f'xmlns:{prefix}="{uri}"'
    for prefix, uri in {
        "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
        "dgm": "http://schemas.openxmlformats.org/drawingml/2006/diagram",
        "v": "urn:schemas-microsoft-com:vml",
    }.items()
)
ROOTS = {"header1": "hdr", "header2": "hdr", "footer1": "ftr"}


STRICT = {
    OFFICE: "http://purl.oclc.org/ooxml/officeDocument/relationships",
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main": (
        "http://purl.oclc.org/ooxml/wordprocessingml/main"
    ),
}


def word_of(body: str, *, strict: bool = False, **parts: str) -> bytes:
    """Return a Word file of a body and further parts, given by what is inside their roots."""
    files = {"_rels/.rels": relations({"word/document.xml": "officeDocument"})}
    files["word/document.xml"] = part("document", f"<w:body>{body}</w:body>")
    kinds = {f"{name}.xml": name.rstrip("0123456789") for name in parts}
    # As Word leaves behind when a picture is lost: a link that leads nowhere.
    files["word/_rels/document.xml.rels"] = relations({**kinds, "../NULL": "image"})
    for name, inner in parts.items():
        files[f"word/{name}.xml"] = part(ROOTS.get(name, name), inner)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            for usual, other in STRICT.items() if strict else ():
                text = text.replace(usual, other)
            archive.writestr(name, text)
    return buffer.getvalue()


def part(root: str, inner: str) -> str:
    """Return the XML of a part."""
    return f'<?xml version="1.0" encoding="UTF-8"?><w:{root} {NAMESPACES}>{inner}</w:{root}>'


def relations(targets: dict[str, str]) -> str:
    """Return the XML of the relationships of a part, kinds by their targets."""
    rows = "".join(
        f'<Relationship Id="r{i}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for i, (target, kind) in enumerate(targets.items())
    )
    return f'<Relationships xmlns="{PACKAGE}">{rows}</Relationships>'


def p(text: str = "", properties: str = "", after: str = "") -> str:
    """Return the XML of a paragraph: its properties, a run of text, and what follows it."""
    run = f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>' if text else ""
    return f"<w:p><w:pPr>{properties}</w:pPr>{run}{after}</w:p>"


def r(inner: str) -> str:
    """Return the XML of a run."""
    return f"<w:r>{inner}</w:r>"


def styled(style: str) -> str:
    """Return the property of a paragraph that gives it a style."""
    return f'<w:pStyle w:val="{style}"/>'


def style(style_id: str, name: str, inner: str = "", based_on: str = "", kind: str = "") -> str:
    """Return the XML of a style."""
    based = f'<w:basedOn w:val="{based_on}"/>' if based_on else ""
    return (
        f'<w:style w:type="{kind or "paragraph"}" w:styleId="{style_id}">'
        f'<w:name w:val="{name}"/>{based}{inner}</w:style>'
    )


def table(*rows: list[str]) -> str:
    """Return the XML of a table of cells, each given by its text or by its mark-up."""

    def cell(text: str) -> str:
        return f"<w:tc>{text if text.startswith('<') else p(text)}</w:tc>"

    inner = "".join(f"<w:tr>{''.join(map(cell, row))}</w:tr>" for row in rows)
    return f"<w:tbl>{inner}</w:tbl>"


def box(*texts: str) -> str:
    """Return the XML of a run with a text box, in both of the forms that Word writes."""
    inner = "".join(map(p, texts))
    return r(
        '<mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx>'
        f"<w:txbxContent>{inner}</w:txbxContent></wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>"
        f"<w:txbxContent>{inner}</w:txbxContent></v:textbox></w:pict></mc:Fallback>"
        "</mc:AlternateContent>"
    )


def content_of(body: str, **parts: str) -> Content:
    """Return what the reader makes of a Word file given by its mark-up."""
    return read_docx(io.BytesIO(word_of(body, **parts)), ReadOptions())


def roles_of(content: Content) -> list[tuple[str, str]]:
    """Return the lines with what the format says of each."""
    return [(line, content.roles.get(n, "")) for n, line in enumerate(content.lines, 1)]
