"""The manifest: what went in, what came out, and nothing of time or place."""

import json
import os
import platform
import re
import subprocess
import tomllib
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest

from topics.config import load_settings
from topics.errors import OutputError
from topics.messages import Message
from topics.runs import manifest
from topics.runs.manifest import (
    FORMAT_VERSION,
    build_manifest,
    read_manifest,
    run_outputs,
    write_manifest,
)

ROOT = Path(__file__).parents[2]


def made(folder: Path, **inputs: str) -> dict[str, Any]:
    """Return the manifest of a run of one table in ``folder``."""
    folder.mkdir(exist_ok=True)
    (folder / "topics.csv").write_bytes(b"abc")
    (folder / "timings.json").write_bytes(b"{}")
    return build_manifest(load_settings(), inputs, folder, [Message("sentence", {"text": "a"})])


def test_it_holds_what_a_reader_needs_to_make_the_run_again(tmp_path: Path) -> None:
    """Settings, seed, hashes, versions, kind of machine, commit and warnings, each exact."""
    data = made(tmp_path, codebook="00")
    commit, modified = data.pop("git_commit"), data.pop("git_modified")
    assert commit is None or re.fullmatch("[0-9a-f]{40}", commit)
    assert modified is None or isinstance(modified, bool)
    versions = data.pop("versions")
    assert versions == manifest.versions()
    assert set(versions) == {"python", *manifest.PACKAGES}
    assert data.pop("instruction_set") == manifest.instruction_set()
    assert data == {
        "format_version": FORMAT_VERSION,
        "settings": load_settings().to_dict(),
        "random_state": 1,
        "inputs": {"codebook": "00"},
        "outputs": {
            "topics.csv": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        },
        "machine": platform.machine(),
        "warnings": [{"code": "sentence", "values": {"text": "a"}}],
    }


def test_the_instruction_set_is_there_where_digits_depend_on_it(tmp_path: Path) -> None:
    """A run of LDA alone, whose bytes are the same on any processor, does not name it."""
    alone = load_settings(overrides=['engines=["lda"]'])
    assert "instruction_set" not in build_manifest(alone, {}, tmp_path)
    assert all(isinstance(name, str) for name in manifest.instruction_set())


def test_every_dependency_has_its_version_in_it() -> None:
    """A dependency added to the project is added to the manifest."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    needed = {re.split(r"[<>=!~;\[ ]", line)[0] for line in project["dependencies"]}
    assert needed | {project["name"]} <= set(manifest.PACKAGES)


def test_the_same_run_in_another_folder_gives_the_same_bytes(tmp_path: Path) -> None:
    """The file holds neither time nor place, whatever order the inputs came in."""
    one, two = tmp_path / "one", tmp_path / "two" / "run"
    two.parent.mkdir()
    write_manifest(one, made(one, a="1", b="2"))
    write_manifest(two, made(two, b="2", a="1"))
    text = (one / "run.json").read_text("utf-8")
    assert text == (two / "run.json").read_text("utf-8")
    assert text.endswith("}\n")
    assert str(tmp_path) not in text
    assert read_manifest(one) == json.loads(text)
    assert list(run_outputs(one)) == ["topics.csv"]


def test_a_commit_is_reported_our_own_checkout_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A checkout tells its commit and changed code; a package inside another one tells nothing."""
    git = ["git", "-C", str(tmp_path), "-c", "user.name=a", "-c", "user.email=a@example.org"]
    (tmp_path / "topics").mkdir()
    (tmp_path / "topics" / "lda.py").write_text("a = 1\n", "utf-8")
    subprocess.run([*git, "init", "-q"], check=True)
    subprocess.run([*git, "add", "."], check=True)
    subprocess.run([*git, "commit", "-q", "--no-verify", "-m", "a"], check=True)
    head = subprocess.run([*git, "rev-parse", "HEAD"], check=True, capture_output=True, text=True)
    monkeypatch.setenv("GIT_DIR", "nowhere")  # as a git hook of some other repository would
    monkeypatch.setattr(manifest, "_PROJECT", tmp_path)
    assert manifest.git_state() == (head.stdout.strip(), False)
    (tmp_path / "topics" / "lda.py").write_text("a = 2\n", "utf-8")
    assert manifest.git_state() == (head.stdout.strip(), True)
    monkeypatch.setattr(manifest, "_PROJECT", tmp_path / "topics")
    assert manifest.git_state() == (None, None)


