"""How gladly each text is taken, by channel, library, month and event."""

from __future__ import annotations

from datetime import date
from functools import cached_property

import numpy as np

from aspa_analysis.example.pool import Mask, TextPool, Weights, calibrate_weights
from aspa_analysis.example.world import (
    AFTER_SELF_SERVICE,
    BEFORE_SELF_SERVICE,
    ORAL_MIX,
    ORAL_THEMES,
    SEASON_FACTOR,
    SEASONS,
    SELF_SERVICE,
    SHOCKS,
    SMALL_LIBRARIES,
    THEME_FACTORS,
    WEB_MIX,
    Desk,
    Shock,
)

_ORAL_VIAS = ("suullinen", "puhelin")
_SHORT_WORDS = 12
# Who wrote the texts of a file lived in such a place; the others are still let in.
_HOME_FACTOR = 2.0
_WEB_SHOCK_FACTOR = 12.0


class Supply:
    """The texts with their weights.

    Parameters
    ----------
    pool : TextPool
        The texts.
    """

    def __init__(self, pool: TextPool) -> None:
        self.pool = pool
        self._fits: dict[tuple[str, int], Mask] = {}

    @cached_property
    def _oral(self) -> Weights:
        """Oral texts, and what customers wrote as shortly as they would have said it."""
        texts = self.pool.texts
        said = self.pool.is_via(*_ORAL_VIAS)
        short = (
            self.pool.is_via("lomake")
            & (self.pool.words_count <= _SHORT_WORDS)
            & texts["pii"].eq("").to_numpy()
        )
        members = np.asarray((said | short) & self.pool.is_general, dtype=bool)
        weights = calibrate_weights(self.pool, members, {**ORAL_THEMES, **ORAL_MIX})
        return np.where(short, (weights * 0.6).astype(np.int64), weights)

    @cached_property
    def _web(self) -> dict[str, Weights]:
        # A chat's question or a short e-mail could as well have come by the web form.
        form = self.pool.is_via("lomake", "chat") | (
            self.pool.is_via("sahkoposti") & (self.pool.words_count <= 25)
        )
        pools = {
            "lomake": form & self.pool.is_western,
            "lappu": self.pool.is_via("lomake"),
            **{via: self.pool.is_via(via) for via in ("sahkoposti", "some", "chat", "arvostelu")},
        }
        return {via: calibrate_weights(self.pool, members, WEB_MIX) for via, members in pools.items()}

    def weigh_oral(self, desk: Desk, month: str) -> Weights:
        """Weigh the texts for a desk's ordinary notes of a month."""
        weights = self._oral * self._fit(desk.library, month) * self._season(desk.library, month)
        weights = weights * self._at_home(desk.library)
        if desk.file.endswith("lastenosasto"):
            weights = weights * np.where(self.pool.indicator("lapset_nuoret"), 12.0, 1.0)
        about_bus = self.pool.indicator("kirjastoauto")
        weights = weights * np.where(about_bus, 25.0 if desk.channel == "kirjastoauto" else 0.7, 1.0)
        return _round(weights)

    def weigh_web(self, via: str, library: str, month: str) -> Weights:
        """Weigh the texts for a written channel; events come in by their strength in mid-month."""
        weights = self._web[via] * self._fit(library, month) * self._season(library, month)
        factors = np.where(self.pool.is_general, 1.0, 0.0)
        middle = date(int(month[:4]), int(month[5:]), 18)
        for shock in SHOCKS:
            if shock.library == library:
                chance = _WEB_SHOCK_FACTOR * shock.strength(middle)
                phase = self._phase(shock, middle)
                factors = np.where(self.pool.is_event(shock.event), chance * phase, factors)
        return _round(weights * factors)

    def weigh_event(self, shock: Shock, day: date) -> Weights:
        """Weigh the oral texts about an event: first the complaints, later the thanks."""
        said = self.pool.is_via(*_ORAL_VIAS, "lomake") & self.pool.is_event(shock.event)
        short = np.where(self.pool.is_via("lomake"), 0.3, 1.0) * (self.pool.words_count <= 30)
        fit = self._fit(shock.library, f"{day:%Y-%m}")
        return _round(1000.0 * said * short * fit * self._phase(shock, day))

    def _phase(self, shock: Shock, day: date) -> np.ndarray:
        complains = self.pool.indicator("negative")
        thanks = self.pool.indicator("positive")
        factors = np.where(thanks, 0.03, np.where(complains, 3.0, 1.0))
        if not shock.is_early(day):
            # Then the thanks come, and the one complaint that stays: names can be read on the shelf.
            stays = thanks | (self._names_names & (shock.event == "nouto"))
            factors = np.where(stays, 6.0, np.where(complains, 0.15, 1.0))
        for theme, factor in shock.theme_factors:
            factors = factors * np.where(self.pool.indicator(theme), factor, 1.0)
        return np.asarray(factors)

    @cached_property
    def _names_names(self) -> Mask:
        return np.asarray(self.pool.texts["text"].str.contains(r"(?i)\bnim[ei]|efternamn"), dtype=bool)

    def _fit(self, library: str, month: str) -> Mask:
        key = (library, int(month[5:]))
        if key not in self._fits:
            self._fits[key] = self.pool.fits(*key)
        return self._fits[key]

    def _season(self, library: str, month: str) -> np.ndarray:
        factors = np.where(self.pool.texts["event"].isin(list(SEASONS)), SEASON_FACTOR, 1.0)
        themes = dict(THEME_FACTORS.get(int(month[5:]), {}))
        where, since = SELF_SERVICE
        if library == where:
            themes |= AFTER_SELF_SERVICE if month >= since else BEFORE_SELF_SERVICE
        for theme, factor in themes.items():
            factors = factors * np.where(self.pool.indicator(theme), factor, 1.0)
        return np.asarray(factors)

    def _at_home(self, library: str) -> np.ndarray:
        prefix = "B" if library in SMALL_LIBRARIES else "A" if library == "suvanto" else ""
        is_home = self.pool.texts["text_id"].str.startswith(prefix or "-").to_numpy(dtype=bool)
        return np.where(is_home, _HOME_FACTOR, 1.0)


def _round(weights: np.ndarray) -> Weights:
    return np.asarray(np.rint(weights), dtype=np.int64)
