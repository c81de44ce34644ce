# ruff: noqa: E501 - one case a line
"""Answers of others: pygambit's logit equilibria of one-shot games, published numbers, and theory's closed forms.

A one-shot game is written so: each player has a factor that only it sees, ``open`` until it has chosen;
it must choose at its first moment; when all have chosen, nature pays. As the discount vanishes, time
stops to matter and what is left is the logit equilibrium of the payoff matrices, with precision one
over the noise.
"""

import itertools

import numpy as np
import pytest

from detente.equilibrium import solve
from detente.game import Actor, Event, Factor, Flow, Game, Move

gambit = pytest.importorskip("pygambit")

NEVER = 1e-9
"""A discount that is as good as none."""


def one_shot(payoffs, noise, *, memory=None, discount=NEVER):
    """The game of payoff arrays (players, choices of the first, choices of the second, ...)."""
    payoffs = np.asarray(payoffs)
    players, counts = range(len(payoffs)), payoffs.shape[1:]
    noise = np.broadcast_to(noise, len(payoffs))
    values = [("open", *(f"choice_{at}_{k}" for k in range(counts[at]))) for at in players]
    gives = {
        f"player_{who}": " + ".join(
            f"({payoffs[(who, *cell)]!r})*(" + " and ".join(f"hand_{at} == choice_{at}_{k}" for at, k in enumerate(cell)) + ")"
            for cell in itertools.product(*map(range, counts))
        ).replace("np.float64", "")
        for who in players
    }  # fmt: skip
    chosen = " and ".join(f"hand_{at} != open" for at in players)
    return Game(
        factors=[Factor(f"hand_{at}", values[at], "open") for at in players] + [Factor("paid", ("no", "yes"), "no")],
        actors=[
            Actor(f"player_{at}", discount, 0.6 + 0.37 * at, float(noise[at]), sees=(f"hand_{at}",), waits=False)
            for at in players
        ],
        moves=[
            Move(f"player_{at}", value.replace("choice", "play"), when=f"hand_{at} == open", then={f"hand_{at}": value})
            for at in players
            for value in values[at][1:]
        ],
        nature=[Event("settle", 0.9, when=f"{chosen} and paid == no", then={"paid": "yes"}, gives=gives)],
        memory=memory,
    )  # fmt: skip


def profile(game, **how):
    """Each player's choice probabilities at its one decision."""
    found = solve(game, search=0, **how)
    assert found.outcome.converged, found.outcome
    start = int(np.flatnonzero(game.space.start)[0])
    return [np.array(list(found.choices(actor, start).values())) for actor in game.actor_names]


def by_gambit(payoffs, precision):
    """The principal branch of gambit's own tracer at one precision, each player's probabilities."""
    game = gambit.StrategicGame.from_arrays(*np.asarray(payoffs))
    (found,) = gambit.qre.logit_solve_lambda(game, lam=[precision], use_strategic=True)
    mixed = found.profile
    return [np.array([float(mixed[player][one]) for one in game.get_strategies(player)]) for player in game.players]


OCHS = np.array([[[1.1141, 0.0], [0.0, 0.2785]], [[0.0, 1.1141], [1.1141, 0.0]]])


@pytest.mark.parametrize(
    "precision, expected",
    [(1.0, (0.58678404, 0.45180703)), (2.0, (0.61752195, 0.37198166)), (3.0, (0.61689685, 0.31401636))],
)
@pytest.mark.parametrize("memory", [None, 2.7])
def test_matching_pennies_of_ochs(precision, expected, memory):
    """Numbers that Gambit's tests publish for the payoffs of Ochs (1995)."""
    row, column = profile(one_shot(OCHS, 1 / precision, memory=memory))
    assert (row[0], column[0]) == pytest.approx(expected, abs=2e-8)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("shape", [(2, 2), (2, 3), (3, 3), (2, 2, 2)])
def test_random_one_shot_games(shape, seed):
    rng = np.random.default_rng([seed, *shape])
    payoffs = rng.normal(0.3, 1.7, (len(shape), *shape)).round(3)
    for precision in (0.43, 1.9):
        ours, theirs = profile(one_shot(payoffs, 1 / precision)), by_gambit(payoffs, precision)
        for one, two in zip(ours, theirs, strict=True):
            np.testing.assert_allclose(one, two, atol=3e-6)


STAG_HUNT = np.array([[[4.1, 0.0], [2.9, 2.6]], [[4.1, 2.9], [0.0, 2.6]]])
DISAGREEMENT = np.array([[[3.1, 0.2], [0.1, 1.4]], [[1.3, 0.0], [0.3, 2.2]]])


@pytest.mark.parametrize("payoffs", [STAG_HUNT, DISAGREEMENT], ids=["stag hunt", "battle"])
@pytest.mark.parametrize("precision", [0.7, 2.1, 6.0])
def test_the_principal_branch_selects_as_gambits_does(payoffs, precision):
    """Several equilibria at the higher precisions: both tracers end at the same one."""
    ours, theirs = profile(one_shot(payoffs, 1 / precision)), by_gambit(payoffs, precision)
    for one, two in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(one, two, atol=3e-6)


