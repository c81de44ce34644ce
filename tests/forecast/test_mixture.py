"""A mixture of games: answers, fans and simulated paths against those of its parts."""

import numpy as np
import pytest

from detente.equilibrium import solve
from detente.errors import UsageError
from detente.forecast import Mixture, ask, fan, marginals, next_move, now, simulate, simulate_mixture
from detente.game import Actor, Event, Factor, Game, Move


def calm(rate: float, cost: float) -> Game:
    return Game(
        [Factor("truce", ["broken", "strained", "holding"], start="holding")],
        actors=[Actor("army", discount=0.03, attention=0.4, noise=0.7)],
        moves=[
            Move("army", "attack", when="truce > broken", then={"truce": "level(truce) - 1"}, gives={"army": -cost})
        ],
        nature=[Event("calm", rate=rate, when="truce < holding", then={"truce": "level(truce) + 1"})],
    )


@pytest.fixture(scope="module")
def mixture() -> Mixture:
    parts = (now(solve(calm(0.21, 0.4))), now(solve(calm(0.7, 1.9))))
    return Mixture(parts, np.array([0.3, 0.7]))


QUESTIONS = (
    "P(truce == broken, at=9)",
    "P(eventually(truce == broken), within=20)",
    "E(count(army.attack), within=30)",
)


@pytest.mark.parametrize("question", QUESTIONS)
def test_answers_add_up_by_weight(mixture, question):
    (found,) = ask(mixture, question)
    one, two = (ask(part, question)[0].number for part in mixture.nows)
    assert one != pytest.approx(two, rel=0.05)
    assert found.number == pytest.approx(0.3 * one + 0.7 * two, rel=1e-12)


def test_a_time_that_may_never_come_under_one_game_is_endless():
    never = now(solve(Game([Factor("truce", ["broken", "strained", "holding"], start="holding")])))
    found = ask(Mixture((now(solve(calm(0.2, 0.1))), never), np.array([0.9, 0.1])), "E(time_to(truce == broken))")
    assert found[0].number == np.inf


def test_moves_and_fans_add_up_too(mixture):
    moves = next_move(mixture, "army")
    parts = [next_move(part, "army") for part in mixture.nows]
    assert moves["attack"] == pytest.approx(0.3 * parts[0]["attack"] + 0.7 * parts[1]["attack"], rel=1e-12)
    assert sum(moves.values()) == pytest.approx(1)
    shares = marginals(mixture, "truce", [3.0, 11.0]).chances
    assert shares.sum(axis=1) == pytest.approx(1)
    assert fan(mixture, ["truce == broken"], [3.0, 11.0]).chances[:, 0] == pytest.approx(shares[:, 0])


def test_paths_are_played_under_the_games_by_their_weights(mixture, tmp_path):
    found = simulate_mixture(mixture, paths=4000, horizon=9.0, seed=5)
    assert len(found) == 4000
    assert abs((found.game == 1).mean() - 0.7) < 4 * np.sqrt(0.21 / 4000)
    frame = found.to_frame()
    last = frame.group_by("path").last()
    share = (last["truce"] == "broken").mean()
    expected = ask(mixture, "P(truce == broken, at=9)")[0].number
    assert abs(share - expected) < 4 * np.sqrt(expected * (1 - expected) / 4000)
    assert frame.equals(simulate_mixture(mixture, paths=4000, horizon=9.0, seed=5).to_frame())
    assert not frame.equals(simulate_mixture(mixture, paths=4000, horizon=9.0, seed=6).to_frame())
    assert len(frame) == len(found) + len(found.path)
    assert found.write(tmp_path / "paths.csv").read_text().startswith("path,game,time,")


def test_one_law_is_asked_for_by_name(mixture):
    with pytest.raises(UsageError, match="one law of motion"):
        simulate(mixture, paths=3)
    with pytest.raises(UsageError, match="whole number from 1"):
        simulate_mixture(mixture, paths=0)
