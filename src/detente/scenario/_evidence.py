"""The evidence of a scenario: where its records, claims and scores stand, and how far its sources are trusted."""

from __future__ import annotations

import math
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from detente.errors import Diagnostic
from detente.errors import Path as Route
from detente.game import Clock, ClockFault
from detente.scenario._model import ParameterPart, ScenarioPart
from detente.scenario._tree import Node

SCALES = {"reliability": tuple("ABCDEF"), "credibility": tuple("123456")}
"""The two scales of the Admiralty grades: the source by letter, the report by digit."""

FILES = ("records", "claims", "scores")
_NOTHING: Mapping[str, float] = MappingProxyType({})


@dataclass(frozen=True)
class Evidence:
    """What a scenario says about its evidence; the files are not read yet.

    Attributes
    ----------
    records
        The files of records.
    claims, scores
        The file of claims and that of forecasts to score; None where there is none.
    reliability
        By letter A to F: the chance that such a source has anything to say. Only what the scenario gives.
    credibility
        By digit 1 to 6: the chance that such a report is right. Only what the scenario gives.
    false_reports
        False reports of one kind per clock unit; None for the default.
    """

    records: tuple[Path, ...] = ()
    claims: Path | None = None
    scores: Path | None = None
    reliability: Mapping[str, float] = field(default_factory=lambda: _NOTHING)
    credibility: Mapping[str, float] = field(default_factory=lambda: _NOTHING)
    false_reports: float | None = None


def evidence_of(part: ScenarioPart, file: str, into: list[Diagnostic]) -> Evidence | None:
    """The evidence, with paths beside ``file``; what is wrong with it goes ``into`` the list."""
    written = part.evidence
    if written is None:
        return None
    for number, name in enumerate(written.records):
        if name in written.records[:number]:
            into.append(Diagnostic("S008", f"`{name}` stands twice", ("evidence", "records", number)))
    for scale, known in SCALES.items():
        for grade, share in getattr(written, scale).items():
            _check_share(scale, known, grade, share, into)
    rate = written.false_reports
    if rate is not None and not 0 <= rate < math.inf:
        message, code = "a rate of false reports must be a number from 0", "S020" if rate < 0 else "S029"
        found = f"{rate:g}"
        into.append(Diagnostic(code, message, ("evidence", "false_reports"), expected="0 or more", found=found))
    beside = Path(file).parent
    return Evidence(
        tuple(beside / one for one in written.records),
        None if written.claims is None else beside / written.claims,
        None if written.scores is None else beside / written.scores,
        MappingProxyType(dict(written.reliability)),
        MappingProxyType(dict(written.credibility)),
        rate,
    )


def _check_share(scale: str, known: tuple[str, ...], grade: str, share: float, into: list[Diagnostic]) -> None:
    path: Route = ("evidence", scale, grade)
    if grade not in known:
        message, expected = f"`{grade}` is no grade of {scale}", f"{known[0]} to {known[-1]}"
        hint = f"write `{grade.upper()}`" if grade.upper() in known else None
        into.append(Diagnostic("S041", message, path, expected=expected, hint=hint))
    elif not 0 <= share <= 1:
        message = f"the {scale} of `{grade}` is a chance"
        into.append(Diagnostic("S041", message, path, expected="a number from 0 to 1", found=f"{share:g}"))


def missing_files(evidence: Evidence, tree: Node) -> list[Diagnostic]:
    """A diagnostic for each file that the evidence names and that is not there."""
    found = []
    for path, file in _named_files(evidence, tree):
        if not file.is_file():
            what = f"`{file}` is a folder" if file.is_dir() else f"there is no file `{file}`"
            hint = "a path here begins where the scenario stands"
            found.append(Diagnostic("S040", what, path, hint=hint))
    return found


def _named_files(evidence: Evidence, tree: Node) -> Iterator[tuple[Route, Path]]:
    records = tree.at(("evidence", "records"))
    listed = records is not None and records.is_list
    for number, file in enumerate(evidence.records):
        yield ("evidence", "records", number) if listed else ("evidence", "records"), file
    if evidence.claims is not None:
        yield ("evidence", "claims"), evidence.claims
    if evidence.scores is not None:
        yield ("evidence", "scores"), evidence.scores


def with_whole_paths(tree: Node, evidence: Evidence) -> Node:
    """The scenario with the files of its evidence named from the root, so that it can stand anywhere."""
    for path, file in _named_files(evidence, tree):
        found = tree.at(path)
        assert found is not None
        tree = tree.put(path, Node(os.path.abspath(file), found.spot))
    return tree


def check_known(part: ScenarioPart, clock: Clock, into: list[Diagnostic]) -> None:
    """Report each `known:` of a parameter that is no date and no number of clock units."""
    for name, one in part.parameters.items():
        if isinstance(one, ParameterPart) and one.known:
            try:
                _ = clock.at(one.known) if re.fullmatch(r"\d{4}-\d\d-\d\d", one.known) else clock.duration(one.known)
            except ClockFault as fault:
                into.append(Diagnostic("S034", str(fault), ("parameters", name, "known")))
