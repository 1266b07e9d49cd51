"""``topics.show`` and ``run.show``: reports and topic maps where the reader is."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

import topics
from tests.browsing import Visit, until
from topics.errors import ModelError, OutputError
from topics.runs.files import file_hash
from topics.runs.store import Run, load_run
from topics.showing import show

GOLDEN = Path(__file__).parent / "runs" / "golden" / "format-3"


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Return a small run with a short report."""
    golden = load_run(GOLDEN)
    report = tmp_path / "report.html"
    report.write_text('<html data-ui="zh">{"language":"zh"} 中文</html>', encoding="utf-8")
    outputs = golden.manifest["outputs"] | {"report.html": file_hash(report)}
    return replace(golden, folder=tmp_path, manifest={**golden.manifest, "outputs": outputs})


def test_a_run_shows_its_report(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both ways give the file; it opens in the reader's language."""
    monkeypatch.setattr(topics.options, "language", "zh")
    page = show(run, height=400)
    assert page.html == (run.folder / "report.html").read_text("utf-8")
    assert repr(run.show()) == str(run.folder / "report.html")
    assert page.height == 400
    monkeypatch.setattr(topics.options, "language", "en")
    assert run.show().html == '<html data-ui="en">{"language":"en"} 中文</html>'


def test_a_report_that_was_changed_or_is_missing_is_not_shown(run: Run) -> None:
    """A page that is not the run's own never gets into a notebook."""
    (run.folder / "report.html").write_text("<script>alert(1)</script>")
    with pytest.raises(OutputError, match="was changed"):
        run.show()
    with pytest.raises(OutputError, match="has no report"):
        load_run(GOLDEN).show()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_model_shows_its_map_with_the_names_of_its_topics(
    run: Run, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    """A model of a run knows what its report calls its topics; the page is in one language."""
    monkeypatch.setattr(topics.options, "language", language)
    model = next(iter(run.models.values()))
    page = show(model)
    assert f'data-ui="{language}"' in page.html
    assert model.labels
    assert all(name in page.html for name in model.labels.values())


def test_what_has_no_page_is_refused(run: Run) -> None:
    """The error names what was given; a height of no pixels is refused, too."""
    with pytest.raises(TypeError, match=r"Run or a TopicModel, got str"):
        show("reports/seeds")  # type: ignore[arg-type]
    for shown in (run, next(iter(run.models.values()))):
        with pytest.raises(ModelError, match="height"):
            show(shown, height=0)


@pytest.mark.slow
def test_pages_work_inside_a_frame(seeds_run: Run, visit: Callable[..., Visit]) -> None:
    """Links stay in the page, the language changes, the map has room; nothing is requested."""
    frame = "<body style='width: 900px'>{}</body>"
    seen = visit(
        frame.format(seeds_run.show()._repr_html_()), viewport={"width": 960, "height": 800}
    )
    inside = seen.page.frames[1]
    inside.locator("input[name='q']").fill("卫生")
    until(inside, "location.hash.includes('q=')")
    inside.locator("button.clear").click()
    until(inside, "location.hash === ''")
    inside.locator("a[href='#lang=zh']").click()
    until(inside, "document.documentElement.lang === 'zh-CN'")
    assert inside.url == "about:srcdoc#lang=zh"
    assert seen.errors == []
    assert all(url.startswith("file:") for url in seen.requests)
    shown = show(next(iter(seeds_run.models.values())))._repr_html_()
    seen = visit(frame.format(shown), viewport={"width": 960, "height": 800})
    inside = seen.page.frames[1]
    until(inside, "document.querySelector('circle.dot') !== null")
    root = "document.documentElement"
    assert inside.evaluate(f"{root}.scrollWidth <= {root}.clientWidth")
    inside.locator("circle.dot").first.click(force=True)
    until(inside, "/topic=[1-9]/.test(location.hash)")
    assert [e for e in seen.errors if not re.search("lambda", e)] == []
