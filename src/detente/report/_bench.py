"""Claims put to the test, and forecasts scored, with the solutions that there are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from detente.errors import DetenteError
from detente.evidence import Hypothesis
from detente.evidence.records import moment
from detente.game import ClockFault
from detente.report._material import Material

if TYPE_CHECKING:
    from detente.evidence.claims import Verdicts
    from detente.evidence.scores import Scores


@dataclass(frozen=True)
class Judged:
    """What claims and forecasts came to, what could not be judged, and what was left out on purpose."""

    claims: Verdicts | None
    scores: Scores | None
    problems: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Judging:
    """Judges claims and forecasts; may go to another process.

    Attributes
    ----------
    until
        Where the record was cut, in clock units; None for nowhere.
    parts
        Of the analysis, that are wanted.
    """

    material: Material
    hypotheses: Sequence[Hypothesis]
    until: float | None
    parts: frozenset[str]

    def __call__(self, tell: Callable[[str], None] = lambda _: None) -> Judged:
        """Judge what is wanted."""
        bench = Bench(self.material, self.hypotheses, self.until, [], [], tell)
        claims = bench.claims() if "claims" in self.parts else None
        scores = bench.scores() if "scores" in self.parts else None
        return Judged(claims, scores, tuple(bench.problems), tuple(bench.notes))


@dataclass(frozen=True)
class Bench:
    """Where claims and forecasts are judged; what cannot be judged is said among the problems, the rest goes on.

    Attributes
    ----------
    until
        Where the record was cut, in clock units; None for nowhere.
    problems, notes
        Added to.
    """

    material: Material
    hypotheses: Sequence[Hypothesis]
    until: float | None
    problems: list[str]
    notes: list[str]
    tell: Callable[[str], None]

    def claims(self) -> Verdicts | None:
        """The claims, tested on the record until the date; None where there are none, or it is before the text."""
        claims = self.material.claims
        if claims is None:
            return None
        clock = self.hypotheses[0].equilibrium.game.clock
        from detente.evidence.claims import test_claims

        try:
            if self.until is not None and self.until < moment(claims.written, clock):
                self.notes.append(f"The claims are left out: the text that makes them is of {claims.written}, later.")
                return None
            return test_claims(
                None, self.material.records, claims, hypotheses=self.hypotheses, grades=self.material.grades,
                until=self.until, progress=self._said,
            )  # fmt: skip
        except (DetenteError, ClockFault) as error:
            self.problems.append(f"The claims could not be tested. {error}")
            return None

    def scores(self) -> Scores | None:
        """The rolling forecasts, scored, without post-mortems; None where there is no plan, or the record is cut."""
        if self.material.plan is None:
            return None
        if self.until is not None:
            self.notes.append(
                "Forecasts are not scored here: the whole record settles them, and this page uses only what was public "
                "by its date. `detente score` scores them."
            )
            return None
        from detente.evidence.scores import score

        try:
            found = score(
                None, self.material.records, self.material.plan, hypotheses=self.hypotheses,
                grades=self.material.grades, worst=0, progress=self._said,
            )  # fmt: skip
        except DetenteError as error:
            self.problems.append(f"The forecasts could not be scored. {error}")
            return None
        self.notes.append("The post-mortems of the worst forecasts are left out here: `detente score` has them.")
        return found

    def _said(self, share: float, what: str) -> None:
        self.tell(f"{what}, {share:.0%}")
