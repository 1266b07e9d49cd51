"""The paragraph on methods and its literature."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tests.report.conftest import Tables
from topics.engines import ENGINES
from topics.evaluate.measures import MEASURES
from topics.report.page import report_page
from topics.report.sections import Beside, RunData
from topics.report.sections import Tables as RunTables
from topics.report.sections.methods import bibtex, cite, methods_view, references, uses

ROOT = Path(__file__).parents[3]


def run_of(tables: Tables, manifest: Any, **beside: Any) -> RunData:
    """Return a run with these tables."""
    return RunData(RunTables(tables), manifest, {}, "zh", Beside(**beside))


def test_every_engine_and_measure_has_its_literature() -> None:
    """A new one must name what it rests on; nothing is named that the package does not have."""
    named = {of for entry in references().values() for of in entry["of"]}
    for kind, known in (("engine", ENGINES), ("measure", MEASURES)):
        of_kind = {of.partition(":")[2] for of in named if of.startswith(f"{kind}:")}
        assert of_kind == set(known)


def test_the_literature_is_that_which_the_package_cites() -> None:
    """DOIs and arXiv numbers are those of docstrings, documents and references of measures."""
    files = [*ROOT.glob("topics/**/*.py"), *ROOT.glob("docs/*.md")]
    cited = "\n".join(file.read_text("utf-8") for file in files)
    for key, entry in references().items():
        assert set(entry) >= {"type", "author", "title", "of"}
        for number in (entry.get("doi"), entry.get("eprint")):
            assert number is None or number in cited, key
    for measure in MEASURES.values():
        for number in re.findall(r"doi:(\S+)|arXiv:(\S+)", measure.reference):
            assert any(n in (e.get("doi"), e.get("eprint")) for e in references().values()
                       for n in number if n)  # fmt: skip


def test_the_package_is_cited_as_it_asks() -> None:
    """Title and authors are those of CITATION.cff."""
    asked = (ROOT / "CITATION.cff").read_text("utf-8")
    own = references()["topics-zh"]
    assert f'title: "{own["title"]}"' in asked
    assert f'name: "{own["author"].strip("{}")}"' in asked


def test_authors_are_cited_by_surname() -> None:
    """One, two, or the first of more; marks of TeX are resolved, software has no year."""
    assert cite("engine:agglomerative") == {"zh": "（Ward，1963）", "en": " (Ward, 1963)"}
    assert cite("prior")["zh"] == "（Saerens 等，2002）"
    assert cite("matching")["en"] == " (Endres and Schindelin, 2003; Kuhn, 1955)"
    assert cite("tfidf")["en"] == " (Spärck Jones, 1972)"
    assert cite("measure:c_v")["en"] == " (Röder et al., 2015)"
    assert cite("segmenter") == {"zh": "", "en": ""}


def test_only_what_a_run_used_is_cited(tables: Tables, manifest: Any) -> None:
    """Engines and measures of its tables; what its settings and tables show of the rest."""
    run = run_of(tables, manifest)
    assert {"engine:lda", "engine:kmeans", "measure:c_v", "measure:ari", "lsa", "tfidf"} <= uses(
        run
    )
    assert not {
        "seed_words",
        "share_bootstrap",
        "share_interval",
        "prior",
        "stability",
        "bm25",
    } & uses(run)
    text = bibtex(uses(run), "version 1")
    assert "@article{blei2003," in text
    assert "note = {version 1}" in text
    assert "teh2006" not in text
    assert "saerens2002" not in text
    tables["coding"] = pd.DataFrame({"none": [0.2]})
    tables["themes"] = tables["themes"].assign(low=0.1, high=0.2)
    tables["topics"] = tables["topics"].query("engine == 'lda'").assign(start_words="创建")
    manifest["settings"]["weights"] = "bm25"
    run = run_of(tables, manifest)
    assert {"seed_words", "share_bootstrap", "prior", "bm25"} <= uses(run)
    assert not {"engine:kmeans", "lsa", "tfidf"} & uses(run)
    tables["themes_by"] = pd.DataFrame()  # intervals of this version
    assert {"share_interval", "share_bootstrap"} & uses(run_of(tables, manifest)) == {
        "share_interval"
    }


@pytest.mark.parametrize("settings", [{}, {"unit": "speech", "min_df": 2, "max_df": 0.25}])
def test_the_paragraph_has_the_facts_of_the_run(
    tables: Tables, manifest: Any, settings: dict[str, Any]
) -> None:
    """In both languages: numbers, engines, settings, seed, version and commit."""
    manifest["settings"] |= settings
    page = report_page(tables, manifest, beside=Beside(n_units=36, n_terms=120))
    zh, en = (
        re.search(f'id="methods-{lang}".*?>(.*?)</p>', page, re.DOTALL)[1]  # type: ignore[index]
        for lang in ("zh", "en")
    )
    for text in (zh, en):
        assert "120" in text
        assert "36" in text
        assert manifest["git_commit"][:12] in text
        assert "0.1.0" in text
        assert "Blei" in text
        assert ("25%" in text) == bool(settings)
    assert "2 个文件中的 6 篇讲话" in zh
    assert "6 speeches in 2 files" in en
    assert methods_view(run_of(tables, manifest))["n_samples"] == 0
