"""Plots are drawn from their tables alone, at the size of a journal, in either language."""

from __future__ import annotations

import re
from itertools import combinations
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection, PathCollection, PolyCollection
from matplotlib.text import Text

from topics.errors import ModelError, OutputError, TopicsWarning
from topics.messages import Language
from topics.report.figures import Plot
from topics.report.figures.plots import PLOTS, millimetres
from topics.report.figures.rendering import drawing
from topics.report.figures.sheet import Look
from topics.report.labels import word_parts

LONG = (
    "文明城市创建与市民素质提升工程·全国文明城市",
    "A campaign for civilised cities·全国文明城市",
)


def named(n: int, key: str = "topic") -> pd.DataFrame:
    """Return n topics or themes: key, zh, en, every third with a long name."""
    ids = range(1, n + 1) if key == "topic" else [f"theme_{i}" for i in range(1, n + 1)]
    zh = [LONG[0] if i % 3 == 0 else "经济工作" for i in range(n)]
    en = [LONG[1] if i % 3 == 0 else "Economic work" for i in range(n)]
    table = pd.DataFrame({key: list(ids), "zh": zh, "en": en})
    doubt = ["doubtful" if i % 4 == 1 else "by_hand" if i % 4 == 3 else "" for i in range(n)]
    return table.assign(doubt=doubt) if key == "topic" else table


def shares(n: int) -> pd.DataFrame:
    share = np.arange(n, 0, -1) / (n * (n + 1) / 2)
    table = named(n).assign(share=share, low=share / 2, high=np.minimum(share * 1.5, 1))
    table.loc[n - 1, ["low", "high"]] = np.nan
    return table


def crossed(left: pd.DataFrame, right: pd.DataFrame) -> pd.DataFrame:
    return left.merge(right, how="cross")


def speeches(n: int) -> pd.DataFrame:
    labels = [
        f"{i}\u3000在创建全国文明城市工作动员大会上的讲话（第{i}次）" for i in range(1, n + 1)
    ]
    return pd.DataFrame({"speech": range(1, n + 1), "label": labels})


def tables(n: int) -> dict[str, pd.DataFrame]:
    """Return a table of each kind with n topics or speeches."""
    draw = np.random.default_rng(3)
    themes = named(11, "theme")
    grid = crossed(speeches(n), themes)
    pairs = crossed(named(n).add_suffix("_a"), named(n).add_suffix("_b"))
    similar = np.abs(pairs["topic_a"] - pairs["topic_b"]) / n
    words = pd.DataFrame({"rank": range(1, 9), "term": ["全国文明城市", "城市", *"甲乙丙丁戊己"]})
    words["weight"] = 0.2 / words["rank"]
    years = pd.DataFrame(
        {"group": [str(2001 + i) for i in range(12)], "n_speeches": 6, "few": False}
    )
    by = crossed(themes, years).assign(share=0.2, low=0.1, high=0.3)
    by.loc[::5, ["low", "high"]], by.loc[::5, "few"] = np.nan, True
    pieces = pd.DataFrame({"paragraph": range(1, 9), "begin": np.arange(8) / 8})
    pieces = pieces.assign(end=pieces["begin"] + 1 / 8)
    ribbon = crossed(speeches(n), pieces)
    of = draw.integers(0, 11, len(ribbon))
    ribbon = pd.concat([ribbon, themes.iloc[of].reset_index(drop=True)], axis=1)
    ribbon.loc[3, ["theme", "zh", "en"]] = ""
    by["carried_by"] = ""
    nodes = pd.DataFrame({"node": range(2 * n - 1), "left": 0, "right": 0, "height": 0.0})
    for i in range(n, 2 * n - 1):  # each fork joins the fork before it and one more leaf
        nodes.loc[i, ["left", "right"]] = [i - 1 if i > n else 0, i - n + 1]
        nodes.loc[i, "height"] = (i - n + 1) / n
    nodes["position"] = [*range(n), *(i / 2 for i in range(n - 1))]
    names = speeches(n)["label"].tolist()
    tree = nodes.assign(label=[*names, *[""] * (n - 1)], theme="theme_1", zh="经济", en="Economy")
    dp = draw.uniform(0, 1, 20 * n)
    dots = pd.DataFrame({"term": "全国文明城市", "count": draw.integers(3, 900, 20 * n), "dp": dp})
    dots = dots.assign(dp_expected=0.5, kind=np.where(dp < 0.3, "formula", ""))
    dots.loc[dp > 0.7, "kind"] = "substance"
    quantiles = {"share": 0.4, "p10": 0.2, "p25": 0.3, "p75": 0.5, "p90": 0.55}
    panels = pd.DataFrame({"panel_zh": ["相似度", "重合"], "panel_en": ["Similarity", "Overlap"]})
    choices = pd.DataFrame({"position": range(n), "zh": LONG[0], "en": LONG[1], "move": "large"})
    effect = {"value": 0.5, "low": 0.4, "high": 0.6, "chance_low": 0.7, "chance_high": 0.9}
    return {
        "shares": shares(n),
        "speeches": grid.assign(share=draw.dirichlet(np.ones(11), n).ravel()),
        "ribbons": ribbon.assign(colour="#003b7b"),
        "trends": by,
        "words": crossed(named(n).assign(share=1 / n), words),
        "stability": named(n).assign(
            n_found=7, n_samples=20, lower=0.4, median=0.6, upper=0.9, chance=0.5
        ),
        "similarity": pairs.assign(similarity=1 - similar),
        "agreement": pairs.assign(
            jaccard=similar,
            matched=pairs["topic_a"] == pairs["topic_b"],
            engine_a="lda",
            engine_b="nmf",
        ),
        "tree": tree.assign(colour="#c67004"),
        "formula_terms": dots,
        "formula_by_speech": speeches(n).assign(**quantiles),
        "sensitivity": crossed(panels, choices).assign(**effect),
        "map": named(n).assign(share=1 / n, x=draw.normal(size=n), y=draw.normal(size=n)),
    }


