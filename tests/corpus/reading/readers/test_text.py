from __future__ import annotations

import random
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from topics.corpus.reading.content import ReadOptions
from topics.corpus.reading.readers.text import Decoding, decode, read_text
from topics.errors import SourceError
from topics.messages import Message

LINES = (
    "同志们：",
    "今天召开全市创建文明城市工作动员大会，主要任务是分析当前形势，安排部署下一步工作。",
    "",
    "一、提高认识，增强紧迫感",
    "创建文明城市是一项系统工程，需要全社会的共同参与，各级各部门要各负其责。",
    "plain ASCII",
    "二、落实责任，形成合力",
    "谢谢大家！",
)
TEXT = "\n".join(LINES)
TRADITIONAL = (
    "各位議員：\n本府今日召開記者會，說明明年度施政計畫。\n主要任務是總結過去的經驗，分析當前情勢。"
)
ALLOWED = (
    "Allowed are utf-8, gb18030, big5, cp950, big5hkscs, gbk, gb2312, utf-8-sig, utf-16, utf-16-le,"
    " utf-16-be; leave it empty to detect it from the bytes"
)


def refused(data: bytes, encoding: str = "") -> str:
    """Return what the reader says of bytes that it does not read."""
    with pytest.raises(SourceError) as error:
        read_text(BytesIO(data), ReadOptions(encoding=encoding))
    return str(error.value)


def mixed(main: str, other: str, *places: int) -> bytes:
    """Return the text with some lines, from 0, in another encoding than the rest."""
    return b"\n".join(line.encode(other if i in places else main) for i, line in enumerate(LINES))


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gb18030"])
def test_text_reads_the_same_in_every_encoding(codec: str) -> None:
    """Lines come back exactly, with the encoding's name and no warning."""
    content = read_text(BytesIO(TEXT.encode(codec)), ReadOptions())
    assert (content.lines, content.encoding, content.warnings) == (LINES, codec, ())
    assert content.confidence == 1.0


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-be", "gb18030"])
def test_line_feeds_alone_part_lines_in_every_encoding(codec: str) -> None:
    """Carriage returns and Unicode line separators stay inside their line."""
    content = read_text(
        BytesIO("今天开会\r\n动员\x0c大会\u2028讲话\n".encode(codec)), ReadOptions()
    )
    assert content.lines == ("今天开会\r", "动员\x0c大会\u2028讲话")


@given(st.sets(st.sampled_from([0, 1, 3, 4, 6, 7]), min_size=1, max_size=2))
def test_lines_pasted_in_another_encoding_are_read_in_theirs(places: set[int]) -> None:
    """Whichever lines are strangers, the text comes back whole and they are named."""
    for main, other in (("utf-8", "gb18030"), ("gb18030", "utf-8")):
        decoding = decode(mixed(main, other, *places))
        assert decoding.text == TEXT
        (values,) = [w.values for w in decoding.warnings if w.code == "other_encoding"]
        if decoding.encoding == main:  # else the strangers are the most of the text
            assert values["codec"] == other
            assert all(
                str(place + 1) in str(values["lines"]) for place in (min(places), max(places))
            )


def other_encoding(lines: str, encoding: str, codec: str) -> Message:
    return Message("other_encoding", {"lines": lines, "codec": codec, "encoding": encoding})


def test_strangers_are_one_message() -> None:
    """One line, several and ranges of lines are named; of many, the first ten."""
    one = decode(mixed("utf-8", "gb18030", 3))
    assert one.warnings == (other_encoding("4", "utf-8", "gb18030"),)
    many = b"\n".join(
        LINES[1].encode("gb18030" if i in (2, 3, 4, 8) else "utf-8") for i in range(40)
    )
    assert decode(many).warnings == (other_encoding("3-5, 9", "utf-8", "gb18030"),)
    scattered = b"\n".join(
        LINES[1].encode("gb18030" if i % 13 == 0 else "utf-8") for i in range(200)
    )
    lines = "1, 14, 27, 40, 53, 66, 79, 92, 105, 118, … (+6)"
    assert decode(scattered).warnings == (other_encoding(lines, "utf-8", "gb18030"),)


def test_big5_among_gb18030_decodes_and_is_still_seen() -> None:
    """A line that decodes in the main encoding to nothing anyone wrote is read in its own."""
    lines = TRADITIONAL.split("\n")
    data = b"\n".join([TEXT.encode("gb18030"), *(line.encode("big5") for line in lines[1:])])
    assert data.decode("gb18030")  # without an error
    decoding = decode(data)
    assert decoding.text == "\n".join([TEXT, *lines[1:]])
    assert decoding.warnings == (other_encoding("9-10", "gb18030", "big5"),)


