"""From the shared arguments to a scenario, a game, an equilibrium and a "now"."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from detente.cli._failures import blaming
from detente.cli._progress import progress
from detente.errors import ScenarioError, UsageError, did_you_mean

if TYPE_CHECKING:
    from detente.equilibrium import Equilibrium
    from detente.forecast import Now
    from detente.game import Game
    from detente.scenario import Scenario


def opened(arguments: Namespace) -> Scenario:
    """The scenario that FILE names: a path, or a case of the casebook."""
    from detente.casebook import load

    return load(arguments.file)


def settings(arguments: Namespace) -> dict[str, float | str]:
    """The parameters that ``--set`` gives other values; the last of a name counts."""
    found: dict[str, float | str] = {}
    for text in arguments.set:
        name, equals, value = text.partition("=")
        if not (name.strip() and equals and value.strip()):
            raise UsageError(f"`--set {text}` cannot be read", "write `--set name=value`")
        try:
            found[name.strip()] = float(value)
        except ValueError:
            found[name.strip()] = value.strip()
    return found


def game_of(scenario: Scenario, arguments: Namespace) -> Game:
    """The game, evaluated on its states, with ``--set``, ``--explanation`` and ``--max-states`` applied.

    Raises
    ------
    ScenarioError
        With places in the file, for what is wrong in the reachable states too.
    """
    changed = settings(arguments)
    known = scenario.parameters
    for name in changed:
        if name not in known:
            raise UsageError(f"`--set`: there is no parameter `{name}` in this scenario", did_you_mean(name, known))
    more: dict[str, Any] = {} if arguments.max_states is None else {"max_states": arguments.max_states}
    try:
        game = scenario.game(explanation=arguments.explanation, set=changed, **more)
        _ = game.tables
        return game
    except ScenarioError as error:
        for name, value in changed.items():
            mine = [one for one in error.diagnostics if one.path[:2] == ("parameters", name)]
            if mine:
                with blaming(f"--set {name}", str(value)):
                    raise ScenarioError([replace(one, place=None) for one in mine]) from None
        raise ScenarioError(scenario.placed(error.diagnostics, arguments.explanation), scenario.text) from None


def solved(game: Game, arguments: Namespace, **more: Any) -> Equilibrium:
    """The equilibrium, converged or not, with progress on a terminal."""
    from detente.equilibrium import solve

    with progress("solving", quiet=arguments.json) as tell:

        def show(stage: str, share: float, residual: float) -> None:
            tell(f"{stage}, {share:.0%}, residual {residual:.1e}")

        return solve(game, max_seconds=arguments.max_seconds, progress=show, **more)


def now_of(scenario: Scenario, equilibrium: Equilibrium, arguments: Namespace) -> Now:
    """Where forecasts begin: the start, ``--at`` or ``--moment``, conditioned on ``--given``."""
    from detente.forecast import now

    at, given = None, arguments.given
    if arguments.at is not None:
        at = time_of(equilibrium.game, arguments.at)
    if arguments.moment is not None:
        moments = scenario.moments
        if arguments.moment not in moments:
            hint = did_you_mean(arguments.moment, moments) if moments else "this scenario has no `moments:`"
            raise UsageError(f"there is no moment `{arguments.moment}` in this scenario", hint)
        found = now(equilibrium, at=moments[arguments.moment].at, given=moments[arguments.moment].given)
        if given is None:
            return found
        with blaming("--given", given):
            return now(found, given=given)
    if given is None:
        return now(equilibrium, at=at)
    with blaming("--given", given):
        return now(equilibrium, at=at, given=given)


def time_of(game: Game, text: str) -> float:
    """Clock units from the start to a date, or a duration, as the command line gives them."""
    from detente.game import ClockFault

    try:
        if text.count("-") == 2 and text[:4].isdigit():
            found = game.clock.at(text)
        else:
            found = game.clock.duration(text)
    except ClockFault as fault:
        raise UsageError(f"{fault}", "a date such as 2016-03-15, or a number of clock units") from None
    if not 0 <= found < float("inf"):
        raise UsageError(f"`{text}` is not a time at or after the start of the scenario")
    return found