def plot(kind: str, n: int = 10, width: float = 85.0, language: Language = "zh") -> Plot:
    return Plot(kind, ("题", "Title"), tables(n)[kind], kind, width, language)


def boxes_of(made: Plot) -> tuple[list[tuple[str, mpl.transforms.Bbox]], mpl.transforms.Bbox]:
    """Return the boxes of all texts, in pixels, and that of the picture."""
    with drawing("test"):
        drawn = made.figure
        drawn.set_dpi(200)
        canvas = FigureCanvasAgg(drawn)
        texts = [t for t in drawn.findobj(Text) if isinstance(t, Text) and t.get_text()]
        found = [(t.get_text(), t.get_window_extent(canvas.get_renderer())) for t in texts]
        return found, drawn.bbox


def test_every_kind_is_tested() -> None:
    """The tables here have all kinds of plots."""
    assert set(tables(3)) == set(PLOTS)


@pytest.mark.thorough
@pytest.mark.parametrize("kind", PLOTS)
@pytest.mark.parametrize(("width", "language"), [(85.0, "en"), (170.0, "zh")])
def test_labels_neither_overlap_nor_leave_the_picture(
    kind: str, width: float, language: Language
) -> None:
    """With thirty topics and long names, in a single and a double column."""
    boxes, frame = boxes_of(plot(kind, 12 if kind == "words" else 30, width, language))
    outside = [
        text
        for text, b in boxes
        if b.x0 < frame.x0 or b.x1 > frame.x1 or b.y0 < frame.y0 or b.y1 > frame.y1
    ]
    assert outside == []
    # Boxes of texts have a pixel or two of air above and below.
    covered = [
        (one, other)
        for (one, a), (other, b) in combinations(boxes, 2)
        if a.x0 < b.x1 - 1 and b.x0 < a.x1 - 1 and a.y0 < b.y1 - 3 and b.y0 < a.y1 - 3
    ]
    assert covered == []


@pytest.mark.thorough
@pytest.mark.parametrize("kind", PLOTS)
def test_a_plot_of_one_and_of_zeros_is_drawn(kind: str) -> None:
    """One topic or speech, and shares of zero, make a picture."""
    one = plot(kind, 1)
    zeros = one.table.select_dtypes("float").columns.difference(["begin", "end", "x", "y"])
    empty = Plot(kind, one.titles, one.table.assign(**dict.fromkeys(zeros, 0.0)), kind, 85.0, "en")
    for made in (one, empty):
        assert made.to_bytes("svg").startswith(b"<?xml")


