"""The made-up world of the example data: who records how much, when, and what happens to them.

Everything planted stands here or in ``customers.py``; the generator only carries it out.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

SEED = 20240101
FIRST_YEAR, FIRST_MONTH, MONTHS_COUNT = 2024, 1, 18

# City notes January to December, tallies included; a quarter less after a year; a start-up spike.
CITY_NOTES = (280, 265, 290, 260, 245, 160, 95, 250, 330, 305, 300, 185)
AFTER_A_YEAR = 0.75
START_UP = {0: 1.15, 1: 1.05}

# Oral notes a month elsewhere, tallies included.
ORAL_NOTES = {
    "kuusivaara": 60, "jokipudas": 40, "honkasalmi": 28, "vuoskoski": 15, "lehtovaara": 10, "saarijoki": 8,
    "pikkunuotta": 5,
}  # fmt: skip
SMALL_LIBRARIES = frozenset({"vuoskoski", "lehtovaara", "saarijoki", "pikkunuotta"})
QUIET_JULY = frozenset({"lehtovaara", "saarijoki", "pikkunuotta"})
MISSING_MONTH = ("pikkunuotta", "2024-09")
CAMPAIGN = ("pikkunuotta", "2024-11", 40, (date(2024, 11, 11), date(2024, 11, 15)))

# Other channels a month; the city's outreach brings 30 notes in some months and none in others.
OTHER_CHANNELS = {"lomake": 45, "lappu": 20, "sahkoposti": 25, "some": 15, "chat": 5, "arvostelu": 4}
TOWN_WEB_FORM = {"kuusivaara": 8}
OUTREACH_MONTHS = frozenset({"2024-05", "2024-08", "2024-11", "2025-02", "2025-05"})
OUTREACH_NOTES = 30


@dataclass(frozen=True)
class Desk:
    """A place where oral notes are written down, in a file of its own.

    Attributes
    ----------
    file : str
        Stem of its files; one a year when ``yearly``.
    share : float
        Its share of the library's oral notes.
    notes_range : tuple of int, optional
        Notes a month, instead of a share.
    recording_days : int
        Days a month on which notes are recorded at all.
    dates : str
        How its dates are written: ``cell`` a real date, ``text`` 3.10.2024, ``short`` 3.10.24,
        ``first`` the first of the month whatever the day was.
    week_share : float
        Share of its dates that are only a week ("vko 36").
    """

    file: str
    library: str
    point: str
    share: float = 1.0
    notes_range: tuple[int, int] | None = None
    recording_days: int = 4
    dates: str = "cell"
    week_share: float = 0.0
    yearly: bool = False
    spellings: tuple[str, ...] = ()
    channel: str | None = None
    closed: frozenset[str] = field(default_factory=frozenset)


_RENOVATION = frozenset({"2025-02", "2025-03", "2025-04"})
DESKS: tuple[Desk, ...] = (
    Desk(
        "suvanto_paakirjasto_neuvonta", "suvanto", "suvanto-paa", 0.34, yearly=True, recording_days=5,
        spellings=("Suvannon pääkirjasto", "Pääkirjasto", "pääkirj.", "Pkirj"),
    ),
    Desk(
        "suvanto_paakirjasto_lastenosasto", "suvanto", "suvanto-paa", 0.11, dates="text",
        spellings=("Pääkirjasto", "PÄÄKIRJASTO"),
    ),
    Desk(
        "suvanto_myllymaki", "suvanto", "suvanto-myllymaki", 0.20, yearly=True, recording_days=20,
        spellings=("Myllymäen kirjasto", "Myllymäki", "mylly", "Myllymaki"),
    ),
    Desk("suvanto_ranta", "suvanto", "suvanto-ranta", 0.155, spellings=("Rannan kirjasto", "Ranta", "RANTA")),
    Desk(
        "suvanto_asema", "suvanto", "suvanto-asema", 0.12, dates="short", closed=_RENOVATION,
        spellings=("Aseman kirjasto", "Asema"),
    ),
    Desk(
        "suvanto_harjula", "suvanto", "suvanto-harjula", notes_range=(3, 8), recording_days=3, dates="text",
        week_share=0.25, spellings=("Harjulan lähikirjasto", "Harjula"),
    ),
    Desk(
        "suvanto_uusikyla", "suvanto", "suvanto-uusikyla", notes_range=(3, 8), recording_days=3,
        spellings=("Uudenkylän lähikirjasto", "Uusikylä", "Uusikyla"),
    ),
    Desk(
        "suvanto_kirjastoauto", "suvanto", "suvanto-auto", 0.035, dates="text", channel="kirjastoauto",
        spellings=("Kirjastoauto Nuotio", "Kirjastoauto", "auto"),
    ),
    Desk("kuusivaara_paakirjasto", "kuusivaara", "kuusivaara-paa", 0.8, yearly=True, recording_days=6),
    Desk(
        "kuusivaara_satama", "kuusivaara", "kuusivaara-satama", 0.2, yearly=True, week_share=0.5,
        spellings=("Sataman kirjasto", "Satama"),
    ),
    Desk("jokipudas", "jokipudas", "jokipudas-paa", dates="text"),
    Desk("honkasalmi", "honkasalmi", "honkasalmi-paa", dates="short"),
    Desk("vuoskoski", "vuoskoski", "vuoskoski-paa", spellings=("Vuoskosken kirjasto", "Kirjasto")),
    Desk("lehtovaara", "lehtovaara", "lehtovaara-paa", recording_days=3),
    Desk("saarijoki", "saarijoki", "saarijoki-paa", recording_days=3, dates="first"),
    Desk("pikkunuotta", "pikkunuotta", "pikkunuotta-paa", recording_days=2, dates="text"),
)  # fmt: skip
OUTREACH_DESK = Desk(
    "suvanto_jalkautuminen", "suvanto", "suvanto-paa", 0.0, recording_days=2, channel="jalkautuminen",
    spellings=("Suvannon pääkirjasto", "Pkirj"),
)  # fmt: skip


@dataclass(frozen=True)
class Shock:
    """Something that happened: its texts are used only in its window.

    Attributes
    ----------
    share : float
        Extra oral notes in the first week, as a share of the library's notes of a month.
    flat_weeks, fading_weeks : int
        Weeks at full strength, then weeks over which it fades evenly to nothing.
    half_life_weeks : float, optional
        Fading by halves instead.
    early_weeks : int
        Weeks of complaints; later the thanks come.
    points : tuple of str
        Service points at whose desks it is heard; none given means everywhere.
    theme_factors : tuple of (str, float)
        Themes that are spoken of more, or less, than the supply of texts would have it.
    """

    event: str
    library: str
    start: date
    share: float
    weeks: int
    flat_weeks: int = 0
    half_life_weeks: float | None = None
    early_weeks: int = 8
    notes_count: int | None = None
    points: tuple[str, ...] = ()
    theme_factors: tuple[tuple[str, float], ...] = ()

    def strength(self, day: date) -> float:
        """Tell its strength on a day, the first being 1 and a day outside its window 0."""
        week = (day - self.start).days / 7
        if not 0 <= week < self.weeks:
            return 0.0
        past = max(0.0, week - self.flat_weeks)
        if self.half_life_weeks is not None:
            return float(0.5 ** (past / self.half_life_weeks))
        return 1.0 - past / (self.weeks - self.flat_weeks)

    def is_early(self, day: date) -> bool:
        """Tell whether complaints still prevail."""
        return (day - self.start).days < 7 * self.early_weeks


def _change_to_finna(library: str, start: date) -> Shock:
    # Complaints about the web library are 2.5 % of notes; five times that, fading over eight weeks.
    return Shock("finna", library, start, share=0.14 / 4.33, weeks=8, early_weeks=5)


SHOCKS: tuple[Shock, ...] = (
    _change_to_finna("suvanto", date(2024, 5, 6)),
    _change_to_finna("kuusivaara", date(2024, 5, 6)),
    _change_to_finna("honkasalmi", date(2024, 5, 13)),
    _change_to_finna("vuoskoski", date(2024, 5, 13)),
    _change_to_finna("jokipudas", date(2024, 10, 1)),
    _change_to_finna("lehtovaara", date(2024, 10, 1)),
    _change_to_finna("saarijoki", date(2024, 10, 7)),
    _change_to_finna("pikkunuotta", date(2024, 10, 7)),
    Shock(
        "pin", "suvanto", date(2024, 9, 2), share=0.022, weeks=16, flat_weeks=4, half_life_weeks=5,
        early_weeks=12,
    ),
    Shock(
        "nouto", "suvanto", date(2024, 11, 4), share=0.009, weeks=20, flat_weeks=9, early_weeks=9,
        points=("suvanto-ranta",),
    ),
    Shock("nouto", "kuusivaara", date(2025, 2, 3), share=0.034, weeks=20, flat_weeks=9, early_weeks=9),
    Shock(
        "omatoimi", "jokipudas", date(2025, 1, 7), share=0.02, weeks=25, flat_weeks=8,
        early_weeks=0,
        theme_factors=(("rauha", 40.0),),
    ),
    Shock(
        "katkos", "suvanto", date(2024, 11, 19), share=0.0, weeks=1, notes_count=25,
        points=("suvanto-paa", "suvanto-myllymaki", "suvanto-ranta", "suvanto-asema"),
    ),
    Shock(
        "remontti", "suvanto", date(2025, 1, 20), share=0.02, weeks=15, flat_weeks=9, early_weeks=13,
        points=("suvanto-paa", "suvanto-ranta", "suvanto-asema"),
    ),
)  # fmt: skip
OUTAGE_DAYS = (date(2024, 11, 19), date(2024, 11, 20))

# Texts of a season are used in these months only, and then gladly.
SEASONS: dict[str, frozenset[int]] = {
    "ekirja": frozenset({1}),
    "vero": frozenset({3, 4}),
    "lukupaikat": frozenset({4, 5}),
    "kesa": frozenset({6, 7}),
    "helle": frozenset({7}),
    "koulunalku": frozenset({8, 9}),
    "varausjono": frozenset({11, 12}),
    "joulu": frozenset({12}),
    "veto": frozenset({1, 2, 12}),
}
SEASON_FACTOR = 3.0

# How much more than usual a theme is spoken of, by month.
THEME_FACTORS: dict[int, dict[str, float]] = {
    1: {"verkkokirjasto": 1.7, "digituki": 1.8},
    3: {"laitteet": 1.5},
    4: {"laitteet": 1.6, "tilat": 1.3},
    5: {"tilat": 1.5, "rauha": 1.3},
    6: {"aukiolo": 2.5},
    7: {"tilat": 1.6, "aukiolo": 1.5},
    8: {"lapset_nuoret": 1.8, "lainaus_palautus": 1.3},
    9: {"lapset_nuoret": 1.5, "lainaus_palautus": 1.3},
    11: {"varaukset": 1.6},
    12: {"varaukset": 1.6, "aukiolo": 1.5},
}
# Jokipudas: longer hours are asked for until self-service hours begin; then evenings are less quiet.
SELF_SERVICE = ("jokipudas", "2025-01")
BEFORE_SELF_SERVICE = {"aukiolo": 2.5}
AFTER_SELF_SERVICE = {"aukiolo": 0.1, "rauha": 3.5}

ORAL_CHANNELS = {"palvelupiste": 0.68, "tilat": 0.15, "puhelin": 0.09, "jalkautuminen": 0.04, "muu": 0.02}
AGE_KNOWN_SHARE = 0.15

ORAL_THEMES = {
    "aineisto": 17, "palvelu": 15, "lainaus_palautus": 13, "varaukset": 11, "tilat": 10, "laitteet": 9,
    "aukiolo": 7, "digituki": 7, "verkkokirjasto": 7, "tapahtumat": 6, "rauha": 5, "lapset_nuoret": 5,
    "opasteet": 4, "maksut": 3, "viestinta": 3, "yhdenvertaisuus": 2, "kirjastoauto": 2, "muu": 5,
}  # fmt: skip
ORAL_MIX = {"kiitos": 38, "moite": 27, "toive": 24, "kysymys": 19, "positive": 40, "negative": 25}
WEB_MIX = {"kiitos": 14, "moite": 48, "toive": 24, "kysymys": 17, "positive": 15, "negative": 55}


def list_months() -> list[str]:
    """List the months of the example data, as ``2024-01``."""
    ordinals = range(FIRST_YEAR * 12 + FIRST_MONTH - 1, FIRST_YEAR * 12 + FIRST_MONTH - 1 + MONTHS_COUNT)
    return [f"{ordinal // 12}-{ordinal % 12 + 1:02d}" for ordinal in ordinals]


def expect_notes(library: str, month: str) -> float:
    """Tell how many oral notes a library is expected to record in a month, tallies included."""
    index, number = list_months().index(month), int(month[5:])
    shape = CITY_NOTES[number - 1] * (AFTER_A_YEAR if index >= 12 else 1.0) * START_UP.get(index, 1.0)
    if library == "suvanto":
        return shape
    if (library, month) == MISSING_MONTH or (library in QUIET_JULY and number == 7):
        return 0.0
    return ORAL_NOTES[library] * shape / (sum(CITY_NOTES) / 12)
