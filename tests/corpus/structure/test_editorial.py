"""What editors, photographers, accounts and mail programs add to a speech."""

from __future__ import annotations

from pathlib import Path

import pytest

from topics.corpus.structure.captions import find_captions, find_kickers
from topics.corpus.structure.line_patterns import is_byline, is_furniture, is_salutation
from topics.corpus.structure.mail_heads import find_mail_heads
from topics.corpus.structure.printed_pages import find_page_lines
from topics.corpus.structure.surnames import SURNAMES

from .test_frames import FIRST, HEAD, SECOND, SPEECH, read_text, spoken

CREDITS = """本版责编：周岚　版式：小宋　校对：冯捷
责任编辑：周岚 美编：钱小雨 视觉：冯捷
三版责编：周岚
今日版 编辑 周岚 校对 冯捷
统筹：周岚　制图：钱小雨
組版：馮捷　校對：錢小雨""".splitlines()
CAPTIONS = """▲表彰大会现场　摄影：罗岚
△ 王建国与获奖教师合影
图为大会会场。（摄影：罗岚）
（图/张三丰）
（新华社记者 李涛 摄）
5月3日，全市教育大会在人民会堂举行。新华社记者 李涛 摄
王建国（前排左二）为教师颁奖。李涛摄影
（李涛、罗岚 攝）
图为大会现场。
校园一景 图源：校报""".splitlines()
NOT_CAPTIONS = """▲加强师德师风建设
▲我们要加强师德师风建设。
摄影：要反映时代
记者要深入基层，用镜头记录时代
▲抓现场
▲强
图书馆、摄影棚和食堂要同时开工
他给孩子们拍照，拍完又讲了一课。""".splitlines()


@pytest.mark.parametrize("line", CREDITS)
def test_credits_of_a_page_in_one_line_are_furniture(line: str) -> None:
    """Pairs of a task and a name are no text, with or without 本版 before the first."""
    assert is_furniture(line)


@pytest.mark.parametrize("line", ["版式要规范", "视觉：冲击很大", "本版内容由大家讨论决定"])
def test_words_of_credits_alone_are_text(line: str) -> None:
    """版式 and 视觉 are words of speeches, too."""
    assert not is_furniture(line)


@pytest.mark.parametrize("line", CAPTIONS)
def test_captions_are_found_by_pointer_and_photographer(line: str) -> None:
    """A pointer with the form of a caption, or a photographer at the end, is enough."""
    assert find_captions({1: FIRST, 2: line, 3: SECOND}) == {2}


@pytest.mark.parametrize("line", NOT_CAPTIONS)
def test_points_of_a_list_and_sentences_are_no_captions(line: str) -> None:
    """▲ also opens the points of a list, and 摄影 is a subject of speeches."""
    assert not find_captions({1: FIRST, 2: line, 3: SECOND})


def test_a_lone_pointer_in_a_shared_article_is_a_caption() -> None:
    """Points of a list are next to each other, captions are not."""
    article = {1: "阅读原文", 2: FIRST, 3: "▲教师代表发言", 4: SECOND}
    assert find_captions(article) == {3}
    assert not find_captions({**article, 4: "▲学生代表发言", 5: SECOND})
    assert not find_captions({**article, 5: "▲教学工作会议", 6: SECOND})


def test_captions_and_credits_are_not_joined_to_the_text(tmp_path: Path) -> None:
    """A caption ends no sentence and is joined to none; a speech above credits is complete."""
    text = SPEECH.replace(f"\n{SECOND}", f"\n▲大会现场 摄影：罗岚\n{SECOND}")
    corpus = read_text(tmp_path, f"{text}本版责编：周岚　版式：小宋\n")
    assert spoken(corpus) == [FIRST, SECOND]
    assert corpus.speeches[0].complete


@pytest.mark.parametrize("bar", ["|", "丨", "｜"])
def test_a_kicker_above_a_title_is_no_part_of_it(tmp_path: Path, bar: str) -> None:
    """The column and headline of an account are furniture if a whole title is below them."""
    kicker = f"教育之声 {bar} 大会上，市长这番话振奋人心"
    corpus = read_text(tmp_path, f"{kicker}\n原创 宣传部 教育局 2023-05-04\n{SPEECH}")
    assert corpus.speeches[0].title == "在全市教育大会上的讲话"
    assert not list(find_kickers({1: kicker, 2: "——在全市教育大会上的讲话"}))
    assert not list(find_kickers({1: kicker, 2: FIRST, 3: "在全市教育大会上的讲话"}))


