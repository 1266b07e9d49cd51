import sys
from io import BytesIO

import pytest

from tests.corpus.reading.readers.files import html_of, squeeze
from topics.corpus.reading.content import Content, Given, ReadOptions
from topics.corpus.reading.readers.html import read_html
from topics.corpus.types import Corpus
from topics.errors import SourceError
from topics.messages import Message

SPEECH = (
    "同志们：",
    "今天我们召开全市创建文明城市工作动员大会，主要任务是统一思想、明确任务、落实责任。",
    "一、提高认识",
    "创建文明城市是全市人民的共同愿望，各级各部门要切实增强责任感和紧迫感。" * 8,
    "谢谢大家！",
)
HEAD = "<title>在动员大会上的讲话</title><meta name='PubDate' content='2012-05-06'>"
MENU = '<div class="nav"><a href="/">首页</a> <a href="/a">范文大全</a></div>'
REST = (
    '<div class="related"><ul><li><a href="1">相关讲话稿推荐</a></li></ul></div>'
    "<div class='footer'>版权所有 某某网站</div><script>var x = '不是正文';</script>"
)


def read(page: bytes) -> Content:
    """Read a page without a study's word."""
    return read_html(BytesIO(page), ReadOptions())


def main(content: Content) -> list[str]:
    """Return the lines that are no furniture."""
    return [text for i, text in enumerate(content.lines, 1) if i not in content.furniture]


def test_the_main_text_is_distinguished_from_the_rest() -> None:
    """Menus, links and copyright are kept as furniture; title and date are the page's."""
    content = read(html_of(SPEECH, HEAD, MENU, REST))
    assert content.lines == ("首页 范文大全", *SPEECH, "相关讲话稿推荐", "版权所有 某某网站")
    assert content.furniture == {1, 7, 8}
    assert content.given == (Given(2, title="在动员大会上的讲话", date="2012-05-06"),)
    assert (content.encoding, content.warnings) == ("utf-8", ())


def test_lines_are_those_a_browser_shows() -> None:
    """Blocks and breaks end lines, cells are parted by tabs, white space collapses."""
    page = (
        "<body><p>甲\n乙 <b>丙</b>  丁<br>x\ny</p><div>戊<p>己</p>庚</div><!-- 无 -->"
        "<table><tr><td>一</td> <td>二</td></tr></table><pre>辛\n壬</pre>"
        "<style>p {}</style>尾<script>no</script>巴</body>"
    )
    assert read(page.encode()).lines == (
        *("甲乙 丙 丁", "x y", "戊", "己", "庚", "一\t二", "辛", "壬", "尾巴"),
    )


def test_hidden_text_does_not_fall_into_a_sentence() -> None:
    """What a style hides is kept before the line it stood in, as furniture."""
    short = (SPEECH[0], SPEECH[1], SPEECH[4])
    hidden = SPEECH[1].replace("主要", '<span style="display: none">本文来自某网</span>主要')
    page = html_of(short).decode().replace(SPEECH[1], hidden)
    content = read(page.encode())
    assert content.lines == (SPEECH[0], "本文来自某网", SPEECH[1], SPEECH[4])
    assert content.furniture == {2}


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig", "utf-16"])
def test_encodings_are_detected_by_word_mark_and_bytes(encoding: str) -> None:
    """The page's own word is evidence, not the truth."""
    page = html_of(SPEECH).decode().replace("utf-8", "gb2312")
    content = read(page.encode(encoding))
    assert (content.encoding, main(content)) == (encoding, list(SPEECH))


def test_a_page_without_main_text_is_read_whole() -> None:
    """Where trafilatura finds nothing, every line counts, and the reader says so."""
    content = read("<html><body><footer>谢谢大家！</footer></body></html>".encode())
    assert (content.lines, content.furniture) == (("谢谢大家！",), frozenset())
    assert content.warnings == (Message("no_main_text", {"read": 4, "visible": 4}),)


def test_deep_nesting_loses_nothing() -> None:
    """A thousand elements within each other are read to the innermost."""
    page = "<div>" * 1000 + "<p>" + SPEECH[1] + "</p>" + "</div>" * 1000 + "<p>尾</p>"
    assert read(page.encode()).lines == (SPEECH[1], "尾")


def test_what_cannot_be_read_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page without text, one too big, and one without its library."""
    for page, reason in (
        (
            b"<html><script>x</script></html>",
            "contains no text; open it in a browser and, if text appears, save it as .txt",
        ),
        (
            bytes(2**26 + 1),
            "has 67,108,865 bytes, above the limit of 67,108,864 for a page; split it",
        ),
    ):
        with pytest.raises(SourceError) as error:
            read(page)
        assert str(error.value) == reason
    monkeypatch.setitem(sys.modules, "trafilatura", None)
    with pytest.raises(SourceError) as error:
        read(b"<p>x")
    assert str(error.value) == (
        "reading .html files needs trafilatura: pip install 'topics-zh[readers]'"
    )


def test_the_seeds_printed_to_html_read_the_same(corpus: Corpus) -> None:
    """Every block of every seed comes back as one line of main text, in order."""
    for source in corpus.sources:
        blocks = [p.text for p in corpus.paragraphs if p.source == source.name]
        content = read(html_of(blocks, HEAD, MENU, REST))
        assert [squeeze(t) for t in main(content)] == [squeeze(text) for text in blocks]


def test_what_is_set_apart_is_furniture_even_on_a_short_page() -> None:
    """Navigation is kept as furniture, however little text the page holds."""
    page = (
        "<html><body><nav>首页 新闻 关于</nav><article><h1>在创卫动员会上的讲话</h1><p>同志们：</p>"
        "<p>今天我们召开创卫动员大会，主要任务是动员全市上下行动起来。</p></article></body></html>"
    )
    content = read_html(BytesIO(page.encode()), ReadOptions())
    assert content.lines[0] == "首页 新闻 关于"
    assert content.furniture == {1}
