from datetime import date
from importlib.resources import files
from pathlib import Path

import pandas as pd
import pytest

from aspa_analysis.errors import SettingsError
from aspa_analysis.registry import Registry, load_registry
from aspa_analysis.validation import validate

OLD, NEW = date(2024, 6, 1), date(2025, 6, 1)


@pytest.fixture(scope="module")
def registry(root: Path) -> Registry:
    return load_registry(root / "config" / "libraries.toml")


def test_a_library_is_found_by_every_spelling(registry: Registry) -> None:
    for spelling in ("suvanto", "Suvannon kaupunginkirjasto", "SUVANTO", " suvannon  kirjasto ", "Ranta"):
        found = registry.find_library(spelling)
        assert found is not None
        assert found.id == "suvanto"


def test_a_name_that_many_libraries_share_finds_none(registry: Registry) -> None:
    assert registry.find_library("Pääkirjasto") is None
    point = registry.find_service_point("pääkirjasto", library="kuusivaara")
    assert point is not None
    assert point.id == "kuusivaara-paa"


def test_membership_is_valid_in_time(registry: Registry) -> None:
    assert "honkasalmi" in registry.find_unit("virta", OLD).library_ids
    assert "honkasalmi" in registry.find_unit("kaarna", NEW).library_ids
    assert "honkasalmi" not in registry.find_unit("virta", NEW).library_ids
    for day in (OLD, NEW):
        assert len(registry.find_unit("lakeus", day).library_ids) == len(registry.library)


def test_a_unit_sums_the_staff_of_its_libraries(registry: Registry) -> None:
    consortium = registry.find_unit("kaarna", NEW)
    members = [m for m in registry.library if m.id in consortium.library_ids]
    assert consortium.staff_count == sum(m.staff_count for m in members)


def test_an_unknown_unit_is_refused_with_the_known_ones(registry: Registry) -> None:
    with pytest.raises(SettingsError, match="known: suvanto"):
        registry.find_unit("nowhere", NEW)


def test_the_table_follows_its_schema(registry: Registry) -> None:
    table = validate("libraries", registry.to_frame())
    assert set(table["library"]) == {m.id for m in registry.library}
    assert (table["library"] == "honkasalmi").sum() == 2


def test_references_to_nothing_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "libraries.toml"
    path.write_text('[[consortium]]\nid = "a"\nname = "A"\nregion = "b"\n', encoding="utf-8")
    with pytest.raises(SettingsError, match="consortium a: region b"):
        load_registry(path)


def test_repeated_ids_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "libraries.toml"
    path.write_text('[[region]]\nid = "a"\nname = "A"\n[[region]]\nid = "a"\nname = "B"\n', encoding="utf-8")
    with pytest.raises(SettingsError, match="id a twice"):
        load_registry(path)


def test_libraries_can_come_from_a_column() -> None:
    registry = Registry().with_libraries(["East North Central", "Älvä", "East North Central"])
    assert [m.id for m in registry.library] == ["east-north-central", "alva"]
    assert registry.with_libraries(["Älvä"]) is registry
    assert [u.level for u in registry.list_units(NEW)] == ["library", "library", "consortium", "region"]


def test_real_municipalities_are_not_in_the_example(registry: Registry) -> None:
    facts = pd.read_csv(files("aspa_analysis") / "facts" / "library_consortia.csv")
    assert set(facts["basis"].str.split(":").str[0]) <= {"stated", "derived", "uncertain", "unverified"}
    assert not set(facts["municipality_name_fi"]) & {m.municipality for m in registry.library}
