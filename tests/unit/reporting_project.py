"""A small hand-made project of processed tables, for the tests of the reports."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd

from aspa_analysis.codebook import load_codebook
from aspa_analysis.profiles import fit_profiles, save_model
from aspa_analysis.questionnaire import Questionnaire, load_questionnaire
from aspa_analysis.registry import Registry
from aspa_analysis.resources import shipped
from aspa_analysis.store import save_table
from aspa_analysis.survey import score_goals
from aspa_analysis.validation import make_empty

REGISTRY = {
    "region": [{"id": "alue", "name": "Alue"}],
    "consortium": [
        {"id": "etela", "name": "Etelä-kirjastot", "region": "alue"},
        {"id": "pohja", "name": "Pohja-kirjastot", "region": "alue"},
    ],
    "library": [
        {
            "id": "iso", "name": "Ison kaupungin kirjasto", "municipality": "Iso", "staff_count": 40,
            "period": "month", "consortium": [{"consortium": "etela"}],
            "service_point": [
                {"id": "iso-paa", "name": "Pääkirjasto", "staff_count": 30},
                {"id": "iso-ranta", "name": "Rannan kirjasto", "staff_count": 8},
                {"id": "iso-kyla", "name": "Kylän lähikirjasto", "staff_count": 2},
            ],
        },
        {
            "id": "pieni", "name": "Pienen kunnan kirjasto", "municipality": "Pieni", "staff_count": 1,
            "period": "year", "consortium": [{"consortium": "etela"}],
        },
        {
            "id": "siirtyva", "name": "Siirtyvän kirjasto", "municipality": "Siirtyvä", "staff_count": 9,
            "period": "quarter",
            "consortium": [
                {"consortium": "etela", "valid_to": "2024-12-31"},
                {"consortium": "pohja", "valid_from": "2025-01-01"},
            ],
        },
    ],
}  # fmt: skip

MONTHS = [str(month) for month in pd.period_range("2024-01", "2025-06", freq="M")]
CODEBOOK = load_codebook(shipped("config/codebook.toml"))

_WORDS = (
    "sininen",
    "portaikko",
    "aamulla",
    "tuoli",
    "kassi",
    "naapuri",
    "pitkä",
    "ikkuna",
    "lauantai",
    "hylly",
)


def write_text(number: int, about: str) -> str:
    """Write a text of its own for each number: no two share four words of five."""
    picks = [_WORDS[number // 10**place % 10] + str(number * 7 + place) for place in range(6)]
    return f"{about} {' '.join(picks)}"


def make_note(
    number: int, *, library: str = "iso", month: str = "2025-06", **values: object
) -> dict[str, object]:
    """Make a row of notes with its codes: ``theme`` and ``kind`` name one of each."""
    given = {
        "theme": "aineisto", "kind": "kiitos", "tone": 1, "text": write_text(number, "palaute"),
        "point": None, "tally": 1, "via": "suullinen", "is_nonanswer": False, "wave": None,
        "respondent_id": None, "lang": "fi",
    } | values  # fmt: skip
    return {"number": number, "library": library, "month": month, **given}


def list_history(
    *, library: str = "iso", per_month: int = 30, months: list[str] = MONTHS
) -> list[dict[str, object]]:
    """List an even history: each month the same themes and kinds, every text its own."""
    themes = ("aineisto", "palvelu", "tilat", "varaukset", "aukiolo", "laitteet")
    kinds = (("kiitos", 1), ("moite", -1), ("toive", 0), ("kysymys", 0), ("kiitos", 1))
    return [
        make_note(
            place * per_month + n + 100_000 * (1 + len(library)), library=library, month=month,
            theme=themes[(n + place) % 6], kind=kinds[n % 5][0], tone=kinds[n % 5][1],
            text=write_text(place * per_month + n, library),
        )
        for place, month in enumerate(months)
        for n in range(per_month)
    ]  # fmt: skip


def split_tables(notes: list[dict[str, object]]) -> dict[str, pd.DataFrame]:
    """Split notes into the canonical tables ``feedback`` and ``codes``."""
    if not notes:
        return {"feedback": make_empty("feedback"), "codes": make_empty("codes")}
    rows = pd.DataFrame(notes)
    ids = rows["library"] + "-" + rows["number"].astype(str)
    feedback = pd.DataFrame(
        {
            "feedback_id": ids, "library": rows["library"], "service_point": rows["point"],
            "date": pd.to_datetime(rows["month"] + "-15"), "date_precision": "day", "month": rows["month"],
            "collected_via": rows["via"], "similar_count": rows["tally"], "wave": rows["wave"],
            "respondent_id": rows["respondent_id"], "text": rows["text"], "redacted_count": 0,
            "source_file": "abcdef0123456789", "source_row": range(2, len(rows) + 2),
        }
    )  # fmt: skip
    codes = pd.DataFrame(
        {
            "feedback_id": ids, "lang": rows["lang"], "tone": rows["tone"],
            "is_nonanswer": rows["is_nonanswer"], "is_fault": False,
            **{f"theme_{t}": rows["theme"].eq(t) for t in CODEBOOK.theme_codes},
            **{f"kind_{k}": rows["kind"].eq(k) for k in CODEBOOK.kind_codes},
        }
    )  # fmt: skip
    return {"feedback": feedback, "codes": codes}


def list_activity(days: dict[tuple[str, str], int]) -> pd.DataFrame:
    """List recording days by library and month."""
    rows = [
        {
            "library": lib,
            "month": month,
            "recording_days_count": n,
            "source_file": "0" * 16,
            "source_row": row,
        }
        for row, ((lib, month), n) in enumerate(days.items(), start=2)
    ]
    return pd.DataFrame(rows) if rows else make_empty("activity")


def load_survey() -> Questionnaire:
    """Load the questionnaire that ships."""
    return load_questionnaire(shipped("config/questionnaires/asiakaskysely.toml"))


def make_survey(counts: dict[tuple[str, str], int], *, seed: int = 1) -> dict[str, pd.DataFrame]:
    """Make survey answers of two kinds of customers, by wave and library."""
    rng = np.random.default_rng(seed)
    questionnaire = load_survey()
    people, answers = [], []
    for (wave, library), size in counts.items():
        for n in range(size):
            key = f"{wave}-{library}-{n}"
            is_online = n % 2 == 0
            people.append(
                {
                    "respondent_id": key, "library": library, "wave": wave, "month": f"{wave}-04",
                    "submitted": pd.Timestamp(f"{wave}-04-10"), "is_complete": n % 7 != 0, "weight": 1.0,
                    "age_group": ("18-29", "30-44", "45-64", "65+")[n % 4], "gender": "nainen",
                    "language": "fi", "frequency": "viikoittain",
                    "source_file": "1" * 16, "source_row": n + 2,
                }
            )  # fmt: skip
            own = {"respondent_id": key, "library": library, "wave": wave}
            for item in questionnaire.list_items("scale"):
                value = float(rng.choice([3, 4, 5], p=[0.2, 0.4, 0.4]))
                answers.append({**own, "item": item.code, "value": value})
            for item in questionnaire.list_items("multi"):
                for option in item.option:
                    is_own = option.code in ("verkkokirjasto", "omatoimi", "tieto")
                    chance = (0.88 if is_own else 0.25) if is_online else (0.12 if is_own else 0.6)
                    value = float(rng.random() < chance)
                    answers.append({**own, "item": f"{item.code}.{option.code}", "value": value})
    respondents, responses = pd.DataFrame(people), pd.DataFrame(answers)
    parts = [
        score_goals(responses[responses["wave"] == w], respondents[respondents["wave"] == w], questionnaire)
        for w in sorted({wave for wave, _ in counts})
    ]
    return {
        "respondents": respondents,
        "responses": responses,
        "scores": pd.concat(parts, ignore_index=True),
    }


def fit_model(processed: Path, survey: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Fit profiles on the check boxes, save the model and return the posteriors."""
    boxes = survey["responses"][survey["responses"]["item"].str.contains(".", regex=False)]
    features = boxes.pivot(index="respondent_id", columns="item", values="value")
    model = fit_profiles(features, kinds="binary", n_profiles=2)
    (processed / "models").mkdir(parents=True, exist_ok=True)
    save_model(model, processed / "models" / "profiles.json")
    wide = pd.DataFrame(model.assign(features), index=features.index, columns=[1, 2])
    long = wide.rename_axis(columns="profile").stack().rename("posterior").reset_index()
    about = survey["respondents"][["respondent_id", "library", "wave", "weight"]]
    return long.merge(about, on="respondent_id").assign(model="1")


