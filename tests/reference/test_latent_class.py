"""Latent classes against published log-likelihoods and against brute force."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import minimize
from scipy.stats import norm

from aspa_analysis.profiles import ProfileModel, fit_profiles

# poLCA's own examples (Linzer & Lewis 2011, Journal of Statistical Software 42(10)).
PUBLISHED = [
    ("carcinoma", list("ABCDEFG"), 2, -317.2568),
    ("carcinoma", list("ABCDEFG"), 3, -293.705),
    ("carcinoma", list("ABCDEFG"), 4, -289.2858),
    ("values", list("ABCD"), 1, -543.6498),
    ("values", list("ABCD"), 2, -504.4677),
    ("cheating", ["LIEEXAM", "LIEPAPER", "FRAUD", "COPYEXAM"], 2, -440.0271),
]
PUBLISHED_ELECTION = [(1, -18647.31), (2, -17344.92), (3, -16714.66)]
ELECTION_ITEMS = [
    f"{trait}{who}" for who in "GB" for trait in ("MORAL", "CARES", "KNOW", "LEAD", "DISHON", "INTEL")
]


@pytest.mark.needs_realdata
@pytest.mark.parametrize(("name", "items", "n_profiles", "expected"), PUBLISHED)
def test_log_likelihood_is_the_published_one(realdata, name, items, n_profiles, expected):
    frame = pd.read_csv(realdata / "polca" / f"{name}.csv")[items].dropna()
    model = fit_profiles(frame, kinds="nominal", n_profiles=n_profiles, smoothing=0)
    assert model.log_likelihood_ == pytest.approx(expected, abs=1e-3)


@pytest.mark.needs_realdata
@pytest.mark.parametrize(("n_profiles", "expected"), PUBLISHED_ELECTION)
def test_log_likelihood_of_the_election_survey_is_the_published_one(realdata, n_profiles, expected):
    frame = pd.read_csv(realdata / "polca" / "election.csv")[ELECTION_ITEMS].dropna()
    assert len(frame) == 1311
    model = fit_profiles(frame, kinds="nominal", n_profiles=n_profiles, smoothing=0)
    # Published to two decimals.
    assert model.log_likelihood_ == pytest.approx(expected, abs=6e-3)


def draw_answers(seed: int, n: int, missing: float = 0.0, width: int = 3) -> pd.DataFrame:
    """Draw answers 1..width of two unlike classes to four items."""
    rng = np.random.default_rng(seed)
    shift = np.where(rng.random(n) < 0.6, 1.0, -1.0)[:, None] * np.array([1.0, -1.0, 1.2, 0.8])
    latent = shift + rng.logistic(size=(n, 4))
    answers = 1.0 + (latent[..., None] > np.linspace(-1, 1, width - 1)).sum(axis=-1)
    answers[rng.random(answers.shape) < missing] = np.nan
    return pd.DataFrame(answers, columns=list("abcd"))


def class_shares(model: ProfileModel) -> list[np.ndarray]:
    """Category shares (profiles, width) of each categorical item, from the model's coefficients."""
    edges = np.cumsum([0, *(item.width for item in model.items)])
    return [np.exp(model.coefficients_[:, low:high]) for low, high in itertools.pairwise(edges)]


def adjacent_category_log_likelihood(theta: np.ndarray, codes: np.ndarray, width: int) -> float:
    """Log-likelihood of two classes by loops over logits between adjacent categories."""
    items = codes.shape[1]
    size = 1 / (1 + np.exp(-theta[0]))
    thresholds = theta[1 : 1 + items * (width - 1)].reshape(items, width - 1)
    shift = theta[1 + items * (width - 1) :]
    total = 0.0
    for row in codes:
        density = 0.0
        for weight, sign in ((size, 0.0), (1 - size, 1.0)):
            product = weight
            for item, answer in enumerate(row):
                if not np.isnan(answer):
                    eta = np.concatenate(([0.0], np.cumsum(thresholds[item] + sign * shift[item])))
                    product *= np.exp(eta[int(answer)]) / np.exp(eta).sum()
            density += product
        total += np.log(density)
    return total


@pytest.mark.parametrize("missing", [0.0, 0.2])
def test_ordinal_fit_reaches_the_brute_force_maximum(missing):
    frame = draw_answers(3, 90, missing)
    model = fit_profiles(frame, kinds="ordinal", n_profiles=2, smoothing=0)
    codes = frame.to_numpy() - 1
    shares = class_shares(model)
    logits = [np.diff(np.log(share), axis=1) for share in shares]
    theta = np.concatenate(
        (
            [np.log(model.sizes_[0] / model.sizes_[1])],
            np.concatenate([logit[0] for logit in logits]),
            [logit[1, 0] - logit[0, 0] for logit in logits],
        )
    )
    at_fit = adjacent_category_log_likelihood(theta, codes, 3)
    assert at_fit == pytest.approx(model.log_likelihood_, abs=1e-6)
    climbed = minimize(
        lambda x: -adjacent_category_log_likelihood(x, codes, 3), theta, options={"maxiter": 3}
    )
    assert -climbed.fun == pytest.approx(at_fit, abs=1e-3)


