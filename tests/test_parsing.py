"""Small input files: what cannot be used is a short error, never one of the parsers' own."""

from __future__ import annotations

import json
import os
import tomllib
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from topics.parsing import MAX_DEPTH, ParseError, load_json, load_toml, read_bytes, read_text

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63) + 1, 2**63 - 1) | st.floats(allow_nan=False,
    allow_infinity=False) | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text("ab文"), inner),
    max_leaves=8,
)  # fmt: skip
BAD_JSON = {
    "nested": ("[" * 3000 + "]" * 3000, "nested more than"),
    "nested, open": ("[" * 100_000, "nested more than"),
    "objects": ('{"a":' * 3000 + "1" + "}" * 3000, "nested more than"),
    "a little deep": ("[" * (MAX_DEPTH + 5) + "]" * (MAX_DEPTH + 5), "nested more than"),
    "long": ("1" * 5000, "beyond 64 bits"),
    "beyond": (str(2**64), "beyond 64 bits"),
    "infinite": ("[1e400]", "too large"),
    "NaN": ("NaN", "not a JSON number"),
    "half": ('{"a": "\\ud800"}', "surrogate"),
    "half as key": ('{"\\udc00": 1}', "surrogate"),
    "twice": ('{"a": 1, "a": 2}', "'a' occurs twice"),
    "bytes": (b"\xff", "not UTF-8"),
    "none": ("", "not JSON"),
}
BAD_TOML = {
    "nested": ("x = " + "[" * 3000 + "]" * 3000, "nested more than"),
    "a little deep": ("x = " + "[" * 200 + "]" * 200, "nested more than"),
    "dotted": (".".join("a" * 3000) + " = 1", "nested more than"),
    "tables": ("[" + ".".join("a" * 3000) + "]", "nested more than"),
    "long": ("x = " + "1" * 5000, "beyond 64 bits"),
    "hexadecimal": ("x = 0x" + "f" * 5000, "beyond 64 bits"),
    "half": ('x = "\ud800"', "surrogate"),
    "twice": ("x = 1\nx = 2", "not TOML"),
    "size": ("#" * 6_000_000, "above the"),
    "bytes": (b"\xff", "not UTF-8"),
}


@pytest.mark.parametrize("name", BAD_JSON)
def test_json_that_cannot_be_used_is_one_error(name: str) -> None:
    """The message opens with where the text is from."""
    text, key = BAD_JSON[name]
    with pytest.raises(ParseError, match=f"^f.json: .*{key}"):
        load_json(text, "f.json")


@pytest.mark.parametrize("name", BAD_TOML)
def test_toml_that_cannot_be_used_is_one_error(name: str) -> None:
    """The message opens with where the text is from."""
    text, key = BAD_TOML[name]
    with pytest.raises(ParseError, match=f"^f.toml: .*{key}"):
        load_toml(text, "f.toml")


@given(PLAIN)
def test_plain_data_is_read_as_by_the_library(value: object) -> None:
    """Whatever is plain data comes back."""
    text = json.dumps(value, ensure_ascii=False)
    assert load_json(text, "f") == load_json(text.encode(), "f") == json.loads(text)


@given(st.text(st.characters(codec="utf-8"), max_size=40))
def test_no_text_raises_another_error(text: str) -> None:
    """Any text is read or refused, as the libraries read or refuse it."""
    for load in (load_json, load_toml):
        with suppress(ParseError):
            load(text, "f")
    plain = "x = [1, 'a']\n[t]\ny.z = inf"
    assert load_toml(plain, "f") == tomllib.loads(plain)


def test_only_regular_files_are_opened(tmp_path: Path) -> None:
    """A folder, a pipe, a device, a loop and a name with NUL are refused without a wait."""
    pipe, loop = tmp_path / "pipe", tmp_path / "loop"
    os.mkfifo(pipe)
    loop.symlink_to(loop)
    for path in (tmp_path, pipe, loop, "/dev/zero", tmp_path / "none", "a\0b", "x" * 5000):
        with pytest.raises(ParseError, match=r"cannot be read|is not a path"):
            read_bytes(path)


def test_a_file_is_limited_and_in_utf8(tmp_path: Path) -> None:
    """A byte-order mark is dropped; a large file is refused before it is read."""
    file = tmp_path / "a"
    file.write_bytes(b"\xef\xbb\xbf\xe6\x96\x87")
    assert read_text(file) == "文"
    with pytest.raises(ParseError, match="above the limit of 5"):
        read_text(file, 5)
    file.write_bytes(b"\xff")
    with pytest.raises(ParseError, match="not UTF-8"):
        read_text(file)
