from __future__ import annotations

from pathlib import Path

import pytest

from tests.chinese import english_in
from tests.corpus.reading.readers.files import xlsx_of
from topics.display.options import speaking
from topics.errors import LexiconError
from topics.runs.words import WORDS, write_dictionary, write_words
from topics.text.lexicon.lexicon import load_lexicon
from topics.text.lexicon.newwords import NewWord
from topics.text.lexicon.review import dictionary_from, review_table, summary

FOUND = (
    NewWord(
        "门前五包", 8, 2, 1, 3.0, 3.72134, 3.5, 10.5, ("a.txt:2 东【门前五包】金", "a.txt:9 …")
    ),
    NewWord("四城联评", 5, 1, 1, 4.0, 2.0, 2.5, 8.0, ("=a.txt:3 西【四城联评】木",)),
)
CHOICES = "门前五包,{}\n四城联评,{}\n"


def reviewed(tmp_path: Path, *answers: str, header: str = "word,keep\n") -> Path:
    path = tmp_path / "reviewed.csv"
    path.write_text(header + CHOICES.format(*answers), "utf-8")
    return path


def refused(path: Path) -> str:
    with pytest.raises(LexiconError) as caught:
        dictionary_from(path)
    return str(caught.value)


def test_the_table_has_a_column_for_everything_a_reviewer_needs() -> None:
    """Words, scores in three digits, three examples, and a column to fill."""
    table = review_table(FOUND)
    assert list(table.columns) == list(WORDS.columns)
    assert table["keep"].tolist() == ["", ""]
    assert table.iloc[0].tolist() == [
        "门前五包", "", 8, 2, 1, 10.5, 3.0, 3.721, 3.5,
        "a.txt:2 东【门前五包】金", "a.txt:9 …", "",
    ]  # fmt: skip
    assert list(review_table(()).columns) == list(WORDS.columns)


def test_a_reviewed_table_becomes_a_dictionary(tmp_path: Path) -> None:
    """Written, filled in and read: the kept words are entries that `load_lexicon` takes."""
    path = tmp_path / "words.csv"
    write_words(path, review_table(FOUND))
    text = path.read_bytes().decode("utf-8")
    assert text.startswith("\ufeffword,keep,")
    assert "'=a.txt:3" in text
    path.write_text(text.replace("四城联评,,", "四城联评,yes,"), "utf-8")
    words = dictionary_from(path)
    assert words == "四城联评\n"
    write_dictionary(tmp_path / "dictionary.txt", words)
    assert "四城联评" in [e.word for e in load_lexicon(tmp_path / "dictionary.txt").entries]


@pytest.mark.parametrize("answer", ["yes", "Y", " x ", "X", "Ｘ", "1", "是", "✓", "TRUE"])
def test_what_means_yes(answer: str, tmp_path: Path) -> None:
    """A reviewer may say yes in several ways, and no by an empty cell."""
    assert dictionary_from(reviewed(tmp_path, "", answer)) == "四城联评\n"


@pytest.mark.parametrize("answer", ["no", "N", "0", "否", "False", " "])
def test_what_means_no(answer: str, tmp_path: Path) -> None:
    """What is answered with no is left."""
    assert dictionary_from(reviewed(tmp_path, "x", answer)) == "门前五包\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_a_table_that_excel_saved_again_is_read(mark: str, encoding: str, tmp_path: Path) -> None:
    """Excel saves in the encoding and with the separator of the country."""
    path = tmp_path / "reviewed.csv"
    lines = ["count,keep,word", "8,x,门前五包", "5,,四城联评"]
    path.write_bytes("\r\n".join(lines).replace(",", mark).encode(encoding))
    assert dictionary_from(path) == "门前五包\n"


def test_another_answer_is_reported_with_its_line(tmp_path: Path) -> None:
    """What is neither yes nor no is never taken for either."""
    path = reviewed(tmp_path, "x", "maybe")
    assert refused(path) == (
        f"{path}, line 3: keep is 'maybe' for '四城联评'. Write yes (or y, x, 1, 是) to keep a"
        " word, no (or n, 0, 否) or nothing to reject it."
    )


