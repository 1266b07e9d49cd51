"""What is printed around a speech: shared articles, mail, official documents, rules."""

from __future__ import annotations

from pathlib import Path

import pytest

from topics.corpus.corpus import read
from topics.corpus.structure.line_patterns import is_furniture
from topics.corpus.types import Corpus

FIRST = (
    "全市上下要进一步统一思想、提高认识，以更加扎实的作风把各项任务落到实处，确保完成既定目标。" * 3
)
SECOND = "我们要坚持以人民为中心的发展思想，着力解决群众急难愁盼问题，让发展成果惠及全体人民。" * 3
SPEECH = f"在全市教育大会上的讲话\n（2023年5月3日）\n王建国\n同志们：\n{FIRST}\n{SECOND}\n"


def read_text(folder: Path, text: str) -> Corpus:
    """Read one file."""
    path = folder / "saved.txt"
    path.write_text(text, "utf-8")
    return read(path)


def spoken(corpus: Corpus) -> list[str]:
    """Return the running text, and the headings in it."""
    return [p.text for p in corpus.paragraphs if p.role in ("body", "heading")]


SHARED = """点击上方“蓝字”关注我们↑↑↑
原创 张伟 城市观察 2023-05-04 08:30 发表于江苏
城市观察 2023年5月4日 08:30 江苏
来源：城市观察
来源丨新华社
- END -
—END—
— THE END —
【完】
初审：张三　复审：李四　终审：王五
文字丨李明 图片丨王芳
编辑 | 张三
责编：李红 校对：王丽
责任编辑 张三
觉得不错，请点赞、在看、转发 👇👇
❤ 喜欢就点个赞吧！
点个“在看”再走吧
分享 收藏 点赞 在看
扫码关注“城市观察”公众号
长按识别二维码
微信扫一扫
▲点击“阅读原文”查看更多
阅读 1.2万
阅读 3456 赞 12 在看 8
👇👇👇
-----原始邮件-----
---------- Forwarded message ---------
发自我的iPhone
在 2021年3月8日 9:15，李明 <li@example.org> 写道：
抄送：市委各部门，市人大常委会办公室，市政协办公室。
主题词：教育　讲话　通知
（共印200份）
（此件公开发布）
──────────
＿＿＿＿＿＿""".splitlines()
TEXT = """为奋斗者点赞
请大家为他们点赞、鼓掌
这件事值得点赞，也值得全社会关注。
要多做群众点赞的事
原创文化产品不断涌现
坚持原创 服务人民
阅读经典 传承文明
策划：重大项目
文字：准确规范
摄影家协会成立
编辑出版事业蓬勃发展
审核审批事项减少一半
作者要深入生活
转载报刊文章应当注明出处
抄送制度要改
主题词要准确
点击率不断提高
滑动变阻器
他在1921年的日记中写道：
发自内心的感谢
——为人民服务
江苏 浙江 上海
END是程序的最后一行
请转发至各村
欢迎各界朋友关注支持家乡建设""".splitlines()


@pytest.mark.parametrize("line", SHARED)
def test_lines_around_a_shared_text_are_furniture(line: str) -> None:
    """Bylines of accounts, requests, credits, marks of mail and of documents, and rules."""
    assert is_furniture(line)


@pytest.mark.parametrize("line", TEXT)
def test_lines_of_a_speech_with_the_same_words_are_text(line: str) -> None:
    """点赞, 原创, 阅读 and 转发 are words of speeches, too."""
    assert not is_furniture(line)


def test_a_shared_article_is_its_speech(tmp_path: Path) -> None:
    """Only title, date, speaker and text of an article are left, and headlines below it are not."""
    above = "点击上方蓝字关注我们\n\n原创 张伟 城市观察 2023-05-04 08:30 发表于江苏\n\n"
    below = (
        "- END -\n编辑：小王\n▼往期精彩回顾▼\n1. 市委书记在经济会议上的讲话\n春季运动会\n喜欢作者\n"
    )
    corpus = read_text(tmp_path, above + SPEECH + below)
    (speech,) = corpus.speeches
    assert (speech.title, speech.date, speech.speaker, speech.cut) == (
        ("在全市教育大会上的讲话", "2023年5月3日", "王建国", "")
    )
    assert spoken(corpus) == [FIRST, SECOND]


def test_headlines_end_where_a_speech_starts(tmp_path: Path) -> None:
    """A title below 往期推荐 with text is a speech."""
    corpus = read_text(tmp_path, f"{SPEECH}往期推荐\n春季运动会\n{SPEECH}")
    assert [s.title for s in corpus.speeches] == ["在全市教育大会上的讲话"] * 2