def test_without_git_there_is_no_commit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No git on the machine, or no work tree, is no error."""
    monkeypatch.setattr(manifest, "_PROJECT", tmp_path)
    assert manifest.git_state() == (None, None)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert manifest.git_state() == (None, None)


def test_a_package_that_is_not_installed_has_no_version(monkeypatch: pytest.MonkeyPatch) -> None:
    """A checkout that was never installed still runs."""
    monkeypatch.setattr(manifest, "PACKAGES", ("numpy", "no-such-package-of-ours"))
    assert manifest.versions() == {
        "python": platform.python_version(),
        "numpy": metadata.version("numpy"),
        "no-such-package-of-ours": None,
    }


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (None, "{folder}: is not a run: there is no run.json in it. Name the folder that `topics"
         " run` wrote."),
        (b"{", "{cause} Repeat the run."),
        (b"\xff", "{cause} Repeat the run."),
        (b"[]", "{path}: was not written by `topics run`: it has no format_version."),
        (b"[" * 100_000, "{cause} Repeat the run."),
        (b'{"name": "of another tool"}', "{path}: was not written by `topics run`: it has no"
         " format_version."),
        (b'{"format_version": 1}', "{path}: outputs is missing: it must be an object of names of"
         " files in the run's folder and their sha256. Repeat the run."),
        (b'{"format_version": 99, "outputs": {}}', "{path}: has format version 99, this version of"
         f" topics-zh reads up to {FORMAT_VERSION}. Install a newer topics-zh."),
    ],
)  # fmt: skip
def test_what_is_not_a_manifest_of_ours_is_reported(
    tmp_path: Path, data: bytes | None, message: str
) -> None:
    """A folder without one, a broken one and one of another tool or time each get a sentence."""
    path = tmp_path / "run.json"
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(OutputError) as caught:
        read_manifest(tmp_path)
    cause = caught.value.__cause__
    assert str(caught.value) == message.format(folder=tmp_path, path=path, cause=cause)


@pytest.mark.parametrize("version", ["0", "-1", "true", "1e9", '"2"', "null", "1.0"])
def test_a_version_that_is_none_is_refused(tmp_path: Path, version: str) -> None:
    """The message has the key, what was seen and what is allowed."""
    write_manifest(tmp_path, made(tmp_path))
    path = tmp_path / "run.json"
    text = path.read_text("utf-8")
    path.write_text(
        text.replace(f'"format_version": {FORMAT_VERSION}', f'"format_version": {version}'), "utf-8"
    )
    with pytest.raises(OutputError, match="must be an integer from 1 to"):
        read_manifest(tmp_path)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("settings", None),
        ("settings", {"engines": "lda"}),
        ("settings", {"engines": ["../models/lda"]}),
        ("settings", {"engines": []}),
        ("outputs", {"../a.csv": "00"}),
        ("outputs", {"/a.csv": "00"}),
        ("outputs", {"a.csv": 5}),
        ("inputs", []),
        ("versions", "1"),
        ("warnings", {}),
        ("warnings", [3]),
        ("warnings", [{"code": "a"}]),
        ("warnings", [{"code": None, "values": {}}]),
        ("warnings", [{"code": "a", "values": {"source": {"a": 1}}}]),
        ("warnings", [{"code": "a", "values": {"source": [["a"]]}}]),
        ("git_commit", 5),
        ("git_modified", 0),
        ("machine", None),
        ("random_state", True),
        ("settings", {"engines": ["lda", "lda"]}),
    ],
)
def test_a_key_of_another_kind_is_named(tmp_path: Path, key: str, value: object) -> None:
    """A manifest of an earlier format has no hash: the error names file and key."""
    data = made(tmp_path) | {"format_version": 2}
    for changed in ({**data, key: value}, {k: v for k, v in data.items() if k != key}):
        (tmp_path / "run.json").write_text(json.dumps(changed), "utf-8")
        with pytest.raises(OutputError, match=f"run.json: {key} is"):
            read_manifest(tmp_path)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("settings.n_components", "10"),
        ("settings.n_components", True),
        ("settings.max_df", "1"),
        ("settings.seed_words", 1),
        ("settings.pos", "n"),
        ("settings.skip_repairs", [None]),
        ("settings.columns", {"text": 3}),
        ("settings.engine", {"lda": []}),
        ("settings.dictionary", None),
        ("instruction_set", "AVX"),
        ("parent", 5),
        ("inputs", {"codebook/a.toml": "00"}),
        ("outputs", {"inputs/gold/a.jsonl": "00"}),
    ],
)
def test_what_was_changed_together_with_its_hash_is_refused(
    tmp_path: Path, key: str, value: object
) -> None:
    """A value of another type, or an input that is not kept as it was read, is named."""
    data = made(tmp_path)
    first, _, name = key.partition(".")
    changed = {**data[first], name: value} if name else value
    write_manifest(tmp_path, data | {first: changed})
    named = f"{key} is of another kind" if isinstance(changed, str | int) or name else "inputs/"
    with pytest.raises(OutputError, match=f"run.json: {named}"):
        read_manifest(tmp_path)


def test_settings_that_are_not_allowed_any_more_can_be_read(tmp_path: Path) -> None:
    """A run of an engine, a unit or a rule that was removed, or with fewer settings, is a run."""
    data = made(tmp_path)
    del data["settings"]["figure_formats"]
    data["settings"] |= {"engines": ["stm"], "unit": "page", "skip_repairs": ["old"], "gone": [1]}
    write_manifest(tmp_path, data)
    assert read_manifest(tmp_path)["settings"] == data["settings"]


def test_a_manifest_names_its_own_hash(tmp_path: Path) -> None:
    """A change to its content is noticed, also one that makes it of an earlier format."""
    write_manifest(tmp_path, made(tmp_path))
    path = tmp_path / "run.json"
    text = path.read_text("utf-8")
    for before, after in (
        (f'"format_version": {FORMAT_VERSION}', '"format_version": 2'),
        ('"random_state": 1', '"random_state": 2'),
        ('"sha256": "', '"sha257": "'),
    ):
        assert before in text
        path.write_text(text.replace(before, after), "utf-8")
        with pytest.raises(OutputError, match="was changed since"):
            read_manifest(tmp_path)
    path.write_text(json.dumps(json.loads(text)), "utf-8")
    assert read_manifest(tmp_path) == json.loads(text)


def test_a_manifest_that_cannot_be_opened_is_reported(tmp_path: Path) -> None:
    """A folder called run.json is no manifest, and a pipe is not waited for."""
    (tmp_path / "run.json").mkdir()
    with pytest.raises(OutputError, match=r"run.json: cannot be read \(Is a directory\)"):
        read_manifest(tmp_path)
    (tmp_path / "run.json").rmdir()
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "run.json")
        with pytest.raises(OutputError, match=r"run.json: cannot be read"):
            read_manifest(tmp_path)
