"""The survey's field work: when each respondent answered, what they wrote, and who gave up on the way."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import numpy as np

from aspa_analysis.example.customers import RESPONDENTS, TYPES, WAVES, Respondent, draw_respondent
from aspa_analysis.example.picking import TextPicker
from aspa_analysis.example.pool import TextPool, Weights
from aspa_analysis.example.world import list_months

OPEN_ITEMS = {"onnistuminen": "positive", "parannettavaa": "negative", "toive": "wish", "vapaa_sana": "open"}
_OPEN_CHANCES = {"onnistuminen": 0.75, "parannettavaa": 0.6, "toive": 0.4, "vapaa_sana": 0.25}
_OPEN_SHARE = 0.40
_NONANSWER_SHARE = 0.18
# Local time without a zone, as survey tools write it.
_STARTS = {"2024": datetime(2024, 4, 8), "2025": datetime(2025, 4, 7)}  # noqa: DTZ001
_FIELD_DAYS, _REMINDER_DAY = 21, 14
_FIRST_WEEK_SHARE, _REMINDER_SHARE, _PAPER_SHARE = 0.66, 0.15, 0.08
_PARTIAL_SHARE = 0.06
LAST_PAGE = 3


@dataclass(frozen=True)
class Answer:
    """A respondent in the export.

    Attributes
    ----------
    started : datetime
        When the form was opened.
    minutes : int
        How long it took.
    last_page : int
        Last page that was sent: 1 the statements, 2 the background, 3 the open questions.
    texts : dict
        Open item → what was written.
    is_paper : bool
        Whether a paper form was typed in by staff on one day.
    """

    respondent: Respondent
    started: datetime
    minutes: int
    last_page: int
    texts: dict[str, str]
    is_paper: bool = False

    @property
    def is_complete(self) -> bool:
        """Whether the last page was sent."""
        return self.last_page == LAST_PAGE


def collect_answers(pool: TextPool, picker: TextPicker) -> list[Answer]:
    """Collect the answers of both waves.

    Parameters
    ----------
    pool : TextPool
        The labelled texts.
    picker : TextPicker
        Memory of what was used, and the source of chance.

    Returns
    -------
    list of Answer
        By wave, then in the order in which the forms were opened.
    """
    people = [
        draw_respondent(library, wave, picker.rng)
        for position, wave in enumerate(WAVES)
        for library, counts in RESPONDENTS.items()
        for _ in range(counts[position])
    ]
    answers = [_answer(person, pool, picker) for person in people]
    return sorted(answers, key=lambda answer: (answer.respondent.wave, answer.started))


def _answer(respondent: Respondent, pool: TextPool, picker: TextPicker) -> Answer:
    rng = picker.rng
    is_paper = bool(rng.random() < _PAPER_SHARE)
    started = _draw_paper_time(respondent.wave, rng) if is_paper else _draw_time(respondent.wave, rng)
    gave_up = rng.random() < _PARTIAL_SHARE and not is_paper
    last_page = int(rng.integers(1, LAST_PAGE)) if gave_up else LAST_PAGE
    has_texts = not gave_up and rng.random() < _OPEN_SHARE / (1 - _PARTIAL_SHARE)
    person = replace(respondent, language="fi") if is_paper else respondent
    texts = _write_texts(person, pool, picker) if has_texts else {}
    return Answer(person, started, int(2 + rng.geometric(0.2)), last_page, texts, is_paper)


def _draw_time(wave: str, rng: np.random.Generator) -> datetime:
    roll = rng.random()
    if roll < _FIRST_WEEK_SHARE:
        day = min(6, int(rng.geometric(0.3)) - 1)
    elif roll < _FIRST_WEEK_SHARE + _REMINDER_SHARE:
        day = _REMINDER_DAY + int(rng.integers(2))
    else:
        day = 7 + int(rng.integers(_FIELD_DAYS - 7))
    minute = int(np.clip(rng.normal(15.5 * 60, 220), 6 * 60, 23 * 60 + 40))
    return _STARTS[wave] + timedelta(days=day, minutes=minute, seconds=int(rng.integers(60)))


def _draw_paper_time(wave: str, rng: np.random.Generator) -> datetime:
    # All paper forms are typed in on the Wednesday after the survey.
    return _STARTS[wave] + timedelta(days=_FIELD_DAYS + 2, minutes=int(rng.integers(9 * 60, 15 * 60)))


def _write_texts(respondent: Respondent, pool: TextPool, picker: TextPicker) -> dict[str, str]:
    rng = picker.rng
    wanted = [item for item, chance in _OPEN_CHANCES.items() if rng.random() < chance]
    wanted = wanted or [list(OPEN_ITEMS)[int(rng.integers(2))]]
    month = list_months().index(f"{respondent.wave}-04")
    texts: dict[str, str] = {}
    for item in wanted:
        is_nonanswer = bool(rng.random() < _NONANSWER_SHARE)
        weights = _weigh(respondent, OPEN_ITEMS[item], pool, is_nonanswer=is_nonanswer)
        text = picker.pick(weights, library=respondent.library, month=month)
        if text is not None:
            texts[item] = str(pool.texts["text"].iloc[text])
    return texts


def _weigh(respondent: Respondent, question: str, pool: TextPool, *, is_nonanswer: bool) -> Weights:
    """Weigh the answers to a question by how well they suit the respondent."""
    frame = pool.texts
    kind = next(t for t in TYPES if t.id == respondent.type_id)
    asked = frame["via"].eq("kysely") & frame["question"].eq(question) & frame["nonanswer"].eq(is_nonanswer)
    fits = pool.fits(respondent.library, 4) & pool.is_general & pool.is_western & asked.to_numpy(dtype=bool)
    in_language = frame["lang"].eq(respondent.language).to_numpy(dtype=bool)
    suits = np.where(frame["voice"].isin(kind.voices), 3.0, 1.0)
    suits = suits * np.where([bool(themes & set(kind.themes)) for themes in pool.themes], 2.5, 1.0)
    suits = suits * _weigh_age(respondent.age, frame["voice"].to_numpy())
    suits = suits * _weigh_tone(respondent.halo, pool)
    # A Swedish or English respondent writes that language, others hardly ever do.
    suits = suits * np.where(in_language, 1.0, 0.02)
    return np.asarray(np.rint(1000 * suits * fits), dtype=np.int64)


def _weigh_age(age: str | None, voices: np.ndarray) -> np.ndarray:
    is_child, is_old = np.isin(voices, ("lapsi", "nuori")), voices == "elakelainen"
    child = 6.0 if age == "alle 18" else 0.1
    old = 3.0 if age == "65+" else 0.1
    parent = np.where((voices == "vanhempi") & (age in ("alle 18", "65+")), 0.1, 1.0)
    return np.asarray(np.where(is_child, child, np.where(is_old, old, 1.0)) * parent)


def _weigh_tone(halo: float, pool: TextPool) -> np.ndarray:
    # A very satisfied respondent's "nothing" is praise, a dissatisfied one's is not.
    positive, negative = pool.indicator("positive"), pool.indicator("negative")
    return np.where(positive, 1.0 + max(halo, -0.8), np.where(negative, 1.0 + max(-halo, -0.8), 1.0))