def test_the_same_bytes_twice_and_no_date() -> None:
    """In every format; drawing changes no setting of matplotlib."""
    before = dict(mpl.rcParams)
    made = plot("map")
    for kind in ("svg", "pdf", "png"):
        data = made.to_bytes(kind)
        assert data == made.to_bytes(kind)
        assert b"CreationDate" not in data
        assert b"<dc:date>" not in data
    assert dict(mpl.rcParams) == before


@pytest.mark.parametrize("width", ["85mm", "17cm", 120, "6.5in"])
def test_the_width_of_files_is_the_one_asked_for(width: str | float) -> None:
    """In points in PDF and SVG, in pixels in PNG, at 300 dots per inch."""
    made = plot("shares", 3).at(width)
    inches = millimetres(width) / 25.4
    svg = re.search(rb'width="([0-9.]+)pt"', made.to_bytes("svg"))
    pdf = re.search(rb"/MediaBox \[ ?0 0 ([0-9.]+)", made.to_bytes("pdf"))
    assert svg is not None
    assert pdf is not None
    assert float(svg[1]) == pytest.approx(72 * inches, abs=0.01)
    assert float(pdf[1]) == pytest.approx(72 * inches, abs=0.01)
    png = made.to_bytes("png")
    assert int.from_bytes(png[16:20]) == pytest.approx(300 * inches, abs=1)
    data, size = made._repr_png_()
    assert data.startswith(b"\x89PNG")
    assert size["width"] == round(96 * inches)


def test_bars_are_as_long_as_the_shares() -> None:
    """Bars and intervals are the numbers of the table, on one scale from zero."""
    made = plot("shares", 5)
    axes = made.figure.axes[0]
    bars = next(c for c in axes.collections if isinstance(c, PolyCollection))
    lengths = np.array([np.ptp(path.vertices[:, 0]) for path in bars.get_paths()])
    scale = lengths / made.table["share"].to_numpy()
    assert scale == pytest.approx(np.full(5, scale[0]))
    lines = next(c for c in axes.collections if isinstance(c, LineCollection))
    spans = [float(np.ptp(segment[:, 0])) for segment in lines.get_segments()]
    known = made.table.dropna(subset="low")
    assert spans == pytest.approx((known["high"] - known["low"]).to_numpy() * scale[0])


def test_ribbons_have_every_paragraph_in_its_place() -> None:
    """Each piece is as long as its share of the speech and has the colour of the table."""
    made = plot("ribbons", 3)
    pieces = next(c for c in made.figure.axes[0].collections if isinstance(c, PolyCollection))
    lengths = np.array([np.ptp(path.vertices[:, 0]) for path in pieces.get_paths()])
    assert len(lengths) == len(made.table)
    assert lengths == pytest.approx(np.full(len(lengths), lengths[0]))
    colours = [mpl.colors.to_hex(c) for c in np.atleast_2d(pieces.get_facecolor())]
    assert {c for c, theme in zip(colours, made.table["theme"], strict=True) if theme} == {
        "#003b7b"
    }
    assert colours[3] != "#003b7b"


def test_darker_cells_have_larger_shares() -> None:
    """The colours of a grid have one hue, and are in the order of the values."""
    made = plot("speeches", 4)
    cells = next(c for c in made.figure.axes[0].collections if isinstance(c, PolyCollection))
    light = np.asarray(cells.get_facecolor())[:, :3].sum(axis=1)
    order = np.argsort(made.table["share"].to_numpy(), kind="stable")
    assert (np.diff(light[order]) <= 1e-9).all()


def test_a_plot_is_in_one_language_and_its_table_in_both() -> None:
    """Another language changes the labels and neither table nor title of the other."""
    made = plot("stability", 3)
    english = made.at(language="en")
    assert english.table is made.table
    assert (made.title, english.title) == ("题", "Title")
    texts = [text for text, _ in boxes_of(english)[0]]
    assert "3  Economic work" in texts
    assert "3  经济工作" in [text for text, _ in boxes_of(made)[0]]


