"""Evidence in whatever form it is given, as checked records with the grades that go with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from detente.errors import UsageError
from detente.evidence.filtering._grades import DEFAULT_GRADES, Grades
from detente.evidence.records import Record, Records, merge_records, read_records
from detente.game import Game


def gathered(evidence: Any, games: Sequence[Game]) -> tuple[Records, Grades]:
    """The records, checked against every game, and the grades that the evidence itself brings.

    Parameters
    ----------
    evidence
        Records, a list of them or of mappings with their columns, a file, or what a scenario gives as its
        ``evidence`` (files and tables); None for none.

    Raises
    ------
    RecordError
        With everything that is wrong with them.
    UsageError
        For anything that is no evidence.
    """
    grades = DEFAULT_GRADES
    if evidence is None:
        return Records(()), grades
    if hasattr(evidence, "reliability"):
        grades = Grades(evidence.reliability, evidence.credibility, evidence.false_reports)
        evidence = evidence.records
    records = _records(evidence, games[0])
    distinct = {id(game): game for game in games}.values()
    for game in distinct:
        records = records.checked(game)
    return records, grades


def _records(evidence: Any, game: Game) -> Records:
    if isinstance(evidence, Records):
        return evidence
    if isinstance(evidence, str | Path):
        return read_records(evidence, game=game)
    if isinstance(evidence, Sequence):
        if all(isinstance(one, Record | Mapping) for one in evidence):
            return Records(tuple(evidence))
        if all(isinstance(one, str | Path) for one in evidence):
            files = [read_records(one, game=game) for one in evidence]
            return files[0] if len(files) == 1 else merge_records(files, game=game)
    raise UsageError(
        f"{type(evidence).__name__} is no evidence", "give records, a file of records, or a scenario's `evidence`"
    )
