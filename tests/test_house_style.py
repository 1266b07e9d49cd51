"""How the house is written: what is documented, what occurs twice, in which words."""

from __future__ import annotations

import ast
import io
import re
import tokenize

from tests.house import code_lines, functions, name_of, public, shapes, sources, tree

N_ALIKE = 10
"""So many lines may not occur twice in the package."""

# Turns of phrase that no native writer of technical English uses; docs/style.md says what to write.
UNENGLISH = re.compile(
    r"\bstands?\b(?! out)|\blies?\b|\bhangs? on\b|\bwhole number of at least\b|\btell\b|\btold\b"
    r"|\btells\b|\bleans? on\b|\bby turns\b|\bones own\b|\bforetells?\b",
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


def test_docstrings_and_messages_are_idiomatic_english() -> None:
    """No phrase of the list occurs in a comment, docstring or message of the package."""
    found = [
        f"{name_of(path)}:{token.start[0]}: {phrase}"
        for path in sources("topics")
        for token in tokenize.generate_tokens(io.StringIO(path.read_text("utf-8")).readline)
        if token.type in (tokenize.STRING, tokenize.COMMENT)
        for phrase in UNENGLISH.findall(token.string)
    ]
    assert found == []
