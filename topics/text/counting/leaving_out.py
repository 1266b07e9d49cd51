"""Count the words of a speech that would be unknown if the speech were left out."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy import sparse

from topics.text.types import DocTermMatrix

__all__ = ["left_out"]

Ints = npt.NDArray[np.int64]


def left_out(matrix: DocTermMatrix, min_df: int, max_df: float) -> tuple[Ints, Ints]:
    """Count the words of each speech that the vocabulary of the other speeches lacks.

    A vocabulary covers the texts that it was built from better than any other text of the same
    kind. Therefore new texts are compared with speeches that were left out.

    Parameters
    ----------
    matrix : DocTermMatrix
        Counts of all countable words: counted with ``min_df=1, max_df=1.0``.
    min_df, max_df
        Limits of the vocabulary; see `topics.count`.

    Returns
    -------
    n_words, n_unknown : int64 array, shape (n_speeches,)
        Number of countable words of each speech, in order of first appearance, and how many of them
        are not in the vocabulary of the other speeches within the limits.
    """
    counts = matrix.counts
    speech = matrix.units.speech_numbers()
    n_speeches = int(speech.max(initial=-1)) + 1
    ones = np.ones(len(speech))
    of_speech = sparse.csr_array(
        (ones, (speech, np.arange(len(speech)))), (n_speeches, len(speech))
    )
    words = (of_speech @ counts).tocoo()
    units = sparse.csr_array((np.ones(counts.nnz), counts.indices, counts.indptr), counts.shape)
    # The same cells as `words`, in the same order: both sum the same cells.
    own_df = (of_speech @ units).tocoo().data
    df = np.bincount(counts.indices, minlength=counts.shape[1])[words.col] - own_df
    n_units = (len(speech) - np.bincount(speech, minlength=n_speeches))[words.row]
    unknown = (df < np.maximum(np.minimum(min_df, n_units), 1)) | (df > max_df * n_units)
    n_words = np.bincount(words.row, words.data, n_speeches).astype(np.int64)
    n_unknown = np.bincount(words.row, words.data * unknown, n_speeches).astype(np.int64)
    return n_words, n_unknown
