"""A present, or several with weights, given that a condition holds now."""

from __future__ import annotations

import numpy as np

from detente.errors import Diagnostic, ScenarioError
from detente.forecast._mixture import Mixture
from detente.forecast._now import Now


def conditioned(present: Now | Mixture, given: str) -> Mixture:
    """The present given that a condition holds; what it was made from stays as likely as the condition leaves it.

    Unlike :func:`now`, this never looks beyond the belief: a condition that it gives no chance is refused.

    Parameters
    ----------
    given
        A condition on the state, such as ``truce == strained``.

    Raises
    ------
    ScenarioError
        For a condition that cannot be read, or that has no chance now (S036).

    Examples
    --------
    >>> from detente.equilibrium import solve
    >>> from detente.forecast import conditioned, now
    >>> from detente.game import Event, Factor, Game
    >>> truce = Factor("truce", ["broken", "holding"], start="holding")
    >>> breach = Event("breach", rate=0.25, when="truce == holding", then={"truce": "broken"})
    >>> later = now(solve(Game([truce], nature=[breach])), at=3.0)
    >>> conditioned(later, "truce == broken").now.belief.tolist()
    [1.0, 0.0]
    """
    nows = present.nows if isinstance(present, Mixture) else (present,)
    weights = present.weights if isinstance(present, Mixture) else np.ones(1)
    holds = [one.game.space.holds(given) for one in nows]
    chances = np.array([float(one.belief[where].sum()) for one, where in zip(nows, holds, strict=True)])
    joint = weights * chances
    if not joint.sum() > 0:
        message = f"`{given}` has no chance now"
        raise ScenarioError([Diagnostic("S036", message, (), (0, len(given)))], given)
    found = tuple(
        one.replace(belief=np.where(where, one.belief, 0.0) / chance, how=f"{one.how}, given `{given}`")
        for one, where, chance in zip(nows, holds, chances.tolist(), strict=True)
        if chance > 0
    )
    return Mixture(found, joint[chances > 0] / joint.sum())