def test_doubtful_names_are_marked_and_explained() -> None:
    """A mark follows each doubtful name, even if it is cut; a line below says what it means."""
    texts = [text for text, _ in boxes_of(plot("shares", 8, 120.0, "en"))[0]]
    assert {"2  Economic work (doubtful)", "6  Economic work (doubtful)"} <= set(texts)
    assert any(text.startswith("4  ") and text.endswith("… (by hand)") for text in texts)
    assert "Doubtful" in " ".join(texts)
    sure = plot("shares", 8)
    sure.table["doubt"] = ""
    assert "存疑" not in "".join(text for text, _ in boxes_of(sure)[0])


def test_shares_without_an_interval_are_hollow() -> None:
    """And the note says so; dots of known intervals are filled."""
    made = plot("shares", 5)
    dots = [c for c in made.figure.axes[0].collections if isinstance(c, PathCollection)]
    assert [len(c.get_offsets()) for c in dots] == [4, 1]
    faces = [mpl.colors.to_hex(np.asarray(c.get_facecolor())[0]) for c in dots]
    assert faces == ["#1f5a96", "#ffffff"]
    assert any("空心" in text for text, _ in boxes_of(made)[0])


def test_labels_above_columns_break_between_words() -> None:
    """Never within a word, before 与, and never with a single character left."""
    made = plot("speeches", 3, 170.0)
    made.table["zh"] = "组织与落实"
    texts = [text for text, _ in boxes_of(made)[0]]
    assert texts.count("组织") == texts.count("与落实") == 11


def test_rare_characters_become_a_visible_mark() -> None:
    """An emoji in a label is drawn as 〓, with a warning; the table keeps it."""
    made = plot("speeches", 2)
    made.table.loc[0, "label"] = "讲话🎉"
    with pytest.warns(TopicsWarning, match="U\\+1F389"):
        made.to_bytes("svg")
    assert made.table["label"].iloc[0] == "讲话🎉"


def test_labels_are_cut_to_their_room() -> None:
    """A cut text ends in an ellipsis; the word that distinguishes a topic is kept."""
    look = Look(85.0, "en")
    assert look.fit("短", 20.0) == "短"
    assert look.fit("Organisation of the work", 20.0).endswith("…")
    cut = look.fit("A campaign for civilised cities·指标", 34.0)
    assert cut.endswith("…·指标")
    assert look.wide(cut) <= 34.0
    lines = look.wrap("one two three four five six seven eight", 20.0, 2, word_parts)
    assert len(lines) == 2
    assert lines[1].endswith("…")


def test_saving_takes_the_format_from_the_name(tmp_path: Path) -> None:
    """Or from the argument; the width and language may be others."""
    made = plot("shares", 3)
    path = made.save(tmp_path / "a.pdf", width="170mm", language="en")
    assert path.read_bytes() == made.at("170mm", "en").to_bytes("pdf")
    assert made.save(tmp_path / "b", "png").read_bytes().startswith(b"\x89PNG")
    with pytest.raises(ModelError, match="Did you mean 'pdf'"):
        made.save(tmp_path / "a.pfd")
    with pytest.raises(OutputError, match="cannot be written"):
        made.save(tmp_path / "none" / "a.pdf")


@pytest.mark.parametrize(
    ("width", "part"),
    [
        ("85", "Did you mean '85mm'"),
        ("85m", "mm, cm, in, pt"),
        ("wide", "a number and a unit"),
        ("5mm", "from 60 mm to 400 mm"),
        ("９０mm", "a number and a unit"),
        (float("nan"), "from 60 mm"),
        (True, "a number and a unit"),
        (None, "a number and a unit"),
    ],
)
def test_widths_that_are_refused(width: object, part: str) -> None:
    """The message says what is allowed."""
    with pytest.raises(ModelError, match=part):
        millimetres(width)


def test_unknown_languages_are_refused() -> None:
    """The message names those that exist."""
    with pytest.raises(ModelError, match="must be zh or en"):
        plot("shares", 2).at(language="fr")  # type: ignore[arg-type]
