from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
import stopwordsiso

from topics.corpus.corpus import read
from topics.corpus.types import Corpus
from topics.defaults import default_path
from topics.errors import LexiconError
from topics.text.counting.matrix import count
from topics.text.lexicon.lexicon import LEXICON_FILES, Entry, load_lexicon
from topics.text.normalize import normalize
from topics.text.segmentation.segmenters import words_of
from topics.text.segmentation.segmenting import SEGMENTERS, segment
from topics.text.segmentation.whole import WholeWords


def listed(path: Path) -> list[str]:
    """Return the words of a plain list, comments left out."""
    lines = path.read_text("utf-8").splitlines()
    return [word for line in lines for word in line.split("#")[0].split()]


def test_the_packages_own_lists_are_clean() -> None:
    """No word occurs twice in a list or in both tiers, none is both kept whole and stopped."""
    lexicon = load_lexicon()
    words = [entry.word for entry in lexicon.entries]
    assert len(words) == len(set(words))
    assert not set(words) & lexicon.stop_words
    assert {"的", "我们", "加强"} <= lexicon.stop_words
    tiers = [listed(default_path(f"lexicon/{name}")) for name in LEXICON_FILES[1:4]]
    assert all(len(tier) == len(set(tier)) for tier in tiers)
    assert not set(tiers[0]) & set(tiers[1])
    assert not (set(tiers[0]) | set(tiers[1])) & set(tiers[2])


def test_each_line_of_the_dictionary_is_given_in_full_and_each_group_has_its_reason() -> None:
    """Frequency and a tag of jieba's stand at every word; a comment opens every group."""
    text = default_path("lexicon/words.txt").read_text("utf-8")
    groups = [group.splitlines() for group in text.strip().split("\n\n")]
    assert len(groups) > 25
    assert all(group[0].startswith("# ") for group in groups)
    lines = [line for group in groups for line in group if not line.startswith("#")]
    assert all(re.fullmatch(r"\w+ \d+ (n|v|l|nt)", line) for line in lines)
    for name in LEXICON_FILES[1:]:
        parts = default_path(f"lexicon/{name}").read_text("utf-8").strip().split("\n\n")
        assert all(part.startswith("# ") for part in parts)


def test_spared_words_are_words_of_the_general_list() -> None:
    """What is counted all the same would otherwise have been stopped, and is no longer."""
    spared = set(listed(default_path("lexicon/counted_words.txt")))
    assert spared <= set(stopwordsiso.stopwords("zh"))
    assert not spared & load_lexicon().stop_words


def test_words_of_formula_can_be_counted() -> None:
    """The second tier goes by a switch, the first never."""
    grammar = load_lexicon(stop_formula=False).stop_words
    formula = set(listed(default_path("lexicon/formula_words.txt")))
    assert load_lexicon().stop_words - grammar == formula
    assert {"的", "同志们", "为了"} <= grammar
    assert {"加强", "推进", "落实", "工作"} <= formula
    assert load_lexicon(stop_formula=False).entries == load_lexicon().entries


