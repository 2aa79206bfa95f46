"""The trained model on disk: named by what it was trained from, written whole or not at all, no pickle."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
import zipfile
from functools import lru_cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

import numpy as np

from aspa_analysis.codebook import Codebook
from aspa_analysis.coding.model import CodingModel
from aspa_analysis.coding.vectors import Vocabulary
from aspa_analysis.corpus import read_corpus

_FOLDER = "aspa-analysis"
_ARRAYS = ("weights", "intercepts", "thresholds", "calibration", "scale")
# Code and word tables that change what the model sees.
_CODE_PARTS = (("aspa_analysis.coding", (".py",)), ("aspa_analysis.text", (".py", ".tsv")))


def find_cache_folder() -> Path:
    """Find where trained models are kept.

    Returns
    -------
    Path
        ``$ASPA_CACHE``, else ``$XDG_CACHE_HOME/aspa-analysis``, else ``~/.cache/aspa-analysis``.
    """
    if own := os.environ.get("ASPA_CACHE"):
        return Path(own)
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / _FOLDER


@lru_cache(maxsize=8)
def hash_inputs(codebook: Codebook) -> str:
    """Hash the labelled texts and the codebook by content, whatever the line ends of their files.

    Parameters
    ----------
    codebook : Codebook
        The codebook.

    Returns
    -------
    str
        16 hexadecimal digits.
    """
    corpus = read_corpus().sort_values("text_id", kind="stable")
    rows = corpus.astype("str").to_json(orient="values")
    return hashlib.sha256(f"{rows}{codebook.model_dump_json()}".encode()).hexdigest()[:16]


@lru_cache(maxsize=1)
def _hash_code() -> str:
    digest = hashlib.sha256()
    for package in ("scikit-learn", "rapidfuzz"):
        digest.update(version(package).encode())
    for package, endings in _CODE_PARTS:
        for part in sorted(files(package).iterdir(), key=lambda item: item.name):
            if part.name.endswith(endings):
                digest.update(part.name.encode() + part.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()[:16]


def name_cache_file(codebook: Codebook) -> str:
    """Name the file after the labelled texts, the codebook, the code and the libraries.

    Parameters
    ----------
    codebook : Codebook
        The codebook.

    Returns
    -------
    str
        ``coding-<inputs>-<code>.npz``.
    """
    return f"coding-{hash_inputs(codebook)}-{_hash_code()}.npz"


def _pack_text(value: object) -> np.ndarray:
    return np.frombuffer(json.dumps(value, ensure_ascii=False).encode(), dtype=np.uint8)


def save_model(model: CodingModel, path: Path) -> bool:
    """Write a model, if the folder can be written.

    Parameters
    ----------
    model : CodingModel
        The model.
    path : Path
        The file; its folder is made.

    Returns
    -------
    bool
        Whether it was written. A full or read-only disk is no error: the model stays in memory.
    """
    names = {"codes": model.codes, "names": model.vocabulary.names}
    arrays = {name: getattr(model, name) for name in _ARRAYS if name != "scale"}
    temporary: str | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".coding-", suffix=".part")
        with os.fdopen(handle, "wb") as file:
            np.savez_compressed(file, text=_pack_text(names), scale=model.vocabulary.scale, **arrays)
        Path(temporary).replace(path)
    except OSError:
        if temporary is not None:
            with contextlib.suppress(OSError):
                Path(temporary).unlink(missing_ok=True)
        return False
    return True


def load_model(path: Path) -> CodingModel | None:
    """Read a model.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    CodingModel or None
        None when there is no such file or it cannot be read; then a new one is trained.
    """
    try:
        # The file is opened here, because numpy leaves it open when it is damaged.
        with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            names = json.loads(stored["text"].tobytes().decode())
            arrays = {name: stored[name] for name in _ARRAYS}
    except (OSError, KeyError, ValueError, EOFError, zipfile.BadZipFile):
        return None
    vocabulary = Vocabulary(tuple(names["names"]), arrays.pop("scale"))
    if arrays["weights"].shape != (len(vocabulary.names), len(names["codes"])):
        return None
    return CodingModel(codes=tuple(names["codes"]), vocabulary=vocabulary, **arrays)


@lru_cache(maxsize=4)
def provide_model(codebook: Codebook, folder: Path | None = None) -> CodingModel:
    """Give the model of a codebook: from memory, from the cache folder, or trained now.

    Parameters
    ----------
    codebook : Codebook
        The codebook.
    folder : Path, optional
        Cache folder; left out, :func:`find_cache_folder`.

    Returns
    -------
    CodingModel
        The same weights on every path.
    """
    path = (folder or find_cache_folder()) / name_cache_file(codebook)
    model = load_model(path)
    if model is None:
        # Imported here because training is rare and its imports are heavy.
        from aspa_analysis.coding.training import prepare_labelled, train_model

        model = train_model(prepare_labelled(read_corpus(), codebook))
        save_model(model, path)
    return model
