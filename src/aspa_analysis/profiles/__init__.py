"""Customer profiles: latent classes of survey answers, frozen models, shares per library."""

from __future__ import annotations

from aspa_analysis.profiles._fit import fit_profiles
from aspa_analysis.profiles._frozen import load_model, save_model
from aspa_analysis.profiles._model import ProfileModel
from aspa_analysis.profiles._shares import estimate_shares

__all__ = ["ProfileModel", "estimate_shares", "fit_profiles", "load_model", "save_model"]
