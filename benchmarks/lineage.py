"""How often the lineage of topics is right: simulated corpora, and real ones that grow.

    python -m benchmarks.lineage [--simulations 200] [--corpora CORPORA] [--parts null size ...]

Simulated corpora have ten themes, each of units that are mostly of one theme. Parts:

``null``    the same corpus with other random states, 20 starts each: how often the whole difference
            is "no more than reseeding" (also with a child of one start, and with three topics too
            few), and how often a birth is beyond reseeding.
``size``    a planted new theme, half of whose words are those of another theme, in new units: how
            often a warm retraining with one topic more finds it born, by its share of the units.
``ids``     a theme of 5%, planted at first, through five retrainings of a growing pile.
``ids_size`` the same by the theme's share of the units, warm only.
``passes``  the passes that a warm fit takes to the held-out quality of a cold one.
``seed_passes`` the same with the first three seed files, then all four.
``seeds``   the first three seed files, then all four.
``reports`` government reports of five years, then of eight (needs ``--corpora``).

Every simulation has its own random seed, so figures are the same on every run.
"""

from __future__ import annotations

import argparse
import json
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import numpy.typing as npt
from scipy import sparse

import topics
from topics.models.alignment import match
from topics.models.lda.estimator import LDA
from topics.models.lineage import Lineage, lineage, renamed
from topics.models.types import TopicModel
from topics.models.warm import start_terms
from topics.text.types import DocTermMatrix, Unit, Units

