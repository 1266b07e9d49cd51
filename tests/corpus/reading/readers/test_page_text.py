"""What a page shows once its scripts ran, and what it never shows."""

from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from io import BytesIO
from pathlib import Path

import pytest

from topics.corpus.reading.content import Content, ReadOptions
from topics.corpus.reading.readers.html import read_html, read_mhtml
from topics.errors import SourceError

CASES = Path(__file__).parents[2] / "cases"
TITLE = "县长在垃圾分类推进会上的讲话"
FIRST = (
    "今天召开垃圾分类推进会，任务是总结前一段的做法，安排下一步的事情，请大家认真听取。",
    "去年全县清理河道三十公里，新建公厕十二座，改造背街小巷四十条，群众看得见、摸得着。",
)
REST = (
    "今年要把垃圾分类从城区推到乡镇，每个村配齐桶和车，每条街有人管、有人查。",
    "河道要常年有人巡，发现倾倒及时清运，谁出问题谁负责，不能等到检查的时候再动手。",
)
MENU = "".join(f'<li><a href="/{i}">{t}</a></li>' for i, t in enumerate(("首页", "政务", "互动")))
FOOT = "<div class='footer'>版权所有：甲县人民政府 主办：甲县人民政府办公室</div>"


def p(*texts: str) -> str:
    """Return paragraphs."""
    return "".join(f"<p>{text}</p>" for text in texts)


def page(body: str, head: str = f"<title>{TITLE}_甲县人民政府</title>") -> str:
    """Return a page with a menu and a footer around its body."""
    around = f"<ul>{MENU}</ul><h1>{TITLE}</h1>{body}{FOOT}"
    return f'<html><head><meta charset="utf-8">{head}</head><body>{around}</body></html>'


def read(text: str | bytes) -> Content:
    """Read a page."""
    return read_html(BytesIO(text.encode() if isinstance(text, str) else text), ReadOptions())


def text_of(content: Content) -> list[str]:
    """Return the lines of the main text, without headings and empty lines."""
    return [line for n, line in enumerate(content.lines, 1) if line and n not in content.roles]


SHOWN = {
    "aside": p(FIRST[0]) + f"<aside>{p(FIRST[1])}</aside>" + p(*REST),
    "whole aside": f"<aside>{p(*FIRST, *REST)}</aside>",
    "details": f"{p(*FIRST)}<details><summary>展开全文</summary>{p(*REST)}</details>",
    "noscript": f"<div id='app'></div><noscript>{p(*FIRST, *REST)}</noscript>",
    "hidden": f"<div class='a'>{p(*FIRST)}</div><div class='rest' hidden>{p(*REST)}</div>",
    "button": f"<div class='a'>{p(*FIRST)}</div><a href='javascript:;'>阅读全文</a>"
    f"<div style='display:none'>{p(*REST)}</div>",
    "tab": f"<div><div class='tab'>{p(*FIRST)}</div>"
    f"<div class='tab' style='display: none'>{p(*REST)}</div></div>",
    "spans": "".join(f"<p><span style='visibility:hidden'>{x}</span></p>" for x in FIRST + REST),
    "opacity": f"<div style='opacity:0'>{p(*FIRST, *REST)}</div>",
    "whole hidden": f"<div style='display:none'>{p(*FIRST, *REST)}</div>",
    "template": f"<div>{p(*FIRST)}<template>{p(*REST)}</template></div>",
    "stored": "<textarea style='display:none'>{}</textarea>".format(
        p(*FIRST, *REST).replace("<", "&lt;")
    ),
    "script": f"<script type='text/html'>{p(*FIRST, *REST)}</script>",
    "short": f"<div id='js_content' style='visibility:hidden'>{p(*FIRST, *REST)}</div>",
    "inline": f"<p>{FIRST[0]}</p><p>{FIRST[1][:9]}<span class='more' style='display:none'>"
    f"{FIRST[1][9:]}</span></p>{p(*REST)}",
    "sibling": f"<div class='a'>{p(*FIRST * 5)}</div><div>点击展开全文</div>"
    f"<div class='article-rest' style='display:none'>{p(*REST)}</div>",
    "beside": f"<center>{FIRST[0]}</center><font>{FIRST[1]}</font>{p(*REST)}",
    "one by one": p(FIRST[0]) + "".join(f"<p style='display:none'>{x}</p>" for x in FIRST + REST),
    "srcdoc": "<iframe srcdoc='{}'></iframe>".format(p(*FIRST, *REST).replace("<", "&lt;")),
    "named": f"<div class='expand'>{p(*FIRST)}<div class='more collapse'>{p(*REST)}</div></div>",
}


