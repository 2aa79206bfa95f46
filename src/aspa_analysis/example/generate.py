"""The whole example: every file of the made-up libraries, and the truth that was planted in them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from aspa_analysis.example.activity import make_activity_rows
from aspa_analysis.example.answers import Answer, collect_answers
from aspa_analysis.example.customers import WAVES
from aspa_analysis.example.files import write_bytes, write_csv, write_fixed_form
from aspa_analysis.example.form_rows import FormFile, make_form_file, split_files
from aspa_analysis.example.oral import Note, OralRecorder
from aspa_analysis.example.picking import TextPicker
from aspa_analysis.example.pool import TextPool, read_pool
from aspa_analysis.example.supply import Supply
from aspa_analysis.example.survey_files import make_lime_codes, make_lime_texts, make_webropol
from aspa_analysis.example.truth import describe_files, describe_world, name_activity_file
from aspa_analysis.example.world import ORAL_NOTES, SEED, TOWN_WEB_FORM, list_months
from aspa_analysis.example.written import write_month
from aspa_analysis.example.written_files import (
    CsvFile,
    make_city_web_form,
    make_other_channels,
    make_town_web_form,
)
from aspa_analysis.forms import ACTIVITY, F1
from aspa_analysis.questionnaire import load_questionnaire
from aspa_analysis.registry import Registry, load_registry
from aspa_analysis.resources import shipped

SURVEY_2025_KAARNA = frozenset({"jokipudas", "honkasalmi", "lehtovaara", "saarijoki", "pikkunuotta"})

_PARTS = ("oral", "written", "survey", "forms", "exports", "layouts", "activity")


@dataclass
class Example:
    """The made-up data before it is written.

    Attributes
    ----------
    last_used : dict
        For each library the month in which each text was last used, over all channels.
    notes : list of Note
        Every note, oral and written.
    answers : list of Answer
        Every survey answer, by wave.
    forms : dict of FormFile
        Oral notes by file name.
    tables : dict of CsvFile
        Separated files by file name.
    activities : dict
        Rows of the activity forms by library.
    """

    seed: int
    registry: Registry
    pool: TextPool
    last_used: dict[str, np.ndarray] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    forms: dict[str, FormFile] = field(default_factory=dict)
    tables: dict[str, CsvFile] = field(default_factory=dict)
    activities: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def follow(self, part: str) -> TextPicker:
        """Give a part of the data a chance of its own, so that a change in one leaves the others alone."""
        seed = [self.seed, _PARTS.index(part)]
        return TextPicker(len(self.pool.texts), np.random.default_rng(seed), self.last_used)


def make_example(*, seed: int = SEED) -> Example:
    """Make the example data in memory.

    Parameters
    ----------
    seed : int
        Seed of all chance; the same seed gives the same files.

    Returns
    -------
    Example
        Notes, answers and the files' contents.
    """
    pool = read_pool()
    example = Example(seed, load_registry(shipped("config/libraries.toml")), pool)
    supply, written = Supply(pool), example.follow("written")
    recorder = OralRecorder(supply, example.follow("oral"))
    for month in list_months():
        for library in ("suvanto", *ORAL_NOTES):
            example.notes += recorder.record_month(library, month)
        example.notes += recorder.record_outreach(month)
        for library in ("suvanto", *TOWN_WEB_FORM):
            example.notes += write_month(library, month, supply, written)
    example.answers = collect_answers(pool, example.follow("survey"))
    _fill_forms(example)
    _fill_written(example)
    _fill_surveys(example)
    rng = example.follow("activity").rng
    for entry in example.registry.library:
        example.activities[entry.id] = make_activity_rows(entry, recorder.recording_days, rng)
    return example


def _fill_forms(example: Example) -> None:
    oral = [note for note in example.notes if note.via == "suullinen"]
    rng = example.follow("forms").rng
    for name, notes in split_files(oral).items():
        made = make_form_file(notes, example.pool.texts["text"], example.registry, rng)
        example.forms[f"suullinen/{name}.xlsx"] = made


def _fill_written(example: Example) -> None:
    texts, registry, rng = example.pool.texts, example.registry, example.follow("exports").rng
    web = {
        lib: [n for n in example.notes if n.via == "lomake" and n.library == lib]
        for lib in ("suvanto", *TOWN_WEB_FORM)
    }
    others = [n for n in example.notes if n.via not in ("lomake", "suullinen")]
    example.tables["verkko/suvanto_palautejarjestelma.csv"] = make_city_web_form(
        web["suvanto"], texts, registry, rng
    )
    example.tables["verkko/kuusivaara_palautelomake.csv"] = make_town_web_form(web["kuusivaara"], texts, rng)
    example.tables["verkko/suvanto_muut_kanavat.csv"] = make_other_channels(others, texts, registry, rng)


def _fill_surveys(example: Example) -> None:
    rng, registry = example.follow("layouts").rng, example.registry
    questionnaire = load_questionnaire(shipped("config/questionnaires/asiakaskysely.toml"))
    for name, answers in split_surveys(example.answers).items():
        if name.endswith("2024_limesurvey.csv"):
            example.tables[name] = make_lime_codes(answers, rng)
        elif name.endswith("2025_virta_limesurvey.csv"):
            example.tables[name] = make_lime_texts(answers, questionnaire, registry, rng)
        else:
            example.tables[name] = make_webropol(answers, questionnaire, registry, rng)


def split_surveys(answers: list[Answer]) -> dict[str, list[Answer]]:
    """Split the answers into the files of the waves; Webropol exports finished answers only.

    Parameters
    ----------
    answers : list of Answer
        Answers of both waves.

    Returns
    -------
    dict of list of Answer
        File name → answers in the order of its rows.
    """
    first = [a for a in answers if a.respondent.wave == WAVES[0]]
    second = [a for a in answers if a.respondent.wave == WAVES[1]]
    return {
        "kysely/asiakaskysely_2024_limesurvey.csv": first,
        "kysely/asiakaskysely_2025_virta_limesurvey.csv": [
            a for a in second if a.respondent.library not in SURVEY_2025_KAARNA
        ],
        "kysely/asiakaskysely_2025_kaarna_webropol.csv": [
            a for a in second if a.respondent.library in SURVEY_2025_KAARNA and a.is_complete
        ],
    }


def write_example(folder: Path, *, example: Example | None = None) -> list[Path]:
    """Write the example data into a folder.

    Parameters
    ----------
    folder : Path
        Where to; existing files of the same names are replaced.
    example : Example, optional
        What to write; made with the project's seed if left out.

    Returns
    -------
    list of Path
        The files, in order of their names.
    """
    made = example or make_example()
    libraries = {library.id: library for library in made.registry.library}
    for name, form in made.forms.items():
        write_fixed_form(folder / name, F1, libraries[form.library], form.rows)
    for library_id, rows in made.activities.items():
        write_fixed_form(folder / name_activity_file(library_id), ACTIVITY, libraries[library_id], rows)
    for name, table in made.tables.items():
        quote_all = name.endswith("limesurvey.csv")
        write_csv(
            folder / name, table.rows, delimiter=table.delimiter, encoding=table.encoding, quote_all=quote_all
        )
    content = json.dumps(_describe(made), ensure_ascii=False, indent=1) + "\n"
    write_bytes(folder / "truth.json", content.encode("utf-8"))
    names = [*made.forms, *map(name_activity_file, made.activities), *made.tables, "truth.json"]
    return sorted(folder / name for name in names)


def _describe(example: Example) -> dict[str, Any]:
    types = {
        name: [answer.respondent.type_id for answer in answers]
        for name, answers in split_surveys(example.answers).items()
    }
    files = describe_files(example.forms, example.tables, example.activities)
    return {**describe_world(example.seed), **files, "respondents": types}
