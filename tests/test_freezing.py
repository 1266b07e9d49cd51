"""A run in one archive: what is in it, that it is verified, and that it has no text if asked."""

from __future__ import annotations

import json
import shutil
import tempfile
import tomllib
import zipfile
from hashlib import sha256
from pathlib import Path
from urllib.parse import unquote

import pytest
from click.testing import CliRunner

import topics
from tests.runs.golden_study import SET, SPEECH, make
from topics.cli import main
from topics.defaults import default_path
from topics.errors import ModelError, OutputError
from topics.freezing import freeze
from topics.runs.archives import unpack, write_archive
from topics.runs.files import folder_hashes
from topics.runs.schema import TABLES
from topics.runs.store import Run, load_run
from topics.runs.withholding import N_CHARS
from topics.verification import verify

pytestmark = pytest.mark.filterwarnings("ignore::topics.errors.TopicsWarning")
GOLDEN = Path(__file__).parent / "runs" / "golden"


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """Return a copy of a run of the newest format, without pages and figures."""
    newest = sorted(path for path in GOLDEN.iterdir() if path.is_dir())[-1]
    return Path(shutil.copytree(newest, tmp_path / "study"))


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep temporary files of each test in its own folder."""
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))


def members(archive: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(archive) as file:
        return {name: file.read(name) for name in file.namelist()}


def test_an_archive_has_the_run_and_what_explains_it(run: Path) -> None:
    """Every file of the run, a README of each column, the versions, how to cite, RO-Crate."""
    before = folder_hashes(run)
    archive = freeze(run)
    assert archive == run.with_name("study.zip")
    there = members(archive)
    done = load_run(run)
    assert {f"run/{name}" for name in (*done.manifest["outputs"], "run.json")} <= set(there)
    readme = there["README.md"].decode()
    for name, table in done.tables.items():
        section = readme.split(f"### run/{name}.csv")[1].split("###")[0]
        assert all(f"- `{column}`: " in section for column in table.columns)
    assert f"numpy=={done.manifest['versions']['numpy']}\n" in there["requirements.txt"].decode()
    assert there["CITATION.cff"].startswith(b"# Name the authors")
    graph = json.loads(there["ro-crate-metadata.json"])["@graph"]
    by_id = {part["@id"]: part for part in graph}
    assert by_id["ro-crate-metadata.json"]["about"] == {"@id": "./"}
    parts = {unquote(part["@id"]) for part in by_id["./"]["hasPart"]}
    assert parts == set(there) - {"ro-crate-metadata.json"}
    assert folder_hashes(run) == before


def test_every_column_is_explained() -> None:
    """Each table and column of the schema has a line in both languages."""
    notes = tomllib.loads(default_path("columns.toml").read_text("utf-8"))
    assert set(TABLES) == set(notes["tables"])
    columns = {name for table in TABLES.values() for name in (*table.columns, *table.more)}
    assert columns == set(notes["columns"])
    for texts in (*notes["tables"].values(), *notes["columns"].values()):
        assert len(texts) == 2
        assert all(texts)


def test_the_same_run_gives_the_same_archive(run: Path, tmp_path: Path) -> None:
    """Names are sorted and dates fixed; nothing is overwritten."""
    first = freeze(run, tmp_path / "a.zip")
    assert freeze(run, tmp_path / "b.zip").read_bytes() == first.read_bytes()
    names = list(members(first))
    assert names == sorted(names)
    with pytest.raises(OutputError, match="--out"):
        freeze(run, first)
    with pytest.raises(OutputError, match="never changed"):
        freeze(run, run / "a.zip")


def test_an_archive_without_texts_shares_no_twelve_characters_with_them(run: Path) -> None:
    """Nor do pages, titles and repairs; ids, counts and codes stay, and its hashes are verified."""
    told = CliRunner().invoke(main, ["freeze", str(run), "--no-text"])
    assert told.exit_code == 0, told.stderr
    archive = Path(told.stdout.strip())
    texts = [SPEECH.format(n=n) for n in (1, 2, 3)]
    texts += ["".join(load_run(run).tables["paragraphs"]["text"])]
    lines = [line for text in texts for line in text.splitlines()]
    fragments = {line[i : i + N_CHARS] for line in lines for i in range(len(line) - N_CHARS + 1)}
    assert len(fragments) > 100
    for name, data in members(archive).items():
        text = data.decode("utf-8", "ignore")
        found = {text[i : i + N_CHARS] for i in range(len(text) - N_CHARS + 1)} & fragments
        assert found == set(), name
    whole = load_run(run).tables["paragraphs"]
    unpack(archive, run.with_name("unpacked"))
    bare = (run.with_name("unpacked") / "run" / "paragraphs.csv").read_text("utf-8-sig")
    assert all(identifier in bare for identifier in whole["id"])
    assert verify(archive).is_same
    with pytest.raises(ModelError, match="--no-text"):
        freeze(run, sources=run, text=False)


@pytest.mark.slow
def test_metadata_of_the_study_are_texts_too(tmp_path: Path) -> None:
    """A long cell of a study's own column is in no table of an archive without texts."""
    pile, abstract = tmp_path / "pile", "这是一段很长的摘要文字，属于研究者自己的元数据"
    pile.mkdir()
    for n in (1, 2, 3):
        (pile / f"{n}.txt").write_text(SPEECH.format(n=n), "utf-8")
    table = f"source,abstract\n1.txt,{abstract}\n2.txt,乙\n3.txt,乙\n"
    (pile / "metadata.csv").write_text(table, "utf-8")
    settings = topics.load_settings(overrides=[*SET, "engines=['nmf']"])
    topics.run(pile, tmp_path / "run", settings=settings)
    assert abstract in (tmp_path / "run" / "themes_by.csv").read_text("utf-8-sig")
    there = members(freeze(tmp_path / "run", text=False))
    assert [name for name, data in there.items() if abstract[:N_CHARS].encode() in data] == []


