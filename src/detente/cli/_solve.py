"""``detente solve``: the equilibrium and how well it was found."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING, Any

from detente.cli._failures import GOOD, NOT_CONVERGED
from detente.cli._json import dumped
from detente.cli._open import game_of, opened, solved
from detente.cli._parser import add_json, add_scenario, add_solving, positive, whole

if TYPE_CHECKING:
    from detente.equilibrium import Equilibrium

SUMMARY = "Find the equilibrium, and say how good it is."
ABOUT = """
The equilibrium is the one on the logit branch: followed from uniform choice at high noise
down to the actors' own noise. `residual` is the largest violation of its equations,
`regret` the most that an actor could gain at one moment by choosing otherwise. From random
starts the program then looks for other equilibria. Where the solution did not converge the
exit code is 3, and the outcome says what to try.

examples:
  detente solve two-parties
  detente solve mine.yaml --set upkeep=0.08 --json
  detente solve mine.yaml --search 20 --seed 7"""


def add(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    add_scenario(parser)
    add_solving(parser)
    parser.add_argument("--tolerance", metavar="T", type=positive, help="largest residual that counts as converged")
    parser.add_argument("--search", metavar="N", type=whole, help="random starts in the search for other equilibria")
    parser.add_argument("--seed", metavar="S", type=whole, default=0, help="of the random starts (default 0)")
    add_json(parser)


def run(arguments: Namespace) -> int:
    """Solve and report."""
    game = game_of(opened(arguments), arguments)
    more: dict[str, Any] = {} if arguments.tolerance is None else {"tolerance": arguments.tolerance}
    found = solved(game, arguments, search=arguments.search, seed=arguments.seed, **more)
    print(dumped(as_object(found)) if arguments.json else as_text(found))
    return GOOD if found.outcome.converged else NOT_CONVERGED


def as_object(found: Equilibrium) -> dict[str, Any]:
    """What ``--json`` writes."""
    return {
        "states": len(found.game.space),
        "outcome": found.outcome.code,
        "message": found.outcome.message,
        "remedy": found.outcome.remedy,
        "residual": found.residual,
        "regret": dict(found.regret),
        "iterations": found.iterations,
        "seconds": found.seconds,
        "others_found": found.others_found,
        "starts_searched": found.starts_searched,
    }


def as_text(found: Equilibrium) -> str:
    """What a reader sees."""
    worst = max(found.regret.values(), default=0.0)
    rows = [
        ("states", f"{len(found.game.space):,}"),
        ("outcome", f"{found.outcome.code}. {found.outcome.message}"),
        ("note", None if found.outcome.converged else "this is no solution: what follows is where it stopped"),
        ("remedy", found.outcome.remedy),
        ("residual", f"{found.residual:.2g}"),
        ("largest regret", f"{worst:.2g} (utility units at one moment)"),
        ("steps", f"{found.iterations:,} in {found.seconds:.2f} s"),
        ("others found", f"{found.others_found} from {found.starts_searched} random starts"),
    ]
    lines = [f"{name:<15} {value}" for name, value in rows if value is not None]
    if found.regret:
        lines.append("regret by actor")
        lines += [f"  {actor:<18} {value:.2g}" for actor, value in found.regret.items()]
    return "\n".join(lines)