def make_project(
    root: Path,
    *,
    notes: list[dict[str, object]],
    days: dict[tuple[str, str], int] | None = None,
    survey: dict[str, pd.DataFrame] | None = None,
    questionnaires: dict[str, Questionnaire] | None = None,
) -> Path:
    """Write a project folder with processed tables, as the main job leaves it."""
    root.mkdir(parents=True, exist_ok=True)
    (root / "aspa.toml").write_text('[project]\nname = "Testi"\nexample = true\n', encoding="utf-8")
    processed = root / "data" / "processed"
    registry = Registry.model_validate_json(json.dumps(REGISTRY))
    tables = {**split_tables(notes), "activity": list_activity(days or {}), "libraries": registry.to_frame()}
    tables |= survey or {name: make_empty(name) for name in ("respondents", "responses", "scores")}
    tables["posteriors"] = fit_model(processed, survey) if survey else make_empty("posteriors")
    tables["quarantine"] = make_empty("quarantine")
    count = len(notes)
    tables["files"] = pd.DataFrame(
        {
            "file_name": ["suullinen/F1.xlsx"], "source_file": ["abcdef0123456789"], "rows_count": [count],
            "kept_count": [count], "quarantined_count": [0],
        }
    )  # fmt: skip
    for name, frame in tables.items():
        save_table(processed, name, frame)
    (processed / "registry.json").write_text(registry.model_dump_json(), encoding="utf-8")
    waves = sorted(set(tables["respondents"]["wave"])) if survey else []
    asked = questionnaires or {wave: load_survey() for wave in waves}
    content = {wave: q.model_dump(mode="json") for wave, q in asked.items()}
    (processed / "questionnaires.json").write_text(json.dumps(content), encoding="utf-8")
    return root


def render(blocks: list[object]) -> str:
    """Render blocks to one HTML text; of charts their alternative text."""
    parts = []
    for block in blocks:
        for data, metadata in block.to_bundles():  # type: ignore[attr-defined]
            parts.append(str(data.get("text/html") or metadata.get("image/png", {}).get("alt", "")))
    return "\n".join(parts)
