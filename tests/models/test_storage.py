"""Models on disk: the same back, the same bytes, no trust in damaged files."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.models.corpora import block_counts, matrix_of
from topics.engines import ENGINES
from topics.errors import OutputError
from topics.models.fitting import fit
from topics.models.storage import load_model, save_model
from topics.models.types import TopicModel
from topics.seals import sealed
from topics.text.types import Unit

ARRAYS = {
    "topic_term": np.float64,
    "doc_topic": np.float32,
    "share": np.float64,
    "term_counts": np.float64,
    "unit_counts": np.float64,
    "topics": np.int64,
}
REST = ("vocabulary", "units", "engine", "params", "random_state", "trace")


def some_model(engine="lda", **kwargs) -> TopicModel:
    """Fit three topics."""
    return fit(matrix_of(block_counts()), engine, n_components=3, **{"n_init": 1, **kwargs})


@pytest.fixture
def folder(tmp_path):
    """Return a folder with a model in it."""
    save_model(some_model(), tmp_path)
    return tmp_path


@pytest.mark.parametrize("engine", ENGINES)
def test_a_model_comes_back_as_it_was(tmp_path, engine):
    """Every array bit for bit, everything else equal and of the same type."""
    words = {"seed_words": [["w00"], ["w01", "没有"]]} if ENGINES[engine].takes_seeds else {}
    model = some_model(engine, **words)
    model = replace(model, topics=3 * model.topics[::-1])
    save_model(model, tmp_path / "deep" / engine)
    again = load_model(tmp_path / "deep" / engine)
    for name, dtype in ARRAYS.items():
        assert getattr(again, name).dtype == dtype
        assert np.array_equal(getattr(again, name), getattr(model, name))
    for name in REST:
        assert getattr(again, name) == getattr(model, name)


def test_the_same_model_gives_the_same_bytes(tmp_path):
    """Saved twice, and saved again after loading, whatever the order of its parameters."""
    model = some_model()
    save_model(model, tmp_path / "a")
    save_model(load_model(tmp_path / "a"), tmp_path / "b")
    for name in ("model.safetensors", "model.json"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()
    turned = replace(model, params=dict(reversed(list(model.params.items()))))
    save_model(turned, tmp_path / "c")
    assert (tmp_path / "c" / "model.json").read_bytes() == (tmp_path / "a" / name).read_bytes()
    assert sorted(p.name for p in (tmp_path / "a").iterdir()) == ["model.json", "model.safetensors"]


def test_the_highest_id_ever_used_comes_back(tmp_path):
    """A file has it only if a topic that is gone had it, as earlier files do not."""
    model = some_model()
    save_model(model, tmp_path)
    assert "highest_id" not in json.loads((tmp_path / "model.json").read_text("utf-8"))
    assert load_model(tmp_path).highest_id == model.topics.max()
    save_model(replace(model, highest_id=12), tmp_path)
    assert load_model(tmp_path).highest_id == 12


def test_fingerprints_and_ids_come_back(tmp_path):
    """The corpus of a model and the ids of its paragraphs are stored; a model may have neither."""
    model = some_model()
    save_model(model, tmp_path / "without")
    assert load_model(tmp_path / "without").corpus_fingerprint == ""
    ids = np.array([f"8124926f-{i}-0" for i in range(len(model.units))], np.bytes_)
    model = replace(model, corpus_fingerprint="f0e2", units=replace(model.units, ids=ids))
    save_model(model, tmp_path / "with")
    again = load_model(tmp_path / "with")
    assert again.corpus_fingerprint == "f0e2"
    assert again.units.ids.tolist() == ids.tolist()
    assert again.vocabulary_fingerprint == model.vocabulary_fingerprint
    rest = json.loads((tmp_path / "with" / "model.json").read_text("utf-8"))
    assert rest["vocabulary_fingerprint"] == model.vocabulary_fingerprint


def test_a_model_of_the_first_format_still_loads(tmp_path):
    """It held an object for each unit; what it held comes back, and is saved in the new format."""
    model = load_model(Path(__file__).parent / "format_1")
    assert model.units == [
        Unit("a.txt", 1, "", (2, 3)),
        Unit("a.txt", 1, "1.2", (4,)),
        Unit("子/b.txt", 2, "1", (7, 9)),
    ]
    assert model.vocabulary == ("卫生", "城市", "文明")
    assert model.doc_topic.tolist() == [[1.0, 0.0], [0.25, 0.75], [0.5, 0.5]]
    assert model.topic_term.tolist() == [[0.75, 0.25, 0.0], [0.0, 0.5, 0.5]]
    assert model.params == {"n_components": 2, "doc_topic_prior_": [0.1, 0.2]}
    save_model(model, tmp_path)
    again = load_model(tmp_path)
    assert again.units == model.units
    assert np.array_equal(again.doc_topic, model.doc_topic)


def message(folder) -> str:
    """Return what load_model says when it refuses."""
    with pytest.raises(OutputError) as caught:
        load_model(folder)
    return str(caught.value)


def test_a_missing_file_gets_a_clear_error(folder):
    """The sentence names the file."""
    path = folder / "model.json"
    path.unlink()
    assert f"{path}: cannot be read (No such file or directory)" in message(folder)


def test_a_damaged_array_file_gets_a_clear_error(folder):
    """One flipped bit is enough."""
    path = folder / "model.safetensors"
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
    assert message(folder) == (
        f"{path}: is damaged or of another model: its sha256 is not the one model.json names."
        " Fit the model again."
    )


def test_text_that_is_not_json_gets_a_clear_error(folder):
    """A file cut short, or nested without end, is named."""
    path = folder / "model.json"
    for text in ("{", "[" * 100_000, '{"a": 1, "a": 2}', "9" * 5000):
        path.write_text(text, encoding="utf-8")
        assert message(folder).startswith(f"{path}: ")
        assert message(folder).endswith("Fit the model again.")


def test_a_newer_format_gets_a_clear_error(folder):
    """The sentence names both formats and says what to do."""
    path = folder / "model.json"
    path.write_text(json.dumps({"format": 99}), encoding="utf-8")
    assert f"{path}: is of format 99" in message(folder)
    assert "Update topics-zh" in message(folder)


@pytest.mark.parametrize("text", ["[]", "{}", '{"format": "1"}', '{"format": 0}'])
def test_json_of_something_else_gets_a_clear_error(folder, text):
    """A file that names no format is no model."""
    path = folder / "model.json"
    path.write_text(text, encoding="utf-8")
    assert message(folder) == f"{path}: is not a topic model: it names no format."


def change(folder, key, value) -> None:
    """Put another value into model.json, or take the key out."""
    path = folder / "model.json"
    rest = json.loads(path.read_text("utf-8"))
    rest.pop(key)
    if value is not None:
        rest[key] = value
    path.write_text(json.dumps(rest), encoding="utf-8")


def reseal(folder) -> None:
    """Give model.json the hash of its content."""
    path = folder / "model.json"
    path.write_text(json.dumps(sealed(json.loads(path.read_text("utf-8")), "sha256_of_rest")))


@pytest.mark.parametrize(
    ("key", "value", "why"),
    [
        ("engine", None, "'engine' is missing"),
        ("source_names", 5, "source_names is not a list"),
        ("vocabulary", [1], "vocabulary is not a list of texts"),
        ("random_state", True, "random_state is not an integer"),
        ("params", [], "params is not an object"),
        ("source_names", [], "ValueError: source must index source_names, from 0 to -1"),
        ("vocabulary", ["w"], "ModelError: topic_term must have shape (3, 1), has (3, 18)"),
    ],
)
def test_a_changed_json_gets_a_clear_error(folder, key, value, why):
    """What is missing, of a wrong type or of a wrong shape is named."""
    change(folder, key, value)
    assert f"{folder / 'model.json'}: is damaged: its sha256_of_rest" in message(folder)
    reseal(folder)
    assert message(folder).startswith(f"{folder / 'model.json'}: is damaged")
    assert why in message(folder)


def test_a_folder_that_cannot_be_written_gets_a_clear_error(tmp_path):
    """There is a file where the folder should be."""
    path = tmp_path / "file"
    path.write_text("", encoding="utf-8")
    with pytest.raises(OutputError) as caught:
        save_model(some_model(), path)
    assert str(caught.value) == f"{path}: the model cannot be written (File exists)."
