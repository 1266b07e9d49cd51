"""Lists inside the article of a web page, the lines below its title, and pages of links."""

from io import BytesIO

import pytest

from topics.corpus.reading.content import Content, ReadOptions
from topics.corpus.reading.readers.html import read_html

TITLE = "在青石镇现场会上的讲话"
PROSE = (
    "今天把大家请到青石镇来，开一个农村人居环境的现场会，看一看七个村的变化。",
    "一年前的这个时候，柳河两岸还是另外一番景象，群众的意见很大。",
    "政府过紧日子，群众才能过好日子，省下来的钱全部用在民生上。",
)
ITEMS = ("修好北干渠的衬砌", "清理沟渠的淤泥", "更换破旧的闸门；")


def p(*texts: str) -> str:
    """Return paragraphs."""
    return "".join(f"<p>{text}</p>" for text in texts)


def li(*texts: str) -> str:
    """Return list items."""
    return "".join(f"<li>{text}</li>" for text in texts)


def page(body: str) -> str:
    """Return a page with a menu and a footer."""
    menu = f"<ul>{li('<a href=/>首页</a>', '<a href=/a>政务公开</a>')}</ul>"
    return (
        f"<html><head><meta charset=utf-8><title>{TITLE}_丙县人民政府</title></head><body>{menu}"
        f"{body}<div class=footer>主办：丙县人民政府</div></body></html>"
    )


def read(text: str) -> Content:
    """Read a page."""
    return read_html(BytesIO(text.encode()), ReadOptions())


def main(content: Content) -> list[str]:
    """Return the lines of the main text below the title."""
    lines = [t for n, t in enumerate(content.lines, 1) if n not in content.furniture and t]
    return [line for line in lines if line != TITLE]