@pytest.mark.parametrize("segmenter", SEGMENTERS)
def test_every_entry_does_what_it_says(segmenter: str) -> None:
    """Alone, a word comes out whole, and a phrase of frequency 0 comes apart."""
    entries = load_lexicon().entries
    joined, others = WholeWords.apart(entries)
    cut = WholeWords(SEGMENTERS[segmenter](joined), others)
    wrong = [e.word for e in entries if (len(cut(e.word)[1]) == 1) != (e.frequency > 0)]
    assert wrong == []
    assert {e.frequency > 0 for e in entries} == {True, False}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("打赢创卫攻坚战", "打赢 创卫 攻坚战"),
        ("市创文办牵头抓四城联创", "市 创文办 牵头 抓 四城联创"),
        ("落实门前三包责任制", "落实 门前三包 责任制"),
        ("统筹推进五位一体总体布局", "统筹 推进 五位一体 总体布局"),
        ("充分发挥全国政协作用", "充分 发挥 全国 政协 作用"),
        # Neighbours are left alone: what a short term's characters are part of is no such term.
        ("开创文明新风", "开创 文明 新风"),
        ("创城市品牌", "创 城市 品牌"),
        ("争创文明城市市民受益", "争创 文明城市 市民 受益"),
        ("创森林城市", "创 森林城市"),
        ("省检察院迎检查", "省 检察院 迎 检查"),
        ("国家创园林城市", "国家 创 园林城市"),
        ("稳定的政治局面", "稳定 的 政治局面"),
        ("买了一把手机", "买 了 一把 手机"),
    ],
)
def test_terms_are_whole_in_context_and_their_neighbours_too(text: str, words: str) -> None:
    """A frequency is high enough to keep a term, and low enough to leave other words alone."""
    cut = SEGMENTERS["rjieba"](WholeWords.apart(load_lexicon().entries)[0])
    assert words_of(text, cut(text)) == words.split()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("政府會改善強積金制度", "政府 会 改善 强积金 制度"),
        ("諮詢各持份者的意見", "咨询 各 持份者 的 意见"),
        ("支援中小企發展", "支援 中小企 发展"),
        ("扶持中小企业发展", "扶持 中小企业 发展"),
        ("不少家庭住在劏房", "不少 家庭 住 在 㓥房"),
        ("申請綜援的長者", "申请 综援 的 长者"),
        ("網際網路與軟體", "网际网路 与 软体"),
    ],
)
def test_words_of_hong_kong_and_taiwan_are_whole(text: str, words: str) -> None:
    """In both scripts, and the mainland's words beside them stay as they are."""
    joined, others = WholeWords.apart(load_lexicon().entries)
    shown, lengths = WholeWords(SEGMENTERS["rjieba"](joined), others)(normalize(text)[0])
    assert words_of(shown, lengths) == words.split()


def test_campaign_terms_of_the_seeds_come_out_whole(corpus: Corpus) -> None:
    """At least 95% of the terms that a reader marked in the seeds are cut (nearly) nowhere.

    Nearly: in no more than one of ten occurrences. A term inside a longer word (文明委
    in 中央文明委) is not cut.
    """
    terms = listed(Path(__file__).parent / "campaign_terms.txt")
    assert len(terms) == len(set(terms)) >= 120
    tokens = segment(corpus)
    shown = {(b.source, b.paragraph): b.text for b in corpus.paragraphs}
    occurrences, whole = Counter[str](), Counter[str]()
    for i, unit in enumerate(tokens.units):
        text, index = normalize(shown[unit.source, unit.paragraphs[0]])
        spans = tokens.spans[tokens.indptr[i] : tokens.indptr[i + 1]]
        borders = set(spans.ravel().tolist())
        for term in terms:
            for found in re.finditer(term, text):
                inside = {int(index[k]) for k in range(found.start() + 1, found.end())}
                occurrences[term] += 1
                whole[term] += not inside & borders
    absent = [term for term in terms if not occurrences[term]]
    cut = [term for term in terms if whole[term] < 0.9 * occurrences[term]]
    assert absent == []
    assert len(cut) <= 0.05 * len(terms), cut
    assert sum(whole.values()) >= 0.98 * sum(occurrences.values())


def test_a_studys_words_come_beside_ours(tmp_path: Path) -> None:
    """A study adds words to keep whole and words not to count."""
    (tmp_path / "d.txt").write_text("# 我的词\n三优工程 500 n\n創優\n", "utf-8")
    (tmp_path / "s.txt").write_text("延寿 平江 # 地名\n", "utf-8")
    lexicon = load_lexicon(tmp_path / "d.txt", tmp_path / "s.txt")
    assert lexicon.entries[-2:] == (Entry("三优工程", 500, "n"), Entry("创优", 1000, "n"))
    assert {"延寿", "平江"} <= lexicon.stop_words


