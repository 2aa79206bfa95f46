"""Drawing texts so that each is reused as rarely as possible."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from aspa_analysis.example.pool import Mask, Weights

_GAPS = (3, 2, 1)
# A gap is kept as long as this share of the wanted weight is still to be had.
_SUPPLY_SHARE = 0.12
_NEVER = -99


@dataclass
class TextPicker:
    """Draws texts and remembers where and when each was used.

    Attributes
    ----------
    last_used : dict
        For each library the month (a running number) in which each text was last used.
    relaxed_count : int
        Draws for which the gap of three months had to be given up.
    draws_count : int
        All draws.
    """

    texts_count: int
    rng: np.random.Generator
    last_used: dict[str, np.ndarray] = field(default_factory=dict)
    relaxed_count: int = 0
    draws_count: int = 0

    def pick(self, weights: Weights, *, library: str, month: int) -> int | None:
        """Draw a text that the library has not used lately.

        Parameters
        ----------
        weights : numpy.ndarray of int64
            How gladly each text is taken; 0 keeps it out.
        library : str
            For whom.
        month : int
            Running number of the month.

        Returns
        -------
        int or None
            Position of the text; None when every one was used this month.
        """
        last = self.last_used.setdefault(library, np.full(self.texts_count, _NEVER))
        total = int(weights.sum())
        for gap in _GAPS:
            free: Mask = month - last >= gap
            supply = weights * free
            left = int(supply.sum())
            if left > _SUPPLY_SHARE * total or (gap == 1 and left > 0):
                self.relaxed_count += gap < _GAPS[0]
                self.draws_count += 1
                return self._draw(supply, last, month)
        return None

    def _draw(self, supply: Weights, last: np.ndarray, month: int) -> int:
        # Integers all the way: a float sum could round differently on another platform.
        steps = np.cumsum(supply)
        chosen = int(np.searchsorted(steps, self.rng.integers(int(steps[-1])), side="right"))
        last[chosen] = month
        return chosen
