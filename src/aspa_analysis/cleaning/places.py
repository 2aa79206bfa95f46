"""Where a row belongs: its library and service point, found in the registry by any known spelling."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from aspa_analysis.cleaning.cells import get_cells
from aspa_analysis.cleaning.rejects import Fault
from aspa_analysis.registry import Library, Registry, normalise_name

_REMEDY = "lisää kirjoitusasu tiedoston libraries.toml kohtaan aliases"


@dataclass(frozen=True)
class Places:
    """Library and service point of each staged row, and what could not be found."""

    library: pd.Series
    service_point: pd.Series
    faults: tuple[Fault, ...]


def find_places(staged: pd.DataFrame, registry: Registry) -> Places:
    """Find the library and service point of each staged row.

    Parameters
    ----------
    staged : pandas.DataFrame
        Rows with ``library`` or ``service_point``; a service point that only one library has will do
        for both.
    registry : Registry
        The libraries.

    Returns
    -------
    Places
        Ids from the registry.
    """
    names, points = get_cells(staged, "library"), get_cells(staged, "service_point")
    pairs = list(zip(names, points, strict=True))
    known = {pair: _find_place(*pair, registry) for pair in dict.fromkeys(pairs)}
    found = pd.DataFrame([known[pair] for pair in pairs], index=staged.index, columns=["library", "point"])
    library, point = found["library"].astype("str"), found["point"].astype("str")
    return Places(library, point.mask(point.eq("").fillna(value=False)), _list_faults(names, points, found))


def _find_place(name: str, point: str, registry: Registry) -> tuple[str | None, str | None]:
    # The point is "" where the row speaks of the whole library, and None where it is not known.
    name_given, point_given = not pd.isna(name), not pd.isna(point)
    library = registry.find_library(name) if name_given else None
    if library is None and not name_given and point_given:
        library = registry.find_library(point)
    if library is None:
        return None, None
    wanted = point if point_given else name
    found = registry.find_service_point(wanted, library=library.id)
    if point_given:
        return library.id, found.id if found else ("" if _is_whole(library, point) else None)
    # A row that names only the library is about the whole of it, even if a point bears its name.
    return library.id, found.id if found and not _is_whole(library, name) else ""


def _is_whole(library: Library, name: str) -> bool:
    own = (library.id, library.name, library.municipality, *library.aliases)
    return normalise_name(name) in map(normalise_name, own)


def _list_faults(names: pd.Series, points: pd.Series, found: pd.DataFrame) -> tuple[Fault, ...]:
    lost, blank = found["library"].isna(), names.isna() & points.isna()
    return (
        Fault("library", "kirjasto puuttuu; kirjoita se lomakkeelle tai lähdekarttaan", blank),
        Fault("library", f"kirjastoa ei löydy rekisteristä; {_REMEDY}", lost & ~blank),
        Fault(
            "service_point",
            f"toimipistettä ei löydy kirjaston toimipisteistä; {_REMEDY}",
            ~lost & points.notna() & found["point"].isna(),
        ),
    )
