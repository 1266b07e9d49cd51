"""Messages: one catalogue in two languages, and codes that the code and the catalogue share."""

from __future__ import annotations

import ast
import json
import string
import tomllib
import warnings
from pathlib import Path

import pytest

from topics.defaults import default_path
from topics.errors import TopicsWarning
from topics.messages import Message, collected, merged, message_from, render, warn

PACKAGE = Path(__file__).parents[1] / "topics"
CATALOGUE = tomllib.loads(default_path("messages.toml").read_text("utf-8"))


def placeholders(template: str) -> set[str]:
    """Return the names that a template has placeholders for; no format, no attribute of them."""
    parsed = list(string.Formatter().parse(template))
    assert all(not spec and conversion is None for _, _, spec, conversion in parsed)
    names = {name for _, name, _, _ in parsed if name is not None}
    assert all(name.isidentifier() for name in names)
    return names


def used() -> dict[str, set[str]]:
    """Return the codes of all messages that the package makes, with the names of their values."""
    found: dict[str, set[str]] = {}
    for path in PACKAGE.rglob("*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        dicts = {
            target.id: node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Dict)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or ast.unparse(node.func) != "Message":
                continue
            if isinstance(node.args[0], ast.Constant):
                values = node.args[1] if len(node.args) > 1 else ast.Dict([], [])
                values = dicts[values.id] if isinstance(values, ast.Name) else values
                assert isinstance(values, ast.Dict)
                keys = {ast.literal_eval(key) for key in values.keys if key is not None}
                found[ast.literal_eval(node.args[0])] = keys
    return found


def test_every_code_is_in_the_catalogue_and_every_entry_is_used() -> None:
    """Both languages are there with the placeholders that the code fills in."""
    codes = used()
    assert codes.keys() == CATALOGUE.keys()
    for code, languages in CATALOGUE.items():
        assert list(languages) == ["zh", "en"]
        names = placeholders(languages["en"])
        assert placeholders(languages["zh"]) == names
        assert codes[code] | ({"source"} & names) == names, code


def test_a_message_is_rendered_in_either_language() -> None:
    """Values take the places of their names; str is English."""
    message = Message("few_units", {"n_units": 8, "n_topics": 10, "minimum": 5})
    assert str(message) == render(message, "en")
    assert str(message).startswith("8 units for 10 topics")
    assert render(message, "zh").startswith("共有 8 个文本单位、10 个话题")


def test_values_are_never_read_as_templates() -> None:
    """A name with braces in it stays as it is."""
    message = Message("no_main_text").of("{0.__class__}{n_units}.html")
    assert str(message).startswith("{0.__class__}{n_units}.html: ")


def test_what_a_run_keeps_is_read_back() -> None:
    """A code and values come back equal; a sentence of an older run stays a sentence."""
    message = Message("no_main_text").of("甲.html")
    assert message_from(message.to_dict()) == message
    assert render(message_from("a sentence {x}"), "zh") == "a sentence {x}"


def test_sentences_of_format_1_are_shown_in_chinese() -> None:
    """Each is recognised with its values; any other, forged or not, stays as it is."""
    entries = tomllib.loads(default_path("early_messages.toml").read_text("utf-8"))["sentence"]
    for entry in entries:
        names = placeholders(entry["en"])
        assert placeholders(entry["zh"]) <= names
        values = {name: f"〔{name}〕" for name in names}
        said = render(message_from(entry["en"].format_map(values)), "zh")
        assert said == entry["zh"].format_map(values)
    for other in ("", "Theme '", "x" * 100_000, "Theme 'a' (b): of its 3 seed words " * 5_000):
        assert render(message_from(other), "zh") == other


@pytest.mark.parametrize("data", [{}, {"code": "new", "values": {"a": 1}}, {"code": 3}, None, 7])
def test_what_is_not_known_is_still_shown(data: object) -> None:
    """A code of a newer version, or a damaged entry, does not end a report."""
    assert isinstance(render(message_from(data), "zh"), str)
    assert render(Message("few_units"), "en").startswith("? units for ? topics")


def test_warnings_are_collected_once_and_issued_again() -> None:
    """The caller sees each message once, with those that are not ours."""

    def work() -> list[Message]:
        with collected() as messages:
            for name in ("a", "b", "a"):
                warn(Message("no_main_text").of(name))
            warnings.warn("another library's", DeprecationWarning, stacklevel=1)
        return list(messages)

    with pytest.warns(TopicsWarning) as caught, pytest.warns(DeprecationWarning, match="another"):
        messages = work()
    assert [m.values["source"] for m in messages] == ["a", "b"]
    assert [w.message.args[0] for w in caught if w.category is TopicsWarning] == messages
    assert {w.filename for w in caught if w.category is TopicsWarning} == {__file__}


def test_warnings_are_kept_and_issued_when_the_work_fails() -> None:
    """An error does not hide what was found before it."""

    def work() -> None:
        with collected():
            warn(Message("no_main_text").of("a.html"))
            raise ValueError("no")

    with pytest.warns(TopicsWarning, match="a.html"), pytest.raises(ValueError, match="no"):
        work()
    with pytest.raises(ValueError, match="no"):  # nor does a warning that is an error hide it
        work()


def test_messages_about_several_sources_are_merged() -> None:
    """One message for all sources of which the same is true; the first three are named."""
    others = Message("embeddings_not_kept", {"folder": "x", "reason": "full"})
    found = merged([*(Message("no_main_text").of(f"{n}.html") for n in range(33)), others])
    assert found[1:] == [others]
    assert str(found[0]).startswith("33 sources (0.html, 1.html, 2.html and 30 more): ")
    assert render(found[0], "zh").startswith("33 个来源（0.html、1.html、2.html 等）：")
    assert message_from(json.loads(json.dumps(found[0].to_dict()))) == found[0]
    assert hash(message_from(found[0].to_dict())) == hash(found[0])


def test_different_values_are_merged_only_when_there_are_many() -> None:
    """Two files with different rows keep their messages; of ten, the rows are added up."""
    rows = [
        Message("rows_without_text", {"count": n, "rows": f"row {n}"}).of(f"{n}.csv")
        for n in range(1, 11)
    ]
    assert merged(rows[:2]) == rows[:2]
    (found,) = merged(rows)
    assert found.values["count"] == tuple(range(1, 11))
    assert "(55)" in str(found)
    assert "row 1; row 2; …" in str(found)


def test_one_source_with_many_messages_of_a_kind_is_one_source() -> None:
    """Sheets that were left out of one workbook are one message about it."""
    sheets = [
        Message("sheet_left_out", {"sheet": f"s{n}", "reason": "is empty"}).of("a.xlsx")
        for n in range(5)
    ]
    (found,) = merged(sheets)
    assert str(found).startswith("a.xlsx: sheet 's0; s1; …'")
