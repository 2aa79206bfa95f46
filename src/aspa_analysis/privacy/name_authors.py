"""Full names that the words around show to be an author's, though no list holds them."""

from __future__ import annotations

import re

from aspa_analysis.privacy import name_context as context
from aspa_analysis.privacy.name_lexicon import FIRST
from aspa_analysis.privacy.name_reading import Reading
from aspa_analysis.privacy.public_names import is_book_talk


def is_author(reading: Reading, group: list[int]) -> bool:
    """Tell "kirjailija X Y", "luin X Y:n", "X Y:n uusin romaani" and "X Y: Title" in talk of books.

    Parameters
    ----------
    reading : Reading
        The text and what is known of it.
    group : list of int
        Places of the words of the name.

    Returns
    -------
    bool
        Whether the name is an author's and stays.
    """
    first, last = group[0], group[-1]
    if first in reading.introduced:
        return False
    before = reading.tokens[first - 1].low if first and reading.tokens[first].gap in {" ", ": "} else ""
    farther = reading.tokens[first - 2].low if first > 1 and before else ""
    if context.AUTHOR_BEFORE.match(before) or context.AUTHOR_NEAR.match(farther):
        return True
    is_first_name_only = len(group) == 1 and reading.tokens[first].bits & FIRST != 0
    if is_first_name_only:
        return False
    if context.READ_BEFORE.match(before):
        return True
    if len(group) == 1:
        return _owns_work(reading, last, context.WORK_AFTER)
    return _owns_work(reading, last, context.AUTHOR_AFTER) or _stands_before_title(reading, last)


def _owns_work(reading: Reading, last: int, works: re.Pattern[str]) -> bool:
    following = reading.tokens[last + 1 : last + 3]
    if not following or following[0].gap != " ":
        return False
    if works.match(following[0].low):
        return True
    is_adjective = context.WORK_ADJECTIVE.match(following[0].low) is not None
    return is_adjective and len(following) > 1 and works.match(following[1].low) is not None


def _stands_before_title(reading: Reading, last: int) -> bool:
    if last + 1 >= len(reading.tokens):
        return False
    after = reading.tokens[last + 1]
    return after.gap.strip() in {":", "–", "-"} and after.is_capital and is_book_talk(reading.tokens, last)
