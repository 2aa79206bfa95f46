"""Name the groups that are too small to be told for certain, so that none is merged in silence."""

from __future__ import annotations

import numpy as np

from aspa_analysis.profiles._model import SMALLEST_SHARE
from aspa_analysis.profiles._search import Evidence, Fit, make_family
from aspa_analysis.profiles._selection import Choice
from aspa_analysis.profiles._stability import match_classes

# A group above this share that BIC does not bear out is no small group.
LARGEST_SMALL_SHARE = 0.12
# Members of a group that is there are placed in it with this probability on average.
LEAST_CERTAINTY = 0.8
# Below this log-likelihood gain a parameter, a class more is what chance alone brings.
LEAST_GAIN = 1.5
NEW_GROUP_SIMILARITY = 0.5


def note_small_groups(evidence: Evidence, choice: Choice) -> tuple[str, ...]:
    """Note chosen profiles under 4 %, and a small group that only the next model shows."""
    if choice.verdict != "profiles":
        return ()
    sizes = _read_sizes(evidence, choice.fit)
    small = tuple(
        f"a profile of {size:.1%} is under {SMALLEST_SHARE:.0%}: too small to be described"
        for size in sorted(sizes, reverse=True)
        if size < SMALLEST_SHARE
    )
    return small + _note_hidden_group(evidence, choice)


def _read_sizes(evidence: Evidence, fit: Fit) -> np.ndarray:
    family = make_family(evidence, fit.n_classes, halo=fit.has_halo)
    return family.sum_nodes(np.exp(fit.parameters.log_sizes))[:, 0]


def _note_hidden_group(evidence: Evidence, choice: Choice) -> tuple[str, ...]:
    more = choice.next_fit
    if more is None or not _is_more_than_chance(choice.fit, more):
        return ()
    sizes, certainty, is_new = _compare(evidence, choice.fit, more)
    chosen = (
        is_new & (sizes >= SMALLEST_SHARE) & (sizes <= LARGEST_SMALL_SHARE) & (certainty >= LEAST_CERTAINTY)
    )
    return tuple(
        f"a group of about {size:.0%} shows when one more profile is allowed, but is too small to be told "
        "for certain; its members are counted in the other profiles"
        for size in sizes[chosen]
    )


def _is_more_than_chance(fit: Fit, more: Fit) -> bool:
    gain = more.log_likelihood - fit.log_likelihood
    return gain > LEAST_GAIN * (more.n_parameters - fit.n_parameters)


def _compare(evidence: Evidence, fit: Fit, more: Fit) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Sizes of the larger model's classes, certainty of their members, and which have no counterpart."""
    weights = evidence.patterns.weights
    own = make_family(evidence, fit.n_classes, halo=fit.has_halo).locate(fit.parameters)[:, 0]
    other = make_family(evidence, more.n_classes, halo=more.has_halo).locate(more.parameters)[:, 0]
    labels = other.argmax(axis=0)
    members = labels == np.arange(more.n_classes)[:, None]
    sizes = members @ weights / weights.sum()
    certainty = (members * other) @ weights / np.maximum(members @ weights, 1e-12)
    similarity = match_classes(labels, own.argmax(axis=0), weights, more.n_classes)
    return sizes, certainty, similarity < NEW_GROUP_SIMILARITY
