"""The labelled texts as a supply: which fits where and when, and how gladly each is taken."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from aspa_analysis.corpus import read_corpus
from aspa_analysis.example.world import ORAL_MIX, ORAL_THEMES, SEASONS, SMALL_LIBRARIES

Weights = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

# A text that names a place is used there only. "Asema" and "Ranta" are words too: capital, mid-sentence.
_CITY = "suvanto"
_PLACES: tuple[tuple[str, str], ...] = (
    (r"Suvan(?:to|no)", _CITY), (r"Myllymä[ek]", _CITY), (r"Harjul", _CITY), (r"Uu(?:si|den|des)t?a?ky",
    _CITY),
    (r"Uudestakyl", _CITY), (r"\bAsema\b|Asemal", _CITY), (r"\bRanta\b|\bRannan\b", _CITY),
    (r"Kuusivaara", "kuusivaara"), (r"Jokipu", "jokipudas"), (r"Honkasalm", "honkasalmi"),
    (r"Vuoskosk", "vuoskoski"), (r"Lehtovaar", "lehtovaara"), (r"Saarijo", "saarijoki"),
    (r"Pikku-Nuo", "pikkunuotta"),
)  # fmt: skip
# These name the place a book came from or lies in, not the place where they were said.
_SAID_ELSEWHERE = {
    "B043": {"kuusivaara", "vuoskoski", "honkasalmi"},
    "B211": {"kuusivaara", "vuoskoski"},
    "B290": {"kuusivaara"},
    "D406": {"jokipudas", "lehtovaara"},
}
_CITY_WORDS = re.compile(
    r"sivukirjasto|lähikirjasto|pääkirjasto|huvudbib|main library|kauppakeskus", re.IGNORECASE
)
# Texts that give away a season without being labelled with one.
_SEASON_WORDS: tuple[tuple[str, frozenset[int]], ...] = (
    (r"joulu", frozenset({11, 12, 1})),
    (r"pakka[ns]|lumi|lunta|luminen|jäätik|liukas|liukka|hiihtoloma|\bhanki", frozenset({11, 12, 1, 2, 3})),
    (r"helte|juhannu|heinäkuu|kesäloma|uimaran", frozenset({5, 6, 7, 8})),
    (r"\bkesä", frozenset({4, 5, 6, 7, 8})),
    (r"syysloma|syksy", frozenset({8, 9, 10, 11})),
    (r"pääsiäi", frozenset({3, 4})),
    (r"vappu|vapun", frozenset({4, 5})),
    (r"elokuu", frozenset({8, 9})),
)  # fmt: skip


@dataclass(frozen=True)
class TextPool:
    """The labelled texts with what the generator must know of each.

    Attributes
    ----------
    texts : pandas.DataFrame
        The corpus.
    """

    texts: pd.DataFrame

    @cached_property
    def themes(self) -> list[frozenset[str]]:
        """Themes of each text, without subthemes."""
        return [frozenset(t.split(".")[0] for t in cell.split(";") if t) for cell in self.texts["themes"]]

    @cached_property
    def kinds(self) -> list[frozenset[str]]:
        """Kinds of each text."""
        return [frozenset(k for k in cell.split(";") if k) for cell in self.texts["kinds"]]

    @cached_property
    def words_count(self) -> npt.NDArray[np.int64]:
        """Words of each text."""
        return np.array([len(text.split()) for text in self.texts["text"]], dtype=np.int64)

    @cached_property
    def _homes(self) -> list[set[str]]:
        return [
            _find_homes(text_id, text)
            for text_id, text in zip(self.texts["text_id"], self.texts["text"], strict=True)
        ]

    @cached_property
    def _months(self) -> list[frozenset[int]]:
        rows = zip(self.texts["event"], self.texts["text"], strict=True)
        return [_find_months(event, text) for event, text in rows]

    @cached_property
    def _is_city_talk(self) -> Mask:
        return np.asarray(self.texts["text"].str.contains(_CITY_WORDS), dtype=bool)

    def is_via(self, *vias: str) -> Mask:
        """Tell which texts were written as one of these."""
        return np.asarray(self.texts["via"].isin(vias), dtype=bool)

    def is_event(self, event: str) -> Mask:
        """Tell which texts belong to an event."""
        return np.asarray(self.texts["event"].eq(event), dtype=bool)

    @cached_property
    def is_general(self) -> Mask:
        """Tell which texts belong to no event, or to a season only."""
        return np.asarray(self.texts["event"].isin(["", *SEASONS]), dtype=bool)

    def fits(self, library: str, month: int) -> Mask:
        """Tell which texts could be said in a library in a month of the year."""
        is_small = library in SMALL_LIBRARIES
        at_home = np.array([not homes or library in homes for homes in self._homes])
        in_season = np.array([not months or month in months for months in self._months])
        return np.asarray(at_home & in_season & ~(self._is_city_talk & is_small), dtype=bool)

    def indicator(self, code: str) -> Mask:
        """Tell which texts have a theme, a kind, or a ``positive`` or ``negative`` tone."""
        return self._indicators[code]

    @cached_property
    def _indicators(self) -> dict[str, Mask]:
        return {code: self._indicate(code) for code in (*ORAL_THEMES, *ORAL_MIX)}

    def _indicate(self, code: str) -> Mask:
        if code in ("positive", "negative"):
            return np.asarray(self.texts["tone"].eq(1 if code == "positive" else -1), dtype=bool)
        source = self.themes if code in ORAL_THEMES else self.kinds
        return np.array([code in codes for codes in source])

    @cached_property
    def is_western(self) -> Mask:
        """Tell which texts windows-1252 can hold, the encoding of many Finnish exports."""
        return np.array(
            [text.encode("cp1252", "ignore").decode("cp1252") == text for text in self.texts["text"]]
        )


def read_pool() -> TextPool:
    """Read the labelled texts as a supply."""
    return TextPool(read_corpus())


def _find_homes(text_id: str, text: str) -> set[str]:
    if text_id in _SAID_ELSEWHERE:
        return _SAID_ELSEWHERE[text_id]
    return {library for pattern, library in _PLACES if re.search(pattern, text)}


def _find_months(event: str, text: str) -> frozenset[int]:
    if event:
        return SEASONS.get(event, frozenset())
    return next(
        (months for pattern, months in _SEASON_WORDS if re.search(pattern, text.casefold())), frozenset()
    )


def calibrate_weights(pool: TextPool, members: Mask, targets: Mapping[str, float]) -> Weights:
    """Weight texts so that drawing by weight gives wanted shares of themes, kinds and tones.

    Exponential tilting of equal weights, with a ridge so that no text is left out or drawn at all
    times where the supply is far from the target; rounded to integers, so that every platform
    draws the same texts.

    Parameters
    ----------
    pool : TextPool
        The texts.
    members : numpy.ndarray of bool
        Texts that take part; the others have weight 0.
    targets : dict
        Wanted share of the texts, in per cent, by theme, kind or tone.

    Returns
    -------
    numpy.ndarray of int64
        A weight for each text, about 1,000 on average.

    References
    ----------
    Deville, J.-C. and Särndal, C.-E. (1992). Calibration estimators in survey sampling. JASA 87.
    """
    raw = np.column_stack([pool.indicator(code)[members] for code in targets]).astype(float)
    design = raw - raw.mean(axis=0)
    wanted = np.array(list(targets.values())) / 100.0 - raw.mean(axis=0)
    tilt = np.zeros(design.shape[1])
    for _ in range(60):
        weights = _tilt(design, tilt)
        mean = weights @ design
        spread = (design * weights[:, None]).T @ design - np.outer(mean, mean)
        gap = wanted - mean - 1e-3 * tilt
        tilt = tilt + np.clip(np.linalg.solve(spread + 1e-3 * np.eye(len(tilt)), gap), -1.0, 1.0)
    result = np.zeros(len(members), dtype=np.int64)
    result[members] = np.maximum(1, np.rint(_tilt(design, tilt) * 1000 * len(design))).astype(np.int64)
    return result


def _tilt(design: npt.NDArray[np.float64], tilt: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    # Clipped: a text's weight stays between an eighth and eight times the average.
    raw = np.exp(np.clip(design @ tilt, -2.1, 2.1))
    return np.asarray(raw / raw.sum(), dtype=np.float64)