HEAD = """发件人: 李明 <li@example.org>
收件人: 全体职工
发送时间: 2021年3月8日 9:15
主题: {}
附件: 讲话.docx
"""


@pytest.mark.parametrize("reply", ["", "转发：", "Fw: 回复：", "RE: "])
def test_a_subject_is_the_title_of_a_text_without_one(tmp_path: Path, reply: str) -> None:
    """Fields are furniture, a signature is a byline, and the time of sending is a page's date."""
    head = HEAD.format(f"{reply}王局长在年度会议上的讲话")
    corpus = read_text(tmp_path, f"{head}\n{FIRST}\n\n{SECOND}\n\n此致\n敬礼\n\n办公室\n")
    (speech,) = corpus.speeches
    assert speech.title == "王局长在年度会议上的讲话"
    assert (speech.date_iso, speech.date_from) == ("2021-03-08", "page")
    assert spoken(corpus)[:2] == [FIRST, SECOND]


def test_a_title_in_the_text_is_better_than_a_subject(tmp_path: Path) -> None:
    """A forwarded speech has its own title and date; the note above it is furniture."""
    first = 'From: "Li" <li@example.org>\nTo: all@example.org\nSubject: FW: 材料\n\n请学习。\n\n'
    corpus = read_text(tmp_path, f"{first}-----原始邮件-----\n{HEAD.format('材料')}\n{SPEECH}")
    (speech,) = corpus.speeches
    assert (speech.title, speech.date_iso) == ("在全市教育大会上的讲话", "2023-05-03")
    assert spoken(corpus) == [FIRST, SECOND]


def test_fields_alone_are_no_head_of_mail(tmp_path: Path) -> None:
    """主题： and 时间： above a text are facts of a meeting, not mail."""
    corpus = read_text(tmp_path, f"主题：改革\n时间：2021年3月8日\n\n{SPEECH}")
    assert "speech_head" not in {p.role for p in corpus.paragraphs}


def test_the_head_of_an_official_document_is_no_title(tmp_path: Path) -> None:
    """Number, secrecy and addressees are around the notice and the speech that it is sent with."""
    text = (
        "机密★一年\n特急\n某某市人民政府文件\n某政发〔2019〕12号\n签发人：王建国\n"
        "关于印发全市教育大会讲话的通知\n各县（市、区）人民政府，市政府各部门、各直属机构：\n"
        f"现印发给你们，请认真贯彻执行。\n某某市人民政府\n2019年3月8日\n（此件公开发布）\n{SPEECH}"
        "主题词：教育　通知\n抄送：市委各部门，市人大。\n某某市人民政府办公室　2019年3月8日印发\n"
    )
    corpus = read_text(tmp_path, text)
    titles = [s.title for s in corpus.speeches]
    assert titles == ["关于印发全市教育大会讲话的通知", "在全市教育大会上的讲话"]
    assert corpus.speeches[1].date_iso == "2023-05-03"
    assert spoken(corpus) == ["现印发给你们，请认真贯彻执行。", FIRST, SECOND]
    assert [p.role for p in corpus.paragraphs if p.text.startswith("各县")] == ["salutation"]


@pytest.mark.parametrize("rule", ["------", "======", "*****", "＿＿＿＿", "──────", "· · · ·"])
def test_rules_separate_speeches_with_titles_and_bylines(tmp_path: Path, rule: str) -> None:
    """If each part has a title and a date, each is a speech; else a rule is only furniture."""
    parts = [f"{t}\n王建国 2019年3月{i}日\n{FIRST}\n" for i, t in enumerate(("春天", "夏天"), 1)]
    corpus = read_text(tmp_path, f"\n{rule}\n".join(parts))
    assert [s.title for s in corpus.speeches] == ["春天", "夏天"]
    corpus = read_text(tmp_path, f"\n{rule}\n".join([*parts, SECOND]))
    assert len(corpus.speeches) == 1
    assert rule in {p.text for p in corpus.paragraphs if p.role == "furniture"}


def test_a_title_in_marks_of_books_is_named_without_them(tmp_path: Path) -> None:
    """《…》 around a whole title is not part of it; the block has it as printed."""
    corpus = read_text(tmp_path, f"《{SPEECH[:11]}》{SPEECH[11:]}")
    assert corpus.speeches[0].title == "在全市教育大会上的讲话"
    assert corpus.paragraphs[0].text == "《在全市教育大会上的讲话》"
