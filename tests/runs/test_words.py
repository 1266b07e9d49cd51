from __future__ import annotations

from pathlib import Path

import pytest

from topics.errors import OutputError
from topics.runs.words import write_dictionary, write_words
from topics.text.lexicon.review import review_table


def test_a_reviewers_work_is_left_alone(tmp_path: Path) -> None:
    """Neither table nor dictionary is written over a file that is there."""
    path = tmp_path / "words.csv"
    path.write_text("reviewed for three days", "utf-8")
    with pytest.raises(OutputError) as of_table:
        write_words(path, review_table(()))
    with pytest.raises(OutputError) as of_dictionary:
        write_dictionary(path, "门前五包\n")
    assert str(of_table.value) == (
        f"{path}: is there already, and may be reviewed, so it is left alone. Name a new file."
    )
    assert str(of_dictionary.value) == str(of_table.value)
    assert path.read_text("utf-8") == "reviewed for three days"


def test_a_folder_that_is_not_there_is_reported(tmp_path: Path) -> None:
    """What cannot be written is an error, not a silence."""
    path = tmp_path / "no" / "words.csv"
    with pytest.raises(OutputError) as caught:
        write_words(path, review_table(()))
    assert (
        str(caught.value)
        == f"{path}: cannot be written (there is no folder for it). Make it first."
    )