ROOT = Path(__file__).parent.parent
THEMES, TERMS, UNITS, WORDS = 10, 600, 400, 40
SIZES = 0.005, 0.01, 0.02, 0.03, 0.05, 0.1
MAIN_SIZE = 0.03
PILE_SIZE, PILE_SIZES, N_RETRAININGS = 0.05, (0.01, 0.02, 0.03, 0.1), 5
N_INIT = 5
YEARS = 2011, 2018
Counts = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class World:
    """Themes as distributions of terms; the last is the planted one, half of the first's words."""

    phi: Counts

    @classmethod
    def drawn(cls, rng: np.random.Generator) -> World:
        """Return themes of random words, a tenth of the terms common to all."""
        phi = rng.dirichlet(np.full(TERMS, 0.05), THEMES + 1)
        phi[:, TERMS * 9 // 10 :] = rng.dirichlet(np.ones(TERMS - TERMS * 9 // 10)) / 4
        phi /= phi.sum(axis=1, keepdims=True)
        phi[-1] = (phi[0] + phi[-1]) / 2
        return cls(phi)

    def units(self, rng: np.random.Generator, n: int, theme: int | None = None) -> Counts:
        """Return counts of units, two thirds of one theme each; of any but the planted one."""
        main = rng.integers(THEMES, size=n) if theme is None else np.full(n, theme)
        theta = rng.dirichlet(np.full(THEMES, 0.2), n) / 3
        theta = np.hstack([theta, np.zeros((n, 1))])
        theta[np.arange(n), main] += 2 / 3
        lengths = np.maximum(rng.poisson(WORDS, n), 5)
        draws = [rng.multinomial(m, row @ self.phi) for m, row in zip(lengths, theta, strict=True)]
        return np.array(draws, float).reshape(-1, TERMS)


def matrix_of(counts: Counts) -> DocTermMatrix:
    """Return counts with terms that occur at least twice, units numbered in order."""
    kept = np.flatnonzero(counts.sum(axis=0) >= 2)
    units = Units.of(Unit("a.txt", 1, "", (i,)) for i in range(1, len(counts) + 1))
    vocabulary = tuple(f"w{j:03d}" for j in kept)
    return DocTermMatrix(sparse.csr_array(counts[:, kept]), vocabulary, units, units[:0])


def fit(matrix: DocTermMatrix, n: int, state: int, **options: object) -> TopicModel:
    """Fit LDA from `N_INIT` starts."""
    given: dict[str, object] = {"n_init": N_INIT} | options
    return topics.fit(matrix, "lda", n_components=n, random_state=state, **given)


def null(n: int) -> None:
    """Print how often a reseeded model is no more than reseeding."""
    for k in (THEMES, THEMES - 3):
        whole, single, born = [], [], []
        for rng in generators(n):
            matrix = matrix_of(World.drawn(rng).units(rng, UNITS))
            a, b, c = (fit(matrix, k, 1 + 1000 * i, n_init=m) for i, m in enumerate((20, 20, 1)))
            found = lineage(a, b)
            whole.append(found.no_more_than_reseeding)
            born.append(bool(born_beyond(found)))
            single.append(lineage(a, c).no_more_than_reseeding)
        report(f"null, {k} topics: no more than reseeding", whole)
        report(f"null, {k} topics: no more than reseeding, a child of one start", single)
        report(f"null, {k} topics: a birth beyond reseeding", born)


def born_beyond(found: Lineage) -> set[int]:
    """Return the topics that are born, and are in none of the parent's starts."""
    table = found.table[found.table["state"] == "born"]
    return {int(t) for t in table.loc[table["beyond_reseeding"].fillna(False), "child"]}


def size(n: int) -> None:
    """Print how often a planted new theme is found born, by its share of the units."""
    hits: dict[str, list[bool]] = {}
    for seed, rng in enumerate(generators(n)):
        world = World.drawn(rng)
        old = world.units(rng, UNITS)
        parent = fit(matrix_of(old), THEMES, 1)
        for i, share in enumerate(SIZES):
            rng = np.random.default_rng([seed, i])
            n_new = max(1, round(share * UNITS * 1.25))
            new = np.vstack([world.units(rng, UNITS // 4 - n_new), world.units(rng, n_new, THEMES)])
            matrix = matrix_of(np.vstack([old, new]))
            planted = np.arange(UNITS + UNITS // 4 - n_new, UNITS + UNITS // 4)
            ways = [("warm", THEMES + 1, {"start": parent})]
            if share == MAIN_SIZE:
                ways += [("cold", THEMES + 1, {}), ("warm, 10 topics", THEMES, {"start": parent})]
            for name, k, given in ways:
                child = fit(matrix, k, 1, **given)
                found, topic = lineage(parent, child), topic_of(child, planted)
                key = f"size {share:.1%}, {name}: "
                hits.setdefault(key + "born", []).append(topic in found.children("born"))
                hits.setdefault(key + "beyond reseeding", []).append(topic in born_beyond(found))
    for key in sorted(hits):
        report(key, hits[key])


def topic_of(model: TopicModel, units: npt.NDArray[np.int64]) -> int:
    """Return the topic that has most words of some units."""
    words = model.unit_counts[units] @ model.doc_topic[units]
    return int(model.topics[int(np.argmax(words))])


def ids(n: int) -> None:
    """Print how often a planted theme keeps its id through five retrainings of a growing pile."""
    for name in ("warm", "cold"):
        kept, all_kept = zip(
            *(kept_ids(rng, name, PILE_SIZE) for rng in generators(n)), strict=True
        )
        print_kept(f"a theme of {PILE_SIZE:.0%}, {name}", kept)
        print_kept(f"all eleven topics, {name}", all_kept)


def ids_size(n: int) -> None:
    """Print the same by the planted theme's share of the units, warm only."""
    for share in PILE_SIZES:
        kept, all_kept = zip(*(kept_ids(rng, "warm", share) for rng in generators(n)), strict=True)
        print_kept(f"a theme of {share:.0%}, warm", kept)
        print_kept(f"all eleven topics, one of {share:.0%}, warm", all_kept)


def kept_ids(rng: np.random.Generator, how: str, share: float) -> tuple[list[bool], list[bool]]:
    """Return whether a planted theme, and all topics, still have their ids after each retraining.

    The pile begins with 400 units and a planted theme, and grows by 80 units and more of it.
    """
    world = World.drawn(rng)
    n_planted = round(share * UNITS)
    counts = np.vstack([world.units(rng, n_planted, THEMES), world.units(rng, UNITS)])
    model = fit(matrix_of(counts), THEMES + 1, 1)
    first, before = topic_of(model, np.arange(n_planted)), set(model.topics.tolist())
    kept, all_kept = [True], [True]
    for step in range(1, N_RETRAININGS + 1):
        n_more = max(1, round(n_planted / N_RETRAININGS))
        more = [world.units(rng, n_more, THEMES), world.units(rng, UNITS // N_RETRAININGS)]
        counts = np.vstack([counts, *more])
        given = {"start": model} if how == "warm" else {}
        child = fit(matrix_of(counts), THEMES + 1, 1000 * step, **given)
        model = renamed(child, lineage(model, child))
        kept.append(kept[-1] and topic_of(model, np.arange(n_planted)) == first)
        all_kept.append(all_kept[-1] and set(model.topics.tolist()) == before)
    return kept[1:], all_kept[1:]


def print_kept(what: str, kept: Sequence[list[bool]]) -> None:
    """Print how often ids are kept through one retraining, two, ... and all."""
    curve = ", ".join(f"{rate:.1%}" for rate in np.mean(kept, axis=0))
    print(f"ids: {what}: kept through 1 to {N_RETRAININGS} retrainings: {curve}")
    report(f"ids: {what}: kept through all", [each[-1] for each in kept])


def passes(n: int) -> None:
    """Print the held-out log-likelihood of warm and cold fits by their number of passes."""
    limits = (2, 3, 5, 10, 20, 1000)
    warm, cold, n_iter = (np.zeros((n, len(limits))) for _ in range(3))
    for i, rng in enumerate(generators(n)):
        world = World.drawn(rng)
        counts = world.units(rng, UNITS + UNITS // 4)
        held = sparse.csr_array(world.units(rng, UNITS // 4))
        parent = fit(matrix_of(counts[:UNITS]), THEMES, 1, n_init=5)
        matrix = matrix_of(counts)
        held = sparse.csr_array(held[:, [int(term[1:]) for term in matrix.vocabulary]])
        begin = start_terms(parent, matrix, THEMES, 0)
        for j, limit in enumerate(limits):
            for scores, terms in ((warm, begin), (cold, None)):
                lda = LDA(THEMES, max_iter=limit, random_state=i).fit(
                    matrix.counts, start_terms=terms
                )
                scores[i, j] = -np.log(lda.perplexity(held))
                if terms is None:
                    n_iter[i, j] = lda.n_iter_
    for name, scores in (("warm", warm), ("cold", cold)):
        means = ", ".join(f"{m} {x:.4f}" for m, x in zip(limits, scores.mean(axis=0), strict=True))
        print(f"passes: held-out log-likelihood a word, {name}: {means}")
    print(f"passes: a cold fit takes {n_iter[:, -1].mean():.0f}")


def seed_passes(n: int) -> None:
    """Print the same for the seeds: three files, then all; a tenth of the paragraphs held out."""
    limits = (1, 2, 3, 5, 10, 20, 40, 1000)
    files = sorted((ROOT / "seeds").glob("*.txt"))
    tokens = [topics.segment(topics.read(pile)) for pile in (files[:3], files)]
    first, last = (topics.count(words) for words in tokens)
    of_first = np.isin(last.units.sources(), [file.name for file in files[:3]])
    columns = [last.vocabulary.index(term) for term in first.vocabulary if term in last.vocabulary]
    n = min(n, 20)
    scores, n_iter = np.zeros((2, n, len(limits))), np.zeros((2, n))
    for i, rng in enumerate(generators(n)):
        is_held = rng.random(len(last.units)) < 0.1
        rows = np.flatnonzero(of_first & ~is_held)
        counts = sparse.csr_array(last.counts[rows][:, columns])
        filled = np.flatnonzero(np.diff(counts.indptr))
        known = DocTermMatrix(
            sparse.csr_array(counts[filled]),
            tuple(last.vocabulary[j] for j in columns),
            last.units.take(rows[filled]),
            last.units[:0],
        )
        parent = fit(known, THEMES, 1, n_init=5)
        begin = start_terms(parent, last, THEMES, 0)
        train, held = (
            sparse.csr_array(last.counts[np.flatnonzero(m)]) for m in (~is_held, is_held)
        )
        for j, limit in enumerate(limits):
            for way, terms in enumerate((begin, None)):
                lda = LDA(THEMES, max_iter=limit, random_state=i).fit(train, start_terms=terms)
                scores[way, i, j] = -np.log(lda.perplexity(held))
                n_iter[way, i] = lda.n_iter_
    for way, name in enumerate(("warm", "cold")):
        found = zip(limits, scores[way].mean(axis=0), strict=True)
        means = ", ".join(f"{m} {x:.4f}" for m, x in found)
        print(f"seeds: held-out log-likelihood a word, {name}: {means}")
    print("seeds: passes of a warm and of a cold fit to the end:", n_iter.mean(axis=1).round())


def seeds(_: int) -> None:
    """Print the lineage of the first three seed files and of all four."""
    files = sorted((ROOT / "seeds").glob("*.txt"))
    grown("seeds", [files[:3], files])


def grown(name: str, piles: list[list[Path]]) -> None:
    """Print what goes on from the first pile to the second, warm and cold."""
    first, last = (topics.count(topics.segment(topics.read(pile))) for pile in piles)
    parent = fit(first, 10, 1)
    for kind, k, given in (
        ("cold", 10, {}), ("warm", 10, {"start": parent}), ("warm", 12, {"start": parent})
    ):  # fmt: skip
        child = fit(last, k, 1, **given)
        found = lineage(parent, child)
        after = renamed(child, found)
        pairs = match(parent, child)
        again = int((pairs["distance"] <= 0.5).sum())
        shared = same_units(parent, after)
        unnamed = same_units(parent, child)
        print(
            f"\n{name}, {kind}, {k} topics: no more than reseeding: {found.no_more_than_reseeding}"
        )
        print(
            f"found again {again} of 10; of the paragraphs of both {unnamed:.0%} keep their topic's"
        )
        print(f"number without renaming, {shared:.0%} with it")
        columns = ["parent", "child", "state", "similarity", "reseed_low", "beyond_reseeding",
                   "share_before", "share_after", "came"]  # fmt: skip
        print(lineage(parent, after).table[columns].round(3).to_string(index=False))


def same_units(a: TopicModel, b: TopicModel) -> float:
    """Return in which share of the units of both models the main topic has the same id."""
    ids_a, ids_b = (m.units.ids[m.units.indptr[:-1]].tolist() for m in (a, b))
    main = dict(zip(ids_a, a.main_topics().tolist(), strict=True))
    pairs = [
        (main[i], t) for i, t in zip(ids_b, b.main_topics().tolist(), strict=True) if i in main
    ]
    return float(np.mean([x == y for x, y in pairs]))


def generators(n: int) -> Iterator[np.random.Generator]:
    """Yield a random generator for each simulation."""
    return (np.random.default_rng(seed) for seed in range(n))


def report(what: str, hits: list[bool | None]) -> None:
    """Print how often something holds, with its binomial standard error."""
    known = [bool(hit) for hit in hits if hit is not None]
    rate = float(np.mean(known)) if known else np.nan
    error = (rate * (1 - rate) / max(len(known), 1)) ** 0.5
    print(f"{what}: {rate:.1%} of {len(known)} (± {error:.1%})", flush=True)


def main() -> None:
    """Run the parts asked for."""
    parts: dict[str, Callable[[int], None]] = {
        "null": null, "size": size, "ids": ids, "ids_size": ids_size, "passes": passes,
        "seed_passes": seed_passes, "seeds": seeds
    }  # fmt: skip
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--simulations", type=int, default=200)
    parser.add_argument("--corpora", type=Path)
    parser.add_argument("--parts", nargs="+", choices=[*parts, "reports"], default=list(parts))
    args = parser.parse_args()
    warnings.simplefilter("ignore", topics.TopicsWarning)
    for part in args.parts:
        if part != "reports":
            parts[part](args.simulations)
            continue
        path = args.corpora / "prc_reports_wikisource" / "government_work_reports.jsonl"
        with TemporaryDirectory() as folder:
            reports = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
            files = []
            for row in sorted(reports, key=lambda row: row["year"]):
                if YEARS[0] <= int(row["year"]) <= YEARS[1]:
                    files.append(Path(folder, f"{row['year']}.txt"))
                    files[-1].write_text(row["content"], "utf-8")
            grown("reports", [files[:5], files])


if __name__ == "__main__":
    main()
