"""``detente ask``: answers to questions about what will happen."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from detente.cli._draws import add_draws, ensemble_of, forecasts_of, intervals, refuse_without_draws
from detente.cli._evidence import present_of, refuse_two_nows, with_evidence
from detente.cli._failures import GOOD, SCENARIO_WRONG, blaming, placed
from detente.cli._json import dumped
from detente.cli._open import game_of, opened
from detente.cli._parser import add_evidence, add_json, add_now, add_scenario, add_solving
from detente.errors import NotConverged, ScenarioError, UsageError

if TYPE_CHECKING:
    from detente.forecast import Answer, Mixture, Now
    from detente.game import Game
    from detente.scenario import Question, Scenario

SUMMARY = "Answer questions: probabilities by a date, mean times, counts, next moves."
ABOUT = """
Without a QUESTION the scenario's own are answered. `--expect` checks those of them that
carry `expect:`.

questions:
  P(truce == holding, at=30)                          probability 30 clock units (or at a date) after "now"
  P(eventually(truce == broken), within=2016-05-01)   ... that it happens by then
  P(always(A), within=30)   P(until(A, B), within=30)
  E(time_to(A))             mean time to A; infinite ("inf" in JSON) if it may never come
  E(share_of_time(A), within=30)   E(count(russia.return), within=90)   E(payoff(russia), within=90)
  S(A)                      long-run share of time
  move(russia)              what russia would do at its next moment: a probability for each move and `wait`

"Now" is the start, `--at` a date or `--moment` of the scenario, or with `--evidence` or
`--until` the belief that the records lead to; each conditioned on `--given`. `--draws` gives
an interval too: the 5% and 95% points over draws of the parameters, weighed by the records.

examples:
  detente ask two-parties "P(eventually(truce == broken), within=45)"
  detente ask syria-2016 "move(russia)" --given "truce == strained" --json
  detente ask syria-2016 --moment drawdown
  detente ask syria-2016 "P(truce == broken, at=2016-05-01)" --until 2016-03-15
  detente ask mine.yaml --expect"""


def add(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    add_scenario(parser)
    parser.add_argument("questions", metavar="QUESTION", nargs="*", help="what to answer; quote it for the shell")
    add_now(parser)
    add_evidence(parser)
    parser.add_argument("--expect", action="store_true", help="check the scenario's questions that carry `expect:`")
    add_draws(parser)
    add_solving(parser)
    add_json(parser)


def run(arguments: Namespace) -> int:
    """Solve and answer."""
    if arguments.expect and arguments.questions:
        raise UsageError("`--expect` checks the questions of the scenario", "leave out the QUESTION")
    refuse_without_draws(arguments)
    scenario = opened(arguments)
    game = game_of(scenario, arguments)  # what is wrong with it is told first
    if not (arguments.questions or scenario.questions):
        raise UsageError("this scenario has no `questions:` of its own", 'write one: "P(A, at=30)"')
    if arguments.draws is not None:
        return with_intervals(scenario, arguments, game)
    now = present_of(scenario, arguments)
    if arguments.expect:
        return check_expected(scenario, now, as_json=arguments.json)
    if arguments.questions:
        found = answered(now, arguments.questions, game)
    else:
        found = own_answers(now, scenario.questions)
    if arguments.json:
        print(dumped([{"question": one.question, "value": one.value} for one in found]))
    else:
        print("\n".join(as_text(one) for one in found))
    return GOOD


def with_intervals(scenario: Scenario, arguments: Namespace, game: Game) -> int:
    """Answers where the records lead, with the parameters drawn and weighed by them."""
    refuse_two_nows(arguments)
    if arguments.expect or arguments.given is not None:
        option = "expect" if arguments.expect else "given"
        raise UsageError(f"`--{option}` does not go with `--draws`", "leave one of the two out")
    now = present_of(scenario, with_evidence(arguments))
    found = answered(now, arguments.questions, game) if arguments.questions else own_answers(now, scenario.questions)
    drawn = ensemble_of(scenario, arguments)
    forecasts = forecasts_of(drawn, [one.question for one in found], arguments)
    if arguments.json:
        answers = [
            {"question": one.question, "value": one.value, "intervals": intervals(each), "missing": each.missing}
            for one, each in zip(found, forecasts, strict=True)
        ]
        print(dumped(answers))
        return GOOD
    for one, each in zip(found, forecasts, strict=True):
        print(as_text(one))
        for part in each.parts:
            print("    " + f"{part.name} mean {part}".strip())
        if each.missing > 0:
            print(f"    no answer for {each.missing:.0%} of the weight of the draws")
    for warning in drawn.warnings:
        print(f"warning: {warning}", file=sys.stderr)
    return GOOD


def answered(now: Now | Mixture, questions: Sequence[str], game: Game) -> list[Answer]:
    """Answers to questions of the command line; what cannot be read is misuse."""
    from detente.forecast import ask, read_question

    read = []
    for text in questions:
        with blaming("QUESTION", text):
            read.append(read_question(text, game))
    try:
        found = ask(now, *read)
    except ScenarioError:
        found = []
        for text in questions:
            with blaming("QUESTION", text):
                found += ask(now, text)
    return trusted(found)


def own_answers(now: Now | Mixture, questions: Sequence[Question]) -> list[Answer]:
    """Answers to questions of the scenario; what is wrong with one is the scenario's fault."""
    from detente.forecast import ask

    try:
        found = ask(now, *(one.text for one in questions))
    except ScenarioError:
        found = []
        for one in questions:
            try:
                found += ask(now, one.text)
            except ScenarioError as error:
                raise ScenarioError(placed(error, f"questions.{one.name}"), one.text) from None
    return trusted(found)


