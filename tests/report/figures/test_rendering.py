"""Figures render the same bytes every time, in the one font."""

from __future__ import annotations

from pathlib import Path

import matplotlib as mpl
import pytest
from matplotlib import font_manager

from tests.report.conftest import Tables, build_tables
from topics.errors import OutputError, TopicsWarning
from topics.report.figures import all_figures, rendering
from topics.report.fonts import font_path


def test_all_figures_are_named_in_order(tables: Tables) -> None:
    """Shares, heatmap, words of each engine, agreement, tree, formula."""
    assert [figure.name for figure in all_figures(tables)] == [
        "theme_shares",
        "theme_by_speech",
        "topic_words_lda",
        "topic_words_kmeans",
        "agreement_lda_kmeans",
        "speech_tree",
        "formula_terms",
        "formula_by_speech",
    ]


def test_one_speech_and_one_engine_make_fewer_figures() -> None:
    """No tree and no formula of one speech, no agreement of one engine."""
    tables = build_tables(1, 1, 6)
    for name, column in (
        ("topics", "engine"),
        ("topic_terms", "engine"),
        ("agreement", "engine_a"),
    ):
        tables[name] = tables[name][tables[name][column] == ("lda" if name != "agreement" else "")]
    names = [figure.name for figure in all_figures(tables)]
    assert names == ["theme_shares", "theme_by_speech", "topic_words_lda"]


@pytest.mark.thorough
def test_every_figure_renders_the_same_bytes_twice(tables: Tables) -> None:
    """SVG and PNG do not depend on the clock, a random id or an earlier figure."""
    for figure in all_figures(tables):
        first, second = ({k: figure.to_bytes(k) for k in ("svg", "png")} for _ in range(2))
        assert first == second
        assert first["png"].startswith(b"\x89PNG")
        assert b"<text" not in first["svg"]
        assert b"<dc:date>" not in first["svg"]


def test_rendering_leaves_matplotlib_as_it_was(tables: Tables) -> None:
    """Neither settings nor the list of fonts change."""
    before, fonts = dict(mpl.rcParams), len(font_manager.fontManager.ttflist)
    all_figures(tables)[0].to_bytes("svg")
    assert (dict(mpl.rcParams), len(font_manager.fontManager.ttflist)) == (before, fonts)


def test_only_the_packaged_font_is_used(tables: Tables, monkeypatch: pytest.MonkeyPatch) -> None:
    """No text is ever drawn in a font looked up by name."""
    used = set()
    find = font_manager.FontManager._find_fonts_by_props

    def watched(self: object, prop: object, **options: object) -> object:
        used.add(prop.get_file())
        return find(self, prop, **options)

    monkeypatch.setattr(font_manager.FontManager, "_find_fonts_by_props", watched)
    for figure in all_figures(tables):
        figure.to_bytes("svg")
    assert used == {str(font_path())}


def test_rare_characters_become_a_visible_mark(tables: Tables) -> None:
    """An emoji in a title is drawn as 〓, with a warning that names it; the table keeps it."""
    tables["speeches"].loc[0, "title"] = "讲话🎉"
    figure = all_figures(tables)[1]
    with pytest.warns(TopicsWarning) as caught:
        figure.to_bytes("svg")
    (message,) = (str(w.message) for w in caught)
    assert "'theme_by_speech': the font has no glyph for 🎉 (U+1F389); 〓" in message
    assert "讲话🎉" in figure.table["label"].iloc[0]


def test_a_missing_glyph_of_our_own_is_an_error(
    tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A label the code itself wrote must have its glyphs."""
    figure = all_figures(tables)[0]
    monkeypatch.setattr("topics.report.figures.plot_rows.percent", lambda share: "🎉")
    figure.table[["low", "high"]] = float("nan")
    with pytest.raises(OutputError) as caught:
        figure.to_bytes("svg")
    assert "figure 'theme_shares': a label written by the code" in str(caught.value)


def test_texts_are_never_read_as_mathematics(tables: Tables) -> None:
    """Dollar signs, braces and markup in a label are drawn as they are."""
    for text in ("$\\frac{$", "<script>alert(1)</script>"):
        tables["topics"]["label"] = text
        tables["topic_terms"]["term"] = text
        for figure in all_figures(tables):
            assert b"alert" not in figure.to_bytes("svg")


def test_a_figure_of_zeros_renders(tables: Tables) -> None:
    """Shares, weights and distances of zero make a picture, not an error."""
    tables["themes"]["share"] = 0.0
    tables["topic_terms"]["weight"] = 0.0
    tables["speech_tree"]["distance"] = 0.0
    tables["terms"][["dp", "dp_expected", "formula"]] = 0.0
    tables["terms"]["count"] = 1
    for name in ("speeches", "paragraphs"):
        tables[name]["formula_share"] = 0.0
    for figure in all_figures(tables):
        assert figure.to_bytes("svg").startswith(b"<?xml")


def test_drawing_needs_no_global_state() -> None:
    """No module touches pyplot."""
    for path in Path(str(rendering.__file__)).parent.glob("*.py"):
        assert "pyplot" not in path.read_text("utf-8")