def test_the_big5s_are_distinguished_line_by_line() -> None:
    """Where no one Big5 reads the whole file, each line is read in the one that it needs."""
    needs = {"票價為€20，學生半價": "cp950", "佢哋話呢啲嘢唔係咁嘅": "big5hkscs"}
    strange = [line.encode(codec) for line, codec in needs.items()]
    decoding = decode(b"\n".join([TRADITIONAL.encode("big5"), *strange]))
    assert decoding.text == "\n".join([TRADITIONAL, *needs])
    assert decoding.encoding == "big5"
    assert decoding.warnings == (
        other_encoding("4", "big5", "cp950"),
        other_encoding("5", "big5", "big5hkscs"),
    )


def test_lines_of_other_scripts_stay_as_they_are() -> None:
    """Russian, Greek, Japanese and rules of dashes in GB18030 are no strangers."""
    odd = [
        "Пролетарии всех стран, соединяйтесь!",
        "─" * 40,
        "↑",
        "本日は、市長としてご挨拶を",
        "Ελληνική Δημοκρατία",
        "nǐ hǎo, Xí Jìnpíng",
    ]
    text = "\n".join([TEXT, *odd])
    assert decode(text.encode("gb18030")) == Decoding(text, "gb18030", 1.0)


def test_a_line_that_fits_no_encoding_is_named() -> None:
    """Nothing is lost or guessed: line and byte are given."""
    broken = LINES[4].encode()
    broken = broken[:31] + b"\xff\xfe" + broken[31:]
    data = b"\n".join([TEXT.encode(), broken])
    assert "except for line 9, where the byte 0xe7, number 377 of the file" in refused(data)
    assert data[376] == 0xE7


def test_a_long_line_that_breaks_is_reported_by_what_reads_furthest() -> None:
    """A single damaged line is still known as text."""
    data = (LINES[1] * 5).encode("gb18030") + b"\xff"
    assert refused(data) == (
        f"is gb18030 text except for line 1, where the byte 0xff, number {len(data)} of the file,"
        " is valid in no encoding; correct the line in an editor and save the file as UTF-8"
    )


def test_a_guess_is_reported() -> None:
    """Low confidence is a warning that says what to do."""
    content = read_text(BytesIO("鞦韆考".encode("big5")), ReadOptions())
    assert content.confidence == 0.2
    assert content.warnings == (Message("encoding_guess", {"candidates": "gb18030 (0.20), big5"}),)


@pytest.mark.parametrize(
    ("setting", "codec"),
    [("big5", "big5"), ("Big5-HKSCS", "big5hkscs"), ("cp936", "gbk"), ("UTF16", "utf-16")],
)
def test_the_setting_overrides_the_guess(setting: str, codec: str) -> None:
    """What a study says is taken at its word, under any of the codec's names."""
    text = "鞦韆考"
    content = read_text(BytesIO(text.encode(codec)), ReadOptions(encoding=setting))
    assert (content.lines, content.encoding, content.confidence) == ((text,), codec, 1.0)
    assert content.warnings == ()


@pytest.mark.parametrize("codec", ["utf-8", "utf-16-le", "utf-16-be"])
def test_a_byte_order_mark_is_no_text_under_a_setting(codec: str) -> None:
    """The mark goes whatever the setting."""
    assert decode("\ufeff开会".encode(codec), codec).text == "开会"


def test_a_setting_that_cannot_be_used_says_what_can() -> None:
    """An unknown name is answered with those there are."""
    assert refused(b"abc", "gb18031") == (
        f"encoding 'gb18031' is not known. Did you mean 'gb18030'? {ALLOWED}"
    )
    for name in ("latin-1", "hex", "\x00"):
        assert refused(b"abc", name) == f"encoding '{name}' is not known. {ALLOWED}"


def test_bytes_that_the_setting_does_not_fit_are_named() -> None:
    """Line and byte are given, in wide encodings too."""
    advice = "which is not allowed there; leave encoding empty to detect it from the bytes"
    assert refused(TEXT.encode("gb18030"), "utf-8") == (
        f"is not utf-8 text: line 1 contains the byte 0xc3, number 5 of the file, {advice}"
    )
    wide = "开会\n讲话".encode("utf-16-le")
    assert refused(wide + b"\x00\xdc", "utf-16-le") == (
        f"is not utf-16-le text: line 2 contains the byte 0x00, number 11 of the file, {advice}"
    )
    assert refused("开会\n\x00".encode("gbk"), "gbk") == (
        "is not gbk text: line 2 contains a NUL character"
    )


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"PK\x03\x04\x14\x00", "a zip archive (as are .docx and .xlsx)"),
        (b"\x89PNG\r\n\x1a\n\x00", "a PNG picture"),
        (b"\x7fELF\x02\x01", "a program (ELF)"),
        (b"%PDF-1.7\n", "a PDF file"),
        (b"{\\rtf1\\ansi abc}", "an RTF file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "an old Office file (.doc, .xls)"),
    ],
)
def test_a_binary_with_a_text_suffix_is_called_what_it_is(data: bytes, kind: str) -> None:
    """Known formats are named."""
    assert f"is not text: it begins like {kind};" in refused(data)


