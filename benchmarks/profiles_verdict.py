"""How often the verdict on customer profiles is right, on answers whose origin is known.

Run ``python benchmarks/profiles_verdict.py`` for a quick version (minutes), ``--full`` for the full numbers,
``--processes 2`` for two cores. The same functions stand behind the long reference tests.

Generators (each seed draws its own questionnaire)

- Items: 9 to 14; scales of 4 to 7 answers (three in four), the rest yes/no. An answer is a cumulative
  logit (graded response): a latent place plus logistic noise, cut. No item follows the model that is fitted.
- Margins: skewed as customers answer. The share under each cut of a scale comes from a Dirichlet whose mass
  leans to the upper answers (mean weight of the top answer about .4), in one item of five to the lower ones.
- Missing answers: 10 % at random; every fourth respondent leaves before the end, at a random item of the
  last third; one item concerns only half of the respondents.
- ``noise``: no latent place at all.
- ``gradient``: one place for all items, slopes uniform from .7 to 2.5 (one in eight reversed); the place is
  normal, or skewed (a reversed gamma of shape 4) in every second questionnaire.
- ``types``: 2 to 5 types, smallest at least 10 %; each type's place on each item is normal with a standard
  deviation that brings the oracle's adjusted Rand index into the wanted band (low overlap .75–.9,
  middle .5 to .75). ``halo``: a normal general satisfaction on top, raising every scale by .5 to 1.2 logits
  a standard deviation (each item by .6 to 1.4 times that), yes/no items by nothing. The oracle knows the
  generator's parameters and sums the halo out.
"""

from __future__ import annotations

import argparse
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from typing import Any

import numpy as np
import pandas as pd
from sklearn.metrics import adjusted_rand_score

from aspa_analysis.profiles import fit_profiles

BANDS = {"low": (0.75, 0.9), "middle": (0.5, 0.75)}
HALO_NODES = np.linspace(-3.5, 3.5, 29)


@dataclass(frozen=True)
class Survey:
    """Answers of known origin; ``types`` is None where there are none, ``oracle`` the best possible ARI."""

    frame: pd.DataFrame
    types: np.ndarray | None = None
    oracle: float = float("nan")


def draw_cuts(rng: np.random.Generator) -> list[np.ndarray]:
    """Draw the cuts of each item of a questionnaire on the logistic scale."""
    cuts = []
    for item in range(int(rng.integers(9, 15))):
        width = int(rng.integers(4, 8)) if item % 4 else 2
        lean = np.linspace(1.0, 4.0, width) ** 1.3
        shares = rng.dirichlet(3.0 * (lean[::-1] if rng.random() < 0.2 else lean) / lean.mean())
        below = np.clip(shares.cumsum()[:-1], 0.01, 0.99)
        cuts.append(np.log(below / (1 - below)))
    return cuts


