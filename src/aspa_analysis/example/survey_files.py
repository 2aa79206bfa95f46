"""Survey answers in the layouts of LimeSurvey (both heading styles) and of Webropol."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta

import numpy as np

from aspa_analysis.example.answers import LAST_PAGE, OPEN_ITEMS, Answer
from aspa_analysis.example.customers import (
    AGES,
    CANNOT_SAY,
    CHANNELS,
    FREQUENCIES,
    GENDERS,
    NEEDS,
    SCALE_ITEMS,
)
from aspa_analysis.example.written_files import CsvFile
from aspa_analysis.questionnaire import Questionnaire
from aspa_analysis.registry import Registry

LIME_LIBRARIES = {
    "suvanto": "A1", "kuusivaara": "A2", "jokipudas": "A3", "honkasalmi": "A4", "vuoskoski": "A5",
    "lehtovaara": "A6",
    "saarijoki": "A7", "pikkunuotta": "A8",
}  # fmt: skip
_AGREEMENT = {
    1: "Täysin eri mieltä", 2: "Jokseenkin eri mieltä", 3: "Ei samaa eikä eri mieltä",
    4: "Jokseenkin samaa mieltä",
    5: "Täysin samaa mieltä",
}  # fmt: skip
_CANNOT_SAY_LABEL = "En osaa sanoa"
_META = ("id", "submitdate", "lastpage", "startlanguage", "seed", "startdate", "datestamp")
_META_TEXTS = (
    "Vastauksen tunnus", "Lähetyspäivämäärä", "Viimeinen sivu", "Aloituskieli", "Siemen", "Aloitettu",
    "Viimeisin toiminto",
)  # fmt: skip
_STATEMENTS = "Mitä mieltä olet seuraavista väittämistä?"
# What people write beside "other channel"; the questionnaire has no item for it.
_OTHER_CHANNELS = (
    "Libby",
    "tuttu käy puolestani",
    "Instagramin viestit",
    "kyselen bussikuskilta",
    "postilaatikko ovella",
)
_WEIGHTS = {"nainen": 0.87, "mies": 1.64, "muu": 1.0, "ei_kerro": 1.0}
_AGE_WEIGHTS = {"alle 18": 1.35, "18-29": 1.22, "30-44": 0.88, "45-64": 0.94, "65+": 1.07}


def make_lime_codes(answers: list[Answer], rng: np.random.Generator) -> CsvFile:
    """Write answers as LimeSurvey does with codes as headings and answers.

    Parameters
    ----------
    answers : list of Answer
        Answers of one wave.
    rng : numpy.random.Generator
        Source of chance.

    Returns
    -------
    CsvFile
        Commas, UTF-8 with a byte order mark, partial answers without ``submitdate``.
    """
    codes = [
        "K1",
        *_sub("K2", len(SCALE_ITEMS)),
        *_sub("K3", len(CHANNELS)),
        "K3[other]",
        *_sub("K4", len(NEEDS)),
    ]
    rows = [[*_META, *codes, "K5", "K6", "K7", "K8", "K9", "K10", "K11"]]
    for number, answer in enumerate(answers, start=11):
        person = answer.respondent
        scale = ["x" if v == CANNOT_SAY else "" if v is None else str(v) for v in person.scale.values()]
        cells = [
            [LIME_LIBRARIES[person.library], *scale],
            [*_tick(CHANNELS, person.channels, "Y", ""), _name_other(person.channels, rng), *_tick(NEEDS,
            person.needs, "Y", ""),
             _number(FREQUENCIES, person.frequency), _number(AGES, person.age), _number(tuple(GENDERS),
             person.gender)],
            [answer.texts.get(item, "") for item in OPEN_ITEMS],
        ]  # fmt: skip
        rows.append([*_make_meta(number, answer, rng), *_cut(cells, answer.last_page)])
    return CsvFile(rows, ",", "utf-8-sig")


def make_lime_texts(
    answers: list[Answer], questionnaire: Questionnaire, registry: Registry, rng: np.random.Generator
) -> CsvFile:
    """Write answers as LimeSurvey does with code and text as headings and full answers.

    Parameters
    ----------
    answers : list of Answer
        Answers of one wave.
    questionnaire : Questionnaire
        Wordings of the questions.
    registry : Registry
        Names of the libraries.
    rng : numpy.random.Generator
        Source of chance.

    Returns
    -------
    CsvFile
        Commas, UTF-8 with a byte order mark.
    """
    rows = [_make_text_headings(questionnaire)]
    for number, answer in enumerate(answers, start=7):
        person = answer.respondent
        library = registry.find_library(person.library)
        cells = [
            [library.name if library else person.library, *map(_agree, person.scale.values())],
            [*_tick(CHANNELS, person.channels, "Kyllä", "Ei"), _name_other(person.channels, rng),
             *_tick(NEEDS, person.needs, "Kyllä", "Ei"), *_label_background(answer, questionnaire)],
            [answer.texts.get(item, "") for item in OPEN_ITEMS],
        ]  # fmt: skip
        rows.append([*_make_meta(number, answer, rng), *_cut(cells, answer.last_page)])
    return CsvFile(rows, ",", "utf-8-sig")


def make_webropol(
    answers: list[Answer], questionnaire: Questionnaire, registry: Registry, rng: np.random.Generator
) -> CsvFile:
    """Write answers as Webropol does, made ready for sending by somebody in Excel.

    Parameters
    ----------
    answers, questionnaire, registry, rng
        As for :func:`make_lime_texts`; only finished answers are exported.

    Returns
    -------
    CsvFile
        Semicolons, windows-1252, decimal commas, title rows, a row of averages at the end, and the
        e-mail addresses of the prize draw.
    """
    finished = [answer for answer in answers if answer.is_complete]
    headings = _make_webropol_headings(questionnaire)
    rows = [
        ["Asiakaskysely 2025, Kaarna-kirjastot"],
        [f"Vastaajien kokonaismäärä: {len(finished)}"],
        [],
        headings,
    ]
    rows += [
        [str(number), *_make_webropol_cells(answer, questionnaire, registry), _enter_draw(rng)]
        for number, answer in enumerate(finished, start=1)
    ]
    weights = [_weigh(answer) for answer in finished]
    average = _decimal(round(sum(weights) / len(weights), 2))
    rows.append(["Keskiarvo", *[""] * (len(headings) - 3), average, ""])
    refused = [{"row": len(rows), "column": None}]
    return CsvFile(rows, ";", "cp1252", head_rows=4, quarantined=refused)


def _make_webropol_cells(answer: Answer, questionnaire: Questionnaire, registry: Registry) -> list[str]:
    person = answer.respondent
    library = registry.find_library(person.library)
    return [
        _write_stamp(answer),
        library.name if library else person.library,
        *map(_agree, person.scale.values()),
        _join(answer, questionnaire),
        *_tick(NEEDS, person.needs, "1", "0"),
        *_label_background(answer, questionnaire),
        *(answer.texts.get(item, "") for item in OPEN_ITEMS),
        _decimal(_weigh(answer)),
    ]


def _sub(code: str, count: int) -> list[str]:
    return [f"{code}[SQ{number:03d}]" for number in range(1, count + 1)]


def _tick(codes: tuple[str, ...], ticked: frozenset[str] | None, yes: str, no: str) -> list[str]:
    if ticked is None:
        return [""] * len(codes)
    return [yes if code in ticked else no for code in codes]


def _number(codes: tuple[str, ...], code: str | None) -> str:
    return "" if code is None else f"A{codes.index(code) + 1}"


def _name_other(channels: frozenset[str] | None, rng: np.random.Generator) -> str:
    if channels is None or rng.random() > 0.02:
        return ""
    return _OTHER_CHANNELS[int(rng.integers(len(_OTHER_CHANNELS)))]


def _cut(pages: list[list[str]], last_page: int) -> list[str]:
    """Leave empty what lies beyond the last page that was sent."""
    return [cell if page < last_page else "" for page, cells in enumerate(pages) for cell in cells]


def _make_meta(number: int, answer: Answer, rng: np.random.Generator) -> list[str]:
    ended = answer.started + timedelta(minutes=answer.minutes)
    return [
        str(number), f"{ended:%Y-%m-%d %H:%M:%S}" if answer.is_complete else "", str(min(answer.last_page,
        LAST_PAGE)),
        answer.respondent.language, str(int(rng.integers(10**8, 2 * 10**9))),
        f"{answer.started:%Y-%m-%d %H:%M:%S}",
        f"{ended:%Y-%m-%d %H:%M:%S}",
    ]  # fmt: skip


def _agree(value: int | str | None) -> str:
    if value is None:
        return ""
    return _AGREEMENT[value] if isinstance(value, int) else _CANNOT_SAY_LABEL


def _label_background(answer: Answer, questionnaire: Questionnaire) -> list[str]:
    person = answer.respondent
    given = {"kayntitiheys": person.frequency, "ika": person.age, "sukupuoli": person.gender}
    return [_find_label(questionnaire, item, code) for item, code in given.items()]


def _find_label(questionnaire: Questionnaire, item: str, code: str | None) -> str:
    labels: Mapping[str, str] = {option.code: option.label.fi for option in questionnaire.items[item].option}
    return "" if code is None else labels[code]


def _make_text_headings(questionnaire: Questionnaire) -> list[str]:
    items = questionnaire.items
    meta = [f"{code}. {text}" for code, text in zip(_META, _META_TEXTS, strict=True)]
    statements = zip(_sub("K2", len(SCALE_ITEMS)), SCALE_ITEMS, strict=True)
    headings = ["K1. Mistä kirjastosta vastaat?"]
    headings += [f"{code}. {_STATEMENTS} [{items[item].label.fi}]" for code, item in statements]
    headings += _make_box_headings("K3", "kanavat", questionnaire)
    headings += [
        f"K3[other]. {items['kanavat'].label.fi} [Muu]",
        *_make_box_headings("K4", "tarpeet", questionnaire),
    ]
    rest = zip(range(5, 12), ("kayntitiheys", "ika", "sukupuoli", *OPEN_ITEMS), strict=True)
    return [*meta, *headings, *(f"K{number}. {items[item].label.fi}" for number, item in rest)]


def _make_box_headings(code: str, item: str, questionnaire: Questionnaire) -> list[str]:
    boxes = questionnaire.items[item]
    subs = zip(_sub(code, len(boxes.option)), boxes.option, strict=True)
    return [f"{sub}. {boxes.label.fi} [{option.label.fi}]" for sub, option in subs]


def _make_webropol_headings(questionnaire: Questionnaire) -> list[str]:
    items = questionnaire.items
    numbered: Iterable[str] = (*(items[item].label.fi for item in SCALE_ITEMS), items["kanavat"].label.fi)
    needs = [f"{items['tarpeet'].label.fi} {option.label.fi}" for option in items["tarpeet"].option]
    rest = [items[item].label.fi for item in ("kayntitiheys", "ika", "sukupuoli", *OPEN_ITEMS)]
    first = ["Vastaajan tunniste", "Vastausaika", "Kirjastosi"]
    return [*first, *numbered, *needs, *rest, "Paino", "Sähköpostiosoite arvontaa varten"]


def _write_stamp(answer: Answer) -> str:
    ended = answer.started + timedelta(minutes=answer.minutes)
    return f"{ended.day}.{ended.month}.{ended.year} {ended.hour}:{ended.minute:02d}"


def _join(answer: Answer, questionnaire: Questionnaire) -> str:
    ticked = answer.respondent.channels or frozenset()
    return ", ".join(o.label.fi for o in questionnaire.items["kanavat"].option if o.code in ticked)


def _weigh(answer: Answer) -> float:
    person = answer.respondent
    return round(_WEIGHTS.get(person.gender or "", 1.0) * _AGE_WEIGHTS.get(person.age or "", 1.0), 2)


def _decimal(number: float) -> str:
    return f"{number:.2f}".replace(".", ",")


def _enter_draw(rng: np.random.Generator) -> str:
    return f"vastaaja{int(rng.integers(1000, 9999))}@example.com" if rng.random() < 0.55 else ""
