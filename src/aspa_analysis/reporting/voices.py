"""Who speaks: copies of one text are one voice, however many times they were sent.

One customer's fourteen complaints or a petition's three hundred copies count in the tables, but they may not
lead a page by their number.
"""

from __future__ import annotations

from collections import Counter
from math import ceil

import numpy as np
import pandas as pd

# Shorter texts are alike by chance: "kiitos hyvästä palvelusta" is many customers' thanks.
MIN_WORDS_COUNT = 5
MIN_LIKENESS = 0.8


def mark_voices(notes: pd.DataFrame) -> pd.Series:
    """Give each note the number of its voice; notes whose longer texts are nearly the same share one.

    Parameters
    ----------
    notes : pandas.DataFrame
        Notes with ``text``.

    Returns
    -------
    pandas.Series
        Number of the voice of each note, on the notes' index.

    Notes
    -----
    Two texts of at least five different words are one voice when the words they share are at least four
    fifths of the words in either (Jaccard similarity 0.8). Such texts share one of their rarest words, so
    that only those that do are compared.

    References
    ----------
    Bayardo, R. J., Ma, Y. & Srikant, R. (2007). Scaling up all pairs similarity search. WWW 2007, 131-140.
    """
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import connected_components

    # Equal sets of words are compared once.
    words = notes["text"].str.casefold().str.findall(r"\w+").map(frozenset).to_list()
    long = sorted({own for own in words if len(own) >= MIN_WORDS_COUNT}, key=sorted)
    links = _link_alike(long)
    ends = tuple(np.array([pair[end] for pair in links], dtype="int64") for end in (0, 1))
    graph = csr_matrix((np.ones(len(links)), ends), shape=(len(long), len(long)))
    groups = connected_components(graph, directed=False)[1] if long else []
    voice_of_text = dict(zip(long, map(int, groups), strict=True))
    # A short text is a voice of its own, numbered after the long ones.
    numbers = [voice_of_text.get(own, len(long) + place) for place, own in enumerate(words)]
    return pd.Series(numbers, index=notes.index, dtype="int64")


def _link_alike(texts: list[frozenset[str]]) -> list[tuple[int, int]]:
    """List the pairs of sets of words that are alike enough."""
    frequency = Counter(word for own in texts for word in own)
    seen: dict[str, list[int]] = {}
    links: list[tuple[int, int]] = []
    for place, own in enumerate(texts):
        rarest = sorted(own, key=lambda word: (frequency[word], word))
        prefix = rarest[: len(own) - ceil(MIN_LIKENESS * len(own)) + 1]
        candidates = {other for word in prefix for other in seen.get(word, ())}
        links += [(other, place) for other in sorted(candidates) if _is_alike(own, texts[other])]
        for word in prefix:
            seen.setdefault(word, []).append(place)
    return links


def _is_alike(first: frozenset[str], second: frozenset[str]) -> bool:
    shared = len(first & second)
    return shared >= MIN_LIKENESS * (len(first) + len(second) - shared)


def count_notes(notes: pd.DataFrame) -> int:
    """Count the notes, each as many times as its tally says."""
    return int(notes["similar_count"].sum())


def count_voices(notes: pd.DataFrame) -> int:
    """Count the different voices."""
    return int(notes["voice"].nunique())


def weigh_voices(notes: pd.DataFrame) -> int:
    """Count the voices, each by its largest tally: copies of a text count once, a tally as it says."""
    return int(notes.groupby("voice")["similar_count"].max().sum())
