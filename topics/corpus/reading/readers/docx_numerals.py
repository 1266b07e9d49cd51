"""Numbers as Word writes them before the paragraphs of a list."""

from __future__ import annotations

from collections.abc import Callable, Sequence

__all__ = ["FORMATS"]

DIGITS = "〇一二三四五六七八九"


def _counting(
    digits: str = DIGITS, units: str = "十百千", zero: str = "零", whole: bool = False
) -> Callable[[int], str]:
    """Return a function for numbers with units: 十二, 一百零一, 壹拾贰 (``whole``)."""

    def write(number: int) -> str:
        if not 0 < number < 10_000:
            return _digits(digits)(number)
        text, gap = "", False
        for power in (3, 2, 1, 0):
            digit = number // 10**power % 10
            if digit:
                text += (zero if gap and text else "") + digits[digit]
                text += units[power - 1] if power else ""
            gap = not digit
        one_ten = digits[1] + units[0]
        return text[1:] if text.startswith(one_ten) and not whole else text

    return write


def _japanese(digits: str, units: str) -> Callable[[int], str]:
    """Return a function for Japanese numbers: no zero, no one before a unit."""
    write = _counting(digits, units, "", whole=True)

    def plain(number: int) -> str:
        text = write(number)
        for unit in units:
            text = text.replace(digits[1] + unit, unit)
        return text

    return plain


def _below_100(write: Callable[[int], str]) -> Callable[[int], str]:
    """Return a function that writes numbers from 100 digit by digit: 一〇〇."""
    return lambda number: write(number) if number < 100 else _digits(DIGITS)(number)


def _digits(signs: str) -> Callable[[int], str]:
    """Return a function that writes a number digit by digit."""
    return lambda number: "".join(signs[int(digit)] for digit in str(number))


def _cycle(signs: Sequence[str]) -> Callable[[int], str]:
    """Return a function for a fixed sequence of signs that restarts after the last."""
    return lambda number: signs[(number - 1) % len(signs)] if number > 0 else str(number)


def _enclosed(start: int, count: int) -> Callable[[int], str]:
    """Return a function for enclosed numbers, and plain numbers beyond the last of them."""
    return lambda n: chr(start + n - 1) if 1 <= n <= count else str(n)


def _letter(number: int) -> str:
    """Return a, b, …, z, aa, bb, and so on."""
    if not 0 < number < 26 * 30:
        return str(number)
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def _roman(number: int) -> str:
    if not 0 < number < 4000:
        return str(number)
    values = (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1)
    signs = ("m", "cm", "d", "cd", "c", "xc", "l", "xl", "x", "ix", "v", "iv", "i")
    text = ""
    for worth, sign in zip(values, signs, strict=True):
        text += sign * (number // worth)
        number %= worth
    return text


def _ordinal(number: int) -> str:
    ends = {1: "st", 2: "nd", 3: "rd"}
    return f"{number}{'th' if 10 <= number % 100 <= 20 else ends.get(number % 10, 'th')}"


_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"

FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalHalfWidth": str,
    "decimalZero": "{:02}".format,
    "decimalFullWidth": _digits("０１２３４５６７８９"),
    "decimalFullWidth2": _digits("０１２３４５６７８９"),
    "decimalEnclosedCircle": _enclosed(0x2460, 20),
    "decimalEnclosedCircleChinese": _enclosed(0x2460, 20),
    "decimalEnclosedFullstop": _enclosed(0x2488, 20),
    "decimalEnclosedParen": _enclosed(0x2474, 20),
    "numberInDash": "- {} -".format,
    "ordinal": _ordinal,
    "upperLetter": lambda number: _letter(number).upper(),
    "lowerLetter": _letter,
    "upperRoman": lambda number: _roman(number).upper(),
    "lowerRoman": _roman,
    "chineseCounting": _below_100(_counting()),
    "chineseCountingThousand": _counting(),
    "chineseLegalSimplified": _counting("零壹贰叁肆伍陆柒捌玖", "拾佰仟", whole=True),
    "taiwaneseCounting": _below_100(_counting()),
    "taiwaneseCountingThousand": _counting(),
    "taiwaneseDigital": _digits("○一二三四五六七八九"),
    "japaneseCounting": _japanese(DIGITS, "十百千"),
    "japaneseLegal": _japanese("〇壱弐参四伍六七八九", "拾百阡"),
    "japaneseDigitalTenThousand": _digits(DIGITS),
    "ideographDigital": _digits(DIGITS),
    "ideographLegalTraditional": _counting("零壹貳參肆伍陸柒捌玖", "拾佰仟", whole=True),
    # The standard speaks of circles, Word shows parentheses.
    "ideographEnclosedCircle": _enclosed(0x3220, 10),
    "ideographTraditional": _cycle(_STEMS),
    "ideographZodiac": _cycle(_BRANCHES),
    "ideographZodiacTraditional": _cycle([_STEMS[i % 10] + _BRANCHES[i % 12] for i in range(60)]),
    "koreanDigital": _digits("영일이삼사오육칠팔구"),
    "koreanDigital2": _digits("零一二三四五六七八九"),
    "ganada": _cycle("가나다라마바사아자차카타파하"),
    "aiueoFullWidth": _cycle(
        "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン"
    ),
    "irohaFullWidth": _cycle(
        "イロハニホヘトチリヌルヲワカヨタレソツネナラムウヰノオクヤマケフコエテアサキユメミシヱヒモセスン"
    ),
    "none": lambda _: "",
}
"""The function that writes a number, by the name of the format (``w:numFmt``)."""