@pytest.mark.parametrize("kind", SHOWN)
def test_text_that_scripts_show_is_text(kind: str) -> None:
    """Hidden, collapsed and stored prose of an article is read, menus and footers are not."""
    content = read(page(SHOWN[kind]))
    assert list(dict.fromkeys(text_of(content))) == [*FIRST, *REST]
    assert content.warnings == ()
    (given,) = content.given
    assert given.title == TITLE


HIDE = "<div style='display:none'>"
NEVER = {
    "sidebar": "<aside class='sidebar'><p>张三，甲县人，现任甲县人民政府县长，主持。</p></aside>",
    "dialog": f"{HIDE}<p>您即将离开甲县人民政府网站，是否继续访问？请确认。</p></div>",
    "notice": f"{HIDE}<p>欢迎社会各界提出宝贵意见，我们将在五日内答复。</p></div>",
    "comments": "<div id='comment-tpl' style='display:none'><p>这是评论的示例文字，审核之后才会"
    "显示出来，请耐心等待。</p><p>这是回复的示例文字，审核之后才会显示出来，请耐心等待。</p></div>",
    "keywords": f"{HIDE}垃圾分类讲话稿，县长讲话范文，推进会讲话稿，讲话稿大全</div>",
    "copy": f"<div id='print' style='display:none'>{p(*FIRST)}</div>",
    "noscript": "<noscript><p>您的浏览器不支持JavaScript，请启用后再浏览本网站。</p></noscript>",
    "links": "<aside><ul><li><a href='x'>甲县召开垃圾分类工作推进会，县长出席并讲话。</a></li>"
    "<li><a href='y'>甲县垃圾分类工作走在全市前列，受到上级的表彰。</a></li></ul></aside>",
}


@pytest.mark.parametrize("kind", NEVER)
def test_what_a_page_never_shows_is_furniture(kind: str) -> None:
    """Dialogs, templates of comments, keywords, copies and lists of links are not its text."""
    assert text_of(read(page(f"<div class='a'>{p(*FIRST, *REST)}</div>" + NEVER[kind]))) == [
        *FIRST,
        *REST,
    ]


def test_an_article_of_short_lines_that_is_hidden_is_read() -> None:
    """Where a page shows no prose, hidden text that exceeds what it shows is its text."""
    short = ("同志们：", "现在开会。", "全面推进垃圾分类")
    content = read(page(f"{HIDE}{p(*short)}</div>{HIDE}{p('扫一扫关注')}</div>"))
    assert text_of(content) == list(short)


def test_a_page_that_shows_nothing_is_read_whole() -> None:
    """Hidden text that is not prose is read too, and that within hundreds of hidden elements."""
    content = read(f"<meta charset='utf-8'><body>{HIDE}扫一扫关注我们</div></body>")
    assert text_of(content) == ["扫一扫关注我们"]
    assert [message.code for message in content.warnings] == ["no_main_text"]
    nested = HIDE * 200 + p(*FIRST) + "</div>" * 200
    assert text_of(read(f"<meta charset='utf-8'>{nested}")) == list(FIRST)


def test_a_hidden_wrapper_with_a_long_menu_is_shown() -> None:
    """Links do not count when a hidden element is judged."""
    body = f"<div style='visibility:hidden'><ul>{MENU * 20}</ul>{p(*FIRST)}</div>"
    assert text_of(read(page(body))) == list(FIRST)


def test_text_without_elements_keeps_its_lines() -> None:
    """A plain text with the suffix of a page is read line by line."""
    assert read(f"{TITLE}\n\n{FIRST[0]}\n{FIRST[1]}").lines == (TITLE, "", *FIRST)


@pytest.mark.parametrize(
    ("name", "n_lines"), [("wechat_saved_page", 5), ("collapsed", 7), ("body_hidden", 7)]
)
def test_hidden_cases_have_their_text(name: str, n_lines: int) -> None:
    """The saved WeChat page, the collapsed article and the hidden body are read without warning."""
    content = read((CASES / f"{name}.html").read_bytes())
    assert len(text_of(content)) == n_lines
    assert (text_of(content)[0], content.warnings) == ("同志们：", ())
    (given,) = content.given
    assert given.title == TITLE
    assert given.date == ("2023-11-15" if name.startswith("wechat") else "2023-05-12")


def test_each_block_element_is_a_block() -> None:
    """Paragraphs of one length are blocks of their own, and so are whole sentences before <br>."""
    blocks = read((CASES / "equal.html").read_bytes()).blocks
    assert len(set(blocks)) == len(blocks) == 17
    content = read(page(f"<div>　　{FIRST[0]}<br>　　{FIRST[1]}<br><br>{REST[0]}</div>"))
    text = [(n, line) for n, line in enumerate(content.lines, 1) if n not in content.roles]
    assert [line for _, line in text] == ["　　" + FIRST[0], "　　" + FIRST[1], "", REST[0]]
    assert len({content.blocks[n - 1] for n, line in text if line}) == 3


