"""The entry point: solve a game."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import cache

import numpy as np
from threadpoolctl import ThreadpoolController

from detente.equilibrium._assembled import Assembled
from detente.equilibrium._branch import Branch, BranchEnd
from detente.equilibrium._generator import generator
from detente.equilibrium._linear import System
from detente.equilibrium._newton import newton
from detente.equilibrium._problem import Problem, prepare
from detente.equilibrium._regret import regret
from detente.equilibrium._result import Equilibrium
from detente.equilibrium._search import evaluated, search_others
from detente.equilibrium._unknowns import floor
from detente.equilibrium._visits import log_visits
from detente.errors import Outcome, UsageError
from detente.game import Game

DENSE_LIMIT = 500
"""Up to this many unknowns the Jacobian is a dense array."""

COMPILED_FROM = 60_000
"""From this many entries of options by actors the compiled kernels pay for their loading."""

Progress = Callable[[str, float, float], None]
"""Called now and then with the stage, the share done (0 to 1) and the residual."""

_REMEDIES = {
    "stalled": "Raise the actors' noise, or look at the branch for the precision at which it stops.",
    "step-limit": "Raise the actors' noise: the branch winds too much at this precision.",
    "time-limit": "Allow more time, or make the game smaller.",
    "diverged": "Check the payoffs and the discount rates for extreme numbers.",
}


def solve(
    game: Game,
    *,
    tolerance: float = 1e-10,
    search: int | None = None,
    seed: int = 0,
    max_seconds: float | None = None,
    progress: Progress | None = None,
    warm: Equilibrium | None = None,
    kernel: str | None = None,
) -> Equilibrium:
    """Find the memoryless logit equilibrium with Bayes-consistent beliefs on the logit branch.

    Starts from uniform choice, follows the branch in precision to the actors' own noise, and ends with Newton's
    method. From other random strategies it then looks for other equilibria.

    Parameters
    ----------
    tolerance
        On the residual; rounding may set a higher floor where values are very large.
    search
        How many random starts; None for 4 in small games, 2 in larger ones, none from 20,000 unknowns on.
    seed
        Of the random starts.
    max_seconds
        Time limit; reaching it is an outcome, not an error.
    progress
        Called with stage, share done and residual.
    warm
        An equilibrium of a game with the same states, to start Newton's method from. If that fails to
        converge, the branch is followed. The result then
        lies on the branch only if the other one did and the games are close.
    kernel
        ``dense``, ``sparse`` or ``compiled``; None chooses by size.

    Returns
    -------
    Equilibrium
        With ``outcome.converged`` False, and a remedy, where no equilibrium was found to the tolerance.

    Notes
    -----
    Time grows with states times actors times the Newton-Krylov products; on a branch with folds, with their number.

    References
    ----------
    Turocy (2005), A dynamic homotopy interpretation of the logistic quantal response equilibrium
    correspondence. Doraszelski and Judd (2012), Avoiding the curse of dimensionality in dynamic stochastic games.

    Examples
    --------
    >>> from detente.game import Actor, Event, Factor, Flow, Game, Move
    >>> game = Game(
    ...     factors=[Factor("truce", ["broken", "holding"], start="holding")],
    ...     actors=[Actor("army", discount=0.02, attention=0.4, noise=0.7)],
    ...     moves=[Move("army", "attack", when="truce == holding", then={"truce": "broken"})],
    ...     nature=[Event("calm", rate=0.3, when="truce == broken", then={"truce": "holding"})],
    ...     payoffs=[Flow("army", -0.5, when="truce == broken")],
    ... )
    >>> found = solve(game)
    >>> found.outcome.converged and found.regret["army"] < 1e-9
    True
    """
    started = time.monotonic()
    if tolerance <= 0:
        raise UsageError("the tolerance must be above zero", "1e-10 is the default")
    problem = prepare(game)
    if problem.choices == 0:
        return _without_choice(game, problem, tolerance, started)
    deadline = None if max_seconds is None else started + max_seconds
    with _one_blas_thread():
        system = _kernel(problem, kernel)
        found = _from_warm(system, problem, warm, tolerance, deadline) if warm is not None else None
        if found is None:
            first = _uniform_point(problem, exact=system.dense)
            found = Branch(system, problem, tolerance, deadline, progress).follow(first)
        others, searched = (), 0
        if found.reached and found.end.converged:
            starts = _starts(problem) if search is None else search
            others, searched = search_others(system, problem, found.end, starts, seed, tolerance, deadline, progress)
    end = found.end
    choice = end.point.sigma[problem.option_choice]
    values, visits = unpack(problem, end.x)
    return Equilibrium(
        game=game,
        choice=choice,
        values=values,
        visits=visits,
        outcome=_outcome(found, tolerance),
        residual=end.residual,
        regret=regret(game, choice, values, visits),
        iterations=found.steps,
        seconds=time.monotonic() - started,
        branch=found.points,
        others=others,
        starts_searched=searched,
    )


@cache
def _pools() -> ThreadpoolController:
    return ThreadpoolController()


def _one_blas_thread():
    """Many threads on the short vectors of a Krylov method cost more than they save."""
    return _pools().limit(limits=1, user_api="blas")


def unpack(problem: Problem, x: np.ndarray) -> tuple[np.ndarray, np.ndarray | None]:
    """Values (states, actors) in utility units, and visits (states,) where beliefs matter."""
    count = problem.states * problem.actors
    values = x[:count].reshape(problem.states, problem.actors) * problem.noise
    if not problem.partial:
        return values, None
    visits = np.exp(x[count:] - x[count:].max())
    return values, visits / visits.sum()


def _kernel(problem: Problem, kernel: str | None) -> System:
    unknowns = problem.states * (problem.actors + problem.partial)
    work = len(problem.option_state) * problem.actors
    if kernel is None:
        kernel = "dense" if unknowns <= DENSE_LIMIT else "compiled" if work >= COMPILED_FROM else "sparse"
    if kernel == "compiled":
        from detente.equilibrium._compiled import Compiled

        return Compiled(problem)
    if kernel not in ("dense", "sparse"):
        raise UsageError(f"there is no kernel `{kernel}`", "one of dense, sparse, compiled")
    return Assembled(problem, dense=kernel == "dense")


def _uniform_point(problem: Problem, *, exact: bool) -> np.ndarray:
    """Where the branch starts: uniform choice, with its values too if ``exact``, else left to Newton's method."""
    sigma = 1.0 / np.diff(problem.set_start)[problem.choice_set]
    if exact:
        return evaluated(problem, sigma)
    count = problem.states * problem.actors
    x = np.zeros(count + problem.states * problem.partial)
    if problem.partial:
        rates = generator(problem.game, sigma[problem.option_choice])
        x[count:] = log_visits(rates, problem.start, problem.kappa)
    return x


