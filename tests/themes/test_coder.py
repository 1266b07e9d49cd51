"""The coder: coefficients, priors, calibration, and its form as plain data."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.coder_figures import error_of_part, figures, left_out, with_part
from benchmarks.coder_fit import GOLD, load_features, main, right_of
from topics.corpus.corpus import read
from topics.corpus.types import Corpus
from topics.errors import ModelError
from topics.evaluate.gold import coded_lines, read_gold
from topics.themes.choice import HIGHEST, Choices, prior_of_none, probabilities, with_prior
from topics.themes.codebook import load_codebook
from topics.themes.coder import Coder, Reference, _of_the_package, fit_to_counts, held_out
from topics.themes.coding import code, fit_coder
from topics.themes.seed_counts import SeedCounts, count_seed_words
from topics.themes.types import Codebook, Theme

ABSTRACTS = Path(__file__).parents[3] / "shared" / "corpora" / "csl_abstracts"


@pytest.fixture(scope="module")
def found(corpus: Corpus) -> SeedCounts:
    return count_seed_words(corpus, load_codebook())


@pytest.fixture(scope="module")
def fits() -> dict[int, Reference]:
    return load_features().fit_each()


def part_of(found: SeedCounts, rows: np.ndarray) -> SeedCounts:
    """Return some paragraphs as a pile of their own."""
    return replace(
        found,
        counts={kind: counts[rows] for kind, counts in found.counts.items()},
        frames=found.frames[rows],
        speech=found.speech[rows],
        length=found.length[rows],
        repeats=np.zeros(len(rows), bool),
        keys=tuple(found.keys[row] for row in rows),
        ids=tuple(found.ids[row] for row in rows),
    )


def test_the_coefficients_are_those_of_the_stored_features() -> None:
    """``benchmarks/coder_fit.py`` makes the file of the package again."""
    stored, again = _of_the_package(), load_features().fit()
    assert stored.coefficients == pytest.approx(again.coefficients, abs=2e-3)
    assert stored.precision == pytest.approx(again.precision, rel=0.01, abs=0.1)
    assert stored.fitted_none == pytest.approx(again.fitted_none, abs=1e-5)


def test_the_benchmark_explains_itself(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """``--help`` and a wrong folder change no file of the package."""
    for argument, code_, words in (("--help", 0, "csl_abstracts"), (str(tmp_path), 2, "no folder")):
        monkeypatch.setattr("sys.argv", ["coder_fit.py", argument])
        with pytest.raises(SystemExit) as stopped:
            main()
        assert stopped.value.code == code_
        printed = capsys.readouterr()
        assert words in printed.out + printed.err


def test_probabilities_of_the_gold_lines_hold(
    corpus: Corpus, found: SeedCounts, fits: dict[int, Reference]
) -> None:
    """By speech left out: accurate, calibrated within chance, better than the frequencies."""
    rows, right = right_of(found, corpus)
    known = figures(left_out(fits, found, rows), right)
    assert known["accuracy"] >= 0.81
    assert known["ece"] <= known["ece_95"]
    assert known["log_loss"] < 0.5 * known["log_loss_of_frequencies"]


def test_few_paragraphs_of_the_speeches_are_of_no_theme(corpus: Corpus, found: SeedCounts) -> None:
    """The codebook was written for them; a codebook of something else fits none of them."""
    assert fit_to_counts(found).prior_none < 0.1
    sea = Codebook((Theme("sea", "海", "Sea", ("潜水艇", "珊瑚")),), "sea.toml", "")
    coder = fit_coder(corpus, sea)
    assert coder.prior_none > 0.85
    assert set(code(corpus, coder).themes()) == {""}


@pytest.mark.skipif(not ABSTRACTS.exists(), reason="the abstracts are not part of the repository")
def test_abstracts_are_of_no_theme() -> None:
    """Those that the coefficients were not fitted to, in piles of every size."""
    found = count_seed_words(read(ABSTRACTS), load_codebook())
    for size, step in ((1, 4), (10, 30), (49, 100), (600, 600)):
        piles = [part_of(found, np.arange(n, n + size)) for n in range(1400, 2001 - size, step)]
        coded = [fit_to_counts(pile).code(pile).certain() for pile in piles]
        assert np.mean(np.concatenate(coded)) <= 0.03


def test_a_coder_is_plain_data(corpus: Corpus) -> None:
    """JSON and back gives the same coder, which codes the same; a change is noticed."""
    coder = fit_coder(corpus, load_codebook())
    data = json.loads(json.dumps(coder.to_dict()))
    again = Coder.from_dict(data)
    assert again.fingerprint == coder.fingerprint
    assert np.array_equal(code(corpus, again).shares, code(corpus, coder).shares)
    with pytest.raises(ModelError, match="changed since"):
        Coder.from_dict(data | {"prior_none": 0.5})
    themes = data | {"codebook": {"name": "", "sha256": "", "themes": [3]}}
    for wrong in ({}, data | {"inverse": "x"}, themes, {"codebook": 1}):
        with pytest.raises(ModelError):
            Coder.from_dict(wrong)
    wrong_weights: Any = {"words": 1.0}
    with pytest.raises(ModelError, match="weights must be of"):
        replace(coder, weights=wrong_weights)


def test_a_speech_alone_is_coded_as_among_others(corpus: Corpus, found: SeedCounts) -> None:
    """The prior of a pile of ten or twenty paragraphs is that of its paragraphs."""
    lines = coded_lines(corpus, read_gold(GOLD))
    hits = {}
    for name, change in {"own": {}, "low": {"prior_none": 0.02}}.items():
        hits[name] = 0
        for speech in np.unique(found.speech):
            alone = part_of(found, np.flatnonzero(found.speech == speech))
            themes = replace(fit_to_counts(alone), **change).code(alone).themes()
            hits[name] += sum(
                theme in lines.get(key, ()) for key, theme in zip(alone.keys, themes, strict=True)
            )
    assert hits["own"] >= 0.98 * hits["low"] > 100


def test_few_paragraphs_need_strong_evidence(corpus: Corpus, tmp_path: Path) -> None:
    """Of a pile without any, nothing is known but the paragraphs of no theme that are assumed."""
    (tmp_path / "x.txt").write_text("天气很好，我们去爬山。\n山上的花开得很漂亮，检查。", "utf-8")
    coder = fit_coder(pile := read(tmp_path), load_codebook())
    assert coder.n_paragraphs == 2
    assert not code(pile, coder).certain().any()
    # The pile is too small for its own frequencies: its words weigh about as in a larger one.
    weight = dict(zip(count_seed_words(corpus, load_codebook()).words, coder.inverse, strict=True))
    assert weight["垃圾"] > 3


def test_one_weak_word_is_not_certain(found: SeedCounts) -> None:
    """A common seed word in a long paragraph leaves doubt, in whichever pile."""
    coder = fit_to_counts(found)
    weak = int(np.argmin(coder.inverse))
    kept = {kind: counts[:60].copy() for kind, counts in found.counts.items()}
    for counts in kept.values():
        counts.data[:] = 0
        counts.eliminate_zeros()
    words = kept["words"].tolil()
    words[10, weak] = 1
    one = replace(
        found,
        counts=kept | {"words": words.tocsr()},
        frames=np.zeros(60, bool),
        speech=found.speech[:60],
        length=np.full(60, 150.0),
        repeats=np.zeros(60, bool),
        keys=found.keys[:60],
        ids=found.ids[:60],
    )
    for prior in (0.01, 0.2, 0.9):
        assert replace(coder, prior_none=prior).code(one).shares[10].max() < 0.95


def test_own_lines_calibrate_the_coder(corpus: Corpus, found: SeedCounts, gold: Path) -> None:
    """Enough of them change the coefficients; scores are then by speeches left out."""
    lines = coded_lines(corpus, read_gold(gold / "themes.jsonl"))
    plain, own = fit_to_counts(found), fit_to_counts(found, lines)
    assert (plain.n_lines, own.n_lines) == (0, len(lines))
    assert not np.allclose(plain.coefficients, own.coefficients)
    assert own.coefficients[2:] == pytest.approx(plain.coefficients[2:], abs=1e-4)  # no "none"
    assert own.prior_none == pytest.approx(plain.prior_none, abs=0.02)
    few = dict(list(lines.items())[:99])
    assert fit_to_counts(found, few).fingerprint == plain.fingerprint
    assert np.array_equal(held_out(found, few, plain).shares, plain.code(found).shares)
    held = held_out(found, lines, own)
    assert not np.array_equal(held.shares, own.code(found).shares)
    rows, right = right_of(found, corpus)
    known = figures(np.column_stack([held.shares, held.none])[rows], right)
    assert known["ece"] <= known["ece_95"]
    # With lines of no theme among them these count, too: many make none likelier.
    keys = [key for key in lines if key[0] == next(iter(lines))[0]]
    doubted = fit_to_counts(found, lines | dict.fromkeys(keys, ("none",)))
    assert doubted.code(found).none.mean() > own.code(found).none.mean()
    with pytest.raises(ModelError, match="'sport' is not a theme"):
        fit_to_counts(found, lines | {next(iter(lines)): ("sport",)})


def test_themes_in_another_order_have_the_same_probabilities(corpus: Corpus) -> None:
    """Nothing depends on the order of the codebook but the order of the columns."""
    book = load_codebook()
    turned = replace(book, themes=book.themes[::-1])
    one, other = code(corpus, book), code(corpus, turned)
    assert np.allclose(one.shares, other.shares[:, ::-1], atol=1e-9)
    assert np.allclose(one.none, other.none, atol=1e-9)


@pytest.mark.parametrize("n", [1, 3, 60])
def test_codebooks_of_any_size_behave(corpus: Corpus, n: int) -> None:
    """Few or many themes: rows sum to 1, and a paragraph without a seed word has no theme."""
    themes = load_codebook().themes
    words = [word for theme in themes for word in theme.seed_words]
    parts = [tuple(words[i::n]) for i in range(n)]
    book = Codebook(tuple(Theme(f"t{i}", f"主题{i}", "", p) for i, p in enumerate(parts)), "b", "")
    found = count_seed_words(corpus, book)
    coder = fit_to_counts(found)
    coded = coder.code(found)
    assert np.allclose(coded.shares.sum(axis=1) + coded.none, 1)
    bare = ~coder.weigh(found).grounded
    assert not any(np.array(coded.themes(), object)[bare])
    assert coder.prior_none < 0.9


def test_codebooks_of_few_themes_are_calibrated(
    corpus: Corpus, found: SeedCounts, fits: dict[int, Reference]
) -> None:
    """Lines of the themes that a codebook lacks are of none, though they share its words."""
    rows, right = right_of(found, corpus)
    ids = found.codebook.ids()
    for kept in (["city_creation"], ["organisation"], ["economic_work", "organisation"]):
        part = [ids.index(theme) for theme in kept]
        assert error_of_part(fits, found, rows, right, part) < 0.1


def test_lines_of_none_do_not_move_the_prior_of_few_themes(
    corpus: Corpus, found: SeedCounts
) -> None:
    """Gold of a codebook of one theme: the prior is near the share of none in the lines."""
    lines = coded_lines(corpus, read_gold(GOLD))
    part = with_part(found, [found.codebook.ids().index("city_creation")])
    own = {
        key: ("city_creation",) if "city_creation" in t else ("none",) for key, t in lines.items()
    }
    share = sum(themes == ("none",) for themes in own.values()) / len(own)
    assert fit_to_counts(part, own).prior_none == pytest.approx(share, abs=0.08)


def test_strong_evidence_is_coded_in_a_foreign_pile(found: SeedCounts) -> None:
    """Twenty themed paragraphs among two thousand without a word of the codebook are coded."""
    coded = fit_to_counts(found).code(found)
    best = np.argsort(-coded.shares.max(axis=1), kind="stable")[:20]
    rows = np.concatenate([best, np.repeat(np.arange(1), 2000)])
    pile = part_of(found, rows)
    foreign = np.arange(len(rows)) >= 20
    for counts in pile.counts.values():
        counts.data[np.repeat(foreign, np.diff(counts.indptr))] = 0
        counts.eliminate_zeros()
    pile = replace(pile, frames=pile.frames & ~foreign, speech=np.arange(len(rows)))
    coder = fit_to_counts(pile)
    assert coder.prior_none == pytest.approx(HIGHEST)
    certain = coder.code(pile).certain()
    assert certain[:20].mean() >= 0.8
    assert not certain[20:].any()


strengths = st.lists(st.floats(0, 50), min_size=2, max_size=6)


@settings(max_examples=60, deadline=None)
@given(strengths, st.integers(0, 5), st.floats(0.01, 20), st.floats(1, 5000), st.floats(0.01, 0.99))
def test_more_evidence_never_lowers_a_theme(
    own: list[float], theme: int, more: float, length: float, prior: float
) -> None:
    """A seed word more: its theme is not less likely, whatever the others have."""
    known = _of_the_package()
    theme %= len(own)

    def chance(strength: np.ndarray) -> float:
        total = strength / max(float(strength.sum()), 1e-9)
        choices = Choices(total[None], strength[None], np.array([length]))
        given_none = probabilities(choices, known.coefficients)
        return float(with_prior(given_none, known.fitted_none, prior)[0, theme])

    before = np.array(own)
    after = before.copy()
    after[theme] += more
    assert chance(after) >= chance(before) - 1e-12


@settings(max_examples=30, deadline=None)
@given(st.floats(0.02, 0.98))
def test_the_prior_is_found_again(share: float) -> None:
    """It is the share of none where the classes are separated well; known paragraphs count."""
    n = 500
    n_none = round(share * n)
    none = np.where(np.arange(n) < n_none, 0.999, 0.001)
    assert prior_of_none(none, 0.5) == pytest.approx(min(n_none / n, HIGHEST), abs=0.01)
    assert 0 < prior_of_none(np.ones(9), 0.5) <= HIGHEST
    assert 0 < prior_of_none(np.zeros(9), 0.5) < 1
    known = prior_of_none(none, 0.5, 100 * n, 0), prior_of_none(none, 0.5, 0, 100 * n)
    assert known[1] < 0.02 < known[0] == HIGHEST
    assert prior_of_none(np.repeat(none, 9), 0.3) == pytest.approx(
        prior_of_none(np.tile(none, 9), 0.3), abs=1e-9
    )
