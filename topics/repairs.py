"""The registry of repair rules: their names, as settings check them and reports show them.

It imports no library. What a rule does is in `topics.corpus.repair.rules`.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

__all__ = ["REPAIR_NAMES", "RepairName"]


class RepairName(NamedTuple):
    """The displayed name of a rule in Chinese and in English."""

    zh: str
    en: str


REPAIR_NAMES: Mapping[str, RepairName] = MappingProxyType(
    {
        "mojibake": RepairName("误读的编码", "UTF-8 read as Latin-1"),
        "outer_space": RepairName("首尾空白", "blanks at the ends"),
        "line_mark": RepairName("引用号与时间码", "quote marks and time codes"),
        "markup": RepairName("残留标记", "leftover markup"),
        "advertising": RepairName("站点广告", "site advertising"),
        "running_head": RepairName("页眉页脚", "running heads and feet"),
        "page_mark": RepairName("页码", "page numbers"),
        "broken_line": RepairName("断行合并", "broken lines joined"),
        "invisible": RepairName("不可见字符", "invisible characters"),
        "private_use": RepairName("私用区字符", "private-use characters"),
        "compatibility": RepairName("兼容汉字", "compatibility ideographs"),
        "vertical_form": RepairName("竖排标点", "punctuation for vertical writing"),
        "full_width": RepairName("全角数字与字母", "full-width digits and letters"),
        "decimal_point": RepairName("小数点", "decimal points"),
        "pinyin": RepairName("夹注拼音", "pinyin glosses"),
        "base_quotes": RepairName("低位引号", "low quotation marks"),
        "opening_quote": RepairName("引号方向", "opening quotation marks"),
        "closing_quote": RepairName("收尾引号", "closing quotation marks"),
        "wrong_glyph": RepairName("误字", "wrong glyphs"),
        "lost_bytes": RepairName("丢字节所致误字", "characters with lost bytes"),
        "spaced_name": RepairName("疏排姓名", "spaced-out names"),
        "stray_space": RepairName("多余空格", "stray blanks"),
        "spaced_digits": RepairName("疏排数字", "spaced-out digits"),
        "stuck_heading": RepairName("粘连的小标题", "headings parted from paragraphs"),
    }
)
"""Every rule, in order of precedence: if two edit the same characters, the earlier one wins.

``mojibake`` comes first: the other rules edit the restored text.
``stuck_heading`` comes last: it divides a block and is not a rule for characters."""
