"""A run with models that its user fitted with gensim, tomotopy and scikit-learn."""

from __future__ import annotations

import shutil
import warnings
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from gensim.corpora import Dictionary
from gensim.models import LdaModel
from sklearn.decomposition import NMF

import topics
from tests.test_reruns import TEXT, content
from topics.errors import ModelError, OutputError, WrongTypeError
from topics.models.types import TopicModel
from topics.reporting import report
from topics.reruns import recode
from topics.runs.manifest import read_manifest, run_outputs, write_manifest
from topics.runs.store import Run, load_run

pytestmark = pytest.mark.filterwarnings("ignore::topics.errors.TopicsWarning")
SETTINGS = topics.load_settings(
    overrides=["engines=['nmf']", "stability=2", "n_components=2", "min_df=1", "max_df=1.0"]
)


def counted(pile: Path, **limits: Any) -> topics.DocTermMatrix:
    """Count a folder as the run does, but for the limits given."""
    tokens = topics.segment(topics.read(pile))
    return topics.count(tokens, **{"min_df": 1, "max_df": 1.0} | limits)


def gensim_model(matrix: topics.DocTermMatrix) -> TopicModel:
    """Return latent Dirichlet allocation of gensim."""
    bags = [list(zip(row.indices, row.data, strict=True)) for row in matrix.counts]
    words = Dictionary([list(matrix.vocabulary)])
    words.token2id = {word: j for j, word in enumerate(matrix.vocabulary)}
    words.id2token = {}
    return topics.from_gensim(LdaModel(bags, 2, words, random_state=1), matrix)


def tomotopy_model(matrix: topics.DocTermMatrix) -> TopicModel:
    """Return latent Dirichlet allocation of tomotopy."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tomotopy = pytest.importorskip("tomotopy")
    model = tomotopy.LDAModel(k=3, seed=1)
    for row in matrix.counts:
        words = np.repeat(row.indices, row.data.astype(int))
        model.add_doc([matrix.vocabulary[j] for j in words])
    model.train(20, workers=1)
    return topics.from_tomotopy(model, matrix)


def sklearn_model(matrix: topics.DocTermMatrix) -> TopicModel:
    """Return a factorisation of scikit-learn, of weights that the run does not count."""
    weighted = topics.weigh(matrix, "tfidf")
    model = NMF(2, random_state=1, init="nndsvda").fit(weighted.counts.toarray())
    return replace(topics.from_sklearn(model, weighted), engine="parts")


@pytest.fixture(scope="module")
def pile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of three speeches."""
    folder = tmp_path_factory.mktemp("study") / "pile"
    folder.mkdir()
    for n in (1, 2, 3):
        (folder / f"{n}.txt").write_text(TEXT.format(n=n), "utf-8")
    return folder


@pytest.fixture(scope="module")
def own(pile: Path) -> list[TopicModel]:
    """Return a model of each library."""
    matrix = counted(pile)
    return [gensim_model(matrix), tomotopy_model(matrix), sklearn_model(matrix)]


@pytest.fixture(scope="module")
def done(pile: Path, own: list[TopicModel]) -> Run:
    """Return a run with them beside one engine."""
    return topics.run(pile, pile.parent / "run", settings=SETTINGS, models=own)


NAMES = ["nmf", "gensim_LdaModel", "tomotopy_LDAModel", "parts"]


def test_own_models_are_in_every_table_and_page(done: Run, own: list[TopicModel]) -> None:
    """They follow the engines of the settings, and have all that these have but stability."""
    assert list(done.models) == NAMES
    for model in own:
        stored = done.models[model.engine]
        assert np.array_equal(stored.doc_topic, model.doc_topic)
        assert stored.params == model.params
        counted = done.tables["paragraphs"].dropna(subset=f"{model.engine}_topic")
        assert counted[f"{model.engine}_topic"].tolist() == model.main_topics().tolist()
        assert np.array_equal(
            counted[f"{model.engine}_share"].astype(np.float32), model.doc_topic.max(axis=1)
        )
        assert f"ldavis-{model.engine}.html" in done.manifest["outputs"]
        assert f"figures/topic_words_{model.engine}.svg" in done.manifest["outputs"]
    rows = done.tables["topics"].set_index("engine")
    assert rows.index.unique().tolist() == NAMES
    assert rows["n_starts"].groupby(level=0).first().to_dict() == dict.fromkeys(NAMES, 0) | {
        "nmf": 1
    }
    assert rows["found"].notna().groupby(level=0).any()[["nmf", "parts"]].tolist() == [True, False]
    assert set(done.tables["stability"]["engine"]) == {"nmf"}
    scores = done.tables["scores"]
    assert {"c_npmi", "c_v"} <= set(scores.loc[scores["engine"] == "parts", "name"])
    assert "gensim_LdaModel+parts" in set(scores["engine"])


