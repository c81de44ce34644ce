"""Asking: from texts to answers."""

from __future__ import annotations

import math
from collections.abc import Mapping

from detente.equilibrium import Equilibrium
from detente.errors import Outcome
from detente.forecast import _questions as q
from detente.forecast._answer import Answer, Answers
from detente.forecast._evaluate import evaluate
from detente.forecast._mixture import Mixture, mixed
from detente.forecast._now import Now, now
from detente.forecast._reading import read_question
from detente.forecast._uniformisation import CONVERGED, Progress
from detente.game import WAIT


def ask(
    subject: Now | Equilibrium | Mixture, *questions: str | q.Question, progress: Progress | None = None
) -> Answers:
    """Answer questions about what is to come.

    Parameters
    ----------
    subject
        The present to ask from; an equilibrium stands for its start. Under a mixture of games, the answer is the
        mixture of their answers.
    questions
        Texts such as ``"P(eventually(truce == broken), within=30)"``, or questions read before.

    Raises
    ------
    ScenarioError
        For questions that cannot be read, or dates that have passed.

    Notes
    -----
    Questions about one process share one pass over it, so ask for many at once.

    Examples
    --------
    >>> from detente.equilibrium import solve
    >>> from detente.forecast import ask
    >>> from detente.game import Event, Factor, Game
    >>> truce = Factor("truce", ["broken", "holding"], start="holding")
    >>> breach = Event("breach", rate=0.25, when="truce == holding", then={"truce": "broken"})
    >>> calm = Event("calm", rate=0.75, when="truce == broken", then={"truce": "holding"})
    >>> mean, share = ask(
    ...     solve(Game([truce], nature=[breach, calm])), "E(time_to(truce == broken))", "S(truce == broken)"
    ... )
    >>> abs(mean.value - 4) < 1e-12 and abs(share.value - 0.25) < 1e-12
    True
    """
    if isinstance(subject, Mixture):
        each = [ask(one, *questions, progress=progress) for one in subject.nows]
        return Answers(mixed(subject.weights, found) for found in zip(*each, strict=True))
    present = subject if isinstance(subject, Now) else now(subject)
    read = [one if isinstance(one, q.Question) else read_question(one, present.game) for one in questions]
    moves = {at: one.part.actor for at, one in enumerate(read) if isinstance(one.part, q.NextMove)}
    figures = iter(evaluate(present, [one for at, one in enumerate(read) if at not in moves], progress))
    answers = Answers()
    for at, one in enumerate(read):
        if at in moves:
            answers.append(Answer(one.text, next_move(present, moves[at]), _trusted(present, CONVERGED), 0.0, present))
            continue
        found = next(figures)
        value = found.value if found.outcome.converged else math.nan
        bound = found.bound if found.outcome.converged else None
        answers.append(Answer(one.text, value, _trusted(present, found.outcome), bound, present))
    return answers


def _trusted(present: Now, outcome: Outcome) -> Outcome:
    """An answer is no better than the equilibrium that it rests on."""
    return present.equilibrium.outcome if outcome.converged else outcome


def next_move(present: Now | Mixture, actor: str) -> dict[str, float]:
    """What an actor would do at a moment now: probability by move, ``wait`` last.

    The mixture over the states believed possible of what the actor, seeing what it sees, does in each.
    """
    if isinstance(present, Mixture):
        (found,) = ask(present, f"move({actor})")
        return dict(found.value) if isinstance(found.value, Mapping) else {}
    game, choice = present.game, present.equilibrium.choice
    tables, number = game.tables, game.actor_names.index(actor)
    weight = present.belief[tables.option_state] * choice * (tables.option_actor == number)
    found = {
        move.name: float(weight[tables.option_move == at].sum())
        for at, move in enumerate(game.moves)
        if move.actor == actor
    }
    decides = tables.decision_state[tables.decision_actor == number]
    idle = float(present.belief.sum() - present.belief[decides].sum())
    found["wait"] = max(idle, 0.0) + float(weight[tables.option_move == WAIT].sum())
    return found
