"""Word lists written as text, made into patterns and sets."""

from __future__ import annotations


def any_of(fragments: str) -> str:
    """Join fragments of a pattern into one alternation.

    Parameters
    ----------
    fragments : str
        Fragments parted by white space.

    Returns
    -------
    str
        A group that does not capture.
    """
    return "(?:" + "|".join(fragments.split()) + ")"


def words_of(text: str) -> frozenset[str]:
    """Make a set of words.

    Parameters
    ----------
    text : str
        Words parted by white space.

    Returns
    -------
    frozenset of str
        The words.
    """
    return frozenset(text.split())


def cues_of(text: str) -> tuple[str, ...]:
    """Make a tuple of cues, which may hold spaces.

    Parameters
    ----------
    text : str
        Cues parted by vertical bars.

    Returns
    -------
    tuple of str
        The cues in order.
    """
    return tuple(text.split("|"))
