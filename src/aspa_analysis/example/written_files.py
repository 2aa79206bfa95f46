"""Written feedback as the exports that a library gets: two web forms and a sheet of everything else."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from aspa_analysis.example.oral import Note
from aspa_analysis.example.world import DESKS
from aspa_analysis.example.written import sign_mail
from aspa_analysis.registry import Registry

WEB_HEADINGS = (
    "Palautenumero", "Vastaanotettu", "Toimipiste", "Palautteen tyyppi", "Palautteesi", "Haluan vastauksen",
    "Sähköpostiosoite", "Tila", "Vastattu",
)  # fmt: skip
TOWN_WEB_HEADINGS = ("Aika", "Palaute", "Yhteystieto", "Käsitelty")
OTHER_HEADINGS = ("pvm", "kanava", "toimipiste", "viesti")
CHANNEL_WORDS = {
    "sahkoposti": ("sähköposti",), "chat": ("chat",), "some": ("Facebook", "Instagram"),
    "arvostelu": ("Google-arvostelu",), "lappu": ("palautelappu",),
}  # fmt: skip
_KIND_WORDS = {"kiitos": "Kiitos", "moite": "Moite", "toive": "Toive", "kysymys": "Kysymys"}
# Artificial addresses of people who wanted an answer; they must not get past ingest.
_WRITERS = (
    "aino.k", "jussi78", "marjatta.h", "t.rantakulma", "lukutoukka", "pirkko.ja.esko", "svea.b", "mkoski",
    "eemeli",
    "hannele.v", "r.aaltola", "kukkamaria", "vilho.t", "nina_l", "o.saarela", "kaisu", "tomppa", "ingrid.s",
)  # fmt: skip


@dataclass(frozen=True)
class CsvFile:
    """Rows of one export.

    Attributes
    ----------
    head_rows : int
        Rows above the data: headings, and titles over them.
    quarantined : list of dict
        Row of the file and the column at fault, for rows that cannot be kept.
    """

    rows: list[list[str]]
    delimiter: str
    encoding: str
    head_rows: int = 1
    quarantined: list[dict[str, Any]] = field(default_factory=list)

    @property
    def rows_count(self) -> int:
        """Rows of data, refused ones among them."""
        return len(self.rows) - self.head_rows


def make_city_web_form(
    notes: list[Note], texts: pd.DataFrame, registry: Registry, rng: np.random.Generator
) -> CsvFile:
    """Write the city's web feedback as its feedback system exports it, with status and day of answer.

    Parameters
    ----------
    notes : list of Note
        The notes, in any order.
    texts : pandas.DataFrame
        The labelled texts.
    registry : Registry
        The libraries.
    rng : numpy.random.Generator
        Source of chance.

    Returns
    -------
    CsvFile
        Semicolons, windows-1252.
    """
    rows = [list(WEB_HEADINGS)]
    for number, note in enumerate(sorted(notes, key=lambda n: n.day), start=20240117):
        text = texts.iloc[note.text]
        wants_answer = "kysymys" in str(text["kinds"]) or rng.random() < 0.3
        rows.append(
            [
                str(number), _stamp(note.day, rng), _name_point(note, registry, rng),
                _name_kind(str(text["kinds"])),
                str(text["text"]), "kyllä" if wants_answer else "ei",
                _make_address(rng) if wants_answer else "",
                *_make_status(note.day, rng),
            ]
        )  # fmt: skip
    return CsvFile(rows, ";", "cp1252")


def make_town_web_form(notes: list[Note], texts: pd.DataFrame, rng: np.random.Generator) -> CsvFile:
    """Write a town's web feedback: four columns, no service point."""
    rows = [list(TOWN_WEB_HEADINGS)]
    for note in sorted(notes, key=lambda n: n.day):
        contact = _make_address(rng) if rng.random() < 0.3 else ""
        rows.append(
            [
                _stamp(note.day, rng),
                str(texts["text"].iloc[note.text]),
                contact,
                "x" if rng.random() < 0.8 else "",
            ]
        )
    return CsvFile(rows, ";", "cp1252")


def make_other_channels(
    notes: list[Note], texts: pd.DataFrame, registry: Registry, rng: np.random.Generator
) -> CsvFile:
    """Write the sheet into which the city pastes e-mails, chats, comments, reviews and slips.

    Parameters
    ----------
    notes, texts, registry, rng
        As for :func:`make_city_web_form`.

    Returns
    -------
    CsvFile
        Commas, UTF-8, cells of many lines.
    """
    rows = [list(OTHER_HEADINGS)]
    for note in sorted(notes, key=lambda n: (n.day, n.via)):
        text = str(texts["text"].iloc[note.text])
        if note.via == "sahkoposti":
            text = _sign(text, texts.iloc[note.text], rng)
        words = CHANNEL_WORDS[note.via]
        channel = words[int(rng.integers(len(words)))]
        rows.append([note.day.isoformat(), channel, _name_point(note, registry, rng), text])
    return CsvFile(rows, ",", "utf-8")


def _sign(text: str, row: pd.Series, rng: np.random.Generator) -> str:
    return sign_mail(text, language=str(row["lang"]), has_name="name=" in str(row["pii"]), rng=rng)


def _stamp(day: date, rng: np.random.Generator) -> str:
    return f"{day.day}.{day.month}.{day.year} {int(rng.integers(6, 24))}:{int(rng.integers(60)):02d}"


def _name_kind(kinds: str) -> str:
    return _KIND_WORDS.get(kinds.partition(";")[0], "Muu")


def _make_address(rng: np.random.Generator) -> str:
    return f"{_WRITERS[int(rng.integers(len(_WRITERS)))]}{int(rng.integers(2, 99))}@example.com"


def _make_status(day: date, rng: np.random.Generator) -> list[str]:
    roll = rng.random()
    if roll < 0.12:
        return ["Avoin", ""]
    answered = day + timedelta(days=1 + int(rng.geometric(0.25)))
    return ["Suljettu", f"{answered.day}.{answered.month}.{answered.year}"]


def _name_point(note: Note, registry: Registry, rng: np.random.Generator) -> str:
    if not note.point:
        return ""
    desk = next(d for d in DESKS if d.point == note.point)
    point = registry.find_service_point(note.point, library=note.library)
    name = point.name if point else note.point
    return name if rng.random() < 0.8 or not desk.spellings else str(rng.choice(desk.spellings))