def test_hunters_settle_for_the_hare():
    """At high precision the branch of the stag hunt ends at the risk-dominant choice, not the better one."""
    row, column = profile(one_shot(STAG_HUNT, 1 / 6.0))
    assert row[1] > 0.99
    assert column[1] > 0.99


def test_players_of_different_noise_are_players_of_scaled_payoffs():
    payoffs = np.random.default_rng(77).normal(0.4, 1.3, (2, 2, 3))
    scaled = payoffs / np.array([0.53, 1.71])[:, None, None]
    ours, theirs = profile(one_shot(payoffs, [0.53, 1.71])), by_gambit(scaled, 1.0)
    for one, two in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(one, two, atol=3e-6)


def test_a_dominant_choice_needs_no_other():
    """The first player's gain does not depend on the second: plain logit, whatever the other does."""
    payoffs = np.array([[[1.3, 2.1], [0.4, 1.2]], [[0.7, -0.2], [0.1, 0.9]]])
    row, column = profile(one_shot(payoffs, 0.6))
    first = 1 / (1 + np.exp(-0.9 / 0.6))
    assert row[0] == pytest.approx(first, abs=1e-8)
    gain = first * 0.9 + (1 - first) * -0.8
    assert column[0] == pytest.approx(1 / (1 + np.exp(-gain / 0.6)), abs=1e-8)


def test_a_tree_with_vanishing_discount_is_solved_backwards():
    """Crisis bargaining, moves in the open: logit at each node on what follows, with the joy of choice counted.

    The entropy term makes an own later choice worth its log-sum-exp; gambit's agent equilibria leave it out, so
    that a tree is comparable only by hand.
    """
    tau = {"challenger": 0.7, "target": 0.9}
    outcomes = {"quo": (0.0, 0.0), "concede": (1.1, -0.8), "back": (-0.6, 0.4), "war": (0.2, -1.3)}
    game = Game(
        factors=[Factor("node", ("first", "resist", "last", *outcomes), "first")],
        actors=[Actor(name, NEVER, 0.8, noise, waits=False) for name, noise in tau.items()],
        moves=[
            _ending("challenger", "stay", "first", "quo", outcomes),
            Move("challenger", "demand", when="node == first", then={"node": "resist"}),
            _ending("target", "give_in", "resist", "concede", outcomes),
            Move("target", "stand", when="node == resist", then={"node": "last"}),
            _ending("challenger", "retreat", "last", "back", outcomes),
            _ending("challenger", "fight", "last", "war", outcomes),
        ],
    )
    found = solve(game)
    last, fight = _logit((-0.6, 0.2), 0.7)
    stand = _logit((-0.8, (1 - fight) * 0.4 + fight * -1.3), 0.9)[1]
    demand = _logit((0.0, (1 - stand) * 1.1 + stand * last), 0.7)[1]
    nodes = {name: game.space.find({"node": name}) for name in ("first", "resist", "last")}
    assert found.choices("challenger", nodes["last"])["fight"] == pytest.approx(fight, abs=1e-8)
    assert found.choices("target", nodes["resist"])["stand"] == pytest.approx(stand, abs=1e-8)
    assert found.choices("challenger", nodes["first"])["demand"] == pytest.approx(demand, abs=1e-8)


def _ending(actor, name, node, outcome, outcomes):
    gives = dict(zip(("challenger", "target"), outcomes[outcome], strict=True))
    return Move(actor, name, when=f"node == {node}", then={"node": outcome}, gives=gives)


def _logit(worths, tau):
    """The worth of choosing between two, and the probability of the second."""
    top = tau * np.log(np.sum(np.exp(np.array(worths) / tau)))
    return top, np.exp((worths[1] - top) / tau)


def test_renewal_in_closed_form():
    """A machine that wears out in steps and is replaced by choice; one equation by hand for two steps.

    States new and old; running costs when old; replacing costs a sum. By hand: the difference of values d solves
    (rho + wear) d = cost_of_running - attention * gain(d) with gain the log-sum-exp of replacing over waiting.
    """
    rho, wear, pace, tau, running, price = 0.05, 0.4, 1.3, 0.8, 2.3, 3.1
    game = Game(
        factors=[Factor("machine", ("new", "old"), "new")],
        actors=[Actor("owner", rho, pace, tau)],
        moves=[Move("owner", "replace", when="machine == old", then={"machine": "new"}, gives={"owner": -price})],
        nature=[Event("wear", wear, when="machine == new", then={"machine": "old"})],
        payoffs=[Flow("owner", -running, when="machine == old")],
    )
    found = solve(game)

    def gap(d):  # d = V(new) - V(old)
        return running - pace * tau * np.log1p(np.exp((d - price) / tau)) - (rho + wear) * d

    low, high = -50.0, 50.0
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if gap(middle) > 0 else (low, middle)
    new, old = (found.values[game.space.find({"machine": one}), 0] for one in ("new", "old"))
    assert new - old == pytest.approx(low, rel=1e-9)
    assert new == pytest.approx(-wear * low / rho, rel=1e-9)
