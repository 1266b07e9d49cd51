"""New texts through a finished run, and through a model alone."""

from __future__ import annotations

import json
import shutil
from hashlib import sha256
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner, Result

import topics
from tests.peoples_daily import paragraphs
from tests.test_wrong_calls import TEXTS
from topics import inferring
from topics.cli import main
from topics.corpus.types import Corpus
from topics.errors import CorpusError, OutputError, TopicsWarning, WrongTypeError
from topics.inference import Inference, infer_files
from topics.models.types import TopicModel
from topics.runs.inferences import NAMES
from topics.runs.store import Run, load_run

pytestmark = pytest.mark.filterwarnings("ignore::topics.errors.TopicsWarning")

GOLDEN = Path(__file__).parent / "runs" / "golden" / "format-3"
SAME = (
    "sources",
    "repairs",
    "duplicates",
    "similar_speeches",
    "masks",
    "bounds",
    "coding",
    "evidence",
    "themes",
    "themes_by",
)
"""Tables that are the same bytes where a run infers its own seeds."""


def call(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["infer", *map(str, arguments)], catch_exceptions=False)


@pytest.fixture(scope="module")
def model() -> TopicModel:
    """Return a small model that was fitted in memory."""
    matrix = topics.count(topics.segment(topics.read(TEXTS)), min_df=1, max_df=1.0)
    return topics.fit(matrix, "lda", n_components=2, n_init=1)


@pytest.fixture(scope="module")
def own(
    seeds_run: Run, seeds: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Inference]:
    """Return the seeds inferred with a copy of their own run, beside it."""
    folder = tmp_path_factory.mktemp("inferred") / "run"
    shutil.copytree(seeds_run.folder, folder)
    return infer_files(folder, seeds)


def test_a_run_gives_its_own_seeds_what_it_gave_them(
    own: tuple[Path, Inference], seeds_run: Run
) -> None:
    """Themes are the same bytes, and at most one in twenty paragraphs has another main topic."""
    folder, found = own
    for name in SAME:
        expected = (seeds_run.folder / f"{name}.csv").read_bytes()
        assert (folder / f"{name}.csv").read_bytes() == expected, name
    before, after = seeds_run.tables["paragraphs"]["lda_topic"], found.paragraphs["lda_topic"]
    assert (before.isna() == after.isna()).all()
    assert (before == after)[before.notna()].mean() > 0.95
    assert found.unknown_share < found.unknown_limit
    assert found.coding is not None


def test_the_folder_names_the_run_and_every_file(own: tuple[Path, Inference]) -> None:
    """The run is unchanged, its fingerprint recorded, and each table has its hash."""
    folder, found = own
    run = load_run(folder.parent.with_name("run"))
    assert folder == run.folder.with_name("run.analyses") / "infer-seeds"
    made = json.loads((folder / "infer.json").read_text("utf-8"))
    assert made["run"] == sha256((run.folder / "run.json").read_bytes()).hexdigest()
    assert made["engines"] == ["lda"]
    assert made["unknown_share"] == found.unknown_share
    assert set(made["outputs"]) == {f"{name}.csv" for name in NAMES}
    for name, sha in made["outputs"].items():
        assert sha256((folder / name).read_bytes()).hexdigest() == sha
    assert {path.name for path in folder.iterdir()} == {*made["outputs"], "infer.json"}


def test_the_same_texts_replace_and_others_get_a_number(
    own: tuple[Path, Inference], tmp_path: Path
) -> None:
    """An inference of other texts of the same name is kept."""
    run = own[0].parent.with_name("run")
    for pile in ("a", "b"):
        (tmp_path / pile / "new").mkdir(parents=True)
        (tmp_path / pile / "new" / "x.txt").write_text(f"{pile}：创建文明城市，提高市民素质。\n")
    first, _ = infer_files(run, tmp_path / "a" / "new")
    other, _ = infer_files(run, tmp_path / "b" / "new")
    assert (first.name, other.name) == ("infer-new", "infer-new-2")
    assert infer_files(run, tmp_path / "b" / "new")[0] == other


def test_texts_in_another_order_are_rows_in_another_order(seeds_run: Run, corpus: Corpus) -> None:
    """No topic, theme or unknown word of a speech depends on those around it."""
    speeches = [
        "\n".join(b.text for b in corpus.running_text() if (b.source, b.speech) == key)
        for key in sorted({(s.source, s.speech) for s in corpus.speeches})[:3]
    ]
    one, other = (topics.infer(seeds_run, texts) for texts in (speeches, speeches[::-1]))
    columns = ["theme", "theme_share", "lda_topic", "lda_share", "text"]
    rows = [f.paragraphs[f.paragraphs["role"] == "body"] for f in (one, other)]
    parts = [[part[columns] for _, part in table.groupby("speech")] for table in rows]
    for a, b in zip(parts[0], reversed(parts[1]), strict=True):
        pd.testing.assert_frame_equal(a.reset_index(drop=True), b.reset_index(drop=True))
    shares = [f.tables["speeches"]["unknown_share"].tolist() for f in (one, other)]
    assert shares[0] == shares[1][::-1]