def test_what_is_no_text_is_refused() -> None:
    """NUL bytes, control characters and random bytes are no text."""
    assert refused(b"ab\x00c") == "is not text: byte 2 is NUL"
    assert refused("开会".encode("utf-32")) == "is not utf-16 text: line 1 contains a NUL character"
    assert refused("开会讲话".encode("utf-32-le")) == "is not text: byte 0 is NUL"
    assert refused(b"abc\x01\x02def") == (
        "is not text: 2 of its first 8 bytes are control characters"
    )
    nul_ended = TEXT.encode("utf-16-le") + b"\x00\x00"
    assert refused(nul_ended) == "is not utf-16-le text: line 8 contains a NUL character"
    assert refused(b"") == refused(b"\xff\xfe") == refused(b"\xef\xbb\xbf") == "is empty"
    assert refused("开会".encode("utf-16")[:-1]) == (
        "is not utf-16 text: line 1 contains the byte 0x1a, number 5 of the file, which is not"
        " allowed there; it is incomplete or damaged"
    )


@pytest.mark.parametrize("seed", range(20))
def test_random_bytes_are_no_text(seed: int) -> None:
    """Neither with NUL bytes nor without, whatever the range."""
    draw = random.Random(seed)
    low = (0, 1, 128)[seed % 3]
    data = bytes(draw.randrange(low, 256) for _ in range(3000))
    assert refused(data).startswith("is not text: ")


@given(st.binary(max_size=200), st.sampled_from(["", "utf-8", "gbk", "utf-16", "utf-16-le"]))
def test_any_bytes_give_content_or_our_error(data: bytes, encoding: str) -> None:
    """Hostile bytes never raise anything else; what is read holds text and can be stored."""
    try:
        content = read_text(BytesIO(data), ReadOptions(encoding=encoding))
    except SourceError:
        return
    assert content.lines
    assert "\x00" not in "".join(content.lines)
    "\n".join(content.lines).encode("utf-8")  # no lone surrogates
    assert 0 <= content.confidence <= 1


@given(
    st.sampled_from(["utf-8", "gb18030", "utf-16-le", "utf-16"]),
    st.integers(0, 120),
    st.binary(min_size=1, max_size=3),
)
def test_damaged_text_gives_content_or_our_error(codec: str, place: int, damage: bytes) -> None:
    """Bytes changed in the middle of a text do no worse than being refused."""
    data = TEXT.encode(codec)
    try:
        content = read_text(BytesIO(data[:place] + damage + data[place + 1 :]), ReadOptions())
    except SourceError:
        return
    assert content.lines


def test_what_is_read_encodes_back_to_its_bytes(seeds: Path) -> None:
    """Nothing is lost or replaced on the way in."""
    for path in sorted(seeds.glob("*.txt")):
        data = path.read_bytes()
        decoding = decode(data)
        assert decoding.text.encode(decoding.encoding) == data
        assert decode(decoding.text.encode("gb18030")).text == decoding.text


@pytest.mark.parametrize("codec", ["utf-8", "gb18030", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("end", ["\n", "\r", "\x85", "\u2028", "\u2029"])
def test_any_line_end_ends_a_line(end: str, codec: str) -> None:
    """A file has the same lines whichever line end it has throughout, in any encoding."""
    data = end.join([*LINES, ""]).encode(codec)
    assert read_text(BytesIO(data), ReadOptions(encoding=codec)).lines == LINES
    assert read_text(BytesIO(data[: -len(end.encode(codec))]), ReadOptions()).lines[:3] == LINES[:3]


def test_mixed_line_ends_are_those_an_editor_counts() -> None:
    """CR, LF and CR LF each end a line; separators of Unicode do not beside them."""
    lines = read_text(
        BytesIO("一\r二\n三\r\n四\r\r\n五\u2028六\r\r七".encode()), ReadOptions()
    ).lines
    assert [line.rstrip("\r") for line in lines] == ["一", "二", "三", "四", "五\u2028六", "", "七"]


def test_error_in_old_macintosh_file_names_its_line() -> None:
    """Lines that end with CR are counted in errors."""
    assert "line 3" in refused("各位代表：\r今天开会。\r".encode() + b"\xff\r", "utf-8")