def trusted(found: list[Answer]) -> list[Answer]:
    """The answers, or NotConverged for the first that did not."""
    for one in found:
        if not one.outcome.converged:
            raise NotConverged(replace(one.outcome, message=f"{one.question}: {one.outcome.message}"))
    return found


def check_expected(scenario: Scenario, now: Now | Mixture, *, as_json: bool) -> int:
    """Compare the answers with those that the scenario expects."""
    asked = [one for one in scenario.questions if one.expect is not None]
    if not asked:
        raise UsageError("no question of this scenario carries `expect:`", "add one: {question: ..., expect: 7/5}")
    answers = own_answers(now, asked)
    found = []
    for one, answer in zip(asked, answers, strict=True):
        holds = close(answer.value, one.expect, one.tolerance)
        fields = {
            "question": one.text,
            "value": answer.value,
            "expect": one.expect,
            "tolerance": one.tolerance,
        }
        found.append({**fields, "holds": holds})
    failed = [one for one in found if not one["holds"]]
    if as_json:
        print(dumped(found))
    else:
        for one in found:
            mark = "ok    " if one["holds"] else "FAILED"
            print(f"{mark}  {one['question']} = {shown(one['value'])}  (expected {shown(one['expect'])})")
        print(f"{len(found) - len(failed)} of {len(found)} expected answers hold")
    return SCENARIO_WRONG if failed else GOOD


def close(value: Any, expected: Any, tolerance: float) -> bool:
    """Whether a value is within the relative tolerance (absolute where 0 is expected; options by name)."""
    if isinstance(expected, Mapping):
        return isinstance(value, Mapping) and all(
            name in value and close(value[name], number, tolerance) for name, number in expected.items()
        )
    if isinstance(value, Mapping):
        return False
    if value == expected:
        return True
    return abs(value - expected) <= tolerance * (abs(expected) or 1.0) and abs(value) != float("inf")


def shown(value: float | Mapping[str, float]) -> str:
    """A value for a reader, to seven digits."""
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {chance:.4f}" for name, chance in value.items())
    return f"{value:.7g}"


def as_text(one: Answer) -> str:
    """One line: the question and its answer."""
    return f"{one.question} = {shown(one.value)}"
