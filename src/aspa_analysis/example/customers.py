"""The survey's respondents: four planted customer types, a mild halo and the ways people fill in forms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

CHANNELS = (
    "palvelupiste", "tilat", "omatoimi", "verkkokirjasto", "puhelin", "sahkoposti", "chat", "some",
    "kirjastoauto",
)  # fmt: skip
NEEDS = ("tieto", "tarinat", "tapahtumat", "kohtaaminen")
FREQUENCIES = ("harvemmin", "muutaman_kerran_vuodessa", "kuukausittain", "viikoittain", "lahes_paivittain")
AGES = ("alle 18", "18-29", "30-44", "45-64", "65+")
GENDERS = {"nainen": 0.81, "mies": 0.15, "muu": 0.01, "ei_kerro": 0.03}
LANGUAGES = {"fi": 0.93, "sv": 0.05, "en": 0.02}
SCALE_ITEMS = (
    "tervetullut", "arvostus", "ammattitaito", "enemman", "minua_varten", "nakyva", "suosittelu",
    "tasavertaisuus",
    "lahestyttavyys", "neuvonta", "syventyminen", "verkkopalvelut", "chat_palvelu",
)  # fmt: skip


@dataclass(frozen=True)
class CustomerType:
    """A planted customer type.

    Attributes
    ----------
    channels, needs : tuple of float
        Chance of ticking each.
    frequencies, ages : tuple of float
        Shares of the answers.
    shifts : mapping
        Item → how much more favourable the answer is than others', in scale steps.
    voices : tuple of str
        Whose words its open answers are written in.
    themes : tuple of str
        What it likes to write about.
    """

    id: str
    name: str
    channels: tuple[float, ...]
    needs: tuple[float, ...]
    frequencies: tuple[float, ...]
    ages: tuple[float, ...]
    shifts: Mapping[str, float]
    voices: tuple[str, ...]
    themes: tuple[str, ...]


TYPES: tuple[CustomerType, ...] = (
    CustomerType(
        "itsenainen", "Itsenäinen omatoimi- ja verkkokäyttäjä",
        channels=(0.25, 0.20, 0.75, 0.93, 0.04, 0.15, 0.12, 0.18, 0.01),
        needs=(0.55, 0.85, 0.15, 0.05),
        frequencies=(0.05, 0.20, 0.45, 0.27, 0.03),
        ages=(0.02, 0.16, 0.36, 0.36, 0.10),
        shifts={"nakyva": -0.35, "suosittelu": -0.4, "minua_varten": -0.25, "verkkopalvelut": 0.35,
        "neuvonta": -0.2},
        voices=("aikuinen", "opiskelija"),
        themes=("verkkokirjasto", "varaukset", "aukiolo", "lainaus_palautus", "aineisto"),
    ),
    CustomerType(
        "perhe", "Perheen arjen lainaaja",
        channels=(0.80, 0.60, 0.20, 0.55, 0.08, 0.10, 0.05, 0.45, 0.06),
        needs=(0.28, 0.95, 0.65, 0.20),
        frequencies=(0.02, 0.10, 0.43, 0.42, 0.03),
        ages=(0.03, 0.07, 0.58, 0.26, 0.06),
        shifts={"tervetullut": 0.25, "suosittelu": 0.35, "arvostus": 0.2, "tasavertaisuus": -0.2},
        voices=("vanhempi",),
        themes=("lapset_nuoret", "tapahtumat", "tilat", "aineisto"),
    ),
    CustomerType(
        "tuki", "Tiedon ja tuen hakija",
        channels=(0.93, 0.25, 0.05, 0.20, 0.45, 0.30, 0.08, 0.06, 0.10),
        needs=(0.90, 0.40, 0.25, 0.35),
        frequencies=(0.15, 0.35, 0.32, 0.15, 0.03),
        ages=(0.01, 0.05, 0.14, 0.37, 0.43),
        shifts={"neuvonta": 0.4, "syventyminen": 0.4, "ammattitaito": 0.25, "verkkopalvelut": -0.7,
        "nakyva": 0.15},
        voices=("elakelainen", "maahanmuuttaja"),
        themes=("palvelu", "digituki", "laitteet", "yhdenvertaisuus", "kirjastoauto"),
    ),
    CustomerType(
        "olohuone", "Kirjasto olohuoneena",
        channels=(0.38, 0.93, 0.45, 0.22, 0.04, 0.05, 0.03, 0.30, 0.03),
        needs=(0.50, 0.40, 0.60, 0.82),
        frequencies=(0.01, 0.05, 0.17, 0.47, 0.30),
        ages=(0.16, 0.22, 0.16, 0.22, 0.24),
        shifts={"tervetullut": 0.3, "enemman": 0.35, "syventyminen": -0.35, "tasavertaisuus": -0.25,
        "nakyva": 0.1},
        voices=("nuori", "opiskelija", "elakelainen"),
        themes=("tilat", "rauha", "tapahtumat", "aukiolo"),
    ),
)  # fmt: skip

TYPE_SHARES: dict[str, tuple[float, float, float, float]] = {
    "suvanto": (0.34, 0.24, 0.20, 0.22),
    "kuusivaara": (0.30, 0.30, 0.20, 0.20),
    "jokipudas": (0.36, 0.28, 0.18, 0.18),
    "honkasalmi": (0.24, 0.34, 0.24, 0.18),
    "vuoskoski": (0.12, 0.30, 0.34, 0.24),
    "lehtovaara": (0.12, 0.28, 0.38, 0.22),
    "saarijoki": (0.15, 0.35, 0.30, 0.20),
    "pikkunuotta": (0.10, 0.25, 0.40, 0.25),
}
RESPONDENTS: dict[str, tuple[int, int]] = {
    "suvanto": (325, 330), "kuusivaara": (88, 84), "jokipudas": (74, 70), "honkasalmi": (62, 60),
    "vuoskoski": (26, 24), "lehtovaara": (20, 18), "saarijoki": (22, 19), "pikkunuotta": (13, 10),
}  # fmt: skip
WAVES = ("2024", "2025")

# Planted changes between the waves, in scale steps of the answer that lies behind.
EFFECTS: tuple[tuple[str, str, frozenset[str], float], ...] = (
    ("nakyva", "2025", frozenset({"suvanto"}), 0.45),
    (
        "verkkopalvelut",
        "2025",
        frozenset({"jokipudas", "honkasalmi", "lehtovaara", "saarijoki", "pikkunuotta"}),
        -0.55,
    ),
)
_ITEM_LEVELS = {
    "nakyva": 4.45, "verkkopalvelut": 4.6, "suosittelu": 4.55, "chat_palvelu": 4.5, "neuvonta": 4.6,
    "enemman": 4.6,
}  # fmt: skip
_LEVEL, _HALO, _NOISE = 4.8, 0.12, 0.85
# One respondent in ten gives, from some item on, the same answer to all that follow.
STRAIGHT_FROM = 12
STRAIGHT_SHARE, _STRAIGHT_MIX = 0.10, (0.8, 0.2, 0.0)
_CANNOT_SAY = {"chat_palvelu": 0.33, "neuvonta": 0.04, "suosittelu": 0.04, "verkkopalvelut": 0.03}
_MISSING_FIRST, _MISSING_LAST = 0.02, 0.12
CANNOT_SAY = "eos"


@dataclass(frozen=True)
class Respondent:
    """A respondent's answers, as codes of the questionnaire; a missing answer is None.

    Attributes
    ----------
    scale : dict
        Item → 1–5, ``eos`` or None.
    channels, needs : frozenset of str or None
        Ticked options; None when the question was passed over.
    halo : float
        How satisfied the respondent is with everything, in standard deviations.
    """

    type_id: str
    library: str
    wave: str
    language: str
    halo: float
    scale: dict[str, int | str | None]
    channels: frozenset[str] | None
    needs: frozenset[str] | None
    frequency: str | None
    age: str | None
    gender: str | None


def draw_respondent(library: str, wave: str, rng: np.random.Generator) -> Respondent:
    """Draw a respondent of a library.

    Parameters
    ----------
    library, wave : str
        Whose and when.
    rng : numpy.random.Generator
        Source of chance.

    Returns
    -------
    Respondent
        The answers as given.
    """
    kind = TYPES[int(rng.choice(len(TYPES), p=TYPE_SHARES[library]))]
    halo = float(rng.standard_normal())
    holes = _draw_holes(rng)
    return Respondent(
        type_id=kind.id, library=library, wave=wave, halo=halo,
        language=str(rng.choice(list(LANGUAGES), p=list(LANGUAGES.values()))),
        scale=_draw_scale(kind, library, wave, halo=halo, rng=rng),
        channels=_draw_boxes(CHANNELS, kind.channels, rng) if holes[0] else None,
        needs=_draw_boxes(NEEDS, kind.needs, rng) if holes[1] else None,
        frequency=_choose(FREQUENCIES, kind.frequencies, rng) if holes[2] else None,
        age=_choose(AGES, kind.ages, rng) if holes[3] else None,
        gender=_choose(tuple(GENDERS), tuple(GENDERS.values()), rng) if holes[4] else None,
    )  # fmt: skip


def miss_chance(position: int) -> float:
    """Tell the chance that a question is passed over, growing towards the end of the form."""
    last = len(SCALE_ITEMS) + 4
    return _MISSING_FIRST + (_MISSING_LAST - _MISSING_FIRST) * position / last


def _draw_holes(rng: np.random.Generator) -> list[bool]:
    return [bool(rng.random() >= miss_chance(len(SCALE_ITEMS) + i)) for i in range(5)]


def _choose(codes: tuple[str, ...], shares: tuple[float, ...], rng: np.random.Generator) -> str:
    return codes[int(rng.choice(len(codes), p=np.array(shares) / sum(shares)))]


def _draw_boxes(
    codes: tuple[str, ...], chances: tuple[float, ...], rng: np.random.Generator
) -> frozenset[str]:
    ticked = frozenset(c for c, chance in zip(codes, chances, strict=True) if rng.random() < chance)
    # Nobody answers the question without a tick; the likeliest box is ticked then.
    return ticked or frozenset({codes[int(np.argmax(chances))]})


def _draw_scale(
    kind: CustomerType, library: str, wave: str, *, halo: float, rng: np.random.Generator
) -> dict[str, int | str | None]:
    straight = int(rng.choice([5, 4, 3], p=_STRAIGHT_MIX)) if rng.random() < STRAIGHT_SHARE else None
    since = int(rng.integers(STRAIGHT_FROM))
    answers: dict[str, int | str | None] = {}
    for position, item in enumerate(SCALE_ITEMS):
        level = (
            _ITEM_LEVELS.get(item, _LEVEL) + kind.shifts.get(item, 0.0) + _sum_effects(item, library, wave)
        )
        behind = level + _HALO * halo + _NOISE * float(rng.standard_normal())
        is_lined = straight is not None and position >= since
        answers[item] = straight if is_lined else int(np.clip(round(behind), 1, 5))
        if rng.random() < _CANNOT_SAY.get(item, 0.01) and not straight:
            answers[item] = CANNOT_SAY
        if rng.random() < miss_chance(position):
            answers[item] = None
    return answers


def _sum_effects(item: str, library: str, wave: str) -> float:
    return sum(
        size for name, when, where, size in EFFECTS if (name, when) == (item, wave) and library in where
    )
