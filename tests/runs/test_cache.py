"""A run's cache: what it gives is equal to reading and segmenting afresh, or it is not used."""

from __future__ import annotations

import multiprocessing
import os
import random
import shutil
import signal
import warnings
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from topics.corpus.corpus import read
from topics.corpus.packing import SOURCES_AT_ONCE
from topics.corpus.reading import read as reading
from topics.corpus.reading.content import Content, ReadOptions
from topics.corpus.types import Corpus
from topics.errors import MachineWarning
from topics.runs import cache as module
from topics.runs import sealed_files
from topics.runs.cache import Cache, cache_of
from topics.runs.holders import try_lock
from topics.text.lexicon.lexicon import Lexicon, load_lexicon
from topics.text.segmentation.segmenting import segment
from topics.text.types import Tokens

SPEECHES = {
    "2019年工作报告.txt": "在全市大会上的讲话\n\n同志们：\n\n　　今天召开大会，总结工作，部署任务。"
    "全市生产总值增长8.5%，XX县脱贫。\n\n　　一、抓好产业升级\n\n　　各级各部门要进一步统一思想、"
    "提高认识，以更加扎实的作风把各项任务落到实处。\n",
    "03-创城.txt": "创建文明城市动员会讲话\n\n各位代表：\n\n　　今天我们召开创建动员会，主要任务是"
    "创造一流环境。 党的二十大以来，我们取得了新成绩。\n\n　　谢谢大家！\n",
    "表.csv": "标题,正文\n第一篇,加强环境卫生整治工作，确保全年目标完成。\n第二篇,抓好安全生产。\n",
    "读我.md": "# 关于安全的讲话\n\n同志们，安全生产责任重于泰山，必须常抓不懈。\n",
}
PLAIN = ReadOptions()


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    """Return a folder of seeds of several kinds."""
    folder = tmp_path / "seeds"
    folder.mkdir()
    for name, text in SPEECHES.items():
        (folder / name).write_text(text, "utf-8")
    return folder


@pytest.fixture
def run(tmp_path: Path, seeds: Path) -> Path:
    """Return the folder of a run with a cache of the seeds."""
    return cached(tmp_path / "run", seeds)


def cached(
    run: Path, seeds: Path, options: ReadOptions = PLAIN, lexicon: Lexicon | None = None
) -> Path:
    """Make the cache of a run of some seeds."""
    cache = Cache()
    made(cache, seeds, options, lexicon)
    cache.keep(run)
    return run


def made(
    cache: Cache,
    seeds: Path,
    options: ReadOptions = PLAIN,
    lexicon: Lexicon | None = None,
    pos: tuple[str, ...] = (),
) -> tuple[Corpus, Tokens]:
    """Return corpus and tokens with a cache."""
    corpus = cache.read(seeds, options)
    return corpus, cache.segment(corpus, "rjieba", lexicon or load_lexicon(), pos=pos)


def check_same(corpus: Corpus, tokens: Tokens, seeds: Path, options: ReadOptions = PLAIN) -> None:
    """Check that corpus and tokens are those made afresh."""
    fresh = read(seeds, options)
    assert corpus == fresh
    assert [len(piece.blocks) for piece in corpus.pieces] == [len(p.blocks) for p in fresh.pieces]
    for a, b in zip(corpus.paragraphs, fresh.paragraphs, strict=True):
        assert list(a.repairs) == list(b.repairs)
    check_same_words(tokens, segment(fresh))


def check_same_words(found: Tokens, expected: Tokens) -> None:
    assert (found.terms, found.tags) == (expected.terms, expected.tags)
    assert found.corpus_fingerprint == expected.corpus_fingerprint
    assert list(found.units) == list(expected.units)
    for name in ("term_ids", "spans", "indptr"):
        a, b = getattr(found, name), getattr(expected, name)
        assert a.dtype == b.dtype
        np.testing.assert_array_equal(a, b)


def add(seeds: Path) -> None:
    (seeds / "1.txt").write_text("在会上的讲话\n\n同志们，新的一年要有新气象。\n", "utf-8")


def change(seeds: Path) -> None:
    path = seeds / "03-创城.txt"
    path.write_text(path.read_text("utf-8").replace("一流", "全国一流的"), "utf-8")


def remove(seeds: Path) -> None:
    (seeds / "表.csv").unlink()


def rename(seeds: Path) -> None:
    (seeds / "2019年工作报告.txt").rename(seeds / "zz-2021年3月5日.txt")


def deepen(seeds: Path) -> None:
    (seeds / "2018年").mkdir()
    (seeds / "03-创城.txt").rename(seeds / "2018年" / "03-创城.txt")


def copy_before(seeds: Path) -> None:
    shutil.copy(seeds / "读我.md", seeds / "a.md")


def copy_after(seeds: Path) -> None:
    shutil.copy(seeds / "03-创城.txt", seeds / "复件.txt")


def other_suffix(seeds: Path) -> None:
    (seeds / "读我.md").rename(seeds / "读我.txt")