def test_a_studys_word_goes_before_ours(tmp_path: Path) -> None:
    """A word that our dictionary has too is taken as the study has it, once; 0 cuts it."""
    (tmp_path / "d.txt").write_text("创卫 7 n\n文明城市 0 l\n", "utf-8")
    lexicon = load_lexicon(tmp_path / "d.txt")
    assert lexicon.entries[-2:] == (Entry("创卫", 7, "n"), Entry("文明城市", 0, "l"))
    assert len(lexicon.entries) == len(load_lexicon().entries)
    for make in SEGMENTERS.values():
        assert make(WholeWords.apart(lexicon.entries)[0])("文明城市").tolist() == [2, 2]


def test_a_word_with_two_values_is_an_error(tmp_path: Path) -> None:
    """The same line twice does no harm; another frequency or tag is reported with both lines."""
    path = tmp_path / "d.txt"
    path.write_text("创卫 20 v\n# 再来\n创卫 20 v\n", "utf-8")
    assert load_lexicon(path).entries[-1] == Entry("创卫", 20, "v")
    path.write_text("创卫 20 v\n\n創衛 30 v\n", "utf-8")
    with pytest.raises(LexiconError) as error:
        load_lexicon(path)
    assert str(error.value) == (
        f"{path}, line 3: '创卫' has frequency 30 and tag 'v', but 20 and 'v' in line 1. Keep one"
        " of the two lines."
    )


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (
            "文明 城市 100 n",
            "'文明 城市 100 n' is not an entry. Write 'word', 'word frequency' or 'word frequency"
            " tag'; put a word with a blank in double quotes.",
        ),
        ("好", "'好' is not a word. A word has at least two characters"),
        ("门前“三包” 10 n", "'门前“三包”' is not a word."),
        ('"Color OS', "'\"Color OS' is not an entry."),
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
    assert str(error.value).startswith(f"{path}, line 2: {message}")


def test_later_lists_win(tmp_path: Path) -> None:
    """The package stops a word, a study's dictionary counts it, a study's stop list stops it."""
    dictionary, stops = tmp_path / "d.txt", tmp_path / "s.txt"
    dictionary.write_text("全市 100 n\n同志们 100 n\n", "utf-8")
    stops.write_text("同志们", "utf-8")
    assert {"全市", "同志们"} <= load_lexicon().stop_words
    lexicon = load_lexicon(dictionary, stops)
    assert {"全市", "同志们"} <= lexicon.kept
    assert "全市" not in lexicon.stop_words
    assert "同志们" in lexicon.stop_words


@pytest.mark.parametrize("word", ["乾县", "麵业会", "㓥房", "鬱𰆴某万", "創城", "十百千"])
def test_a_word_is_counted_as_simplified_texts_have_it(tmp_path: Path, word: str) -> None:
    """What `topics words` offers there can be kept: one traditional character converts no text."""
    (tmp_path / "d.txt").write_text(f"{word}\n", "utf-8")
    text = f"我们今天一起讨论{word}的情况。" + "大家都认为这是一件普通的事情。" * 12
    tokens = segment(read([text]), lexicon=load_lexicon(tmp_path / "d.txt"))
    assert word in count(tokens, min_df=1, max_df=1.0).vocabulary


def test_a_comment_starts_after_a_blank_or_a_chinese_character(tmp_path: Path) -> None:
    """The sign of C# is part of the word."""
    path = tmp_path / "d.txt"
    path.write_text("C# 50 n # a language\n创文#活动\n", "utf-8")
    assert load_lexicon(path).entries[-2:] == (Entry("c#", 50, "n"), Entry("创文", 1000, "n"))


def test_a_list_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    """A missing list and one in another encoding each say so."""
    with pytest.raises(LexiconError) as missing:
        load_lexicon(tmp_path / "none.txt")
    assert str(missing.value) == f"{tmp_path}/none.txt: cannot be read (No such file or directory)."
    (tmp_path / "gbk.txt").write_bytes("创卫".encode("gbk"))
    with pytest.raises(LexiconError) as encoding:
        load_lexicon(stop_words=tmp_path / "gbk.txt")
    assert str(encoding.value) == f"{tmp_path}/gbk.txt: is not UTF-8 text; save it as UTF-8."