def test_a_changed_member_is_named(run: Path, tmp_path: Path) -> None:
    """A byte changed, a member more or less: each is named, and nothing is made again."""
    there = members(freeze(run))
    there["run/themes.csv"] = there["run/themes.csv"][:-3] + b"9\r\n"
    there["README.md"] += b" "
    del there["run/terms.csv"]
    there["run/more.csv"] = b""
    write_archive(tmp_path / "forged.zip", there)
    found = verify(tmp_path / "forged.zip")
    names = ["README.md", "run/more.csv", "run/terms.csv", "run/themes.csv"]
    assert [d.where for d in found.differences] == names
    assert list((tmp_path / "temporary").iterdir()) == []


@pytest.mark.parametrize("name", ["../out.txt", "/out.txt", "run/../../out.txt"])
def test_an_archive_cannot_write_elsewhere(tmp_path: Path, name: str) -> None:
    """A path out of the archive is refused, with its name."""
    with zipfile.ZipFile(tmp_path / "bad.zip", "w") as archive:
        archive.writestr(name, "x")
    with pytest.raises(OutputError, match=r"out\.txt"):
        verify(tmp_path / "bad.zip")
    assert not list(tmp_path.rglob("out.txt"))


def test_what_is_no_archive_is_refused(tmp_path: Path) -> None:
    """Any other file, or a zip archive of something else: the error says what to name."""
    (tmp_path / "a.zip").write_text("x")
    with pytest.raises(OutputError, match="topics freeze"):
        verify(tmp_path / "a.zip")
    write_archive(tmp_path / "b.zip", {"a.txt": b"x"})
    with pytest.raises(OutputError, match="topics freeze"):
        verify(tmp_path / "b.zip")


def test_a_forged_record_is_refused(run: Path, tmp_path: Path) -> None:
    """A record of what is withheld that is none is an error with the archive, no traceback."""
    there = members(freeze(run, text=False))
    listed = json.loads(there["ro-crate-metadata.json"])
    for forged in (b"[", b"[]", b'{"left_out": 1, "emptied": {}}'):
        there["withheld.json"] = forged
        for part in listed["@graph"]:
            if part["@id"] == "withheld.json":
                part["sha256"] = sha256(forged).hexdigest()
        there["ro-crate-metadata.json"] = json.dumps(listed).encode()
        archive = tmp_path / f"{len(forged)}.zip"
        write_archive(archive, there)
        with pytest.raises(OutputError, match="Get the archive again"):
            verify(archive)


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Return a small run, with its seeds in ``pile`` beside."""
    return make(tmp_path_factory.mktemp("frozen") / "study")


@pytest.mark.thorough
@pytest.mark.parametrize("text", [pytest.param(True, marks=pytest.mark.slow), False])
def test_an_archive_is_verified_with_its_sources(done: Run, tmp_path: Path, text: bool) -> None:
    """The whole run is made again from the sources in it, or from those of who has them."""
    pile = done.folder.with_name("pile")
    archive = freeze(done.folder, tmp_path / "a.zip", sources=pile if text else None, text=text)
    assert ("seeds/甲.txt" in members(archive)) == text
    found = verify(archive, None if text else pile)
    assert found.differences == ()
    assert found.made_again == "run"


@pytest.mark.thorough
def test_other_sources_are_refused(done: Run, tmp_path: Path) -> None:
    """Sources that are not those of the run are not put into its archive."""
    (tmp_path / "pile").mkdir()
    (tmp_path / "pile" / "甲.txt").write_text("同志们：街道要绿化。", "utf-8")
    with pytest.raises(OutputError, match=r"乙\.txt: missing"):
        freeze(done.folder, tmp_path / "a.zip", sources=tmp_path / "pile")
    assert not (tmp_path / "a.zip").exists()
