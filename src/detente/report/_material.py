"""What there is to weigh: the records, and the files of claims and of forecasts to score, read and checked."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from detente.evidence import Grades, Records
from detente.evidence.filtering import gathered
from detente.game import Game

if TYPE_CHECKING:
    from detente.evidence.claims import Claims
    from detente.evidence.scores import Plan


@dataclass(frozen=True)
class Material:
    """Evidence, read.

    Attributes
    ----------
    claims, plan
        As their readers give them; None where the scenario names no such file.
    """

    records: Records
    grades: Grades
    claims: Claims | None = None
    plan: Plan | None = None


def material_of(evidence: Any, own: Any, game: Game) -> Material | None:
    """Read what evidence there is; None for none.

    Parameters
    ----------
    evidence
        Records, a file, or what a scenario gives as its ``evidence``; None for the scenario's own.
    own
        What the scenario gives as its ``evidence``: its claims and its plan of scores, and what grades are worth
        there, go with other records too.

    Raises
    ------
    RecordError
        With everything that is wrong with the records.
    ScenarioError
        With what is wrong with the files of claims and scores.
    """
    given = own if evidence is None else evidence
    if given is None:
        return None
    records, grades = gathered(given, [game])
    if not len(records):
        return None
    if own is not None and not hasattr(given, "reliability"):
        grades = Grades(own.reliability, own.credibility, own.false_reports)
    claims, scores = (getattr(own, one, None) for one in ("claims", "scores"))
    return Material(records, grades, _claims(claims), _plan(scores, game))


def _claims(path: Path | None) -> Claims | None:
    from detente.evidence.claims import read_claims

    return None if path is None else read_claims(path)


def _plan(path: Path | None, game: Game) -> Plan | None:
    from detente.evidence.scores import read_plan

    return None if path is None else read_plan(path, game=game)
