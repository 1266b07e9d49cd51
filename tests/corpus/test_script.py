from hypothesis import given
from hypothesis import strategies as st

from topics.corpus.script import simplified


def test_traditional_script_is_simplified_in_place() -> None:
    """Each character stands where it stood."""
    assert simplified("黨的十八大以來，創建文明縣城") == "党的十八大以来，创建文明县城"
    assert simplified("党的十八大 plain") == "党的十八大 plain"
    assert simplified("縣\ud800委") == "县\ud800委"
    assert simplified("縣\0委") == "县\0委"
    assert simplified("") == ""


@given(st.text(alphabet=st.characters(exclude_categories=())))
def test_length_is_kept(text: str) -> None:
    """Any text, lone surrogates too, keeps its length."""
    assert len(simplified(text)) == len(text)
