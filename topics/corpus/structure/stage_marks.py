"""Lines for the person who speaks, or of what the audience does: 【停顿2秒】, （热烈掌声）."""

from __future__ import annotations

import re

__all__ = ["is_stage_mark"]

LONGEST = 18
_SIGN = (
    "掌声|鼓掌|笑声|哄笑|欢呼|喝彩|停顿|稍停|停\\d秒|微笑|起立|鞠躬|敬礼|举杯|手势|环视|环顾"
    "|[提放压降](?:高|低|慢)(?:音量|声音|语速|语调)|加重语气|语气|语速|看(?:左|右|前|台下|观众|镜头)"
    "|音乐[起停]|灯光[亮暗起]|翻页|换页"
)
STAGE_MARK = re.compile(rf"[【\[〔（(][^。！？；：]*(?:{_SIGN})[^。！？；：]*[】\]〕）)]")
"""The whole line is in brackets; marks inside a sentence stay where they are."""


def is_stage_mark(plain: str) -> bool:
    """Whether a line, in simplified characters, is only a cue or a note of applause."""
    return len(plain) <= LONGEST and STAGE_MARK.fullmatch(plain) is not None
