"""Read a frame's columns as items of known kind and encode their cells as numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from aspa_analysis.errors import SettingsError, TableError

FloatArray = npt.NDArray[np.float64]
Category = bool | int | float | str

KINDS = ("ordinal", "binary", "nominal", "continuous")

# The longest answer scale in use is 0..10; whole numbers with more values are quantities.
LONGEST_SCALE = 11
# More labels than this in a column that nobody declared is free text or an identifier.
MOST_NOMINAL_CATEGORIES = 50


@dataclass(frozen=True)
class Item:
    """A feature of the model: its kind and how a cell becomes a number.

    ``scores`` are the positions of an ordinal item's categories on its answer scale. ``declared`` are
    categories that the scale has but nobody chose when the model was fitted, with their scores.
    ``center`` and ``scale`` standardise a continuous item.
    """

    name: str
    kind: str
    categories: tuple[Category, ...] = ()
    scores: tuple[float, ...] = ()
    declared: tuple[Category, ...] = ()
    declared_scores: tuple[float, ...] = ()
    center: float = 0.0
    scale: float = 1.0

    @property
    def width(self) -> int:
        """Number of columns that the item takes in the design matrix."""
        return 3 if self.kind == "continuous" else len(self.categories)


def prepare_frame(features: Any) -> pd.DataFrame:
    """Return the features as a frame with unique text column names (a copy; cells are shared)."""
    frame = features if isinstance(features, pd.DataFrame) else pd.DataFrame(features)
    frame = frame.set_axis([str(name) for name in frame.columns], axis=1)
    repeated = sorted(set(frame.columns[frame.columns.duplicated()]))
    if repeated:
        raise TableError(f"feature names must be unique, found twice: {repeated}; rename or drop them")
    return frame


def resolve_kinds(frame: pd.DataFrame, kinds: str | Mapping[Any, str] | None) -> dict[str, str]:
    """Return the kind of every column, as given or read from its dtype.

    Parameters
    ----------
    frame : DataFrame
        Features, one row a respondent.
    kinds : str, mapping or None
        One kind for all columns, or a kind per column; columns left out are read from their dtypes.

    Returns
    -------
    dict
        Column name to kind.

    Raises
    ------
    SettingsError
        If a kind is unknown or is given for a column that is not there.
    """
    given = (
        dict.fromkeys(frame.columns, kinds)
        if isinstance(kinds, str)
        else {str(name): kind for name, kind in (kinds or {}).items()}
    )
    unknown = sorted({str(kind) for kind in given.values()} - set(KINDS))
    if unknown:
        raise SettingsError(f"unknown kinds {unknown}; expected any of {list(KINDS)}")
    absent = sorted(set(given) - set(frame.columns))
    if absent:
        raise SettingsError(f"kinds given for columns that features lack: {absent}; check their names")
    return {name: given.get(name) or infer_kind(frame[name]) for name in frame.columns}


def infer_kind(column: pd.Series[Any]) -> str:
    """Read the kind of a column from its dtype (small whole numbers are ordinal)."""
    dtype = column.dtype
    if isinstance(dtype, pd.CategoricalDtype):
        return "ordinal" if dtype.ordered else "nominal"
    if pd.api.types.is_bool_dtype(dtype):
        return "binary"
    if pd.api.types.is_numeric_dtype(dtype):
        return _infer_numeric_kind(column)
    if not (pd.api.types.is_object_dtype(dtype) or pd.api.types.is_string_dtype(dtype)):
        raise TableError(
            f"column {column.name!r} has dtype {dtype}, from which no kind can be read; "
            f"leave it out or turn it into one of {list(KINDS)}"
        )
    found = column.dropna().infer_objects()
    if pd.api.types.is_numeric_dtype(found.dtype):
        return infer_kind(found)
    if found.nunique() > MOST_NOMINAL_CATEGORIES:
        raise TableError(
            f"column {column.name!r} has {found.nunique()} different labels, expected at most "
            f"{MOST_NOMINAL_CATEGORIES}; leave it out, group its labels or give its kind"
        )
    return "nominal"


def _infer_numeric_kind(column: pd.Series[Any]) -> str:
    values = np.unique(_to_numbers(column.dropna()))
    # Survey answers 1..5 turn into floats as soon as one is missing: whole numbers decide, not the dtype.
    if len(values) > LONGEST_SCALE or np.any(values != np.round(values)):
        return "continuous"
    return "binary" if set(values) == {0.0, 1.0} else "ordinal"


def read_items(
    frame: pd.DataFrame, kinds: Mapping[str, str], weights: FloatArray
) -> tuple[tuple[Item, ...], tuple[str, ...]]:
    """Read the items of a frame, in the order of their names, and notes on columns left out.

    Only rows of positive weight count, so that an answer nobody stands behind is no category.
    """
    items: list[Item] = []
    notes: list[str] = []
    for name in sorted(frame.columns):
        item = _read_item(frame[name], kinds[name], weights)
        if item is None:
            notes.append(f"column {name!r} left out: fewer than two different answers")
        else:
            items.append(item)
    return tuple(items), tuple(notes)


def _read_item(column: pd.Series[Any], kind: str, weights: FloatArray) -> Item | None:
    if kind == "continuous":
        return _read_continuous(column, weights)
    scale = _read_scale(column, kind)
    seen = set(_plain_values(column[weights > 0].dropna().unique()))
    chosen = [category for category in scale if category in seen]
    if len(chosen) < 2:
        return None
    if kind == "binary" and len(chosen) > 2:
        raise TableError(
            f"binary column {column.name!r} has {len(chosen)} different answers, expected 2; "
            "give it another kind or recode it"
        )
    others = [category for category in scale if category not in seen]
    return Item(
        name=str(column.name),
        kind=kind,
        categories=tuple(chosen),
        scores=tuple(scale[category] for category in chosen),
        declared=tuple(others),
        declared_scores=tuple(scale[category] for category in others),
    )


def _read_continuous(column: pd.Series[Any], weights: FloatArray) -> Item | None:
    values = _to_numbers(column)
    used = ~np.isnan(values) & (weights > 0)
    # Sums in sorted order: the same standardisation to the last bit for any order of rows.
    order = np.lexsort((weights[used], values[used]))
    x, w = values[used][order], weights[used][order]
    if x.size == 0 or x[0] == x[-1]:
        return None
    center = float(np.average(x, weights=w))
    scale = float(np.sqrt(np.average((x - center) ** 2, weights=w)))
    return Item(name=str(column.name), kind="continuous", center=center, scale=scale)


def _read_scale(column: pd.Series[Any], kind: str) -> dict[Category, float]:
    """Map each category of a column to its place on the answer scale, in canonical order."""
    dtype = column.dtype
    declared = dtype.categories if isinstance(dtype, pd.CategoricalDtype) else column.dropna().unique()
    labels = _plain_values(declared)
    if kind != "ordinal":
        ordered = sorted(labels, key=lambda label: (isinstance(label, str), label))
        return {label: float(place) for place, label in enumerate(ordered)}
    if isinstance(dtype, pd.CategoricalDtype) and dtype.ordered and not _is_rising(labels):
        return {label: float(place + 1) for place, label in enumerate(labels)}
    return _read_ordinal_scale(labels, str(column.name))


def _is_rising(labels: list[Category]) -> bool:
    numeric = not any(isinstance(label, str) for label in labels)
    return numeric and bool(np.all(np.diff(np.array(labels, dtype=float)) > 0))


def _read_ordinal_scale(labels: list[Category], name: str) -> dict[Category, float]:
    """Order labels by their number; texts must begin with one ("2 Quite well")."""
    places: dict[Category, float] = {}
    for label in labels:
        match = re.match(r"\s*(-?\d+)", label) if isinstance(label, str) else None
        if isinstance(label, str) and match is None:
            raise TableError(
                f"ordinal column {name!r} holds texts without an order; "
                "make it an ordered categorical (pandas.Categorical(..., ordered=True))"
            )
        places[label] = float(match.group(1)) if match else float(label)
    if len(set(places.values())) < len(places):
        raise TableError(
            f"ordinal column {name!r} has labels that share a number; make it an ordered categorical"
        )
    return dict(sorted(places.items(), key=lambda pair: pair[1]))


def _plain_values(values: Any) -> list[Category]:
    return [_plain_value(value) for value in values]


def _plain_value(value: Any) -> Category:
    """Turn a label into what JSON can hold: 1.0 becomes 1, an interval or a date its text."""
    plain = value.item() if isinstance(value, np.generic) else value
    if isinstance(plain, float) and plain.is_integer():
        return int(plain)
    return plain if isinstance(plain, bool | int | float | str) else str(plain)


def _to_numbers(column: pd.Series[Any]) -> FloatArray:
    try:
        values = pd.to_numeric(column).to_numpy(dtype=np.float64, na_value=np.nan)
    except (TypeError, ValueError):
        values = None
    # The error is raised outside the handler: pandas' own text quotes the cell.
    if values is None or pd.api.types.is_datetime64_any_dtype(column.dtype):
        raise TableError(
            f"continuous column {column.name!r} holds cells that are no numbers; give it another kind"
        )
    infinite = int(np.isinf(values).sum())
    if infinite:
        raise TableError(f"column {column.name!r} holds {infinite} infinite numbers; make them missing")
    return values


def encode_frame(frame: pd.DataFrame, items: tuple[Item, ...]) -> FloatArray:
    """Encode cells as category codes or standardised numbers, shape (n, items); missing is NaN.

    Raises
    ------
    TableError
        If a column holds an answer that the item's scale does not have.
    """
    values = np.full((len(frame), len(items)), np.nan)
    for place, item in enumerate(items):
        if item.name in frame.columns:
            values[:, place] = _encode_column(frame[item.name], item)
    return values


def _encode_column(column: pd.Series[Any], item: Item) -> FloatArray:
    if item.kind == "continuous":
        return (_to_numbers(column) - item.center) / item.scale
    codes, uniques = pd.factorize(column)
    lookup = _category_codes(item)
    labels = _plain_values(uniques)
    unknown = np.array([label not in lookup for label in labels], dtype=bool)
    if unknown.any():
        cells = int(np.isin(codes, np.flatnonzero(unknown)).sum())
        raise TableError(
            f"column {item.name!r} holds {int(unknown.sum())} answers in {cells} cells that the model does "
            f"not know; it knows {len(lookup)}; recode them or fit the model again"
        )
    encoded = np.array([*(lookup[label] for label in labels), np.nan])
    return np.asarray(encoded[codes], dtype=np.float64)


def _category_codes(item: Item) -> dict[Category, float]:
    """Code of each known label; one nobody chose takes the nearest ordinal code, else it is missing."""
    codes: dict[Category, float] = {label: float(code) for code, label in enumerate(item.categories)}
    for label, score in zip(item.declared, item.declared_scores, strict=True):
        nearest = int(np.argmin(np.abs(np.array(item.scores) - score)))
        codes[label] = float(nearest) if item.kind == "ordinal" else np.nan
    return codes