def test_the_manifest_records_whose_the_models_are(done: Run, own: list[TopicModel]) -> None:
    """Name, library, class, parameters and the hash of what is stored."""
    entries = done.manifest["own_models"]
    assert [entry["engine"] for entry in entries] == NAMES[1:]
    assert [entry["class"] for entry in entries] == ["LdaModel", "LDAModel", "NMF"]
    assert entries[2]["library"].startswith("scikit-learn ")
    assert entries[2]["params"]["n_components"] == 2
    for entry in entries:
        path = f"models/{entry['engine']}"
        assert entry["sha256"] == done.manifest["outputs"][f"{path}/model.json"]
        assert entry["sha256"] == done.manifest["inputs"][path]
    page = (done.folder / "report.html").read_text("utf-8")
    assert page.count("使用者自行拟合的模型，起点不详") == len(own)
    assert "models=[...]" in page


@pytest.mark.slow
def test_the_report_and_the_coding_are_made_again(done: Run, tmp_path: Path) -> None:
    """Without the user's model objects: those of the run are read."""
    page = report(done.folder).read_text("utf-8")
    own = page.replace(f"../{done.folder.name}/", "").replace(done.manifest["sha256"], "")
    assert own == (done.folder / "report.html").read_text("utf-8")
    again = recode(done.folder, next((done.folder / "inputs/codebook").iterdir()), tmp_path / "a")
    assert content(again.folder) == content(done.folder)
    assert again.manifest["own_models"] == done.manifest["own_models"]


def test_a_run_with_other_models_is_another_run(
    done: Run, pile: Path, own: list[TopicModel]
) -> None:
    """It is not replaced, unless it is asked for."""
    with pytest.raises(OutputError, match="word lists or models"):
        topics.run(pile, done.folder, settings=SETTINGS, models=own[:2])
    assert list(load_run(done.folder).models) == NAMES


@pytest.mark.parametrize(
    ("limits", "says"),
    [
        ({"unit": "speech"}, "units"),
        ({"min_df": 2}, "terms, the run"),
        ({"stop_words": []}, "term"),
    ],
)
def test_a_model_of_another_matrix_is_refused(
    pile: Path, tmp_path: Path, limits: dict[str, Any], says: str
) -> None:
    """The error says what differs, and how the run counts."""
    model = sklearn_model(counted(pile, **limits))
    with pytest.raises(ModelError, match=says) as error:
        topics.run(pile, tmp_path / "run", settings=SETTINGS, models=[model])
    assert "unit='paragraph', min_df=1, max_df=1.0" in str(error.value)
    assert not (tmp_path / "run").exists()


def test_a_model_of_other_texts_is_refused(
    pile: Path, tmp_path: Path, own: list[TopicModel]
) -> None:
    """Also where the units and the terms are the same."""
    model = replace(own[2], corpus_fingerprint="0" * 16)
    with pytest.raises(ModelError, match="another corpus"):
        topics.run(pile, tmp_path / "run", settings=SETTINGS, models=[model])
    model = replace(own[2], term_counts=own[2].term_counts + 1)
    with pytest.raises(ModelError, match="counts of its terms"):
        topics.run(pile, tmp_path / "run", settings=SETTINGS, models=[model])


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("lda", "engine of the settings"),
        ("LDA", "engine of the settings"),
        ("coding", "something else"),
        ("theme2", "something else"),
        ("formula", "something else"),
        ("../up", "letters, digits"),
        ("a+b", "letters, digits"),
        ("模型", "letters, digits"),
        ("", "letters, digits"),
        ("a" * 61, "letters, digits"),
        ("GENSIM_LdaModel", "twice"),
    ],
)
def test_names_that_cannot_be_used_are_refused(
    own: list[TopicModel], tmp_path: Path, name: str, says: str
) -> None:
    """A name is a folder and begins columns; the error says how to give another."""
    with pytest.raises(ModelError, match=says) as error:
        topics.run(tmp_path, models=[own[0], replace(own[1], engine=name)])
    assert "dataclasses.replace" in str(error.value)


def test_what_is_no_model_is_refused(own: list[TopicModel], tmp_path: Path) -> None:
    """A model of the library itself, one without a list, or one that cannot be recorded."""
    for wrong in (own[0], "model", [NMF()], None, {"a": own[0]}):
        with pytest.raises(WrongTypeError, match="models must be a list of TopicModel"):
            topics.run(tmp_path, models=wrong)
    for value in (object(), float("nan")):
        with pytest.raises(WrongTypeError, match="plain data"):
            topics.run(tmp_path, models=[replace(own[0], params={"a": value})])


@pytest.mark.parametrize(
    "entries",
    [
        [{"engine": "nmf"}],
        [{"engine": "../x"}],
        [{"engine": "gone"}],
        [{"engine": "parts"}],
        {},
        [1],
        ["parts"],
    ],
)
def test_a_manifest_with_wrong_models_is_refused(done: Run, tmp_path: Path, entries: Any) -> None:
    """Names of folders come from it, so that each is checked."""
    folder = tmp_path / "run"
    shutil.copytree(done.folder, folder)
    blank = {"library": "", "class": "", "params": {}, "sha256": sha256(b"").hexdigest()}
    if isinstance(entries, list):
        entries = [blank | entry if isinstance(entry, dict) else entry for entry in entries]
    manifest = {k: v for k, v in read_manifest(folder).items() if k != "sha256"}
    write_manifest(folder, manifest | {"own_models": entries, "outputs": run_outputs(folder)})
    with pytest.raises(OutputError, match="own_models"):
        load_run(folder)
