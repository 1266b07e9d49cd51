"""The starts of an engine from several random seeds, beside the one that is shown."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt

from topics.arrays import check_array
from topics.display.models import starts_view
from topics.display.view import shown
from topics.errors import ModelError

__all__ = ["Starts"]


@shown(starts_view)
@dataclass(frozen=True, slots=True, eq=False)
class Starts:
    """All starts of a fit, their topics matched to those of the one that is shown.

    That is the likeliest, or the first if the fit continues an earlier model.

    Attributes
    ----------
    random_states : int64 array, shape (n_starts,)
        Random seed of each start.
    objective : float64 array, shape (n_starts,)
        What starts are compared by, see ``Engine.objective``; of equal ones the first is shown.
    matched : int64 array, shape (n_starts, n_topics)
        Which topic of a start is matched to each topic shown (`topics.models.alignment.match`), as
        `topics.fit` numbers those of that start alone; 0 where it has fewer topics.
    similarity : float64 array, shape (n_starts, n_topics)
        1 minus the Jensen-Shannon distance of the two, from 0 to 1; 0 without a partner.
    share : float64 array, shape (n_starts, n_topics)
        Share of all counted words of each partner; 0 without one.
    topic_term : float32 array, shape (n_starts, n_topics, n_terms)
        Each partner's distribution of terms; zeros without one.
    speech_share : float32 array, shape (n_starts, n_speeches, n_topics)
        Share of each partner in the counted words of each speech, speeches in the order of the
        units (`topics.text.types.Units.speech_numbers`).
    main_topic_ari : float64 array, shape (n_starts,)
        Adjusted Rand index of the units' main topics with those shown (Hubert and Arabie 1985,
        doi:10.1007/BF01908075); 1 for the start that is shown.

    Raises
    ------
    ModelError
        If shapes do not agree or numbers are out of range.
    """

    random_states: npt.NDArray[np.int64]
    objective: npt.NDArray[np.float64]
    matched: npt.NDArray[np.int64]
    similarity: npt.NDArray[np.float64]
    share: npt.NDArray[np.float64]
    topic_term: npt.NDArray[np.float32]
    speech_share: npt.NDArray[np.float32]
    main_topic_ari: npt.NDArray[np.float64]

    def __post_init__(self) -> None:
        check_array("matched", self.matched, (-1, -1), low=0)
        n_starts, n_topics = self.matched.shape
        check_array("random_states", self.random_states, (n_starts,), low=0, high=2**32 - 1)
        check_array("objective", self.objective, (n_starts,))
        check_array("main_topic_ari", self.main_topic_ari, (n_starts,), high=1)
        for name in ("similarity", "share"):
            check_array(name, getattr(self, name), (n_starts, n_topics), low=0, high=1 + 1e-6)
        check_array("topic_term", self.topic_term, (n_starts, n_topics, -1), low=0, high=1)
        check_array("speech_share", self.speech_share, (n_starts, -1, n_topics), low=0)
        if not n_starts:
            raise ModelError("Starts must have at least one start.")

    def __len__(self) -> int:
        return len(self.random_states)

    @property
    def shown(self) -> int:
        """Row of the start that is shown, whose topics are matched to themselves.

        Of equal ones it is the likeliest, then the first.
        """
        return int(np.lexsort((-self.objective, -self.similarity.sum(axis=1)))[0])

    def arrays(self) -> dict[str, npt.NDArray[Any]]:
        """Return all attributes by name."""
        return {field.name: getattr(self, field.name) for field in fields(self)}
