from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from aspa_analysis.cli import main
from aspa_analysis.errors import ExitCode


def call(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


def test_help_names_the_commands_and_the_exit_codes() -> None:
    result = call("--help")
    assert result.exit_code == 0
    for word in ("run", "check", "inspect", "init", "Exit codes"):
        assert word in result.output


@pytest.mark.parametrize("command", ["run", "check"])
def test_a_folder_that_is_no_project_says_what_to_do(tmp_path: Path, command: str) -> None:
    result = call(command, "--project", tmp_path)
    assert result.exit_code == ExitCode.SETTINGS
    assert "aspa init" in result.output
    assert "Traceback" not in result.output


def test_a_new_project_has_no_input_yet(tmp_path: Path) -> None:
    assert call("init", tmp_path).exit_code == 0
    result = call("run", "--project", tmp_path)
    assert result.exit_code == ExitCode.SETTINGS
    assert "data/raw" in result.output


def test_init_never_overwrites(tmp_path: Path) -> None:
    (tmp_path / "aspa.toml").write_text("# mine", encoding="utf-8")
    assert call("init", tmp_path).exit_code == ExitCode.SETTINGS
    assert (tmp_path / "aspa.toml").read_text(encoding="utf-8") == "# mine"


def test_a_new_project_passes_its_own_settings_check(tmp_path: Path) -> None:
    from aspa_analysis.runs import check_settings
    from aspa_analysis.settings import load_settings

    call("init", tmp_path)
    assert check_settings(load_settings(tmp_path)) == {"libraries": 1, "themes": 18, "sources": 0}


def test_inspect_writes_a_source_map(tmp_path: Path) -> None:
    data = tmp_path / "palaute.csv"
    rows = "".join(f"{day}.10.2024;Kiitos avusta, päivä {day} oli hyvä\n" for day in range(1, 21))
    data.write_text(f"Pvm;Palaute\n{rows}", encoding="utf-8")
    result = call("inspect", data, "--write", tmp_path / "map.toml")
    assert result.exit_code == 0, result.output
    assert "Palaute" in result.output
    assert "Kiitos avusta" not in result.output
    assert 'table = "feedback"' in (tmp_path / "map.toml").read_text(encoding="utf-8")


def test_inspect_of_a_file_that_cannot_be_read_is_an_input_error(tmp_path: Path) -> None:
    data = tmp_path / "kuva.csv"
    data.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8)
    assert call("inspect", data).exit_code == ExitCode.QUARANTINED


def test_a_run_that_another_one_holds_is_refused(tmp_path: Path) -> None:
    from aspa_analysis.runs.lock import hold_lock

    call("init", tmp_path)
    with hold_lock(tmp_path / ".aspa"):
        result = call("run", "--project", tmp_path)
    assert result.exit_code == ExitCode.LOCKED


def test_unknown_options_are_usage_errors() -> None:
    assert call("run", "--nothing").exit_code == ExitCode.SETTINGS
