from __future__ import annotations

import codecs
from pathlib import Path

import numpy as np
import opencc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from topics.corpus.reading.encoding import Guess, best_codec, detect, excess
from topics.corpus.reading.frequencies import BIG5, CODECS, FOREIGN, NONE, UTF16, cost_tables
from topics.errors import SourceError

SIMPLIFIED = (
    "各位代表，同志们：今天召开全市创建文明城市工作动员大会，主要任务是总结前一阶段工作，分析当前形势，"
    "安排部署下一步任务。要进一步统一思想、提高认识，加强领导，落实责任，形成全社会共同参与的良好局面。"
    "会议指出，坚持以经济建设为中心，深化改革、扩大开放，切实改善人民群众的生活，维护社会稳定。"
)
TRADITIONAL = (
    "各位議員、各位市民：本府今日召開記者會，說明明年度施政計畫，主要任務是總結過去經驗，分析當前情勢，"
    "並對未來發展提出具體方案。人民日報指出，我們必須堅持實事求是的態度，加強團結，克服困難，"
    "為實現國家經濟的全面發展、改善廣大人民的生活而繼續努力奮鬥。"
)
CANTONESE = "佢哋話呢啲嘢唔係咁嘅，但係冇人識得點樣做，你哋睇下邊個啱先喇。"
SEEDS = (
    "000_e9919b7379477254.txt",
    "001_cc2685e78090dd2d.txt",
    "002_6a07e00ca3cbc0bc.txt",
    "003_230c3c7cd1d34ef0.txt",
)


def read_back(text: str, codec: str) -> Guess:
    """Detect a text's encoding and check that its bytes decode to the text."""
    data = text.encode(codec)
    guess = detect(data)
    assert data.decode(guess.encoding) == text, guess
    return guess


@pytest.mark.parametrize("name", SEEDS)
@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", *UTF16, "gb18030"])
def test_the_seeds_are_detected_in_each_encoding(seeds: Path, name: str, codec: str) -> None:
    """Each seed decodes exactly, whatever it was encoded in, with nearly no doubt."""
    text = (seeds / name).read_bytes().decode("utf-8")
    guess = read_back(text, codec)
    assert (guess.encoding, guess.confidence) == (codec, 1.0)


@pytest.mark.parametrize("codec", ["cp950", "big5hkscs"])
def test_the_traditional_seed_is_detected_in_big5(seeds: Path, codec: str) -> None:
    """The seed in traditional script decodes exactly; its bytes are the same in both codecs."""
    text = (seeds / SEEDS[1]).read_bytes().decode("utf-8")
    assert read_back(text, codec).encoding == "cp950"


@given(
    st.integers(0, len(SIMPLIFIED) - 20),
    st.integers(20, len(SIMPLIFIED)),
    st.sampled_from(["utf-8", "gb18030", "gbk", *UTF16]),
)
def test_a_stretch_of_simplified_text_reads_back(start: int, length: int, codec: str) -> None:
    """Any 20 characters or more of a speech are enough."""
    assert read_back(SIMPLIFIED[start : start + length], codec).confidence > 0.9


@given(
    st.integers(0, len(TRADITIONAL) - 20),
    st.integers(20, len(TRADITIONAL)),
    st.sampled_from(["utf-8", "gb18030", *UTF16, *BIG5]),
)
def test_a_stretch_of_traditional_text_reads_back(start: int, length: int, codec: str) -> None:
    """Traditional text may be in Big5 or in GB18030: both decode, one makes sense."""
    assert read_back(TRADITIONAL[start : start + length], codec).confidence > 0.9


def test_big5_bytes_decode_as_gb18030_and_are_still_distinguished() -> None:
    """What decodes is not what was meant."""
    data = "各位議員，今天的會議".encode("big5")
    assert data.decode("gb18030") != data.decode("big5")
    guess = detect(data)
    assert (guess.encoding, guess.runner_up) == ("big5", "gb18030")
    assert guess.confidence > 0.99


@pytest.mark.parametrize(
    ("text", "codec", "told"),
    [
        (TRADITIONAL, "big5hkscs", "big5"),
        (TRADITIONAL, "cp950", "big5"),
        (TRADITIONAL + "票價為€20", "cp950", "cp950"),
        (TRADITIONAL + "粧嫺裏墻恒", "cp950", "cp950"),
        (TRADITIONAL + "３～５萬元", "cp950", "cp950"),
        (CANTONESE, "big5hkscs", "big5hkscs"),
        ("①②③各項議程，由主席說明", "big5hkscs", "big5hkscs"),
    ],
)
def test_the_three_big5_are_detected_by_their_own_characters(
    text: str, codec: str, told: str
) -> None:
    """Plain Big5 where all agree, else the one that makes sense of every byte."""
    assert read_back(text, codec).encoding == told


