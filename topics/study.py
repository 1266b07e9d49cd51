"""The inputs of a study besides its seed files, loaded and checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path

from topics.config import Settings, load_settings
from topics.defaults import default_path
from topics.edits.loading import load_edits
from topics.edits.types import NO_EDITS, Edits
from topics.engines import ENGINES
from topics.errors import SettingsError, check_path_type
from topics.evaluate.gold_lines import GoldLine, read_gold
from topics.models.storage import model_hash
from topics.models.types import TopicModel
from topics.parsing import HALF_PAIR
from topics.runs.own_models import named_models
from topics.text.lexicon.lexicon import LEXICON_FILES, Lexicon, load_lexicon
from topics.themes.codebook import load_codebook
from topics.themes.coder import Coder
from topics.themes.types import NONE, Codebook

__all__ = ["Earlier", "Study", "lexicon_of", "load_study"]

DEFAULTS = ("settings.toml", *(f"lexicon/{name}" for name in LEXICON_FILES))


@dataclass(frozen=True, slots=True, eq=False)
class Earlier:
    """The parts of a finished run that a study takes over.

    Attributes
    ----------
    vocabulary : tuple of str
        Terms that are counted if they occur at all.
    coder : Coder, optional
        Coder of the paragraphs; None for a new one.
    models : mapping of str to TopicModel
        The models that are continued, by engine; those of a recoded run are not.
    is_fresh : bool
        Whether engines do not start from these models.
    """

    vocabulary: tuple[str, ...]
    coder: Coder | None = None
    models: Mapping[str, TopicModel] = field(default_factory=dict)
    is_fresh: bool = False

    def start(self, engine: str) -> TopicModel | None:
        """Return the model that an engine starts from; None if there is none or it takes none."""
        if self.is_fresh or not ENGINES[engine].takes_start:
            return None
        return self.models.get(engine)


@dataclass(frozen=True, slots=True)
class Study:
    """The checked inputs of a study besides its seed files.

    Attributes
    ----------
    settings : Settings
    codebook : Codebook
    lexicon : Lexicon
    gold : tuple of GoldLine
        Empty if there are none.
    files : mapping of str to bytes
        The codebook and the study's own word lists, gold and metadata, by kind and file name,
        e.g. ``"gold/themes.jsonl"``.
    models : mapping of str to TopicModel
        Models that the user fitted, by engine.
    earlier : Earlier, optional
        What is taken over from a finished run, if the study continues or recodes one.
    edits : Edits
        Edits of topics and codes; falsy if there are none.
    """

    settings: Settings
    codebook: Codebook
    lexicon: Lexicon
    gold: tuple[GoldLine, ...]
    files: Mapping[str, bytes]
    models: Mapping[str, TopicModel] = field(default_factory=dict)
    earlier: Earlier | None = None
    edits: Edits = NO_EDITS

    def inputs(self) -> dict[str, str]:
        """Return name and sha256 of every input, including those of the package."""
        files = {f"defaults/{name}": default_path(name).read_bytes() for name in DEFAULTS}
        files |= self.files
        models = {f"models/{name}": model_hash(model) for name, model in self.models.items()}
        return {name: sha256(data).hexdigest() for name, data in files.items()} | models


def load_study(
    settings: Settings | None = None,
    codebook: str | Path | None = None,
    gold: str | Path | None = None,
    metadata: str | Path | None = None,
    models: Sequence[TopicModel] = (),
) -> Study:
    """Load everything but the seed files.

    Parameters
    ----------
    settings : Settings, optional
        Result of `load_settings`; the defaults if omitted.
    codebook : path-like, optional
        The codebook of the package if omitted; ``"none"`` to code nothing.
    gold : path-like, optional
        Gold lines, if any.
    metadata : path-like, optional
        The table of further columns that `read` reads; recorded with the other inputs.
    models : sequence of TopicModel, optional
        Models that the user fitted, each with a unique engine name.

    Raises
    ------
    TopicsError
        If one of the files cannot be used.
    """
    own = named_models(models)
    if settings is None:
        settings = load_settings()
    if not isinstance(settings, Settings):
        raise SettingsError(
            [
                f"settings is a {type(settings).__name__}; pass what topics.load_settings returns,"
                ' e.g. topics.load_settings(overrides=["n_components=3"]).'
            ]
        )
    paths = {
        "codebook": default_path("themes.toml") if codebook is None else codebook,
        "dictionary": settings.dictionary or None,
        "stop_words": settings.stop_words or None,
        "edits": settings.edits or None,
        "gold": gold,
        "metadata": metadata,
    }
    if isinstance(codebook, str) and codebook == NONE:
        del paths["codebook"]
    names = {kind: _name_of(kind, path) for kind, path in paths.items() if path is not None}
    book = Codebook((), NONE, "") if codebook == NONE else load_codebook(codebook)
    lines = () if gold is None else read_gold(gold)
    if not book.themes:
        lines = tuple(replace(line, themes=()) for line in lines)
    edits = load_edits(paths["edits"], (*settings.engines, *own), book.ids())
    files = {name: Path(str(paths[kind])).read_bytes() for kind, name in names.items()}
    return Study(settings, book, lexicon_of(settings), lines, files, own, edits=edits)


def lexicon_of(settings: Settings) -> Lexicon:
    """Return the word lists that settings name."""
    lists = settings.dictionary, settings.stop_words
    return load_lexicon(
        *lists, stop_formula=settings.stop_formula, foreign_words=settings.foreign_words
    )


def _name_of(kind: str, path: str | Path) -> str:
    """Return the name of an input in a run, which must be UTF-8 like all files of a run."""
    check_path_type(kind, path)
    name = Path(path).name
    if HALF_PAIR.search(name):
        raise SettingsError([f"{kind}: the name of {name!r} is not UTF-8. Rename the file."])
    return f"{kind}/{name}"
