"""The Markov chain of an equilibrium for other tools: arrays, and the explicit files of PRISM and Storm."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import scipy.sparse as sp

from detente.errors import UsageError
from detente.forecast._law import Law


@dataclass(frozen=True)
class ExportedChain:
    """A labelled continuous-time Markov chain.

    Attributes
    ----------
    rates
        csr (states, states): off-diagonal rates per clock unit.
    exit
        float64 (states,): row sums.
    start
        float64 (states,).
    labels
        bool (states,) by name.
    """

    rates: sp.csr_array = field(repr=False)
    exit: np.ndarray = field(repr=False)
    start: np.ndarray = field(repr=False)
    labels: Mapping[str, np.ndarray]

    def write(self, stem: str | os.PathLike[str]) -> tuple[Path, Path]:
        """Write ``STEM.tra`` and ``STEM.lab``, each whole or not at all.

        States in the support of the start carry the label ``init``.
        """
        stem = Path(stem)
        if not stem.parent.is_dir():
            raise UsageError(f"there is no folder `{stem.parent}` to write to")
        matrix = self.rates.tocoo()
        rows = [f"{len(self.exit)} {matrix.nnz}"]
        rows += [
            f"{one} {two} {rate!r}"
            for one, two, rate in zip(*(part.tolist() for part in (*matrix.coords, matrix.data)), strict=True)
        ]
        names = ["init", "deadlock", *self.labels]
        masks = [self.start > 0, self.exit == 0, *self.labels.values()]
        marks = [" ".join(f'{at}="{name}"' for at, name in enumerate(names))]
        for state in np.flatnonzero(np.any(masks, axis=0)).tolist():
            marks.append(f"{state}: " + " ".join(str(at) for at, mask in enumerate(masks) if mask[state]))
        files = stem.with_name(stem.name + ".tra"), stem.with_name(stem.name + ".lab")
        for file, lines in zip(files, (rows, marks), strict=True):
            _write_whole(file, "\n".join(lines) + "\n")
        return files


def export_chain(law: Law, labels: Mapping[str, str] | None = None) -> ExportedChain:
    """The chain of a law with conditions as labels.

    Parameters
    ----------
    labels
        Conditions by name, such as ``{"broken": "truce == broken"}``.

    Raises
    ------
    ScenarioError
        For a condition that cannot be read.
    """
    labels = labels or {}
    for name in labels:
        if not name.isidentifier() or name in ("init", "deadlock"):
            raise UsageError(f"`{name}` cannot be a label", "use letters, digits and `_`")
    masks = {name: np.array(law.game.space.holds(text)) for name, text in labels.items()}
    return ExportedChain(law.chain.rates, law.chain.exit, law.start, masks)


def _write_whole(path: Path, text: str) -> None:
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise
