"""The labelled texts as a frame."""

from __future__ import annotations

import io
from importlib.resources import files
from typing import Literal

import pandas as pd

CORPUS_FILES = ("desk.tsv", "villages.tsv", "young.tsv", "survey.tsv")
# Written by another author and opened once, when rules and model were frozen: never trained on.
UNSEEN_FILES = ("unseen.tsv",)
CORPUS_COLUMNS = (
    "text_id", "lang", "voice", "via", "question", "event", "themes", "kinds", "tone", "nonanswer", "fault",
    "pii", "text",
)  # fmt: skip


def read_corpus(part: Literal["training", "unseen"] = "training") -> pd.DataFrame:
    r"""Read the labelled texts that ship with the package.

    Parameters
    ----------
    part : {"training", "unseen"}
        Texts to learn from, or those kept for measuring only.

    Returns
    -------
    pandas.DataFrame
        A row a text, in the order of the files. ``themes`` and ``kinds`` hold codes joined by
        ``;``, ``pii`` artificial personal data as ``kind=surface`` joined by ``|``; ``tone`` is
        Int8, ``nonanswer`` and ``fault`` are boolean; ``\n`` in a text is a real line break.
        An empty cell is an empty string.
    """
    parts = [_read_file(name) for name in (CORPUS_FILES if part == "training" else UNSEEN_FILES)]
    return pd.concat(parts, ignore_index=True)


def _read_file(name: str) -> pd.DataFrame:
    content = files("aspa_analysis.corpus").joinpath(name).read_text(encoding="utf-8")
    # QUOTE_NONE: a quotation mark in a text is only a quotation mark.
    frame = pd.read_csv(io.StringIO(content), sep="\t", quoting=3, dtype="str", keep_default_na=False)
    return frame.assign(
        tone=frame["tone"].astype("Int8"),
        nonanswer=frame["nonanswer"].eq("1"),
        fault=frame["fault"].eq("1"),
        pii=frame["pii"].str.replace(r"\n", "\n", regex=False),
        text=frame["text"].str.replace(r"\n", "\n", regex=False),
    )
