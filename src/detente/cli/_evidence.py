"""From the shared arguments to the belief that the evidence leads to."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from detente.cli._failures import blaming
from detente.cli._files import must_be_a_file
from detente.cli._open import game_of, now_of, solved, time_of
from detente.cli._progress import progress, told
from detente.errors import ScenarioError, UsageError

if TYPE_CHECKING:
    from detente.evidence.filtering import Hypothesis, Observed
    from detente.evidence.records import Records
    from detente.forecast import Mixture, Now
    from detente.game import Game
    from detente.scenario import Evidence, Explanation, Scenario

NO_EVIDENCE = "give a file of records, `--evidence records.csv`, or name one in the scenario under `evidence:`"


@dataclass(frozen=True)
class Chosen:
    """A scenario as the options of a command change it: what ``hypotheses_of`` reads."""

    scenario: Scenario
    arguments: Namespace

    @property
    def explanations(self) -> Mapping[str, Explanation]:
        """All of them, or the one that ``--explanation`` names, as a game of its own."""
        name, known = self.arguments.explanation, self.scenario.explanations
        if name is None:
            return known
        self.scenario.game(explanation=name)  # refuses an unknown one
        return {name: replace(known[name], kind="overlay", factor=None, prior=1.0)}

    def game(self, explanation: str | None = None, set: Mapping[str, float | str] | None = None) -> Game:
        """The game under an explanation, ``--set`` applied; ``set`` gives further parameters."""
        if set:
            changed = [*self.arguments.set, *(f"{name}={value}" for name, value in set.items())]
            return game_of(self.scenario, with_options(self.arguments, explanation=explanation, set=changed))
        return game_of(self.scenario, with_options(self.arguments, explanation=explanation))


def with_options(arguments: Namespace, **changes: Any) -> Namespace:
    """The same arguments with some exchanged."""
    return Namespace(**{**vars(arguments), **changes})


def evidence_of(scenario: Scenario, arguments: Namespace) -> Evidence | None:
    """The scenario's evidence, with the records that ``--evidence`` names in place of its own.

    Raises
    ------
    ScenarioError
        S040 with its place, for a file that the scenario names and that is not there.
    """
    from detente.scenario import Evidence

    own = scenario.evidence
    if arguments.evidence:
        return replace(own or Evidence(), records=tuple(Path(one) for one in arguments.evidence))
    must_be_there(scenario, "records")
    return own if own is not None and own.records else None


def must_be_there(scenario: Scenario, key: str) -> None:
    """Refuse (ScenarioError) a file under ``evidence:`` that the scenario names and that is not there."""
    missing = [one for one in scenario.missing() if one.path[1:2] == (key,)]
    if missing:
        raise ScenarioError(missing, scenario.text)


def named_file(scenario: Scenario, arguments: Namespace, key: str, what: str, option: str | None = None) -> Path:
    """The file of ``--claims`` or ``--plan``, or the scenario's own under ``evidence:``.

    Raises
    ------
    UsageError
        Where neither names one, or the option names one that is not there.
    ScenarioError
        S040, where the scenario names one that is not there.
    """
    option = option or key
    given: Path | None = getattr(arguments, option)
    if given is not None:
        must_be_a_file(given, f"--{option}")
        return given
    must_be_there(scenario, key)
    own: Path | None = getattr(scenario.evidence, key, None)
    if own is None:
        hint = f"give one, `--{option} {key}.yaml`, or name it in the scenario, `evidence: {{{key}: {key}.yaml}}`"
        article = "is" if option == "plan" else "are"
        raise UsageError(f"there {article} no {what}", hint)
    return own


def must_have_explanations(scenario: Scenario) -> None:
    """Refuse (UsageError) a scenario without rival explanations, for a command that compares them."""
    if not scenario.explanations:
        hint = "name the values of a hidden factor, `explanations: {of: plan}`, or overlays"
        raise UsageError("this scenario has no `explanations:` to compare", hint)


def wants_evidence(arguments: Namespace) -> bool:
    """Whether "now" is to be what the evidence leads to."""
    return bool(arguments.evidence) or arguments.until is not None or getattr(arguments, "records", False)


def with_evidence(arguments: Namespace) -> Namespace:
    """The same arguments, with the evidence wanted even where only the scenario names it."""
    return with_options(arguments, records=True)


def until_of(game: Game, arguments: Namespace) -> float | None:
    """Clock units from the start to ``--until``."""
    if arguments.until is None:
        return None
    try:
        return time_of(game, arguments.until)
    except UsageError as error:
        raise UsageError(f"`--until`: {error.message}", error.hint) from None


def hypotheses_of(scenario: Scenario, arguments: Namespace) -> tuple[Hypothesis, ...]:
    """The explanations, each with its game solved."""
    from detente.evidence.filtering import hypotheses_of

    with progress("solving", quiet=arguments.json) as tell:
        chosen = Chosen(scenario, arguments)
        return hypotheses_of(chosen, max_seconds=arguments.max_seconds, progress=told(tell))


def observed_of(scenario: Scenario, arguments: Namespace, *, smooth: bool = False) -> Observed:
    """What the evidence leads to.

    Raises
    ------
    UsageError
        Where there is no evidence at all.
    RecordError
        With everything that is wrong with the records.
    """
    game = Chosen(scenario, arguments).game(explanation=arguments.explanation)
    until = until_of(game, arguments)
    evidence = read_evidence(scenario, arguments, game)  # before the long work of solving
    hypotheses = hypotheses_of(scenario, arguments)
    from detente.evidence.filtering import observe

    with progress("taking the records in", quiet=arguments.json) as tell:
        return observe(hypotheses, evidence, until=until, smooth=smooth, progress=told(tell))


@dataclass(frozen=True)
class Read:
    """A scenario's evidence with its records read."""

    records: Records
    claims: Path | None
    scores: Path | None
    reliability: Mapping[str, float]
    credibility: Mapping[str, float]
    false_reports: float | None


def read_evidence(scenario: Scenario, arguments: Namespace, game: Game) -> Read:
    """The records, checked against the game, and what their grades are worth.

    Raises
    ------
    UsageError
        Where there is no evidence at all.
    RecordError
        With everything that is wrong with the records.
    """
    from detente.evidence.records import read_records

    found = evidence_of(scenario, arguments)
    if found is None:
        raise UsageError("there is no evidence to take in", NO_EVIDENCE)
    with progress("reading", quiet=arguments.json) as tell:
        records = read_records(found.records, game=game, progress=told(tell))
    tables = (found.reliability, found.credibility, found.false_reports)
    return Read(records, found.claims, found.scores, *tables)


def present_of(scenario: Scenario, arguments: Namespace) -> Now | Mixture:
    """Where forecasts begin: what the evidence leads to, or what ``--at``, ``--moment`` and ``--given`` say."""
    if not wants_evidence(arguments):
        equilibrium = solved(game_of(scenario, arguments), arguments, search=0).raise_unless_converged()
        return now_of(scenario, equilibrium, arguments)
    refuse_two_nows(arguments)
    found = observed_of(scenario, arguments)
    if arguments.given is None:
        return found
    from detente.forecast import conditioned

    with blaming("--given", arguments.given):
        return conditioned(found, arguments.given)


def refuse_two_nows(arguments: Namespace) -> None:
    """Refuse (UsageError) two ways of saying when "now" is."""
    for option in ("at", "moment"):
        if getattr(arguments, option, None) is not None:
            hint = f"leave `--{option}` out: the evidence leads to a date of its own, which `--until` sets"
            raise UsageError(f'`--{option}` and the evidence both say when "now" is', hint)