def describe(seeds: Path) -> None:
    first, *_, last = sorted(path.name for path in seeds.glob("*.[tcm]*"))
    rows = f"source,title,地区\n{first},另一个标题,华东\n{last},,华北\n"
    (seeds / "metadata.csv").write_text(rows, "utf-8")


def spoil(seeds: Path) -> None:
    (seeds / "空.txt").write_bytes(b"")


CHANGES = (
    add, change, remove, copy_before, copy_after, rename, deepen, other_suffix, spoil, describe,
)  # fmt: skip


@pytest.mark.filterwarnings("ignore::topics.errors.TopicsWarning")
@pytest.mark.slow
@settings(max_examples=20)
@given(st.lists(st.sampled_from(CHANGES), min_size=2, max_size=5, unique=True))
def test_a_pile_that_changes_is_read_as_if_afresh(
    tmp_path_factory: pytest.TempPathFactory, changes: list[Callable[[Path], None]]
) -> None:
    """Whatever is added, changed, removed, renamed or copied, the result is the same."""
    folder = tmp_path_factory.mktemp("pile")
    seeds = folder / "seeds"
    seeds.mkdir()
    for name, text in SPEECHES.items():
        (seeds / name).write_text(text, "utf-8")
    earlier = cached(folder / "0", seeds)
    for n, step in enumerate(sorted(changes, key=CHANGES.index), 1):
        with suppress(FileNotFoundError):
            step(seeds)
        cache = Cache(earlier)
        check_same(*made(cache, seeds), seeds)
        earlier = folder / str(n)
        cache.keep(earlier)
    check_same(*made(Cache(earlier), seeds), seeds)
    shutil.rmtree(folder)


@pytest.fixture
def decoded(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the first lines of the files that are decoded."""
    lines: list[str] = []
    check = reading._sound

    def noted(content: Content) -> Content:
        lines.append(content.lines[0])
        return check(content)

    monkeypatch.setattr(reading, "_sound", noted)
    return lines


@pytest.mark.filterwarnings("ignore::topics.errors.TopicsWarning")
@pytest.mark.parametrize("change", CHANGES)
def test_one_change_is_read_as_if_afresh(
    run: Path, seeds: Path, change: Callable[[Path], None]
) -> None:
    """After each kind of change corpus and tokens are those made without a cache."""
    change(seeds)
    check_same(*made(Cache(run), seeds), seeds)


@pytest.mark.filterwarnings("ignore::topics.errors.TopicsWarning")
def test_a_file_among_many_is_read_as_if_afresh(tmp_path: Path) -> None:
    """Pieces of more sources than share columns are joined across what they shared before."""
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    for n in range(3 * SOURCES_AT_ONCE // 2):
        (seeds / f"{n:03d}.txt").write_text(f"第{n}次会议今天召开，XX县的 工作做好了。\n", "utf-8")
    earlier = cached(tmp_path / "run", seeds)
    (seeds / "050a.txt").write_text("今天召开的会议很重要。\n", "utf-8")
    (seeds / "000.txt").rename(seeds / "140a.txt")
    check_same(*made(Cache(earlier), seeds), seeds)


def test_only_new_files_are_read(run: Path, seeds: Path, decoded: list[str]) -> None:
    """One file more is the only one that is decoded."""
    add(seeds)
    rename(seeds)
    made(Cache(run), seeds)
    assert decoded == ["在会上的讲话"]


@pytest.mark.parametrize(
    "options",
    [ReadOptions(skip_repairs=("inner_space",)), ReadOptions(columns={"text": "标题"}),
     ReadOptions(encoding="utf-8")],
)  # fmt: skip
def test_other_settings_do_not_use_what_was_read(
    run: Path, seeds: Path, options: ReadOptions, decoded: list[str]
) -> None:
    """With other options of reading every file is read again."""
    check_same(*made(Cache(run), seeds, options), seeds, options)
    assert len(decoded) == 2 * len(SPEECHES)


def test_another_pattern_of_file_names_changes_dates(
    run: Path, seeds: Path, decoded: list[str]
) -> None:
    """What depends on names alone is found out again, without reading."""
    options = ReadOptions(file_names=r"(?P<date>\d{4})年(?P<title>.*)")
    corpus, tokens = made(Cache(run), seeds, options)
    assert decoded == []
    check_same(corpus, tokens, seeds, options)


def test_another_lexicon_segments_again(run: Path, seeds: Path, tmp_path: Path) -> None:
    """With other entries nothing is taken from the cache, and nothing with parts of speech."""
    words = tmp_path / "words.txt"
    words.write_text("扎实的作风 100000\n", "utf-8")
    lexicon = load_lexicon(words)
    corpus, tokens = made(Cache(run), seeds, lexicon=lexicon)
    assert "扎实的作风" in tokens.terms
    check_same_words(tokens, segment(corpus, lexicon=lexicon))
    tagged = Cache(run)
    check_same_words(made(tagged, seeds, pos=("n",))[1], segment(corpus, pos=("n",)))


def test_other_code_uses_nothing(
    run: Path, seeds: Path, decoded: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What another version wrote is not used, without a word."""
    monkeypatch.setattr(module, "_environment", lambda *rooms: "another version")
    made(Cache(run), seeds)
    assert len(decoded) == len(SPEECHES)


def flip(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data[:-9] + bytes([data[-9] ^ 1]) + data[-8:])


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:500])


