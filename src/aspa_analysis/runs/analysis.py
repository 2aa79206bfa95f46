"""From canonical tables to results: codes, scores and profiles."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from aspa_analysis import coding, profiles, survey
from aspa_analysis.codebook import load_codebook
from aspa_analysis.questionnaire import Questionnaire
from aspa_analysis.registry import Registry
from aspa_analysis.resources import project_file
from aspa_analysis.runs.features import Feature, build_features, list_features
from aspa_analysis.settings import Settings
from aspa_analysis.store import write_text
from aspa_analysis.validation import make_empty


def code_notes(feedback: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """Code the notes by the project's codebook.

    Parameters
    ----------
    feedback : pandas.DataFrame
        The canonical table ``feedback``.
    settings : Settings
        The project's settings.

    Returns
    -------
    pandas.DataFrame
        The table ``codes``.
    """
    codebook = load_codebook(project_file(settings.config, "codebook.toml"))
    asked = feedback[["text", "question_type"]].assign(channel=feedback["collected_via"])
    coded = coding.code_feedback(asked, codebook)
    return coded.assign(feedback_id=feedback["feedback_id"])


def score_respondents(
    respondents: pd.DataFrame, responses: pd.DataFrame, questionnaires: Mapping[str, Questionnaire]
) -> pd.DataFrame:
    """Score each respondent on the goal sentences of the wave's questionnaire.

    Parameters
    ----------
    respondents, responses : pandas.DataFrame
        The canonical tables.
    questionnaires : mapping
        Questionnaire by wave.

    Returns
    -------
    pandas.DataFrame
        The table ``scores``.
    """
    parts = []
    for wave, questionnaire in sorted(questionnaires.items()):
        asked = respondents[respondents["wave"] == wave]
        scores = survey.score_goals(responses[responses["wave"] == wave], asked, questionnaire)
        if not scores.empty:
            parts.append(scores)
    return pd.concat(parts, ignore_index=True) if parts else make_empty("scores")


def profile_respondents(
    respondents: pd.DataFrame,
    responses: pd.DataFrame,
    questionnaires: Mapping[str, Questionnaire],
    settings: Settings,
    *,
    refit: bool = False,
) -> pd.DataFrame:
    """Assign each respondent to the region's profiles, fitting the model when there is none yet.

    The model is frozen: it is fitted again only when a survey wave is new, or when asked.

    Parameters
    ----------
    respondents, responses : pandas.DataFrame
        The canonical tables.
    questionnaires : mapping
        Questionnaire by wave.
    settings : Settings
        The project's settings; the model lies in its processed folder.
    refit : bool
        Fit again even if there is a model for these waves.

    Returns
    -------
    pandas.DataFrame
        The table ``posteriors``; empty when there are too few respondents for profiles.
    """
    known = list_features(questionnaires)
    evidence = build_features(responses, known)
    if len(evidence) < settings.reports.min_respondents_count:
        return make_empty("posteriors")
    people = respondents.set_index("respondent_id").loc[evidence.index]
    model, version = _find_model(evidence, known, people, settings, refit=refit)
    return _spread_posteriors(model.assign(evidence), people, version)


def _find_model(
    evidence: pd.DataFrame,
    known: Mapping[str, Feature],
    people: pd.DataFrame,
    settings: Settings,
    *,
    refit: bool,
) -> tuple[profiles.ProfileModel, str]:
    folder = settings.processed / "models"
    path, note = folder / "profiles.json", folder / "frozen.json"
    waves = sorted(people["wave"].unique())
    frozen = json.loads(note.read_text(encoding="utf-8")) if note.exists() and path.exists() else {}
    if frozen.get("waves") == waves and not refit:
        return profiles.load_model(path), str(frozen["version"])
    model = _fit_model(evidence, known, people, settings)
    number = int(frozen.get("number", 0)) + 1
    version = f"{waves[-1]}.{number}"
    folder.mkdir(parents=True, exist_ok=True)
    profiles.save_model(model, path)
    write_text(note, json.dumps({"waves": waves, "version": version, "number": number}, indent=1))
    return model, version


def _fit_model(
    evidence: pd.DataFrame, known: Mapping[str, Feature], people: pd.DataFrame, settings: Settings
) -> profiles.ProfileModel:
    weights = people["weight"].to_numpy(dtype=float)
    return profiles.fit_profiles(
        evidence,
        kinds={column: known[column].kind for column in evidence.columns},
        n_profiles=range(1, settings.profiles.max_profiles + 1),
        # Weights that sum to the population would make the criterion believe in that many respondents.
        weights=weights / weights.mean(),
        smoothing=settings.profiles.smoothing,
        random_state=settings.profiles.random_state,
    )


def _spread_posteriors(
    posterior: npt.NDArray[np.float64], people: pd.DataFrame, version: str
) -> pd.DataFrame:
    wide = pd.DataFrame(posterior, index=people.index).rename(columns=lambda k: int(k) + 1)
    long = wide.reset_index().melt("respondent_id", var_name="profile", value_name="posterior")
    about = people[["library", "wave", "weight"]].reset_index()
    return long.merge(about, on="respondent_id", validate="many_to_one").assign(model=version)


def save_questionnaires(questionnaires: Mapping[str, Questionnaire], processed: Path) -> None:
    """Write the questionnaire of each wave beside the tables, for the reports.

    Parameters
    ----------
    questionnaires : mapping
        Questionnaire by wave.
    processed : Path
        Folder of the processed tables.
    """
    content = {wave: q.model_dump(mode="json") for wave, q in sorted(questionnaires.items())}
    write_text(processed / "questionnaires.json", json.dumps(content, ensure_ascii=False, indent=1))


def save_registry(registry: Registry, processed: Path) -> None:
    """Write the registry beside the tables, with the libraries that only source maps name.

    Parameters
    ----------
    registry : Registry
        The registry of the run.
    processed : Path
        Folder of the processed tables.
    """
    write_text(processed / "registry.json", registry.model_dump_json(indent=1))