def test_texts_of_another_kind_are_said(seeds_run: Run) -> None:
    """News has more unknown words than speeches that were left out; a single sentence is short."""
    news = "\n".join(paragraphs()[:60])
    with pytest.warns(TopicsWarning, match="not terms of the model"):
        found = topics.infer(seeds_run, [news])
    assert found.unknown_share > found.unknown_limit
    codes = [message.code for message in found.warnings]
    assert codes == ["engines_cannot_infer", "unknown_words"]
    assert [m.code for m in topics.infer(seeds_run, [news[:99]]).warnings] == codes[:1]


def test_exit_codes(seeds_run: Run, tmp_path: Path) -> None:
    """Code 1 with a file that cannot be read, 2 where nothing can be inferred or written."""
    pile = tmp_path / "pile"
    pile.mkdir()
    (pile / "good.txt").write_text("创建文明城市，提高市民素质。\n", "utf-8")
    (pile / "bad.docx").write_bytes(b"PK\x03\x04 no archive")
    done = call(seeds_run.folder, pile, "--out", tmp_path / "out")
    assert done.exit_code == 1
    assert "bad.docx" in done.stderr
    assert (tmp_path / "out" / "skipped.csv").read_text("utf-8-sig").count("bad.docx") == 1
    (tmp_path / "foreign").mkdir()
    (tmp_path / "foreign" / "mine.txt").write_text("mine")
    (tmp_path / "latin.txt").write_text("colourless green ideas sleep furiously\n")
    for files, out, said in (
        (tmp_path / "missing", tmp_path / "new", "missing"),
        (pile, seeds_run.folder / "new", "never changed"),
        (pile, pile / "new", "seed folder"),
        (pile, tmp_path / "foreign", "left alone"),
        (tmp_path / "latin.txt", tmp_path / "new", "terms of the vocabulary"),
    ):
        done = call(seeds_run.folder, files, "--out", out)
        assert done.exit_code == 2
        assert said in done.stderr
        assert out.name == "foreign" or not out.exists()
    assert call(tmp_path / "none", pile).exit_code == 2


def test_a_run_without_a_coder_is_refused() -> None:
    """A run of an earlier version has a codebook and no coder: the error says what to do."""
    with pytest.raises(OutputError, match=r"has no coder\.json. Repeat the run"):
        topics.infer(GOLDEN, TEXTS)


def test_a_model_alone_gives_topics(model: TopicModel) -> None:
    """The shares are those of the matrix counted with its vocabulary; there are no themes."""
    frame = pd.DataFrame({"text": TEXTS})
    found = topics.infer(model, frame)
    tokens = topics.segment(topics.read(frame))
    expected = topics.infer(model, topics.count(tokens, vocabulary=model.vocabulary))
    shares = found.topics[["lda_1", "lda_2"]].to_numpy()
    assert np.array_equal(shares, expected.astype(np.float32))
    assert found.coding is None
    assert found.unknown_share == 0.0
    assert np.isnan(found.unknown_limit)
    assert found.tables["speeches"]["unknown_share"].tolist() == [0.0] * len(TEXTS)


def test_pieces_are_cut_anywhere_between_speeches(
    model: TopicModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One piece at a time gives the same tables, with pieces of which no word is known."""
    for i, text in enumerate([*TEXTS, "蝴蝶蜻蜓蚂蚁", TEXTS[0]]):
        (tmp_path / f"{i}.txt").write_text(text, "utf-8")
    whole = topics.infer(model, tmp_path)
    monkeypatch.setattr(inferring, "MAX_CHARS", 1)
    pieces = topics.infer(model, tmp_path)
    pd.testing.assert_frame_equal(whole.topics, pieces.topics)
    assert whole.tables.keys() == pieces.tables.keys()
    for name, table in whole.tables.items():
        pd.testing.assert_frame_equal(table, pieces.tables[name])
    assert 0 < whole.unknown_share == pieces.unknown_share < 1


def test_wrong_arguments(model: TopicModel) -> None:
    """Texts without a known word, a unit or a lexicon that is none."""
    with pytest.raises(CorpusError, match="None of the"):
        topics.infer(model, ["蝴蝶蜻蜓蚂蚁"])
    with pytest.raises(CorpusError, match="There is no unit"):
        topics.infer(model, TEXTS, unit="page")
    with pytest.raises(WrongTypeError, match="lexicon must be a Lexicon"):
        topics.infer(model, TEXTS, lexicon="words.txt")  # type: ignore[call-overload]
    with pytest.raises(WrongTypeError, match="must be a run or a TopicModel"):
        topics.infer(3, TEXTS)  # type: ignore[call-overload]