def test_lines_that_br_breaks_in_sentences_are_one_block() -> None:
    """An old page that breaks every line with <br> has one block for its lines."""
    text = "".join(FIRST + REST)
    broken = [text[i : i + 25] for i in range(0, len(text), 25)]
    content = read(page(f"<div>{'<br>'.join(broken)}</div>"))
    numbers = [n for n, line in enumerate(content.lines) if line in broken]
    assert len(numbers) == len(broken)
    assert len({content.blocks[n] for n in numbers}) == 1


def test_headings_and_notes_have_their_roles() -> None:
    """Headings of the text are headings; what a page names as footnotes is a note."""
    notes = "<ol class='references'><li id='cite_note-1'>《甲县日报》2012年5月3日。</li></ol>"
    content = read(
        page(f"<div><h2>一、做法</h2>{p(*FIRST)}<h3>二、打算</h3>{p(*REST)}{notes}</div>")
    )
    roles = [content.roles.get(n, "body") for n in range(1, len(content.lines) + 1)]
    head = ["furniture"] * 3 + ["heading", "heading", "body", "body", "heading", "body", "body"]
    assert roles == [*head, "note", "furniture"]
    assert content.levels == {4: 1, 5: 2, 8: 3}


def test_rows_of_data_are_lines_and_layouts_are_not() -> None:
    """A row with a paragraph in each cell is one line; a table around a page keeps its blocks."""
    table = "<table><tr><td><p>单位</p></td><td><p>投资</p></td></tr></table>"
    assert text_of(read(page(f"<div>{p(*FIRST)}{table}{p(*REST)}</div>"))) == [
        *FIRST,
        "单位\t投资",
        *REST,
    ]
    layout = f"<table><tr><td><a href='/'>首页</a></td><td>{p(*FIRST, *REST)}</td></tr></table>"
    assert text_of(read(page(layout))) == [*FIRST, *REST]


def test_menus_buttons_and_lines_of_the_site_are_no_text() -> None:
    """Lists of links with their heading, breadcrumbs, source and date are furniture on any page."""
    links = "<h4>相关文章</h4><ul><li><a href='a'>关于印发方案的通知</a><i>2015-03-10</i></li></ul>"
    body = (
        "<div>当前位置：<a href='/'>首页</a> &gt; <a href='/x'>政务公开</a> &gt; 领导讲话</div>"
        "<div>2015-03-20 09:12 来源：甲县政府办公室 【字体：大 中 小】打印</div>"
        f"<div><p>同志们：</p>{p(*FIRST, *REST)}</div>{links}"
    )
    for size in (1, 20):  # trafilatura takes the whole of a short page
        content = read(page(body.replace(p(*REST), p(*REST) * size)))
        assert text_of(content) == ["同志们：", *FIRST, *REST * size]


@pytest.mark.parametrize(
    "button",
    [
        "点击阅读全文",
        "阅读剩余80%",
        "+ 展开",
        "余下全文",
        "继续阅读",
        "Read more",
        "查看更多内容 ∨",
    ],
)
def test_a_button_shows_the_rest_and_is_no_text(button: str) -> None:
    """What follows it is text, however it is hidden; work that unfolds is none."""
    body = f"<div>{p(*FIRST, '展开工作')}</div><b>{button}</b>{HIDE}{p(REST[0])}</div>"
    assert text_of(read(page(body))) == [*FIRST, "展开工作", REST[0]]


def test_lines_of_one_block_are_text_together() -> None:
    """A short line that <br> separates from the text is text."""
    cell = f"<td>　　同志们：<br>　　{FIRST[0]}<br>　　{FIRST[1]}</td>"
    content = read(page(f"<table><tr><td><a href='/'>首页</a></td>{cell}</tr></table>"))
    assert text_of(content) == ["　　同志们：", "　　" + FIRST[0], "　　" + FIRST[1]]


def test_a_short_last_sentence_is_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """Trafilatura leaves out short paragraphs; between and after those it takes they are text."""
    taken = "\n".join([*FIRST, *REST])
    monkeypatch.setattr("topics.corpus.reading.readers.html._extract", lambda *_: (taken, "", ""))
    body = f"<div>{p(*FIRST, '一、做法', *REST, '谢谢大家！', '责编：张三')}</div>"
    assert text_of(read(page(body))) == [*FIRST, "一、做法", *REST, "谢谢大家！"]


