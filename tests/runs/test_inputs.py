"""What went into a run is kept, and can be used again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from topics.config import load_settings
from topics.errors import OutputError
from topics.runs.inputs import input_path, settings_toml, write_inputs


def test_settings_are_read_back_as_they_were(tmp_path: Path) -> None:
    """What was resolved is what --settings resolves again; word lists are found beside it."""
    words = tmp_path / "我的词.txt"
    words.write_text("垃圾分类\n", "utf-8")
    changed = ["n_components=7", 'engines=["lda","nmf"]', "max_df=0.25", 'pos=["n"]']
    settings = load_settings(
        overrides=[*changed, f"dictionary={words}", 'columns={ text = "正文" }', "weights=tfidf"]
    )
    files = {f"dictionary/{words.name}": words.read_bytes(), "gold/gold.jsonl": b""}
    write_inputs(tmp_path / "run", settings, files)
    path = input_path(tmp_path / "run")
    assert path is not None
    again = load_settings(path)
    assert again.to_dict() == settings.to_dict()
    assert Path(again.dictionary).read_bytes() == words.read_bytes()
    assert input_path(tmp_path / "run", "gold") == path.parent / "gold" / "gold.jsonl"
    assert input_path(tmp_path / "run", "stop_words") is None
    assert input_path(tmp_path / "no run") is None


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_survives_in_settings(tmp_path_factory: pytest.TempPathFactory, name: str) -> None:
    """Quotes, line ends and control characters of a column's name come back."""
    settings = replace(load_settings(), columns={"text": name})
    path = tmp_path_factory.mktemp("settings") / "settings.toml"
    path.write_bytes(settings_toml(settings).encode())
    assert load_settings(path).columns == {"text": name}


def test_a_place_that_cannot_be_written_is_an_error_of_ours(tmp_path: Path) -> None:
    """A file where the folder should be."""
    (tmp_path / "inputs").write_text("")
    with pytest.raises(OutputError, match="cannot be written"):
        write_inputs(tmp_path, load_settings(), {"gold/a.jsonl": b""})
