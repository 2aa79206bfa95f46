from pathlib import Path

import pytest

from aspa_analysis.errors import SettingsError
from aspa_analysis.settings import Settings, load_settings


def write(folder: Path, text: str) -> Path:
    (folder / "aspa.toml").write_text(text, encoding="utf-8")
    return folder


def test_an_empty_file_gives_the_defaults(tmp_path: Path) -> None:
    settings = load_settings(write(tmp_path, ""))
    assert settings == Settings(root=tmp_path.resolve())
    assert settings.raw == tmp_path.resolve() / "data" / "raw"
    assert settings.disclosure.threshold_count == 5


def test_an_unknown_key_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"aspa.toml .* reports\.audiense"):
        load_settings(write(tmp_path, '[reports]\naudiense = "staff"'))


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("[disclosure]\nthreshold_count = 1", "disclosure.threshold_count"),
        ('[reports]\nlanguages = ["de"]', "reports.languages"),
        ("[run]\nmax_quarantined_share = 2.0", "run.max_quarantined_share"),
    ],
)
def test_an_impossible_value_is_refused_by_name_and_not_repeated(
    tmp_path: Path, text: str, named: str
) -> None:
    with pytest.raises(SettingsError, match=named) as caught:
        load_settings(write(tmp_path, text))
    assert "input_value" not in str(caught.value)


def test_settings_cannot_change(tmp_path: Path) -> None:
    from pydantic import ValidationError

    settings = load_settings(write(tmp_path, ""))
    with pytest.raises(ValidationError):
        settings.project.name = "x"  # type: ignore[misc]


def test_a_missing_file_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="aspa init"):
        load_settings(tmp_path)


def test_broken_toml_and_wrong_encoding_are_settings_errors(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read"):
        load_settings(write(tmp_path, "[reports"))
    (tmp_path / "aspa.toml").write_bytes('[project]\nname = "Äänekoski"'.encode("cp1252"))
    with pytest.raises(SettingsError, match="not UTF-8"):
        load_settings(tmp_path)


def test_a_byte_order_mark_is_allowed(tmp_path: Path) -> None:
    (tmp_path / "aspa.toml").write_text('[project]\nname = "Ä"', encoding="utf-8-sig")
    assert load_settings(tmp_path).project.name == "Ä"


def test_the_shipped_settings_are_read(root: Path) -> None:
    assert load_settings(root).project.example


def test_a_folder_with_nothing_but_source_maps_is_a_project(tmp_path: Path) -> None:
    (tmp_path / "config" / "sources").mkdir(parents=True)
    assert load_settings(tmp_path) == Settings(root=tmp_path.resolve())
