"""Which of many records a page has room for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from detente.evidence.explanations import Matrix
    from detente.report._findings import Telling

MOST = 8


def that_count(tellings: Sequence[Telling], most: int = MOST) -> list[Telling]:
    """The records that set the explanations furthest apart, in order of time."""
    ranked = sorted(tellings, key=lambda one: -one.spread)[:most]
    return sorted(ranked, key=lambda one: one.number)


def columns_that_count(matrix: Matrix, most: int = MOST) -> Matrix:
    """The matrix with those of its columns that set the explanations furthest apart, in order of time."""
    ranked = sorted(range(len(matrix.columns)), key=lambda at: -matrix.columns[at].spread)[:most]
    return replace(matrix, columns=tuple(matrix.columns[at] for at in sorted(ranked)))
