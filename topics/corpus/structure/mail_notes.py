"""What a mail adds to a text that it forwards: a covering note, a signature, a notice of secrecy.

各位同事：请查收转发的讲话; 办公室 / 电话：…; 此邮件及附件仅供收件人使用.
Patterns are in simplified script.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from topics.corpus.repair.patterns import HAN
from topics.corpus.script import simplified
from topics.corpus.structure.line_patterns import (
    DATE,
    STOP,
    ended,
    is_byline,
    is_closing,
    is_furniture,
    is_name,
    is_salutation,
    is_title,
    names_speech,
)
from topics.corpus.structure.surnames import PERSON

__all__ = ["find_footers", "find_notes_above"]

LONGEST = 400
"""Maximum number of characters of a line of a notice of secrecy."""
MOST_LINES = 6
"""Maximum number of lines of a covering note;"""
MOST_CHARS = 200
"""and of its characters."""
ASKS = re.compile(
    "转[发给]|查收|请.{0,8}(?:学习|阅|收|知悉|参考|贯彻|传达|落实|指正)|附件|附[上后]|收到.{0,4}回复|供.{0,6}参考|发给|现将"
    "|如下|下文|fyi|see below|attached|forward|please find",
    re.IGNORECASE,
)
"""What a covering note says."""
SECRET = re.compile(
    "(?:此|本|该)封?(?:电子)?邮件(?=[及和与或中含仅可包为是属的所内、，（( ])[^。]{0,40}"
    "(?:仅[供限为]|机密|保密|专有|特定|指定|外传|泄露)"
    "|(?:内部|保密|机密)(?:电子)?邮件[，,：:！ ]{0,2}(?:请勿|不得|严禁|切勿)"
    "|(?:this|the (?:information|contents?).{0,24} this) (?:e-?mail|message).{0,120}"
    "(?:confidential|privileged|intended)"
    "|confidentiality notice",
    re.IGNORECASE,
)
"""The beginning of a notice of secrecy."""
MISSENT = re.compile(
    "[如若]果?(?:您|你|阁下)[^。]{0,16}(?:[此本该]封?(?:电子)?邮件|(?:指定|预期|目标)的?收件人)"
    "|if you (?:are not the (?:intended|named)|(?:have )?received? this (?:e-?mail|message))",
    re.IGNORECASE,
)
"""The same if it is addressed to readers by mistake, in a mail with its head."""
MORE = re.compile(
    "邮件|收件人|删除|保密|外传|发件人|recipient|e-?mail|sender|delete|disclos|unauthori[sz]ed|prohibited",
    re.IGNORECASE,
)
"""Words of its other sentences."""
CONTACT = re.compile(
    "(?:办公|联系|单位|公司|通讯|通信)?(?:电话|手机|传真|地址|邮编|邮政编码|邮箱|电邮|电子邮[件箱]|网址|座机|直线|微信|qq"
    r"|tel|fax|mobile|phone|e-?mail|address)\s*[.：:]\s*[^。！？]{3,90}",
    re.IGNORECASE,
)
"""A line of a signature."""
LABEL = re.compile(
    rf"[{HAN}A-Za-z、 ]{{0,24}}(?:[处科室部局厅委办院校站所队组社会]|公司|中心|集团|大学)"
    rf"(?: ?{PERSON})?"
    rf"|{PERSON}|[A-Z][a-z.]*(?: [A-Z][A-Za-z.]*){{0,3}}"
)
"""An office or a name in a signature;"""
MOST_LABELS = 3
"""and the maximum number of such lines in it."""
FULL = 20
"""Minimum number of characters of a line of a notice that the next may continue."""


def find_footers(texts: Mapping[int, str], fields: Collection[int]) -> set[int]:
    """Return the lines of notices of secrecy, and of signatures with a telephone or address.

    Parameters
    ----------
    texts : mapping of int to str
        The stripped lines, by number.
    fields : collection of int
        Lines of heads of mail.
    """
    found = _secret(texts, fields)
    if not (found or fields or "--" in texts.values()):
        return found
    for part in _parts(texts, fields):
        found |= _signature([(n, texts[n]) for n in part], found, is_mail=bool(fields))
    return found


def _secret(texts: Mapping[int, str], fields: Collection[int]) -> set[int]:
    found: set[int] = set()
    for n, text in texts.items():
        last = texts[n - 1] if n - 1 in found else ""  # the line above, if it is of a notice
        if not last and not any(sign in text for sign in ("邮", "郵", "ail", "essage", "AIL")):
            continue
        if n in fields or len(text) > LONGEST or names_speech(text):
            continue
        plain = simplified(text)
        goes_on = last and (len(last) >= FULL and not ended(last))
        begins = SECRET.match(plain) or (fields and MISSENT.match(plain))
        if goes_on or begins or (last and MORE.search(plain)):
            found.add(n)
    return found


def _parts(texts: Mapping[int, str], fields: Collection[int]) -> list[list[int]]:
    """Return the lines between heads of mail."""
    parts: list[list[int]] = [[]]
    for n in texts:
        if n in fields:
            parts.append([])
        else:
            parts[-1].append(n)
    return parts


def _signature(
    lines: Sequence[tuple[int, str]], secret: Collection[int], *, is_mail: bool
) -> set[int]:
    """Return the lines at the end of a mail that are a signature, if it has a contact."""
    found: set[int] = set()
    labels: list[int] = []
    is_last = is_mail
    for n, text in reversed(lines):
        if text == "--":
            is_last = True
            break
        if CONTACT.fullmatch(simplified(text)):
            found.add(n)
        elif n in secret or is_furniture(text):
            is_last = is_last or n in secret
        elif len(labels) < MOST_LABELS and _is_label(text):
            labels.append(n)
        else:
            break
    return found.union(labels) if found and is_last else set()


def _is_label(text: str) -> bool:
    """Whether a line may be an office or a name in a signature."""
    plain = " ".join(simplified(text).split())
    return not (is_closing(text) or names_speech(text)) and bool(LABEL.fullmatch(plain))


def find_notes_above(
    texts: Mapping[int, str], fields: Collection[int], subjects: Collection[int]
) -> set[int]:
    """Return the covering notes above texts with titles, and the subjects of mails of only a note.

    Parameters
    ----------
    texts : mapping of int to str
        The stripped lines, by number.
    fields, subjects : collection of int
        Lines of heads of mail that are not text, and those that name a text.
    """
    if not fields:
        return set()
    found: set[int] = set()
    waiting: list[int] = []  # lines of mails of only a note, and their subjects
    for head, said in _mails(texts, fields, subjects):
        at = _title([texts[n] for n in said])
        note = said if at < 0 else said[:at]
        if not head or (note and not _is_note([texts[n] for n in note])):
            waiting = []
        elif at < 0:
            waiting += [*head, *note]
        else:
            named = [n for n in [*waiting, *head] if n in subjects]
            found |= {*waiting, *head, *note} - set(named[-1:])
            waiting = []
    return found


def _mails(
    texts: Mapping[int, str], fields: Collection[int], subjects: Collection[int]
) -> Iterator[tuple[list[int], list[int]]]:
    """Yield the lines of each head of mail, and those below it that are not furniture."""
    head: list[int] = []
    said: list[int] = []
    for n, text in texts.items():
        if n in fields or n in subjects:
            if said:
                yield head, said
                head, said = [], []
            head.append(n)
        elif not is_furniture(text):
            said.append(n)
    yield head, said


def _is_note(lines: Sequence[str]) -> bool:
    said = "".join(lines)
    is_short = len(lines) <= MOST_LINES and len(said) <= MOST_CHARS
    return is_short and ASKS.search(simplified(said)) is not None


def _title(lines: Sequence[str]) -> int:
    """Return the position of the title of the forwarded text, or -1."""
    near = range(min(len(lines), MOST_LINES + 1))
    named = next((i for i in near if names_speech(lines[i])), -1)
    return named if named >= 0 else next((i for i in near if _is_title(lines, i)), -1)


def _is_title(lines: Sequence[str], i: int) -> bool:
    """Whether a line is a title above a byline and text, or above a salutation."""
    text, below = lines[i], lines[i + 1 : i + 3]
    if not is_title(text) or is_byline(text) or is_name(text) or ASKS.search(simplified(text)):
        return False
    if not below or not any(STOP.search(line) for line in lines[i + 2 :]):
        return False
    return is_salutation(below[0]) or (is_byline(below[0]) and DATE.search(below[0]) is not None)