def _from_warm(
    system: System, problem: Problem, warm: Equilibrium, tolerance: float, deadline: float | None
) -> BranchEnd | None:
    """Newton's method from another equilibrium; None if it does not lead anywhere."""
    if warm.values.shape != (problem.states, problem.actors) or (problem.partial and warm.visits is None):
        return None
    x = (warm.values / problem.noise).ravel()
    if problem.partial and warm.visits is not None:
        x = np.concatenate([x, np.log(np.maximum(warm.visits, 1e-300))])
    end = newton(system, problem, x, tolerance=tolerance, deadline=deadline)
    return BranchEnd(end, (), True, "converged", 1.0, end.steps) if end.converged else None


def _starts(problem: Problem) -> int:
    unknowns = problem.states * problem.actors
    return 4 if unknowns <= 2_000 else 2 if unknowns <= 20_000 else 0


def _outcome(found: BranchEnd, tolerance: float) -> Outcome:
    if found.reached and found.end.converged:
        return Outcome(True, "converged", f"Converged to a residual of {found.end.residual:.1e}.")
    if found.reached:
        text = f"Newton's method stopped at a residual of {found.end.residual:.1e}, above {tolerance:.0e}."
        return Outcome(False, "stalled", text, "Allow a larger tolerance, or raise the noise.")
    text = f"The logit branch was followed to precision {found.precision:.4g} of 1 and no further ({found.code})."
    return Outcome(False, found.code, text, _REMEDIES[found.code])


def _without_choice(game: Game, problem: Problem, tolerance: float, started: float) -> Equilibrium:
    """A game in which nobody has anything to choose: values by one linear solve."""
    import scipy.sparse as sp
    import scipy.sparse.linalg as spla

    rates = generator(game, np.empty(0))
    values = np.zeros((problem.states, problem.actors))
    size = 0.0
    for actor in range(problem.actors):
        leave = problem.discount[actor] + rates.sum(axis=1)
        system = (sp.diags_array(leave) - rates).tocsc()
        values[:, actor] = np.asarray(spla.spsolve(system, problem.income[:, actor]))
        gap = problem.income[:, actor] + rates @ values[:, actor] - leave * values[:, actor]
        size = max(size, float(np.abs(gap / leave / problem.noise[actor]).max()))
    return Equilibrium(
        game=game,
        choice=np.empty(0),
        values=values,
        visits=None,
        outcome=_chain_outcome(size, max(tolerance, floor(problem, (values / problem.noise).ravel()))),
        residual=size,
        regret=dict.fromkeys(game.actor_names, 0.0),
        iterations=0,
        seconds=time.monotonic() - started,
    )


def _chain_outcome(residual: float, goal: float) -> Outcome:
    if residual <= goal:
        return Outcome(True, "converged", "Nobody has a choice here: the game is a Markov chain.")
    text = f"Nobody has a choice here, but the values were only found to a residual of {residual:.1e}."
    return Outcome(False, "stalled", text, "Check the payoffs and the discount rates for extreme numbers.")
