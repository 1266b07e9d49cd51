"""How the house is written: what is documented, what occurs twice, in which words."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house import ROOT, code_lines, functions, name_of, public, shapes, sources, tree

N_ALIKE = 10
"""So many lines may not occur twice in the package."""

# Turns of phrase that no native writer of technical English uses; docs/style.md says what to write.
UNENGLISH = re.compile(
    r"\bstands?\b(?! out)|\bstood\b|\blies?\b|\bhangs? on\b|\bwhole number of at least\b|\btold\b"
    r"|\btells?\b(?!\()|\bleans? on\b|\bby turns\b|\bones own\b|\bone's own\b|\bforetells?\b"
    r"|\bas (it|they) came\b|\bset down\b|(?<!there )\bis no (text|number|file|table)\b",
    re.IGNORECASE,
)


def test_everything_public_is_documented() -> None:
    """Modules, and public classes, functions and methods in them, say what they are for."""
    bare = []
    for path in sources("topics"):
        module = tree(path)
        named = [(name_of(path), module), *public(module, name_of(path))]
        bare += [name for name, node in named if not ast.get_docstring(node)]  # type: ignore[arg-type]
    assert bare == []


def test_every_test_says_what_it_holds() -> None:
    """Each test has a docstring whose first line is one sentence."""
    bare = [
        f"{name_of(path)}: {node.name}"
        for path in sources("tests")
        for node in functions(path)
        if node.name.startswith("test")
        and not (ast.get_docstring(node) or "").split("\n\n")[0].endswith(".")
    ]
    assert bare == []


def test_no_ten_lines_occur_twice_to_the_letter() -> None:
    """A run of ten lines of code is written once, in one place that others call."""
    seen: dict[tuple[str, ...], str] = {}
    twice = []
    for path in sources("topics"):
        lines = code_lines(path)
        for start in range(len(lines) - N_ALIKE + 1):
            window = tuple(text for _, text in lines[start : start + N_ALIKE])
            here = f"{name_of(path)}:{lines[start][0]}"
            if (first := seen.setdefault(window, here)) != here:
                twice.append(f"{first} and {here}")
    assert twice == []


def test_no_ten_lines_of_functions_occur_twice_in_shape() -> None:
    """Two functions do not make the same ten lines of statements with other names and values."""
    seen: dict[tuple[str, ...], str] = {}
    twice = []
    for path in sources("topics"):
        for name, found in shapes(path):
            here = f"{name_of(path)}: {name}"
            for start in range(len(found)):
                n_lines = 0
                for end in range(start, len(found)):
                    n_lines += found[end][1]
                    if n_lines >= N_ALIKE:
                        window = tuple(shape for _, _, shape in found[start : end + 1])
                        if (first := seen.setdefault(window, here)) != here:
                            twice.append(f"{first} and {here}")
                        break
    assert twice == []


def prose(path: Path) -> Iterator[tuple[int, str]]:
    """Yield line number and text of what a reader reads in a file: comments, strings, documents."""
    text = path.read_text("utf-8")
    if path.suffix == ".py":
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type in (
                tokenize.STRING,
                tokenize.COMMENT,
                getattr(tokenize, "FSTRING_MIDDLE", -1),
            ):
                yield token.start[0], token.string
        return
    for number, line in enumerate(text.splitlines(), 1):
        if path.suffix == ".md":
            # Sentences to avoid are in the first column of a table, and single words in italics.
            quoted = path.name == "style.md"
            line = re.sub(r"^\|[^|]*\||\*\w+( on)?\*", "", line) if quoted else line
            yield number, line
        elif path.name == "messages.toml" or line.startswith("#"):
            yield number, line


def documents() -> list[Path]:
    """Return the English documents of the project, and the defaults that people read."""
    defaults = (ROOT / "topics" / "defaults").rglob("*.t*")
    return [*ROOT.glob("*[!h].md"), *(ROOT / "docs").glob("*.md"), *defaults]


@pytest.mark.parametrize("path", sorted({*sources("topics"), *documents()}), ids=name_of)
def test_docstrings_messages_and_documents_are_idiomatic_english(path: Path) -> None:
    """No phrase of the list occurs in a comment, docstring, message or document."""
    found = [
        f"{name_of(path)}:{number}: {phrase[0]}"
        for number, text in prose(path)
        for phrase in UNENGLISH.finditer(text)
    ]
    assert found == []
