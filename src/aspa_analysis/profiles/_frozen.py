"""Keep a fitted model as JSON, so that later months are only assigned."""

from __future__ import annotations

import datetime
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from aspa_analysis.errors import InputError
from aspa_analysis.profiles._items import Item
from aspa_analysis.profiles._model import ProfileModel
from aspa_analysis.store import write_text

FORMAT = "aspa-profile-model"
VERSION = 2
# Models of version 1 had no halo and no tests behind the verdict.
READABLE = (1, VERSION)
ADDED: dict[str, Any] = {"p_chance_": None, "p_gradient_": None, "hard_to_place_": None}

ARRAYS = ("coefficients_", "statistics_", "average_", "sizes_", "stability_", "halo_")
PLAIN = (
    "verdict_",
    "log_likelihood_",
    "bic_",
    "n_parameters_",
    "n_respondents_",
    "smoothing",
    "fitted_on_",
    "frozen_on",
    *ADDED,
)


def save_model(model: ProfileModel, path: Path | str, *, date: datetime.date | str | None = None) -> None:
    """Save a model as JSON: parameters and category labels, no respondent's row.

    Parameters
    ----------
    model : ProfileModel
        A fitted or loaded model.
    path : Path or str
        File to write; it is replaced in one step.
    date : date, str or None
        When the model was frozen, as the caller wants it recorded; left out, the model's own is kept.
    """
    document = {"format": FORMAT, "version": VERSION} | _to_document(model)
    if date is not None:
        document["frozen_on"] = str(date)
    text = json.dumps(document, ensure_ascii=False, allow_nan=False, indent=1, sort_keys=True) + "\n"
    write_text(Path(path), text)


def _to_document(model: ProfileModel) -> dict[str, Any]:
    return {
        **{name: getattr(model, name) for name in PLAIN},
        **{name: getattr(model, name).tolist() for name in ARRAYS},
        "items": [asdict(item) for item in model.items],
        "notes_": list(model.notes_),
        "bic_by_n_profiles_": {str(number): bic for number, bic in model.bic_by_n_profiles_.items()},
        # A single item has no one-factor model: JSON has no infinity.
        "bic_gradient_": model.bic_gradient_ if np.isfinite(model.bic_gradient_) else None,
    }


def load_model(path: Path | str) -> ProfileModel:
    """Load a model that :func:`save_model` wrote.

    Parameters
    ----------
    path : Path or str
        The JSON file.

    Returns
    -------
    ProfileModel
        The model, ready to assign; ``labels_`` and ``posterior_`` are None.

    Raises
    ------
    InputError
        If the file is missing or is no profile model of this version.
    """
    path = Path(path)
    document = _read_document(path)
    found = (document.get("format"), document.get("version"))
    if found[0] != FORMAT or found[1] not in READABLE:
        raise InputError(
            f"{path.name} has format and version {found}, expected {(FORMAT, VERSION)}; "
            "fit the model again (aspa run --refit)"
        )
    model = _from_document(_update_document(document))
    if model is None:
        raise InputError(f"{path.name} is a damaged profile model; fit it again (aspa run --refit)")
    return model


def _read_document(path: Path) -> dict[str, Any]:
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise InputError(f"profile model {path.name} not found; fit one first (aspa run --refit)") from None
    except (OSError, ValueError):
        raise InputError(
            f"{path.name} cannot be read as JSON; fit the model again (aspa run --refit)"
        ) from None
    return document if isinstance(document, dict) else {}


def _update_document(document: dict[str, Any]) -> dict[str, Any]:
    """Add what version 1 did not have."""
    if document["version"] == VERSION:
        return document
    average = document.get("average_")
    return ADDED | {"halo_": [0.0] * len(average if isinstance(average, list) else [])} | document


def _from_document(document: dict[str, Any]) -> ProfileModel | None:
    """Rebuild the model, or return None where parts are missing or do not fit each other."""
    try:
        gradient = document["bic_gradient_"]
        parts: dict[str, Any] = {name: document[name] for name in PLAIN}
        parts |= {name: np.array(document[name], dtype=np.float64) for name in ARRAYS}
        model = ProfileModel(
            **parts,
            items=tuple(_read_item(item) for item in document["items"]),
            notes_=tuple(document["notes_"]),
            bic_by_n_profiles_={int(number): bic for number, bic in document["bic_by_n_profiles_"].items()},
            bic_gradient_=float("inf") if gradient is None else gradient,
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        return None
    return model if _fits_together(model) else None


def _read_item(item: dict[str, Any]) -> Item:
    fields: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in item.items()
    }
    return Item(**fields)


def _fits_together(model: ProfileModel) -> bool:
    width = sum(item.width for item in model.items)
    profiles = model.sizes_.size
    shapes = {
        model.sizes_.shape: (profiles,),
        model.stability_.shape: (profiles,),
        model.average_.shape: (width,),
        model.halo_.shape: (width,),
    }
    tables = (model.coefficients_.shape, model.statistics_.shape)
    whole = all(found == expected for found, expected in shapes.items()) and set(tables) == {
        (profiles, width)
    }
    numbers = all(bool(np.isfinite(getattr(model, name)).all()) for name in ARRAYS)
    return profiles > 0 and whole and numbers and bool((model.sizes_ > 0).all())
