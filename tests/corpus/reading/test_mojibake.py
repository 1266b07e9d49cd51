"""UTF-8 that was read as Latin-1 is restored line by line, and nothing else is."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from topics.corpus.reading.mojibake import restore, restored

TEXT = "同志们：“改革”开放——列夫·托尔斯泰，A股、2020年12月；café……《全公共充其》。"


def latin(text: str) -> str:
    return text.encode().decode("latin-1")


def windows(text: str) -> str:
    """Read as Windows-1252; bytes that it does not have are control characters."""
    return "".join(bytes([b]).decode("cp1252", "ignore") or chr(b) for b in text.encode())


@pytest.mark.parametrize("damage", [latin, windows])
def test_a_damaged_line_is_restored(damage: Callable[[str], str]) -> None:
    """Once or twice damaged, whole or beside correct Chinese, it is the line that it was."""
    for damaged in (damage(TEXT), damage(damage(TEXT))):
        assert restored(damaged) == TEXT
        assert restored(f"好的。{damaged}“好”\n完") == f"好的。{TEXT}“好”\n完"


@pytest.mark.parametrize(
    ("damaged", "text"),
    [
        ("列夫Â·托尔斯泰", "列夫·托尔斯泰"),
        ("气温25Â°C", "气温25°C"),
        ("他说â€œ改革â€\x9d好", "他说“改革”好"),
        ("他说â€œ改革â€好", "他说“改革”好"),
        ("Xi (ä¹\xa0è¿‘å¹³) said", "Xi (习近平) said"),
        ("2020å¹´12æœˆ", "2020年12月"),
        ("ç›®å½•\nå¹´\n一Ã—二", "目录\n年\n一×二"),
        ("\u00ef\u00bb\u00bf今天", "\ufeff今天"),
        (latin("加强参加学习").replace("\xa0", " "), "加强参加学习"),
        (windows(windows("目录\n\xa0")), "目录\n\xa0"),
    ],
)
def test_what_is_certain_is_restored(damaged: str, text: str) -> None:
    """Signs and short lines count if no correct text has them, or others prove the damage."""
    assert restored(damaged) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "plain",
        TEXT,
        "å…¨",
        "å…¨ 全",
        "é”—",
        "Ã©tude, cafÃ©, donâ€™t\nâ€”",
        "naïve — “ok”, ‘café’…",
        "某市××××“会议”×…×年，3×—4×",
        "法语« Le café\xa0» est là, « à\xa0»; une année”—, café…… café†”, l’été\xa0€",
        "« C’est l’été\xa0»… “hé\xa0!”\nVoilà\xa0: «\xa0É\xa0»",
        "„Straße“ – „Äpfel“, »größer«, ß‚Übung‘, Maß—",
        "“São João”—é “não” à\xa0€5; IRMÃ\xa0É, MAÇÃ—, NÃO, AMANHÃ”",
        "¿Qué…? ¡Sí! «también», 1.º, é…” él—, ñandú±",
        "Đảng Cộng sản Việt Nam; Hà Nội “đổi mới”… Â U CHÂU, CÂ·",
        "perché\xa0€ 50, è…” città»—",
        "[ˈkʰæn.təˌniːz] ā á ǎ à ê ɛ ɔ ± ° ·",
    ],
)
def test_correct_text_is_not_touched(text: str) -> None:
    """Accented letters beside quotation marks, masks and signs are as they were."""
    assert restored(text) == text
    assert restored(f"正确的中文。\n{text}") == f"正确的中文。\n{text}"


@pytest.mark.parametrize(
    "text", ["Le café\xa0» est là", "今天é……好", "São “é…”", "una vida é…” así"]
)
def test_correct_lines_of_a_damaged_text_are_not_touched(text: str) -> None:
    """What other lines prove is not proof for a line with letters or correct Chinese."""
    assert restored(f"{windows(TEXT)}\n{text}") == f"{TEXT}\n{text}"


def test_characters_that_lost_bytes_stay() -> None:
    """The rest of the line is restored, and the line is known to be incomplete."""
    cut = latin("改革开放")[:-1]
    found = restore(["改革", cut, latin("文明")])
    assert (found[1].text, found[1].is_whole) == ("改革开" + latin("放")[:2], False)
    assert (found[2].text, found[2].is_whole) == ("文明", True)
    lost = "改革同志，加强党".encode().decode("cp1252", "ignore")
    assert "改" in restored(lost)
    assert not restore([lost])[0].is_whole


def test_a_blank_is_a_byte_only_if_nothing_else_is_lost() -> None:
    """An incomplete character before a blank may lack another byte, if other characters do."""
    blanks = latin("加强参加").replace("\xa0", " ")
    assert restored(blanks) == "加强参加"
    others = f"{blanks}\n{latin('改革')[:-1]}x"
    assert "加" not in restored(others)
    assert "加强参" not in restored(f"{blanks}{latin('习')}")


@given(st.text("Ãâåæ\x83\x85€”Â·é\xa0 a文", max_size=60))
def test_any_text_is_read(text: str) -> None:
    """A line is what its pieces say, whatever it is."""
    for i, found in restore(["改革" + latin("改革"), text]).items():
        assert i == 0 or found.line == text
        parts = zip(found.indices, found.starts, found.ends, strict=True)
        assert all(found.column(at) == start < end for at, start, end in parts)


def test_nested_damage_takes_no_time() -> None:
    """A line in which every reading leaves another sequence is read once more at most."""
    assert not restore(["Ã" + "\x83" * 100_000])


def test_columns_are_those_of_the_line_as_read() -> None:
    """Before, inside and after the restored characters."""
    line = restore(["ab" + latin("文明") + "c"])[0]
    assert line.text == "ab文明c"
    assert [line.column(i) for i in range(6)] == [0, 1, 2, 5, 8, 9]