def test_a_table_without_its_columns_is_refused(tmp_path: Path) -> None:
    """The column that is missing is named."""
    path = reviewed(tmp_path, "x", "", header="word,kept\n")
    assert refused(path) == (
        f"{path}: has no column 'keep'. Give a table that `topics words` wrote."
    )
    path.write_bytes(b"")
    assert refused(path) == (
        f"{path}: has no column 'word'. Give a table that `topics words` wrote."
    )


def test_a_table_that_keeps_nothing_is_refused(tmp_path: Path) -> None:
    """A forgotten review is said, not taken for an empty dictionary."""
    path = reviewed(tmp_path, "", "no")
    assert refused(path).startswith(f"{path}: keeps no word.")


def test_a_word_that_would_be_ignored_is_refused(tmp_path: Path) -> None:
    """A reviewer may mend a word, but not into one that no segmenter takes."""
    path = tmp_path / "reviewed.csv"
    path.write_text("word,keep\n门前 五包,x\n", "utf-8")
    assert refused(path) == (
        f"{path}, line 2: the segmenter would ignore '门前 五包'. A word has at least two"
        " characters, all of them letters, digits or Chinese characters."
    )


def test_files_that_cannot_be_read_are_summary(tmp_path: Path) -> None:
    """No file, no text, no CSV: each is said."""
    path = tmp_path / "no.csv"
    assert refused(path) == f"{path}: cannot be read (No such file or directory)."
    path.write_bytes(b"\xff\xff\xff")
    assert refused(path) == f"{path}: is neither UTF-8 nor GB18030 text; save it as 'CSV UTF-8'."
    path.write_text("word,keep\n" + "门" * 200_000, "utf-8")
    assert refused(path) == (
        f"{path}, line 2: is not CSV (field larger than field limit (131072))."
    )


def test_the_summary_on_a_terminal() -> None:
    """The first fifty words, or that there are none."""
    lines = summary(FOUND * 30).splitlines()
    assert lines[0] == (
        "60 candidates, the first 50 here. `--out words.csv` writes all of them for review."
    )
    assert len(lines) == 52
    assert lines[2].split() == ["门前五包", "8", "2", "10.5", "a.txt:2", "东【门前五包】金"]
    assert summary(()) == "0 candidates. `--out words.csv` writes all of them for review.\n"
    with speaking("zh"):
        said = summary(FOUND * 30)
    assert said.startswith("候选词 60 个，此处列出前 50 个。用 `--out words.csv`")
    assert said.splitlines()[1].split() == ["词", "次数", "讲话数", "得分", "首个例句"]
    assert english_in(said) == []
    assert said.splitlines()[2].split() == lines[2].split()


def test_a_table_saved_as_a_workbook_is_read(tmp_path: Path) -> None:
    """The sheet with the columns is read, below a title too; errors name the row."""
    path = tmp_path / "words.xlsx"
    head = ["count", "Keep", "word"]
    path.write_bytes(
        xlsx_of(
            note=[["about"]], words=[["词表"], head, [8, True, "门前五包"], [5, None, "四城联评"]]
        )
    )
    assert dictionary_from(path) == "门前五包\n"
    path.write_bytes(xlsx_of(words=[head, [8, 1, "门前五包"], [5, "maybe", "四城联评"]]))
    assert refused(path).startswith(f"{path}, row 3: keep is 'maybe' for '四城联评'.")
    path.write_bytes(xlsx_of(words=[["a"]]))
    assert refused(path).startswith(f"{path}: has no column 'word'.")
    path.write_bytes(b"no workbook")
    assert refused(path).startswith(f"{path}: is damaged, incomplete or not a .xlsx file")
    assert refused(tmp_path / "no.xlsx").endswith("cannot be read (No such file or directory).")