def answer(latent: np.ndarray, cuts: list[np.ndarray], rng: np.random.Generator) -> pd.DataFrame:
    """Cut latent places plus logistic noise into answers, and lose some."""
    noisy = latent + rng.logistic(size=latent.shape)
    columns = [1.0 + (noisy[:, [item]] > own).sum(axis=1) for item, own in enumerate(cuts)]
    cells = np.stack(columns, axis=1)
    n, n_items = cells.shape
    lost = rng.random(cells.shape) < 0.1
    leaves = np.where(rng.random(n) < 0.25, rng.integers(2 * n_items // 3, n_items, n), n_items)
    lost |= np.arange(n_items) >= leaves[:, None]
    lost[:, rng.integers(n_items)] |= rng.random(n) < 0.5
    return pd.DataFrame(np.where(lost, np.nan, cells), columns=[f"q{item:02d}" for item in range(n_items)])


def draw_noise(seed: int, n: int) -> Survey:
    """Draw answers that have nothing to do with each other."""
    rng = np.random.default_rng([1, seed])
    cuts = draw_cuts(rng)
    return Survey(answer(np.zeros((n, len(cuts))), cuts, rng))


def draw_gradient(seed: int, n: int) -> Survey:
    """Draw answers that one satisfaction explains."""
    rng = np.random.default_rng([2, seed])
    cuts = draw_cuts(rng)
    slopes = rng.uniform(0.7, 2.5, len(cuts)) * np.where(rng.random(len(cuts)) < 1 / 8, -1, 1)
    place = rng.standard_normal(n) if seed % 2 else 2.0 - rng.gamma(4.0, 0.5, n)
    scale = np.sqrt(1 + slopes**2 * 3 / np.pi**2)
    return Survey(answer(place[:, None] * slopes, [own * s for own, s in zip(cuts, scale, strict=True)], rng))


def draw_types(seed: int, n: int, *, band: str = "low", halo: bool = False) -> Survey:
    """Draw answers of types, with or without a general satisfaction on top."""
    rng = np.random.default_rng([3, seed])
    while True:
        cuts = draw_cuts(rng)
        n_types = int(rng.integers(2, 6))
        sizes = 0.1 + (1 - 0.1 * n_types) * rng.dirichlet(np.full(n_types, 3.0))
        shape = rng.standard_normal((n_types, len(cuts)))
        lift = rng.uniform(0.5, 1.2) * rng.uniform(0.6, 1.4, len(cuts)) if halo else np.zeros(len(cuts))
        lift = np.where([len(own) > 1 for own in cuts], lift, 0.0)
        for spread in rng.permutation([0.5, 0.7, 0.9, 1.1, 1.3, 1.6, 2.0]):
            places = shape * spread
            survey = _draw_members((sizes, places, lift, cuts), n, rng)
            low, high = BANDS[band]
            if low <= measure_oracle((sizes, places, lift, cuts), rng) < high:
                return survey


def _draw_members(world: tuple[Any, ...], n: int, rng: np.random.Generator) -> Survey:
    sizes, places, lift, cuts = world
    types = rng.choice(len(sizes), n, p=sizes)
    latent = places[types] + rng.standard_normal((n, 1)) * lift
    frame = answer(latent, cuts, rng)
    posterior = find_posterior(world, frame)
    return Survey(frame, types, float(adjusted_rand_score(types, posterior.argmax(axis=1))))


def measure_oracle(world: tuple[Any, ...], rng: np.random.Generator) -> float:
    """Adjusted Rand index of the generator's own posterior on 4,000 fresh respondents."""
    return _draw_members(world, 4000, rng).oracle


def find_posterior(world: tuple[Any, ...], frame: pd.DataFrame) -> np.ndarray:
    """Posterior of the types under the generator's parameters, the halo summed out."""
    sizes, places, lift, cuts = world
    nodes = HALO_NODES if lift.any() else np.zeros(1)
    weights = np.exp(-0.5 * nodes**2)
    joint = (
        np.log(sizes)[:, None, None] + np.log(weights / weights.sum())[:, None] + np.zeros((1, 1, len(frame)))
    )
    for item, own in enumerate(cuts):
        place = places[:, item, None] + nodes * lift[item]
        below = 1 / (1 + np.exp(-(own - place[..., None])))
        shares = np.diff(below, axis=-1, prepend=0.0, append=1.0)
        cells = frame.iloc[:, item].to_numpy()
        answered = np.flatnonzero(~np.isnan(cells))
        joint[..., answered] += np.log(shares + 1e-300)[..., cells[answered].astype(int) - 1]
    density = np.exp(joint - joint.max(axis=(0, 1))).sum(axis=1)
    return np.asarray((density / density.sum(axis=0)).T)


def judge_survey(kind: str, n: int, seed: int) -> dict[str, Any]:
    """Fit one survey and tell what came of it; ``kind`` is noise, gradient, or types-BAND[-halo]."""
    name, *rest = kind.split("-")
    if name == "types":
        survey = draw_types(seed, n, band=rest[0], halo="halo" in rest)
    else:
        survey = {"noise": draw_noise, "gradient": draw_gradient}[name](seed, n)
    model = fit_profiles(survey.frame)
    found = {"kind": kind, "n": n, "verdict": model.verdict_, "k": model.n_profiles_, "halo": model.has_halo_}
    if survey.types is None:
        return found
    score = adjusted_rand_score(survey.types, model.labels_)
    true_k = int(survey.types.max()) + 1
    return found | {
        "true_k": true_k,
        "ari": score,
        "oracle": survey.oracle,
        "right_k": model.n_profiles_ == true_k,
    }


def run_cells(
    cells: list[tuple[str, int]], *, n_runs: int, processes: int = 1, first: int = 0
) -> pd.DataFrame:
    """Judge ``n_runs`` surveys of each kind and size; one row a survey."""
    tasks = [(kind, n, seed) for kind, n in cells for seed in range(first, first + n_runs)]
    if processes == 1:
        return pd.DataFrame([judge_survey(*task) for task in tasks])
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        return pd.DataFrame(list(pool.map(judge_survey, *zip(*tasks, strict=True))))


def summarise_rates(results: pd.DataFrame) -> pd.DataFrame:
    """Rates of the verdicts, of the true number of types and the mean ARI, a row per kind and size."""
    wide = pd.get_dummies(results["verdict"]).reindex(
        columns=["none", "gradient", "profiles"], fill_value=False
    )
    rest = results.drop(columns=["verdict"]).reindex(
        columns=["kind", "n", "k", "halo", "right_k", "ari", "oracle"]
    )
    return (
        pd.concat([rest, wide], axis=1)
        .astype(dict.fromkeys(["right_k", "ari", "oracle"], float))
        .groupby(["kind", "n"], sort=False)
        .mean()
    )


CELLS = [
    *[("noise", n) for n in (60, 200, 600, 2000)],
    *[("gradient", n) for n in (200, 1000, 2000)],
    ("types-low-halo", 1000),
    *[("types-low", n) for n in (600, 5000)],
    ("types-middle", 5000),
]


def main() -> None:
    """Print the rates."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--full", action="store_true", help="200 surveys a cell instead of 8")
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--runs", type=int)
    parser.add_argument("--cells", nargs="*", help="only these, as kind:n")
    arguments = parser.parse_args()
    cells = [(c.split(":")[0], int(c.split(":")[1])) for c in arguments.cells] if arguments.cells else CELLS
    n_runs = arguments.runs or (200 if arguments.full else 8)
    results = run_cells(cells, n_runs=n_runs, processes=arguments.processes)
    with pd.option_context("display.width", 160, "display.max_columns", 20):
        print(summarise_rates(results).round(3))


if __name__ == "__main__":
    main()