def test_ordinal_classes_differ_by_one_location_an_item():
    model = fit_profiles(draw_answers(5, 300, width=5), kinds="ordinal", n_profiles=3)
    for share in class_shares(model):
        logits = np.diff(np.log(share), axis=1)
        gaps = logits - logits[0]
        np.testing.assert_allclose(gaps, np.broadcast_to(gaps[:, :1], gaps.shape), atol=1e-8)
    # 4 items x (4 thresholds + 2 locations) + 2 sizes
    assert model.n_parameters_ == 26


def test_scores_of_unused_answers_keep_their_distance():
    frame = draw_answers(6, 200).replace(3.0, 5.0)
    model = fit_profiles(frame, kinds="ordinal", n_profiles=2)
    for share in class_shares(model):
        near, far = np.diff(np.diff(np.log(share), axis=1), axis=0)[0]
        assert far == pytest.approx(3 * near, rel=1e-6)


def test_missing_answers_are_summed_out():
    frame = draw_answers(7, 150, missing=0.25)
    model = fit_profiles(frame, kinds="nominal", n_profiles=2, smoothing=0)
    shares = class_shares(model)
    total = 0.0
    for row in frame.to_numpy() - 1:
        if np.isnan(row).all():
            continue
        choices = [range(3) if np.isnan(cell) else [int(cell)] for cell in row]
        total += np.log(
            sum(
                (
                    model.sizes_
                    * np.prod([share[:, c] for share, c in zip(shares, full, strict=True)], axis=0)
                ).sum()
                for full in itertools.product(*choices)
            )
        )
    assert model.log_likelihood_ == pytest.approx(total, abs=1e-6)


def test_mixed_kinds_against_a_loop_over_rows():
    rng = np.random.default_rng(8)
    frame = draw_answers(8, 120, missing=0.1)
    frame["c"] = frame["c"].map({1.0: "omatoimi", 2.0: "palvelupiste", 3.0: "verkko"})
    frame["d"] = (frame["d"] > 1).astype("boolean").mask(frame["d"].isna())
    frame["x"] = 50 + 10 * rng.normal(size=120) + 8 * frame["a"].fillna(2)
    model = fit_profiles(frame, n_profiles=2)
    assert [item.kind for item in model.items] == ["ordinal", "ordinal", "nominal", "binary", "continuous"]
    constant, linear, square = model.coefficients_[:, -3:].T
    x = model.items[-1]
    mean = x.center + x.scale * -0.5 * linear / square
    deviation = x.scale * np.sqrt(-0.5 / square)
    assert np.isfinite(constant).all()
    shares = [np.exp(part) for part in np.split(model.coefficients_[:, :-3], [3, 6, 9], axis=1)]
    total = 0.0
    for row in frame.to_dict("records"):
        density = model.sizes_ * norm.pdf(row["x"], mean, deviation)
        for item, share in zip(model.items, shares, strict=False):
            if not pd.isna(row[item.name]):
                density = density * share[:, item.categories.index(row[item.name])]
        total += np.log(density.sum())
    assert model.log_likelihood_ == pytest.approx(total, abs=1e-6)


def test_weights_equal_repeated_rows():
    frame = draw_answers(9, 150, missing=0.1)
    counts = np.random.default_rng(9).integers(0, 4, len(frame))
    weighted = fit_profiles(frame, n_profiles=range(1, 4), weights=counts)
    repeated = fit_profiles(frame.loc[frame.index.repeat(counts)], n_profiles=range(1, 4))
    assert weighted.log_likelihood_ == pytest.approx(repeated.log_likelihood_, abs=1e-9)
    assert weighted.bic_by_n_profiles_ == pytest.approx(repeated.bic_by_n_profiles_)
    assert weighted.n_respondents_ == counts.sum()
    np.testing.assert_allclose(weighted.assign(frame), repeated.assign(frame), atol=1e-9)


def test_bic_takes_parameters_and_the_weighted_number_of_respondents():
    frame = draw_answers(10, 80)
    model = fit_profiles(frame, kinds="nominal", n_profiles=2, weights=np.full(80, 1.5))
    assert model.n_parameters_ == 2 * 4 * 2 + 1
    assert model.bic_ == pytest.approx(17 * np.log(120) - 2 * model.log_likelihood_)