def test_one_far_character_decides_among_the_big5() -> None:
    """A character that only one of them has counts wherever it stands in a long file."""
    text = (TRADITIONAL + "\n") * 4000
    middle = len(text) // 2 + 777
    assert read_back(text, "cp950").encoding == "big5"
    assert read_back(text[:middle] + "恒" + text[middle:], "cp950").encoding == "cp950"
    assert read_back(text[:middle] + "嘅" + text[middle:], "big5hkscs").encoding == "big5hkscs"


def test_a_sample_holds_what_is_not_ascii() -> None:
    """Chinese in the middle of megabytes of ASCII is seen."""
    padding = "plain words and 1234 figures\n" * 40_000
    assert read_back(padding + SIMPLIFIED + padding, "gb18030").encoding == "gb18030"
    assert read_back(padding + TRADITIONAL + padding, "big5").encoding == "big5"


@pytest.mark.parametrize("codec", ["gb18030", "utf-8", "utf-16-le"])
@pytest.mark.parametrize(
    "text",
    [
        "市委书记在动员大会上讲",
        "今年XX市×××同志，20xx年**工作***",
        "GDP增长8.5%，达到1 234亿元(CNY)",
        "　　一、提高认识——",
        "‚文明‛是‘城市’的“名片”",
    ],
)
def test_short_and_mixed_lines_read_back(text: str, codec: str) -> None:
    """A title, masks, Latin letters and marks are no obstacle."""
    assert read_back(text, codec).encoding == codec


def test_what_is_certain_is_said_to_be() -> None:
    """A byte-order mark and ASCII alone leave no doubt."""
    assert detect(b"") == Guess("utf-8", 1.0, "", "ASCII alone")
    assert detect(b"abc\r\n\t1") == Guess("utf-8", 1.0, "", "ASCII alone")
    assert detect(b"\xef\xbb\xbfabc") == Guess("utf-8-sig", 1.0, "", "byte-order mark")
    for mark in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        assert detect(mark + b"a\x00") == Guess("utf-16", 1.0, "", "byte-order mark")


def test_two_rare_characters_leave_a_doubt() -> None:
    """Confidence is low where there is little to go by."""
    assert detect("䶮".encode("gb18030")).confidence < 0.9
    assert detect("鞦韆考".encode("big5")).confidence < 0.9


def test_what_a_file_declares_is_evidence_and_not_the_truth() -> None:
    """A declared name tips a doubtful case and loses against a clear one."""
    doubtful = "鞦韆考".encode("big5")
    assert detect(doubtful).encoding == "gb18030"
    assert detect(doubtful, "Big5").encoding == "big5"
    assert detect(doubtful, "big5-hkscs").encoding == "big5"
    clear = SIMPLIFIED.encode("gb18030")
    for declared in ("big5", "utf-8", "gb2312", "no such", "hex", "\x00"):
        assert detect(clear, declared).encoding == "gb18030"


@pytest.mark.parametrize(
    ("text", "codec", "language", "told", "read_as"),
    [
        (
            "안녕하십니까 오늘 우리는 새로운 시대를 열어갑니다",
            "euc_kr",
            "Korean",
            "cp949",
            "gb18030",
        ),
        ("本日は、皆様にご挨拶を申し上げます。", "shift_jis", "Japanese", "cp932", "gb18030"),
        ("本日は、皆様にご挨拶を申し上げます。", "euc_jp", "Japanese", "euc_jp", "gb18030"),
    ],
)
def test_korean_and_japanese_encodings_are_refused(
    text: str, codec: str, language: str, told: str, read_as: str
) -> None:
    """What would decode as rare Chinese characters is seen for what it is."""
    with pytest.raises(SourceError) as error:
        detect(text.encode(codec))
    assert f"looks like {language} text in {told}" in str(error.value)
    assert f'set encoding = "{read_as}"' in str(error.value)


def test_western_text_is_refused_or_in_doubt() -> None:
    """Windows-1252 and 1251 are no Chinese text, even where their bytes would decode."""
    with pytest.raises(SourceError) as error:
        detect("Mesdames, le président a été élu.\n".encode("cp1252"))
    assert "to the byte 0xe9 in line 1" in str(error.value)
    with pytest.raises(SourceError) as error:
        detect("Уважаемые товарищи! Сегодня мы собрались".encode("cp1251"))
    assert "to the byte 0xe5 in line 1" in str(error.value)
    rare = "龘靐齉爩鱻麤龗灪吁龖厵滟爨癵籱"
    with pytest.raises(SourceError) as error:
        detect(rare.encode("gb18030"))
    assert "it decodes as gb18030" in str(error.value)
    assert detect("café".encode("cp1252")).confidence < 0.9
    assert detect("Straße".encode("cp1252")).confidence < 0.9


