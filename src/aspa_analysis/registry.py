"""The registry of libraries: library → municipality → consortium → region, valid in time."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Literal, Self

import pandas as pd
from pydantic import Field, model_validator

from aspa_analysis.errors import SettingsError
from aspa_analysis.settings import FrozenModel, read_toml, validate_model

PeriodStep = Literal["month", "quarter", "half", "year"]
UnitLevel = Literal["library", "consortium", "region"]


class Valid(FrozenModel):
    """Something that holds between two dates, both included; None is open."""

    valid_from: date | None = None
    valid_to: date | None = None

    def holds_on(self, day: date) -> bool:
        """Tell whether it holds on a day."""
        after_start = self.valid_from is None or self.valid_from <= day
        return after_start and (self.valid_to is None or day <= self.valid_to)


class Region(FrozenModel):
    """A region: consortia that develop their customer service together."""

    id: str
    name: str


class Consortium(FrozenModel):
    """A consortium (*kimppa*): libraries with a common collection and web library."""

    id: str
    name: str
    region: str


class ServicePoint(Valid):
    """A service point (*toimipiste*) of a library."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    staff_count: int = Field(default=1, ge=0)


class Membership(Valid):
    """A library's time in a consortium."""

    consortium: str


class Library(Valid):
    """A library: the organisation that a report is made for.

    Attributes
    ----------
    period : {"month", "quarter", "half", "year"}
        Its fixed period ladder: the shortest period that its volume bears, chosen once.
    consortium : tuple of Membership
        Where it belongs, and when.
    """

    id: str
    name: str
    municipality: str
    municipality_code: str | None = None
    aliases: tuple[str, ...] = ()
    staff_count: int = Field(ge=0)
    population_count: int | None = None
    period: PeriodStep
    consortium: tuple[Membership, ...]
    service_point: tuple[ServicePoint, ...] = ()

    def consortium_on(self, day: date) -> str | None:
        """Name the consortium to which it belongs on a day."""
        return next((m.consortium for m in self.consortium if m.holds_on(day)), None)


class Unit(FrozenModel):
    """What a report is about: a library, a consortium or a region."""

    id: str
    name: str
    level: UnitLevel
    library_ids: tuple[str, ...]
    staff_count: int
    period: PeriodStep


def normalise_name(name: str) -> str:
    """Bring a spelling of a name to the form in which names are compared."""
    return " ".join(name.casefold().replace("-", " ").replace(".", " ").split())


def make_id(name: str) -> str:
    """Make an id of plain letters, digits and hyphens from a name."""
    plain = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode("ascii")
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "kirjasto"