def extract_paragraphs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let trafilatura find the paragraphs only; of a short page it takes everything."""
    extracted = ("\n".join(PROSE), "", "")
    monkeypatch.setattr("topics.corpus.reading.readers.html._extract", lambda *_: extracted)


CONTAINERS = (
    *("<div class=con>", "<div class=TRS_Editor>", "<div id=zoom>", "<div class=pages_content>"),
    *("<div class=article>", "<div>", ""),
)


@pytest.mark.parametrize("opening", CONTAINERS)
@pytest.mark.parametrize("tag", ["ul", "ol"])
def test_lists_in_the_article_are_text(opening: str, tag: str) -> None:
    """Short items between paragraphs are text, stated as such, and so is a heading above them."""
    body = f"{p(*PROSE)}<h3>一、水利</h3><{tag}>{li(*ITEMS)}</{tag}>{p(*PROSE)}"
    content = read(page(f"<h1>{TITLE}</h1>{opening}{body}{'</div>' if opening else ''}"))
    assert main(content) == [*PROSE, "一、水利", *ITEMS, *PROSE]
    roles = {content.lines[n - 1]: role for n, role in content.roles.items()}
    assert [roles[item] for item in ITEMS] == ["body"] * 3
    assert roles["一、水利"] == "heading"
    assert content.warnings == ()


@pytest.mark.parametrize(
    "block",
    [
        "<dl><dt>问</dt><dd>学校什么时候开学？</dd><dt>答</dt><dd>九月一日准时开学。</dd></dl>",
        "<blockquote>不抄袭，不虚报</blockquote>",
        "<table><tr><td>修好北干渠</td></tr><tr><td>清理淤泥</td></tr></table>",
        "<table><tr><td>一</td><td>修好北干渠</td></tr></table>",
    ],
)
def test_other_lists_quotations_and_tables_in_the_article_are_text(block: str) -> None:
    """Questions and answers, quotations and rows between paragraphs belong to the article."""
    content = read(page(f"<h1>{TITLE}</h1><div class=con>{p(*PROSE)}{block}{p(*PROSE)}</div>"))
    n_lines = block.count("<d") - 1 if block.startswith("<dl") else max(block.count("<tr"), 1)
    assert len(main(content)) == 2 * len(PROSE) + n_lines


@pytest.mark.parametrize("is_first", [True, False])
def test_a_list_at_the_edge_of_the_article_is_text(is_first: bool) -> None:
    """At the start its items are no titles, at the end they are not lost."""
    items = f"<ul>{li(*ITEMS)}</ul>"
    body = items + p(*PROSE) if is_first else p(*PROSE) + items
    content = read(page(f"<h1>{TITLE}</h1><div class=con>{body}</div>"))
    assert main(content) == ([*ITEMS, *PROSE] if is_first else [*PROSE, *ITEMS])
    assert list(content.roles.values()).count("body") == len(ITEMS)


NO_TEXT = {
    "facts": f"<ul>{li('发布时间：2021-06-03', '来源：丙县日报', '字体：大 中 小', '打印')}</ul>",
    "day": f"<ul>{li('2021-06-03 10:20', '丙县日报', '浏览：33次')}</ul>",
    "share": f"<ul>{li('微信', '微博', 'QQ空间')}</ul>",
    "links": f"<h3>相关阅读</h3><ul>{li(*['<a href=x>会议的通知</a>'] * 5)}</ul>",
    "scripts": f"<ul>{li(*['<a onclick=x()>会议的通知</a><i>06-03</i>'] * 5)}</ul>",
    "related": f"<h3>相关阅读</h3><ul>{li('会议的通知', '会议的说明')}</ul>",
    "contact": f"<ul>{li('地址：丙县人民路1号', '电话：0000-000000')}</ul>",
    "comments": f"<ul>{li('请登录后发表评论', '文明上网理性发言')}</ul>",
}


@pytest.mark.parametrize("kind", NO_TEXT)
@pytest.mark.parametrize("form", ["<div class=con>{1}{0}</div>", "<div class=con>{1}</div>{0}"])
def test_lists_of_links_buttons_and_facts_are_furniture(
    monkeypatch: pytest.MonkeyPatch, kind: str, form: str
) -> None:
    """Below the article they do not become text, inside of its element or not."""
    extract_paragraphs(monkeypatch)
    content = read(page(f"<h1>{TITLE}</h1>" + form.format(NO_TEXT[kind], p(*PROSE))))
    assert main(content) == list(PROSE)


@pytest.mark.parametrize("kind", ["facts", "day"])
def test_a_list_of_facts_above_the_article_is_furniture(
    monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """Source, time and buttons between title and text are no text."""
    extract_paragraphs(monkeypatch)
    body = f"<h1>{TITLE}</h1>{NO_TEXT[kind]}{p(*PROSE)}"
    assert main(read(page(f"<div class=con>{body}</div>"))) == list(PROSE)


@pytest.mark.parametrize(
    "body",
    [
        li(TITLE, "同志们：", *PROSE),
        li(TITLE, "2021年6月3日", "林树声") + f"<li>{p(*PROSE)}</li>",
        "".join(f"<li>{p('一、水利', text)}</li>" for text in PROSE),
    ],
)
def test_a_list_that_is_the_layout_of_an_article_states_nothing(body: str) -> None:
    """A list with an address, a date, or several paragraphs to an item is judged like others."""
    assert "body" not in read(page(f"<ul>{body}</ul>")).roles.values()


@pytest.mark.parametrize("joint", ["<br>", "</td></tr><tr><td>"])
def test_date_and_name_below_the_title_belong_to_the_speech(joint: str) -> None:
    """In the cell of the title or in rows of their own, but source and buttons do not."""
    head = joint.join([TITLE, "（二〇二一年六月三日）", "林树声"])
    rows = ("<a href=/>首页</a>", head, "来源：丙县日报 【打印】", "<br>".join(PROSE))
    cells = "".join(f"<tr><td>{row}</td></tr>" for row in rows)
    content = read(page(f"<table>{cells}</table>").replace(TITLE, "现场会讲话", 1))
    assert main(content) == ["（二〇二一年六月三日）", "林树声", *PROSE]


def test_a_page_of_links_is_reported() -> None:
    """Its links are read, since there is nothing else, and a warning says so."""
    links = [f"<a href=/{i}>第{i}次会议的通知和说明</a>" for i in range(20)]
    content = read(f"<meta charset=utf-8><title>列表</title><ul>{li(*links)}</ul>")
    assert [message.code for message in content.warnings] == ["no_main_text"]