def test_other_scripts_in_utf_8_are_text() -> None:
    """UTF-8 is told by its form, whatever is written in it."""
    for text in (
        "Le président a été élu à la majorité",
        "Уважаемые товарищи",
        "안녕하십니까",
        "💡",
    ):
        assert detect(text.encode()).encoding == "utf-8"


def test_the_best_codec_of_a_line_must_beat_no_text() -> None:
    """A line that is nothing is not forced into an encoding."""
    for codec in ("utf-8", "gb18030"):
        assert best_codec(SIMPLIFIED.encode(codec)) == codec
    assert best_codec(SIMPLIFIED.encode("gb18030"), ("utf-8", "big5")) == ""
    assert best_codec(b"caf\xe9 au lait") == ""
    assert best_codec("本日は、皆様にご挨拶".encode("euc_jp")) == ""


def test_excess_is_counted_line_by_line() -> None:
    """Text lies below zero, empty and ASCII lines at zero, the garbled above."""
    garbled = SIMPLIFIED.encode("utf-8")[: 3 * 40].decode("gb18030", "ignore")
    found = excess([SIMPLIFIED, "", "abc", garbled, TRADITIONAL, "𠮷"], "gb18030")
    assert found.shape == (6,)
    assert np.sign(found).tolist() == [-1, 0, 0, 1, -1, 1]


def test_costs_are_halves_and_cover_every_code_point() -> None:
    """Sums of halves are exact in any order; each hypothesis prices every character."""
    tables = cost_tables()
    assert set(tables) == {*CODECS, *UTF16, *FOREIGN, NONE}
    for table in (table for both in tables.values() for table in both):
        assert table.shape == (0x10001,)
        assert (table > 0).all()
        assert (table * 2 == np.round(table * 2)).all()


def test_a_common_character_costs_little_in_its_script_alone() -> None:
    """们 is common in simplified text and 們 in traditional, 的 in both."""
    simplified, traditional = cost_tables()["gb18030"]
    assert simplified[ord("们")] < 8 < traditional[ord("们")]
    assert traditional[ord("們")] < 8 < simplified[ord("們")]
    assert simplified[ord("的")] == traditional[ord("的")] == 3.5


def test_speeches_in_any_script_and_encoding_read_back(seeds: Path) -> None:
    """Lines of 20 characters read back, converted to Taiwan's and Hong Kong's script."""
    lines = [
        line
        for name in SEEDS
        for line in (seeds / name).read_text("utf-8").split("\n")[::4]
        if len(line) >= 20
    ]
    assert len(lines) > 60
    for config, codec in (("s2tw", "cp950"), ("s2hk", "big5hkscs")):
        converter = opencc.OpenCC(config)
        for line in lines:
            text = converter.convert(line).encode(codec, "ignore").decode(codec)
            assert read_back(text, codec).confidence > 0.9
    for line in lines:
        for codec in ("gb18030", *UTF16):
            assert read_back(line, codec).confidence > 0.9


ASCII = st.text(st.characters(min_codepoint=9, max_codepoint=126, exclude_characters="\x0b\x0c"))
RUN = st.tuples(
    st.sampled_from(["*", "<!--", "N-", "ON", "et", "  ", "0", "0,0\n", "the fox ", '{"a": 1}'])
    | ASCII.filter(lambda text: text and text.isprintable()),
    st.sampled_from([1, 3, 40, 3000]),
).map(lambda pair: pair[0] * pair[1])


@given(ASCII, st.sampled_from([1, 2, 500]))
def test_ascii_is_never_two_bytes_a_character(text: str, times: int) -> None:
    """Any ASCII text without control characters is UTF-8, however long or uniform."""
    data = (text * times).encode()
    if all(byte >= 0x20 or byte in b"\t\n\r" for byte in data):
        assert detect(data).encoding == "utf-8"


@given(RUN, RUN, st.integers(0, len(SIMPLIFIED) - 20), st.sampled_from(["utf-8", "gb18030"]))
def test_runs_of_ascii_around_chinese_change_no_encoding(
    before: str, after: str, start: int, codec: str
) -> None:
    """Comments, rules and markup outweigh no text: two of their bytes are no character."""
    text = before + SIMPLIFIED[start : start + 20] + after
    assert read_back(text, codec).encoding == codec


@pytest.mark.parametrize("codec", UTF16)
def test_utf16_with_chinese_of_two_ascii_bytes_is_detected(codec: str) -> None:
    """中 is N and - in UTF-16; a text of such characters and others is read."""
    text = "中央低保中央中低" + SIMPLIFIED
    assert read_back(text, codec).encoding == codec
