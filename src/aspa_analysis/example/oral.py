"""Oral notes: how many, about what, on which day and at which desk."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import numpy as np

from aspa_analysis.example.days import choose_recording_days
from aspa_analysis.example.picking import TextPicker
from aspa_analysis.example.pool import TextPool, Weights
from aspa_analysis.example.supply import Supply
from aspa_analysis.example.world import (
    AGE_KNOWN_SHARE,
    CAMPAIGN,
    DESKS,
    ORAL_CHANNELS,
    OUTAGE_DAYS,
    OUTREACH_DESK,
    OUTREACH_MONTHS,
    OUTREACH_NOTES,
    SHOCKS,
    Desk,
    Shock,
    expect_notes,
    list_months,
)

_AGES = {
    "lapsi": ("alle 13",), "nuori": ("13-17",), "opiskelija": ("18-29",), "vanhempi": ("30-44",),
    "aikuinen": ("30-44", "45-64"), "elakelainen": ("65+",), "maahanmuuttaja": ("18-29", "30-44"),
    "henkilokunta": ("30-44", "45-64", "65+"),
}  # fmt: skip
_TALLY_WORDS, _TALLY_SHARE = 8, 0.34


@dataclass(frozen=True)
class Note:
    """A note of feedback before it is written into a file."""

    library: str
    point: str
    file: str
    day: date
    text: int
    via: str
    channel: str | None = None
    similar_count: int = 1
    is_prompted: bool | None = None
    age_group: str | None = None


@dataclass
class OralRecorder:
    """Makes the oral notes of one library month by month.

    Attributes
    ----------
    supply : Supply
        Texts and their weights.
    picker : TextPicker
        Memory of what was used; shared with the library's other channels.
    recording_days : dict
        Days on which a service point recorded in a month.
    """

    supply: Supply
    picker: TextPicker
    recording_days: dict[tuple[str, str], set[date]] = field(default_factory=dict)

    @property
    def rng(self) -> np.random.Generator:
        """Source of chance."""
        return self.picker.rng

    @property
    def pool(self) -> TextPool:
        """The texts."""
        return self.supply.pool

    def record_month(self, library: str, month: str) -> list[Note]:
        """Make a library's oral notes of a month; tallies count towards its volume."""
        wanted = self._draw_volume(library, month)
        days = self._plan_days(library, month)
        desks = [desk for desk in DESKS if days.get(desk.file)]
        notes = [
            note for shock in SHOCKS if shock.library == library for note in self._hear(shock, month, days)
        ]
        for desk in desks:
            if desk.notes_range:
                notes += self._fill(
                    desk, days, month, int(self.rng.integers(*desk.notes_range, endpoint=True))
                )
        shared = [desk for desk in desks if not desk.notes_range]
        left = wanted - sum(note.similar_count for note in notes)
        for desk, count in zip(shared, _split(left, [d.share for d in shared], self.rng), strict=True):
            notes += self._fill(desk, days, month, count)
        return notes

    def record_outreach(self, month: str) -> list[Note]:
        """Make the notes of an outreach day, in the months that have one."""
        if month not in OUTREACH_MONTHS:
            return []
        days = {OUTREACH_DESK.file: choose_recording_days(OUTREACH_DESK, month, self.rng)}
        return self._fill(OUTREACH_DESK, days, month, OUTREACH_NOTES)

    def _plan_days(self, library: str, month: str) -> dict[str, list[date]]:
        days: dict[str, list[date]] = {}
        if not expect_notes(library, month):
            return days
        for desk in DESKS:
            if desk.library == library:
                days[desk.file] = self._choose_days(desk, month)
                self.recording_days.setdefault((desk.point, month), set()).update(days[desk.file])
        return days

    def _draw_volume(self, library: str, month: str) -> int:
        expected = expect_notes(library, month)
        if (library, month) == CAMPAIGN[:2]:
            return CAMPAIGN[2]
        return round(expected) if library == "suvanto" else int(self.rng.poisson(expected))

    def _choose_days(self, desk: Desk, month: str) -> list[date]:
        if (desk.library, month) == CAMPAIGN[:2]:
            first, last = CAMPAIGN[3]
            return [date.fromordinal(n) for n in range(first.toordinal(), last.toordinal() + 1)]
        return choose_recording_days(desk, month, self.rng)

    def _hear(self, shock: Shock, month: str, days: dict[str, list[date]]) -> list[Note]:
        """Make the notes about an event, on recording days by its strength."""
        desks = [d for d in DESKS if days.get(d.file) and (d.point in shock.points or not shock.points)]
        desks = [d for d in desks if not d.notes_range]
        slots = [
            (d, day, d.share * _weigh_day(shock, day) / len(days[d.file]))
            for d in desks
            for day in days[d.file]
        ]
        strength = sum(weight for _, _, weight in slots)
        if not strength:
            return []
        count = self._count_event(shock, slots)
        notes: list[Note] = []
        chances = np.array([weight for _, _, weight in slots]) / strength
        while sum(note.similar_count for note in notes) < count:
            desk, day, _ = slots[int(self.rng.choice(len(slots), p=chances))]
            weights = self.supply.weigh_event(shock, day)
            note = self._draw(desk, day, month, weights)
            if note is None:
                break
            notes.append(note)
        return notes

    def _count_event(self, shock: Shock, slots: list[tuple[Desk, date, float]]) -> int:
        if shock.notes_count:
            return shock.notes_count
        usual = expect_notes(shock.library, f"{shock.start:%Y-%m}")
        days = sorted({day for _, day, _ in slots})
        mean = sum(shock.strength(day) for day in days) / len(days)
        return int(self.rng.poisson(usual * shock.share * 4.33 * mean))

    def _fill(self, desk: Desk, days: dict[str, list[date]], month: str, count: int) -> list[Note]:
        notes: list[Note] = []
        open_days = days[desk.file]
        weights = self.supply.weigh_oral(desk, month)
        while open_days and sum(note.similar_count for note in notes) < count:
            day = open_days[int(self.rng.integers(len(open_days)))]
            note = self._draw(desk, day, month, weights)
            if note is None:
                break
            notes.append(note)
        return notes

    def _draw(self, desk: Desk, day: date, month: str, weights: Weights) -> Note | None:
        text = self.picker.pick(weights, library=desk.library, month=list_months().index(month))
        if text is None:
            return None
        row = self.pool.texts.iloc[text]
        return Note(
            library=desk.library, point=desk.point, file=desk.file, day=day, text=text, via="suullinen",
            channel=self._draw_channel(desk, row["via"]),
            similar_count=self._draw_tally(text, desk.library, month),
            is_prompted=self._draw_prompted(), age_group=self._draw_age(row["voice"]),
        )  # fmt: skip

    def _draw_channel(self, desk: Desk, via: str) -> str | None:
        if desk.channel or via == "puhelin":
            return desk.channel or "puhelin"
        if self.rng.random() < 0.01:
            return None
        # Phone notes mostly come with their texts, so the draw leaves most of them out.
        shares = {**ORAL_CHANNELS, "puhelin": 0.02}
        total = sum(shares.values())
        return str(self.rng.choice(list(shares), p=[share / total for share in shares.values()]))

    def _draw_tally(self, text: int, library: str, month: str) -> int:
        """Give short, general notes a tally now and then: the same was said by several."""
        row = self.pool.texts.iloc[text]
        is_generic = self.pool.words_count[text] <= _TALLY_WORDS and not row["pii"] and row["lang"] == "fi"
        if not is_generic or self.rng.random() > _TALLY_SHARE:
            return 1
        # One tally must not be a quarter of a small library's month.
        most = max(3, min(12, round(expect_notes(library, month) / 8)))
        return min(most, int(1 + self.rng.geometric(0.4)))

    def _draw_prompted(self) -> bool | None:
        roll = self.rng.random()
        return None if roll < 0.25 else bool(roll < 0.42)

    def _draw_age(self, voice: str) -> str | None:
        if self.rng.random() > AGE_KNOWN_SHARE:
            return None
        return str(self.rng.choice(_AGES[voice]))


def _weigh_day(shock: Shock, day: date) -> float:
    if shock.event == "katkos":
        return float(day in OUTAGE_DAYS)
    return shock.strength(day)


def _split(count: int, shares: list[float], rng: np.random.Generator) -> list[int]:
    if not shares or count <= 0:
        return [0] * len(shares)
    total = sum(shares)
    return [int(n) for n in rng.multinomial(count, [share / total for share in shares])]