class Registry(FrozenModel):
    """Every library, consortium and region that the project knows."""

    region: tuple[Region, ...] = ()
    consortium: tuple[Consortium, ...] = ()
    library: tuple[Library, ...] = ()

    @model_validator(mode="after")
    def _check_references(self) -> Self:
        """Refuse repeated ids and references to what is not there."""
        regions, consortia = {r.id for r in self.region}, {c.id for c in self.consortium}
        faults = _list_repeated(
            [*(r.id for r in self.region), *(c.id for c in self.consortium), *(m.id for m in self.library)]
        )
        faults += [
            f"consortium {c.id}: region {c.region}" for c in self.consortium if c.region not in regions
        ]
        faults += [
            f"library {library.id}: consortium {member.consortium}"
            for library in self.library
            for member in library.consortium
            if member.consortium not in consortia
        ]
        if faults:
            raise ValueError(f"unknown or repeated: {', '.join(faults)}")
        return self

    @cached_property
    def _by_name(self) -> dict[str, Library]:
        named = {
            normalise_name(n): m for m in self.library for n in (m.id, m.name, m.municipality, *m.aliases)
        }
        points = {
            normalise_name(n): m
            for m in self.library
            for p in m.service_point
            for n in (p.id, p.name, *p.aliases)
        }
        return {**_drop_shared(points, self), **named}

    def find_library(self, name: str) -> Library | None:
        """Find a library by id, name, municipality, alias, or a service point only it has."""
        return self._by_name.get(normalise_name(name))

    def find_service_point(self, name: str, *, library: str) -> ServicePoint | None:
        """Find a service point of one library by id, name or alias."""
        wanted = normalise_name(name)
        points = next((m.service_point for m in self.library if m.id == library), ())
        return next((p for p in points if wanted in map(normalise_name, (p.id, p.name, *p.aliases))), None)

    def list_units(self, day: date) -> tuple[Unit, ...]:
        """List what reports can be about on a day: libraries, then consortia, then regions."""
        present = [m for m in self.library if m.holds_on(day)]
        units = [_make_unit(m.id, m.name, "library", [m]) for m in present]
        for consortium in self.consortium:
            members = [m for m in present if m.consortium_on(day) == consortium.id]
            units.append(_make_unit(consortium.id, consortium.name, "consortium", members))
        for region in self.region:
            own = {c.id for c in self.consortium if c.region == region.id}
            members = [m for m in present if m.consortium_on(day) in own]
            units.append(_make_unit(region.id, region.name, "region", members))
        return tuple(unit for unit in units if unit.library_ids)

    def find_unit(self, unit_id: str, day: date) -> Unit:
        """Find a library, consortium or region by its id.

        Raises
        ------
        SettingsError
            If there is none with that id on that day.
        """
        for unit in self.list_units(day):
            if unit.id == unit_id:
                return unit
        known = ", ".join(u.id for u in self.list_units(day))
        raise SettingsError(f"no library, consortium or region '{unit_id}' in libraries.toml; known: {known}")

    def with_libraries(self, names: Iterable[str]) -> Registry:
        """Return a registry that also knows libraries of these names.

        For a project that has nothing but source maps, whose libraries are named in a column: they
        belong to one consortium of one region, and report by month with no staff known.
        """
        new = sorted({name for name in names if self.find_library(name) is None})
        if not new:
            return self
        region = self.region or (Region(id="alue", name="Alue"),)
        consortium = self.consortium or (Consortium(id="kimppa", name="Kimppa", region=region[0].id),)
        member = Membership(consortium=consortium[0].id)
        added = tuple(
            Library(
                id=make_id(n), name=n, municipality=n, staff_count=0, period="month", consortium=(member,)
            )
            for n in new
        )
        return Registry(region=region, consortium=consortium, library=(*self.library, *added))

    def to_frame(self) -> pd.DataFrame:
        """Return the canonical table ``libraries``: a row per library and consortium membership."""
        regions = {c.id: c.region for c in self.consortium}
        rows = [
            {
                "library": m.id,
                "name": m.name,
                "municipality": m.municipality,
                "consortium": member.consortium,
                "region": regions[member.consortium],
                "valid_from": pd.Timestamp(member.valid_from or m.valid_from or date(1900, 1, 1)),
                "valid_to": pd.Timestamp(member.valid_to or m.valid_to or date(2199, 12, 31)),
                "staff_count": m.staff_count,
                "population_count": m.population_count,
                "period": m.period,
            }
            for m in self.library
            for member in m.consortium
        ]
        return pd.DataFrame(rows)


_LADDER: tuple[PeriodStep, ...] = ("month", "quarter", "half", "year")


def _make_unit(unit_id: str, name: str, level: UnitLevel, members: list[Library]) -> Unit:
    # A unit of many libraries bears the shortest period that one of its libraries bears.
    steps: list[PeriodStep] = [m.period for m in members]
    period: PeriodStep = min(steps, key=_LADDER.index, default="year")
    return Unit(
        id=unit_id,
        name=name,
        level=level,
        library_ids=tuple(m.id for m in members),
        staff_count=sum(m.staff_count for m in members),
        period=period,
    )


def _list_repeated(ids: Iterable[str]) -> list[str]:
    counts = pd.Series(list(ids), dtype="str").value_counts()
    return sorted(f"id {i} twice" for i in counts[counts > 1].index)


def _drop_shared(points: dict[str, Library], registry: Registry) -> dict[str, Library]:
    """Keep the service-point names that only one library has ("pääkirjasto" is everybody's)."""
    owners: dict[str, set[str]] = {}
    for library in registry.library:
        for point in library.service_point:
            for name in (point.id, point.name, *point.aliases):
                owners.setdefault(normalise_name(name), set()).add(library.id)
    return {name: library for name, library in points.items() if len(owners[name]) == 1}


def load_registry(path: Path) -> Registry:
    """Read ``libraries.toml``.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    Registry
        The registry.

    Raises
    ------
    SettingsError
        If the file is missing, not understood, or refers to what is not there.
    """
    return validate_model(Registry, read_toml(path), source=path.name)


def load_run_registry(processed: Path) -> Registry:
    """Read the registry as the last run wrote it, with the libraries that only source maps name.

    Parameters
    ----------
    processed : Path
        Folder of the processed tables.

    Returns
    -------
    Registry
        The registry.

    Raises
    ------
    SettingsError
        If no run has written it.
    """
    path = processed / "registry.json"
    if not path.exists():
        raise SettingsError("no run has written its registry yet; run 'aspa run' first")
    return Registry.model_validate_json(path.read_text(encoding="utf-8"))
