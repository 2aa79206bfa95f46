"""The user's settings: ``aspa.toml`` read into frozen models that refuse unknown keys."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from aspa_analysis.errors import SettingsError

SETTINGS_NAME = "aspa.toml"

Language = Literal["fi", "sv", "en"]
Audience = Literal["analyst", "staff", "public"]

_Model = TypeVar("_Model", bound=BaseModel)


class FrozenModel(BaseModel):
    """A pydantic model that cannot change and refuses keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class ProjectSettings(FrozenModel):
    """What the project is called, and whether its data is made up."""

    name: str = "aspa-analysis"
    example: bool = False


class PathSettings(FrozenModel):
    """Folders of the project, relative to ``aspa.toml``."""

    raw: Path = Path("data/raw")
    processed: Path = Path("data/processed")
    reports: Path = Path("reports")
    config: Path = Path("config")


class ReportSettings(FrozenModel):
    """Which reports are made, in which languages and for whom."""

    languages: tuple[Language, ...] = ("fi",)
    audience: Audience = "staff"
    notebooks: tuple[str, ...] = ("10_quality", "20_digest", "30_survey", "40_profiles")
    min_notes_count: int = Field(default=20, ge=1)
    min_respondents_count: int = Field(default=20, ge=5)


class DisclosureSettings(FrozenModel):
    """Thresholds below which a number is not shown."""

    threshold_count: int = Field(default=5, ge=3)
    min_staff_count: int = Field(default=5, ge=5)
    max_hidden_share: float = Field(default=0.2, ge=0.0, le=1.0)


class ProfileSettings(FrozenModel):
    """How the customer profiles are fitted."""

    max_profiles: int = Field(default=6, ge=1, le=12)
    smoothing: float = Field(default=1.0, ge=0.0)
    random_state: int = 0


class RunSettings(FrozenModel):
    """How a run is carried out."""

    workers_count: int = Field(default=0, ge=0)
    max_quarantined_share: float = Field(default=0.2, ge=0.0, le=1.0)
    cell_timeout_s: int = Field(default=300, ge=10)


class Settings(FrozenModel):
    """All settings of one project folder.

    Attributes
    ----------
    root : Path
        The project folder; every other path is taken from here.
    """

    root: Path
    project: ProjectSettings = ProjectSettings()
    paths: PathSettings = PathSettings()
    reports: ReportSettings = ReportSettings()
    disclosure: DisclosureSettings = DisclosureSettings()
    profiles: ProfileSettings = ProfileSettings()
    run: RunSettings = RunSettings()

    @property
    def raw(self) -> Path:
        """Folder of the raw files."""
        return self.root / self.paths.raw

    @property
    def processed(self) -> Path:
        """Folder of the processed tables."""
        return self.root / self.paths.processed

    @property
    def reports_folder(self) -> Path:
        """Folder of the reports."""
        return self.root / self.paths.reports

    @property
    def config(self) -> Path:
        """Folder of the configuration files."""
        return self.root / self.paths.config

    @property
    def private(self) -> Path:
        """Folder for the run's lock, key and private temporary files; never published."""
        return self.root / ".aspa"


def read_toml(path: Path) -> dict[str, Any]:
    """Read a TOML file.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    dict
        Its content.

    Raises
    ------
    SettingsError
        If the file is missing, is not UTF-8 or is not TOML.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise SettingsError(f"{path.name} is missing: expected at {path}; run 'aspa init' there") from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        reason = "it is not UTF-8 text" if isinstance(error, UnicodeDecodeError) else str(error)
        raise SettingsError(f"{path.name} cannot be read: {reason}; correct the file") from None


def validate_model(model: type[_Model], content: dict[str, Any], *, source: str) -> _Model:
    """Turn a configuration file's content into its model.

    Parameters
    ----------
    model : type
        A pydantic model.
    content : dict
        What the file held.
    source : str
        Name of the file, for the message.

    Returns
    -------
    BaseModel
        The model.

    Raises
    ------
    SettingsError
        If a key is unknown or a value impossible; all faults are listed, without the values.
    """
    try:
        return model.model_validate(content)
    except ValidationError as error:
        faults = "; ".join(
            f"{'.'.join(str(part) for part in fault['loc'])}: {fault['msg']}"
            for fault in error.errors(include_input=False, include_url=False)
        )
        raise SettingsError(
            f"{source} has settings that are not understood: {faults}; correct them"
        ) from None


def load_settings(project: Path | str = ".") -> Settings:
    """Read the settings of a project folder.

    Parameters
    ----------
    project : Path or str
        The folder that holds ``aspa.toml``; a folder with source maps in ``config/sources`` needs none.

    Returns
    -------
    Settings
        The settings; what the file does not say has its default.

    Raises
    ------
    SettingsError
        If the file is missing or not understood.
    """
    root = Path(project).resolve()
    is_bare = not (root / SETTINGS_NAME).exists() and (root / "config" / "sources").is_dir()
    content = {} if is_bare else read_toml(root / SETTINGS_NAME)
    return validate_model(Settings, {**content, "root": root}, source=SETTINGS_NAME)
