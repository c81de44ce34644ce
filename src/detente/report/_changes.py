"""What the scenario's own changes would do, each compared with the scenario as it stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from detente.errors import DetenteError
from detente.evidence import Hypothesis
from detente.report._beside import Beside, Late
from detente.report._briefing import Counterfactuals
from detente.report._material import Material
from detente.report._subject import Subject
from detente.report._whatif import Weighed
from detente.report._words import listed, moment_said


@dataclass(frozen=True)
class Comparing:
    """One change to compare; goes to another process."""

    crisis: Any = field(repr=False)
    name: str
    questions: tuple[str, ...]
    evidence: Weighed | None = field(repr=False)
    until: float | None
    settings: Mapping[str, float | str]
    solved: tuple[Hypothesis, ...] = field(repr=False)

    def __call__(self) -> Any:
        """The change against the scenario as it stands."""
        from detente.study.counterfactual import compare

        return compare(
            self.crisis, [self.name], self.questions, evidence=self.evidence, until=self.until, set=self.settings,
            solved=self.solved,
        )  # fmt: skip


def comparisons(
    subject: Subject, material: Material | None, until: float | None, solved: Sequence[Hypothesis]
) -> dict[str, Comparing]:
    """The changes that the scenario names, by name of the job.

    Parameters
    ----------
    until
        The date of the belief from which changes of now run on; None for the scenario's first moment, or for the end
        of the record where it has none.
    """
    crisis, asked = subject.changeable, tuple(one.text for one in subject.questions)
    if crisis is None or not asked:
        return {}
    moments = [one.at for one in subject.moments if until is None or one.at <= until]
    if until is None and material is not None and moments:
        until = moments[0]  # the moment that the scenario is about
    known = getattr(crisis, "parameters", {})
    settings = {name: value for name, value in subject.provenance.settings.items() if name in known}
    evidence = None if material is None else Weighed.of(material)
    return {
        f"change {name}": Comparing(crisis, name, asked, evidence, until, settings, tuple(solved)) for name in crisis.do
    }


def counterfactuals(
    jobs: Mapping[str, Comparing], working: Beside, deadline: float, subject: Subject, tell: Callable[[str], None]
) -> Counterfactuals | None:
    """What was compared within the time; None where the scenario names no change.

    Parameters
    ----------
    deadline
        On the clock of ``time.monotonic``; what is not done by then is left out, and that is said.
    """
    if not jobs:
        return None
    found, notes, late = [], [], []
    for job, one in jobs.items():
        tell(f"what if: {one.name.replace('_', ' ')}")
        try:
            found += working.result(job, deadline).variants
        except Late:
            late.append(one.name)
        except DetenteError as error:
            notes.append(f"`{one.name}` could not be compared: {str(error).splitlines()[0]}")
    if late:
        names = listed([f"`{one}`" for one in late])
        notes.append(
            f"Left out for want of time: {names}. `detente compare {subject.provenance.scenario}` has them; "
            "`--counterfactuals 300` allows more here."
        )
    first = next(iter(jobs.values()))
    when = "the start" if first.evidence is None else "the end of the record"
    if first.until is not None:
        when = moment_said(first.until, subject.game.clock)
    return Counterfactuals(when, tuple(found), tuple(notes))