@pytest.mark.parametrize(
    ("head", "title"),
    [
        (f"<title>{TITLE}_领导讲话_甲县人民政府</title>", TITLE),
        (f"<title>{TITLE}--时政--人民网</title>", TITLE),
        (f"<title>甲县人民政府门户网站 - {TITLE}</title>", TITLE),
        (f"<title>{TITLE} - 维基文库，自由的图书馆</title>", TITLE),
        ("<title>甲县人民政府</title>", TITLE),
        ("<title>领导讲话_新闻频道_央视网(cctv.com)</title>", "领导讲话"),
        ("<title>开幕词_甲县教育局</title>", "开幕词"),
        ("<meta name='ArticleTitle' content='开幕词'><title>领导讲话_甲县</title>", "开幕词"),
        ("<title>建设法治政府——2012年工作报告</title>", "建设法治政府——2012年工作报告"),
        ("<title>牢记使命-在工作会上的讲话</title>", "牢记使命-在工作会上的讲话"),
        ("<meta property='og:title' content='开幕词 | 乙市日报'><title>乙市</title>", "开幕词"),
    ],
)
def test_the_title_is_the_articles_own(head: str, title: str) -> None:
    """The name of the site and of its sections is no part of a title, a subtitle is."""
    (given,) = read(page(p(*FIRST, *REST), head)).given
    assert given.title == title


@pytest.mark.parametrize(
    ("head", "info", "date"),
    [
        ("<meta name='publishdate' content='2023/5/2 10:00'>", "", "2023-05-02"),
        ("<meta name='PubDate' content='20230502'>", "时间：2020-01-01", "2023-05-02"),
        ("", "来源：甲县日报 发布时间：2023年5月2日 字号：大 中 小", "2023-05-02"),
        ("", "<time datetime='2023-05-02T08:00:00+08:00'>今天</time>", "2023-05-02"),
        ("<script>var ct = '1683000000';</script>", "", "2023-05-02"),
    ],
)
def test_the_date_is_that_of_publication(head: str, info: str, date: str) -> None:
    """It comes from meta elements, then from the page as printed, then from WeChat's script."""
    (given,) = read(page(f"<div class='info'>{info}</div>{p(*FIRST, *REST)}", head)).given
    assert given.date == date


def test_a_page_whose_first_line_is_furniture_keeps_title_and_date() -> None:
    """The reader states them for the first line of the main text, whatever that is."""
    (given,) = read((CASES / "given_lost.html").read_bytes()).given
    assert (given.title, given.date) == (TITLE, "2023-05-12")


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        (f"<div id='a'></div><script>var d = '{FIRST[0] + FIRST[1]}'</script>", "save it as .txt"),
        ("<frameset><frame src='left.htm'></frameset>", "left.htm"),
        ("<div></div>", "open it in a browser"),
    ],
)
def test_a_page_without_text_says_what_to_do(text: str, advice: str) -> None:
    """Text in scripts, in frames, or nowhere."""
    with pytest.raises(SourceError, match=advice):
        read(f"<html><head><meta charset='utf-8'></head><body>{text}</body></html>")


def test_text_in_scripts_beside_a_menu_is_no_silent_loss() -> None:
    """A page that shows only its menu is refused; one that shows less than its scripts warns."""
    data = f"<script>var d = '{(FIRST[0] + FIRST[1]) * 2}'</script>"
    with pytest.raises(SourceError, match="scripts generate it"):
        read(f"<meta charset='utf-8'><ul>{MENU}</ul>{data}")
    codes = [m.code for m in read(f"<meta charset='utf-8'>{p(FIRST[0])}{data}").warnings]
    assert "text_in_scripts" in codes


def test_too_little_main_text_is_replaced_and_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    """Under a third of the visible characters, the text outside of menus and footers is read."""
    monkeypatch.setattr(
        "topics.corpus.reading.readers.html._extract", lambda *_: (FIRST[0], "", "")
    )
    content = read(page(f"<div>{p(*FIRST)}</div><div>{p(*REST)}</div><div>{p(*REST)}</div>"))
    assert text_of(content) == [*FIRST, *REST, *REST]
    assert [message.code for message in content.warnings] == ["no_main_text"]


def test_an_archive_of_a_browser_is_read_like_its_page() -> None:
    """MHTML holds the page in one of its parts."""
    text = page(p(*FIRST, *REST))
    archive = MIMEMultipart("related", type="text/html")
    archive.attach(MIMEText(text, "html", "utf-8"))
    archive.attach(MIMEText("p {}", "css", "utf-8"))
    assert read_mhtml(BytesIO(archive.as_bytes()), ReadOptions()) == read(text)
    with pytest.raises(SourceError, match="contains no web page"):
        read_mhtml(BytesIO(b"Subject: x\n\ntext"), ReadOptions())
    deep = "".join(f"Content-Type: multipart/mixed; boundary={i}\n\n--{i}\n" for i in range(3000))
    with pytest.raises(SourceError, match=r"is damaged|contains no web page"):
        read_mhtml(BytesIO(deep.encode()), ReadOptions())
