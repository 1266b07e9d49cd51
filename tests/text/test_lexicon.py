from __future__ import annotations

from pathlib import Path

import pytest

from topics.errors import LexiconError
from topics.text.lexicon import Entry, load_lexicon


def test_the_packages_own_lists_are_clean() -> None:
    """No word stands twice in the dictionary, none is also a stop word."""
    lexicon = load_lexicon()
    words = [entry.word for entry in lexicon.entries]
    assert len(words) == len(set(words))
    assert not set(words) & lexicon.stop_words
    assert {"的", "我们", "加强"} <= lexicon.stop_words


def test_a_studys_words_come_beside_ours(tmp_path: Path) -> None:
    """A study adds words to keep whole and words not to count."""
    (tmp_path / "d.txt").write_text("# 我的词\n三优工程 500 n\n創優\n", "utf-8")
    (tmp_path / "s.txt").write_text("延寿 平江 # 地名\n", "utf-8")
    lexicon = load_lexicon(tmp_path / "d.txt", tmp_path / "s.txt")
    assert lexicon.entries[-2:] == (Entry("三优工程", 500, "n"), Entry("创优", 1000, "n"))
    assert {"延寿", "平江"} <= lexicon.stop_words


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (
            "文明 城市 100 n",
            "'文明 城市 100 n' is not an entry. Write 'word', 'word frequency' or 'word frequency"
            " tag'; a word with a space inside cannot be kept whole.",
        ),
        (
            "好",
            "the segmenter would ignore '好'. A word has at least two characters, all of them"
            " letters, digits or Chinese characters.",
        ),
        (
            "门前“三包” 10 n",
            "the segmenter would ignore '门前“三包”'. A word has at least two characters, all of"
            " them letters, digits or Chinese characters.",
        ),
    ],
)
def test_an_entry_that_would_be_ignored_is_an_error(
    tmp_path: Path, line: str, message: str
) -> None:
    """A dictionary entry is never silently dropped."""
    path = tmp_path / "d.txt"
    path.write_text(f"创卫\n{line}\n", "utf-8")
    with pytest.raises(LexiconError) as error:
        load_lexicon(path)
    assert str(error.value) == f"{path}, line 2: {message}"


def test_a_list_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    """A missing list and one in another encoding each say so."""
    with pytest.raises(LexiconError) as missing:
        load_lexicon(tmp_path / "none.txt")
    assert str(missing.value) == f"{tmp_path}/none.txt: cannot be read (No such file or directory)."
    (tmp_path / "gbk.txt").write_bytes("创卫".encode("gbk"))
    with pytest.raises(LexiconError) as encoding:
        load_lexicon(stop_words=tmp_path / "gbk.txt")
    assert str(encoding.value) == f"{tmp_path}/gbk.txt: is not UTF-8 text; save it as UTF-8."
