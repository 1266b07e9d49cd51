import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.corpus.blocks import block, speech
from topics.corpus.corpus import read
from topics.corpus.evidence.places import SpeechContext, find_context
from topics.corpus.rows import LEVELS
from topics.corpus.types import Corpus


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("全市大会后，我县要抓好落实。我县是省级文明县城。", "county"),
        ("我区的农贸市场，全市各县，我区扣分多。", "county"),
        ("过去一年，我校全校上下；我市，我校", "unit"),
        ("推動我局精神文明，是我局的要點", "unit"),
        ("我们公司要树立信心，全市企业", "unit"),
        ("我镇各村，我镇干部，县委、县政府", "township"),
        ("贯彻全省会议，我市今年，我市明年，我省", "city"),
        ("我省今年，我省明年", "province"),
        ("我市" * 9 + "有人说我们公司好，我们公司大", "city"),
        ("按照縣委、縣政府部署，為縣委、縣政府爭光", "county"),
        ("自治区党委部署，我区今年，我区明年", "province"),
        ("着眼全局，影响全局的，我处理，我市场", ""),
        ("安全学校，健全公司法人，安全公司", ""),
        ("今天天气很好", ""),
    ],
)
def test_a_body_is_what_it_calls_its_own(text: str, expected: str) -> None:
    """The lowest level that the text calls its own more than once speaks."""
    assert find_context(speech(), [block(text)]).level == expected


@pytest.mark.parametrize(
    ("title", "speaker", "text", "expected"),
    [
        ("县委书记在动员会上的讲话", "", "我县我县", "县委书记"),
        ("市委书记在动员会上的讲话", "", "我县我县", ""),
        ("市委书记在动员会上的讲话", "", "我代表团市委，向我市青年，我市", ""),
        ("市委书记在动员会上的讲话", "", "我代表市委、市政府向我市，我市", "市委书记"),
        ("在动员会上的讲话", "县长 王某", "我县我县", "县长"),
        ("关于选举市长的决定", "", "我市我市", ""),
        ("在大会上的讲话", "", "作为市委书记，我要带头。我市我市", "市委书记"),
        ("縣委書記在大會上的講話", "", "我縣我縣", "縣委書記"),
    ],
)
def test_an_office_is_reported_where_the_text_bears_it_out(
    title: str, speaker: str, text: str, expected: str
) -> None:
    """A title that does not fit what the text says of itself is not believed."""
    assert find_context(speech(title, speaker), [block(text)]).office == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("我县发布《延寿县2024年实施方案》，建设和谐延寿，延寿人民，我县", "延寿县"),
        ("我市弘扬东营精神，建设平安东营，东营明天更好，我市", "东营"),
        ("我市保持精神，保持人民满意，保持稳定，我市", ""),
        ("我市建设创新体系，打造信用体系，体系完善，我市", ""),
        ("我县要把X建成文明城市，建设和谐X，我县", ""),
        ("东营精神，建设平安东营，东营", ""),
        ("我市在三门峡市前列，三门峡市委，三门峡，义马，建设和谐义马的高度，义马，我市", "义马"),
        ("我市在珠海市学习，构建和谐珠海，我市", ""),
        ("我县构建和谐珠海的高度，珠海，珠海，我县", ""),
    ],
)
def test_a_place_is_reported_where_phrases_agree(text: str, expected: str) -> None:
    """A name needs a slogan or a document of its own, and one more phrase or to be a city's."""
    assert find_context(speech(), [block(text)]).place == expected


def test_levels_of_the_seeds_are_what_readers_saw(corpus: Corpus, gold: Path) -> None:
    """Level and place agree with the place the readers noted; the false title is not believed."""
    counties = {("000", 1), ("000", 3), ("001", 1), ("001", 3), ("001", 5)}
    units = {("000", 4), ("001", 2), ("001", 4)}
    noted = {
        (row["source"], row["speech"]): row["venue_or_place"]
        for row in json.loads((gold / "speeches.json").read_text("utf-8"))
    }
    for one in corpus.speeches:
        own = [b for b in corpus.paragraphs if (b.source, b.speech) == (one.source, one.speech)]
        found = find_context(one, own)
        key = one.source[:3], one.speech
        level = "county" if key in counties else "unit" if key in units else "city"
        assert found.level == level, key
        assert found.place in noted[one.source, one.speech], key
        if key == ("002", 1):
            assert found == SpeechContext(found.occasion, "city", "", "")


@given(
    st.text(alphabet="我全市县区校局委、政府把建设和谐延寿精神人民书记长《》在X。，", max_size=60)
)
def test_any_text_has_a_context(text: str) -> None:
    """Nothing raises; a level is a level; a place stands in the text."""
    found = find_context(speech(title=text[:20], speaker=text[:5]), [block(text)])
    assert found.level in ("", *LEVELS)
    assert found.place in text


@pytest.mark.parametrize(
    ("title", "opening", "occasion"),
    [
        (
            "在会上的讲话",
            "今天，市委召开争创全国文明城市动员大会，主要任务是动员。",
            "争创全国文明城市动员大会",
        ),
        ("在創衛督戰會上的講話", "今天，縣委召開這個會議，主要任務是加壓。", "創衛督戰會"),
        ("在作风建设大会上的讲话", "去年全国召开了表彰大会，成绩很大。", "作风建设大会"),
        ("谈心得", "创卫要抓好。", ""),
    ],
)
def test_the_occasion_is_the_meeting_called_together(
    tmp_path: Path, title: str, opening: str, occasion: str
) -> None:
    """The opening words name the meeting; else the title does; meetings of the past do not."""
    (tmp_path / "x.txt").write_text(f"{title}\n同志们：\n{opening}", "utf-8")
    assert read(tmp_path).speeches[0].occasion == occasion