NOTICE = "此邮件及附件可能包含机密信息，仅供收件人使用。\n如您误收此邮件，请立即删除。\n"
SIGNATURE = "陈小明\n局办公室秘书科\n电话：0000-7654321　传真：0000-7654322\n地址：人民路1号\n"


@pytest.mark.parametrize("end", [SIGNATURE, f"{SIGNATURE}{NOTICE}", NOTICE, f"--\n{SIGNATURE}"])
def test_signature_and_notice_of_a_mail_are_furniture(tmp_path: Path, end: str) -> None:
    """What a mail program adds below a speech is no text of it."""
    corpus = read_text(tmp_path, f"{HEAD.format('材料')}\n{SPEECH}\n{end}")
    assert spoken(corpus) == [FIRST, SECOND]
    assert corpus.speeches[0].complete


def test_a_telephone_number_outside_of_mail_is_text() -> None:
    """Lines with 电话： end notices, too; only certain notices of secrecy count without a head."""
    assert not find_mail_heads(dict(enumerate([FIRST, *SIGNATURE.splitlines()], 1))).fields
    speech = ["本邮件系统要指定专人管理。", "如果你收到此邮件，要立即报告。"]
    assert not find_mail_heads(dict(enumerate(speech, 1))).fields
    english = (
        "This e-mail and its attachments are confidential and intended for the addressee only."
    )
    assert find_mail_heads({1: FIRST, 2: english}).fields == {2}


CHINESE = "各位同事：\n转发王市长的讲话，请学习。\n有意见请于周五前反馈。\n\n张晓\n\n"
ENGLISH = "Dear all,\nPlease find the speech below.\nBest regards\nLi Ming\nTel: 0000-123\n\n"


@pytest.mark.parametrize("note", [CHINESE, ENGLISH])
@pytest.mark.parametrize("second", [f"-----原始邮件-----\n{HEAD.format('讲话')}\n", ""])
def test_a_covering_note_is_no_speech(tmp_path: Path, note: str, second: str) -> None:
    """The forwarded text has its own title, date and speaker, and is the only speech."""
    text = f"{HEAD.format('转发：王市长的讲话')}\n{note}{second}{SPEECH}"
    (speech,) = read_text(tmp_path, text).speeches
    assert (speech.title, speech.date_iso, speech.speaker) == (
        ("在全市教育大会上的讲话", "2023-05-03", "王建国")
    )


def test_words_above_a_title_that_ask_nothing_are_text(tmp_path: Path) -> None:
    """A covering note is short and says what to do with the text."""
    text = f"{HEAD.format('两篇讲话')}\n{FIRST}\n{SPEECH}"
    assert spoken(read_text(tmp_path, text)).count(FIRST) == 2


@pytest.mark.parametrize(
    "line",
    [
        "區議員　鄺國明",
        "立法會議員　歐陽麗",
        "署長 區詠詩",
        "理事长　岑栢年",
        "镇长　麦志强",
        "党委书记 甄友良",
        "麥詠詩議員",
        "冼國明　立法委員",
    ],
)
def test_an_office_and_a_name_are_a_byline(line: str) -> None:
    """Offices of Hong Kong, Taiwan and the mainland, in both scripts, next to a name."""
    assert is_byline(line)


@pytest.mark.parametrize("line", ["區議員　責任重大", "人大代表 议案办理", "社區委員 工作計劃"])
def test_an_office_and_other_words_are_no_byline(line: str) -> None:
    """Words after an office are a name only if they begin with a surname."""
    assert not is_byline(line)
    assert {"麦", "邝", "岑"} <= SURNAMES


@pytest.mark.parametrize(
    "line", ["各位同事：", "各位同仁、各位伙伴：", "親愛的同事們：", "同事们，大家好！"]
)
def test_colleagues_are_greeted(line: str) -> None:
    """Speeches in companies and councils address 同事."""
    assert is_salutation(line)


def test_a_speaker_below_a_title_is_not_in_it(tmp_path: Path) -> None:
    """A byline of this kind names the speaker."""
    text = SPEECH.replace("王建国", "區議員　麥栢年")
    (speech,) = read_text(tmp_path, text).speeches
    assert speech.title == "在全市教育大会上的讲话"
    assert speech.speaker == "區議員 麥栢年"


def test_the_head_of_a_periodical_is_furniture_on_every_page() -> None:
    """Two pages are enough if the head names the issue and a page number is next to it."""
    head = "縣議會公報　第二十卷　第八期　會議紀錄"
    lines = ["第三次定期會會議紀錄", "", head, "", FIRST, "118", "", head, "", SECOND, "119"]
    assert find_page_lines(lines) == {3, 6, 8, 11}
    assert not find_page_lines([line for line in lines if not line.isdecimal()])