def empty(path: Path) -> None:
    path.write_bytes(b"")


def replace(path: Path) -> None:
    path.write_text("a list of readings\n" * 20, "utf-8")


def link(path: Path) -> None:
    path.rename(path.with_suffix(".b"))
    path.symlink_to(path.with_suffix(".b"))


def make_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


DAMAGES = (flip, truncate, empty, replace, link, make_pipe)


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("name", [module.READINGS, module.WORDS])
def test_what_is_damaged_is_made_again(
    run: Path, seeds: Path, name: str, damage: Callable[[Path], None]
) -> None:
    """A damaged file is reported and not used; the result is the same."""
    damage(cache_of(run) / name)
    with pytest.warns(MachineWarning, match="not used"):
        corpus, tokens = made(Cache(run), seeds)
    check_same(corpus, tokens, seeds)


def forged(run: Path, name: str, data: bytes, size: int | None = None) -> None:
    """Write a file whose hashes are right and whose content is not."""
    path = cache_of(run) / name
    key = sealed_files.HEAD.unpack(path.read_bytes()[: sealed_files.HEAD.size])[1].decode()
    packed = sealed_files.seal(key, data)
    if size is not None:
        body = packed[sealed_files.HEAD.size :]
        digest = sealed_files._digest(key, size, body)
        packed = sealed_files.HEAD.pack(sealed_files.MAGIC, key.encode(), digest, size) + body
    path.write_bytes(packed)


@pytest.mark.parametrize("name", [module.READINGS, module.WORDS])
def test_a_forged_file_is_not_used(run: Path, seeds: Path, name: str) -> None:
    """Bytes that are no tables, or that claim to be terabytes, are refused."""
    for data, size in ((b"no tables", None), (b"", None), (b"0" * 99, 10**12)):
        forged(run, name, data, size)
        with pytest.warns(MachineWarning, match="not used"):
            corpus, tokens = made(Cache(run), seeds)
        check_same(corpus, tokens, seeds)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", [module.READINGS, module.WORDS])
def test_forged_bytes_never_crash(run: Path, seeds: Path, name: str) -> None:
    """Whatever bytes of the tables are changed under right hashes, reading ends as usual."""
    data = (cache_of(run) / name).read_bytes()
    whole = sealed_files.unseal(
        data, sealed_files.HEAD.unpack(data[: sealed_files.HEAD.size])[1].decode(), bytes
    )
    assert whole is not None
    draw = random.Random(17)
    for _ in range(200):
        changed = bytearray(whole)
        changed[draw.randrange(len(changed))] = draw.randrange(256)
        forged(run, name, bytes(changed))
        made(Cache(run), seeds)


def test_tables_that_do_not_fit_together_are_not_used(run: Path, seeds: Path) -> None:
    """Rows of a piece that end beyond its columns are refused before they are used."""
    cache = Cache()
    made(cache, seeds)
    readings = cache._made[module.READINGS][1]
    readings._shared[0].ends[-1] = (10**6, 10**6, 10**6)  # type: ignore[union-attr]
    forged(run, module.READINGS, readings.to_bytes())
    with pytest.warns(MachineWarning, match="not used"):
        check_same(*made(Cache(run), seeds), seeds)


def test_a_cache_that_cannot_be_written_costs_nothing_else(run: Path, seeds: Path) -> None:
    """Where the folder is a file or a link, the run is whole and a warning says so."""
    folder = cache_of(run)
    shutil.rmtree(folder)
    for block in (lambda: folder.write_text("mine"), lambda: folder.symlink_to(seeds)):
        block()
        with pytest.warns(MachineWarning, match="cannot be written"):
            cached(run, seeds)
        folder.unlink()
    assert sorted(path.name for path in seeds.iterdir()) == sorted(SPEECHES)


def _write_and_die(folder: Path) -> None:
    replace = Path.replace
    Path.replace = lambda self, target: os.kill(os.getpid(), signal.SIGKILL)  # type: ignore
    sealed_files.write_sealed(folder / module.READINGS, "0" * 16, b"half")
    Path.replace = replace  # type: ignore[method-assign]


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL")
def test_what_a_killed_command_left_is_removed(run: Path, seeds: Path) -> None:
    """A temporary file is removed by the next run, unless its process lives; two files stay."""
    folder = cache_of(run)
    process = multiprocessing.get_context("fork").Process(target=_write_and_die, args=(folder,))
    process.start()
    process.join()
    (left,) = folder.glob(".*.part")
    alive = folder / ".words-0.part"
    with alive.open("xb") as file:
        assert try_lock(file)
        cached(run.with_name("another"), seeds)
        assert [path.exists() for path in (alive, left)] == [True, False]
    alive.unlink()
    assert sorted(path.name for path in folder.iterdir()) == ["readings", "words"]


def test_a_missing_cache_is_no_reason_to_warn(tmp_path: Path, seeds: Path) -> None:
    """Without a cache everything is read."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        check_same(*made(Cache(tmp_path / "none"), seeds), seeds)
