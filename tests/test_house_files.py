"""The house: what no file may hold, and what documents, Makefile and lock say of each other."""

import ast
import re
import subprocess
from pathlib import Path

from tests.house import ROOT, declared, imports, name_of, sources, tree

# What runs code or breaks with the next release when it is read back.
UNSAFE_MODULES = {"pickle", "cPickle", "_pickle", "dill", "cloudpickle", "shelve", "marshal"}
UNSAFE_CALLS = {"eval", "exec", "__import__"}
UNSAFE_ATTRIBUTES = {"joblib.dump", "joblib.load", "read_pickle", "to_pickle"}


def tracked() -> list[Path]:
    """Return the files that git tracks, or every file of the house where there is no git."""
    try:
        done = subprocess.run(
            ["git", "-C", str(ROOT), "ls-files", "-z"], capture_output=True, check=True
        )
        names = done.stdout.decode().split("\0")
    except (OSError, subprocess.CalledProcessError):
        folders = ("topics", "tests", "benchmarks", "docs", "notebooks", "seeds", ".ci")
        below = (path for folder in folders for path in (ROOT / folder).rglob("*"))
        names = [name_of(path) for path in [*ROOT.iterdir(), *below] if path.suffix != ".pyc"]
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


def test_nothing_is_pickled_or_evaluated() -> None:
    """No file reads or writes pickles, and no text is run as code."""
    wrong = []
    for path in sources("topics", "tests", "benchmarks"):
        found = {dotted.split(".")[0] for dotted in imports(path)} & UNSAFE_MODULES
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call):
                called = ast.unparse(node.func)
                found |= {called} & (UNSAFE_CALLS | UNSAFE_ATTRIBUTES)
                found |= {called.rpartition(".")[2]} & UNSAFE_ATTRIBUTES
                found |= {
                    "allow_pickle"
                    for keyword in node.keywords
                    if keyword.arg == "allow_pickle" and ast.unparse(keyword.value) != "False"
                }
        wrong += [f"{name_of(path)}: {what}" for what in sorted(found)]
    assert wrong == []


def test_no_file_names_a_machine_or_a_registry() -> None:
    """What is tracked would serve on any machine: no home folder, no index's address."""
    # Put together here, so that this file does not hold them itself.
    hosts = ["pypi" + ".org", "pythonhosted" + ".org", "npmjs" + ".org", "npmjs" + ".com"]
    hosts += ["deb.debian" + ".org", "--index" + "-url", "--find" + "-links"]
    homes = [f"/{place}/" for place in ("work", "root", "opt/wheels", "opt/pypi", "Users")]
    pattern = re.compile(
        "|".join(
            [rf"(?<![\w.]){re.escape(home)}" for home in homes]
            + [re.escape(host) for host in hosts]
            + [r"(?<![\w.])/home/\w+/", r"[A-Z]:\\Users\\"]
        )
    )
    wrong = []
    for path in tracked():
        text = path.read_bytes().decode("utf-8", "replace")
        wrong += [f"{name_of(path)}: {found[0]}" for found in pattern.finditer(text)]
    assert wrong == []


def test_the_readme_names_commands_that_there_are() -> None:
    """Each ``make`` command of the documents is a target, and the two that matter are named."""
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    for name in ("README.md", "README.zh.md", "CONTRIBUTING.md"):
        named = set(re.findall(r"\bmake ([a-z-]+)\b", (ROOT / name).read_text("utf-8")))
        assert named <= targets, name
        if name.startswith("README"):
            assert {"report", "test"} <= named, name
    assert "make test" in (ROOT / ".ci" / "run").read_text("utf-8")


def test_architecture_names_files_that_there_are() -> None:
    """Each file and folder that ARCHITECTURE.md names is tracked, and its text is wrapped."""
    text = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    names = set(re.findall(r"`([\w./]*(?:\.(?:py|pyi|toml|md|json)|/))`", text))
    made = {
        "seeds/",
        "model.json",
        "run.json",
        "timings.json",
        "metadata.csv",
    }  # by a run or a user
    files = [f"/{name_of(path)}" for path in tracked()]
    lost = [
        name
        for name in sorted(names - made)
        if not any(
            f"/{name}" in file if name.endswith("/") else file.endswith(f"/{name}")
            for file in files
        )
    ]
    assert len(names) > 50
    assert lost == []
    assert [line for line in text.splitlines() if len(line) > 120 and line[0] != "|"] == []


def test_the_lock_has_a_hash_for_everything_and_an_address_for_nothing() -> None:
    """Each locked package is pinned, hashed and without an index; what we declare is in it."""
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    entries = re.split(r"\n(?=[a-z])", lock)[1:]  # the first part is the header
    assert len(entries) > 50
    assert all(re.match(r"[a-z0-9-]+==[^\s;]+", entry) for entry in entries)
    assert all("--hash=sha256:" in entry for entry in entries)
    assert "://" not in lock
    pinned = {entry.partition("==")[0] for entry in entries}
    assert declared("dev", "embeddings", "engines", "notebooks", "readers") <= pinned
