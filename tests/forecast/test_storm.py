"""stormpy on the exported chain, for every form that it can answer."""

import numpy as np
import pytest
from tests.forecast.games import settled
from tests.oracle.random_games import Size, seeded_game

from detente.forecast import ask, export_chain, now

storm = pytest.importorskip("tests.forecast.storm")


def cases():
    """Random games, from one of their start states, with two conditions that do not hold there."""
    for seed in (3, 8, 21, 34):
        game = seeded_game(seed, Size(states=40))
        equilibrium = settled(game, seed)
        present = now(equilibrium)
        start = int(np.argmax(present.belief))
        belief = np.zeros(len(game.space))
        belief[start] = 1.0
        yield seed, present.replace(belief=belief), start


@pytest.mark.parametrize(("seed", "present", "start"), list(cases()), ids=["3", "8", "21", "34"])
def test_the_same_answers(seed, present, start):
    game = present.game
    here = game.space.describe(start)
    first, second = game.factors[0], game.factors[1]
    away = next(one for one in first.values if one != here[first.name])
    A, B = f"{first.name} == {away}", f"{second.name} == {here[second.name]}"
    exported = export_chain(present.law, {"a": A, "b": B})
    label, actor = game.moves[0].label, game.actor_names[0]
    rewards = {"count": present.law.count_rate(label), "payoff": present.law.payoff_rate(actor)}
    rewards["a"] = exported.labels["a"]
    chain = storm.model(exported.rates, exported.labels, start, rewards)
    pairs = {
        f"P({A}, at=4.3)": 'P=? [F[4.3,4.3] "a"]',
        f"P(eventually({A}), within=4.3)": 'P=? [F<=4.3 "a"]',
        f"P(until({B}, {A}), within=4.3)": 'P=? ["b" U<=4.3 "a"]',
        f"P(until({B}, {A}), within=[1.1, 4.3])": 'P=? ["b" U[1.1,4.3] "a"]',
        f"1 - P(always(not ({A})), within=4.3)": 'P=? [F<=4.3 "a"]',
        f"P(eventually({A}), within=inf)": 'P=? [F "a"]',
        f"P(until({B}, {A}), within=inf)": 'P=? ["b" U "a"]',
        f"E(time_to({A}))": 'T=? [F "a"]',
        f"S({A})": 'LRA=? ["a"]',
        f"E(count({label}), within=4.3)": 'R{"count"}=? [C<=4.3]',
        f"E(payoff({actor}), within=4.3)": 'R{"payoff"}=? [C<=4.3]',
        f"4.3*E(share_of_time({A}), within=4.3)": 'R{"a"}=? [C<=4.3]',
        f"E(count({label}), until={A})": 'R{"count"}=? [F "a"]',
    }
    if (rewards["payoff"] < 0).any():
        pairs.pop(f"E(payoff({actor}), within=4.3)")  # stormpy wants rewards of one sign
    answers = ask(present, *pairs)
    for answer, formula in zip(answers, pairs.values(), strict=True):
        # A reward until a state that may never be reached is infinite there by convention, a total here.
        if "until=" in answer.question and np.isinf(storm.value(chain, start, 'T=? [F "a"]')):
            continue
        expected = storm.value(chain, start, formula)
        assert answer.value == pytest.approx(expected, rel=2e-5, abs=2e-6), formula
