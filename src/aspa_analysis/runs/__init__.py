"""The main job and what surrounds it: the only place where the stages' frames are joined."""

from aspa_analysis.runs.check import check_files, check_settings
from aspa_analysis.runs.pipeline import run
from aspa_analysis.runs.progress import Progress
from aspa_analysis.runs.result import RunResult
from aspa_analysis.runs.start import init_project

__all__ = ["Progress", "RunResult", "check_files", "check_settings", "init_project", "run"]
