"""Vectors of texts on disk, by model and text."""

from __future__ import annotations

import io
import os
import tempfile
from hashlib import sha256
from pathlib import Path

import numpy as np
import numpy.typing as npt
from platformdirs import user_cache_path

from topics.messages import Message, warn

__all__ = ["Vector", "VectorCache"]

N_HASH = 32
Vector = npt.NDArray[np.float32]


class VectorCache:
    """A folder of vectors, one ``.npy`` file each, named by the sha256 of model and text.

    Several processes may use it at once: a file is written under a temporary name
    and then renamed. A file ends with the sha256 of its name and content, so that one
    that is damaged, misplaced or of an earlier version is ignored.

    Parameters
    ----------
    folder : path-like, optional
        The user's cache folder by default. It may be deleted at any time:
        missing vectors are computed again.
    """

    def __init__(self, folder: str | Path | None = None) -> None:
        self.folder = Path(folder) if folder is not None else _default_folder()

    def get(self, model: str, text: str) -> Vector | None:
        """Return the vector of a text, or None if it is not in the cache.

        Parameters
        ----------
        model : str
            Id of the model, version included.
        text : str
            The text as the model sees it.
        """
        path = self._path(model, text)
        try:
            data = path.read_bytes()
            if data[-N_HASH:] != _hash(path, data[:-N_HASH]):
                return None
            vector = np.load(io.BytesIO(data), allow_pickle=False)
        except (OSError, ValueError, EOFError):
            return None
        sound = vector.dtype == np.float32 and vector.ndim == 1 and np.isfinite(vector).all()
        return vector if sound else None

    def put(self, model: str, text: str, vector: Vector) -> None:
        """Store a vector.

        Warns
        -----
        TopicsWarning
            If the folder cannot be written; the next run computes the vector again.
        """
        path = self._path(model, text)
        buffer = io.BytesIO()
        np.save(buffer, vector, allow_pickle=False)
        data = buffer.getvalue()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, aside = tempfile.mkstemp(suffix=".tmp", dir=path.parent)
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(data + _hash(path, data))
                Path(aside).replace(path)
            except BaseException:
                Path(aside).unlink(missing_ok=True)
                raise
        except OSError as exc:
            values = {"folder": str(self.folder), "reason": exc.strerror or ""}
            warn(Message("embeddings_not_kept", values))

    def _path(self, model: str, text: str) -> Path:
        key = sha256(f"{model}\0{text}".encode()).hexdigest()
        return self.folder / key[:2] / f"{key}.npy"


def _hash(path: Path, data: bytes) -> bytes:
    return sha256(path.name.encode() + data).digest()


def _default_folder() -> Path:
    return user_cache_path("topics-zh", appauthor=False) / "embeddings"
