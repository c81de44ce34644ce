"""What unblocks: each remedy put into the game by hand and solved densely, and the next smaller one seen to fail."""

import math
from dataclasses import replace

import numpy as np
import pytest
from tests.study.settlement import a_peace
from tests.study.settlement.a_peace import SETTLEMENT, VALUES

from detente.equilibrium import solve
from detente.errors import UsageError
from detente.game import Event, Flow, Move, Settlement
from detente.study.settlement import Instrument, parameter, settle

WHO = ("envoy", "army", "rebels", "patron")


def dense_gains(game, option, given):
    """Gains from the start of a changed game, by the dense solver; `given` are one-offs of the agreement by actor."""
    layout, _, values, _ = a_peace.dense_of(game)
    index = {state: at for at, state in enumerate(layout.states)}
    total = np.zeros(4)
    for at, chance in enumerate(layout.start):
        if chance > 0:
            state = layout.states[at]
            total += chance * (given + values[index[(1, VALUES.index(option), 0, *state[3:])]] - values[at])
    return dict(zip(WHO, total, strict=True))


def paid(game, option, sizes):
    """The game in which agreeing on the option pays; and what an agreement gives, by actor."""
    own = next(one for one in game.nature if one.name == "peace_agreed")
    gives = dict(own.gives)
    for who, size in sizes.items():
        gives[who] = f"{gives.get(who, 0)} + {size!r}*(peace_tabled == {option})"
    nature = [one if one is not own else Event(own.name, own.rate, own.when, own.then, gives) for one in game.nature]
    given = np.array([1.7 * (option == "federal"), *(sizes.get(who, 0.0) for who in WHO[1:])])
    return game.replace(nature=nature), given


@pytest.fixture(scope="module")
def found():
    return settle(solve(a_peace.peace()), SETTLEMENT, instruments=["payment", "flow"])


def remedy(found, option, instrument):
    (one,) = [one for one in found.remedies if (one.option, one.instrument) == (option, instrument)]
    return one


@pytest.mark.parametrize(("option", "who"), [("unitary", "rebels"), ("federal", "army")])
def test_a_payment(found, option, who):
    one = remedy(found, option, "payment")
    assert one.works
    assert list(one.sizes) == [who]
    assert one.size == one.sizes[who]
    gains = dense_gains(*(lambda game, given: (game, option, given))(*paid(a_peace.peace(), option, one.sizes)))
    for name in ("army", "rebels"):
        assert gains[name] == pytest.approx(one.gains[name], abs=1e-5)
        assert gains[name] > 0
    less, given = paid(a_peace.peace(), option, {who: 0.99 * one.sizes[who]})
    assert dense_gains(less, option, given)[who] < 0


@pytest.mark.parametrize(("option", "who"), [("unitary", "rebels"), ("federal", "army")])
def test_a_flow(found, option, who):
    one = remedy(found, option, "flow")
    assert one.works

    def with_flow(size):
        game = a_peace.peace()
        return game.replace(payoffs=[*game.payoffs, Flow(who, size, f"peace == {option}")])

    given = np.array([1.7 * (option == "federal"), 0.0, 0.0, 0.0])
    gains = dense_gains(with_flow(one.sizes[who]), option, given)
    assert gains[who] == pytest.approx(one.gains[who], abs=1e-5)
    assert min(gains["army"], gains["rebels"]) > 0
    assert dense_gains(with_flow(0.97 * one.sizes[who]), option, given)[who] < 0


def test_a_payment_where_gains_jump_is_made_smaller_until_it_fails():
    """Keeping an agreement can be worth more the longer it is kept: then no payment leaves just a little."""
    game = a_peace.peace().with_parameters(dread=0.4)
    one = remedy(settle(solve(game), SETTLEMENT, options=["unitary"], instruments="flow"), "unitary", "flow")
    assert one.works
    assert 0.2 < one.size < 0.26
    assert one.solved > 14


def test_a_guarantee():
    game = a_peace.tempted()
    found = settle(solve(game), SETTLEMENT, instruments="guarantee")
    assert found["federal"].blockers == ("army",)
    one = remedy(found, "federal", "guarantee")
    assert one.works

    def dearer(size):
        moves = [
            Move(m.actor, m.name, m.when, m.then, {**dict(m.gives), m.actor: f"{m.gives[m.actor]} - {size!r}"})
            if m.name == "breach_peace"
            else m
            for m in game.moves
        ]
        return game.replace(moves=moves)

    given = np.array([1.7, -1.9, 0.0, 0.0])
    gains = dense_gains(dearer(one.size), "federal", given)
    assert gains["army"] == pytest.approx(one.gains["army"], abs=1e-5)
    assert gains["army"] > 0
    assert dense_gains(dearer(one.size - 0.02), "federal", given)["army"] < 0
    other = remedy(found, "unitary", "guarantee")
    assert not other.works
    assert other.worst < 0
    assert other.gains["army"] == other.worst
    assert "not unblocked by guarantee" in found.to_text()


def test_a_force_that_stays():
    game = a_peace.sheltered()
    solved = solve(game)
    found = settle(solved, SETTLEMENT, instruments="force")
    assert found["unitary"].blockers == ("rebels",)
    one = remedy(found, "unitary", "force")
    assert (one.works, one.size, one.level) == (True, 2, "full")

    def kept(level):
        moves = [
            replace(m, when=f"force > base and not (peace != none and level(force) <= {level})")
            if m.name == "leave"
            else m
            for m in game.moves
        ]
        return game.replace(moves=moves)

    none = np.zeros(4)
    gains = dense_gains(kept(2), "unitary", none)
    assert gains["rebels"] == pytest.approx(one.gains["rebels"], abs=1e-5)
    assert dense_gains(kept(1), "unitary", none)["rebels"] < 0
    other = remedy(found, "federal", "force")
    assert not other.works
    assert other.why == "army loses even so"


def test_a_parameter_moved_as_little_as_it_takes():
    game = a_peace.peace()
    found = settle(solve(game), SETTLEMENT, options=["federal"], instruments=[parameter("dread", 0.6)])
    (one,) = found.remedies
    assert one.works
    given = np.array([1.7, 0.0, 0.0, 0.0])
    assert 0.06 < one.size < 0.6
    assert dense_gains(game.with_parameters(dread=one.size), "federal", given)["army"] > 0
    assert dense_gains(game.with_parameters(dread=one.size - 0.01), "federal", given)["army"] < 0
    lower = settle(solve(game), SETTLEMENT, options=["federal"], instruments=[parameter("dread", 0.0)]).remedies[0]
    assert not lower.works
    assert lower.why == "army loses more with it"


def test_an_instrument_of_ones_own_and_one_that_makes_no_game():
    def sweeter(game, size):
        return game.replace(payoffs=[*game.payoffs, Flow("army", size, "peace == federal")])

    own = Instrument("aid", "aid to the army", sweeter, most=2.0, unit="utility a day")
    wrong = Instrument("wrong", "nonsense", lambda game, size: game.replace(payoffs=[Flow("nobody", size)]))
    found = settle(solve(a_peace.peace()), SETTLEMENT, options=["federal"], instruments=[own, wrong])
    aid, nonsense = found.remedies
    assert aid.works
    assert aid.gains["army"] > 0
    assert not nonsense.works
    assert "nobody" in nonsense.why
    assert math.isnan(nonsense.size)
    assert not nonsense.outcome.converged


def test_nothing_is_sought_for_an_option_that_nobody_blocks():
    game = a_peace.peace()
    merry = game.replace(payoffs=[*game.payoffs, Flow("army", 0.7, "peace == federal")])
    found = settle(solve(merry), SETTLEMENT, options=["federal"], instruments="all")
    assert found.zone == ("federal",)
    assert found.remedies == ()


def test_a_force_whose_owner_does_not_see_the_settlement_cannot_be_tied_to_it():
    game = a_peace.peace()
    actors = [replace(one, sees=("force", "plan")) if one.name == "patron" else one for one in game.actors]
    found = settle(solve(game.replace(actors=actors)), SETTLEMENT, options=["federal"], instruments="force")
    (one,) = found.remedies
    assert not one.works
    assert "cannot be tied to an agreement that its actor does not see" in one.why


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("paymnt", "there is no instrument `paymnt` here\nhint: did you mean `payment`?"),
        (parameter("dreed", 1.0), "there is no parameter `dreed`\nhint: did you mean `dread`?"),
        (parameter("dread", 0.06), "`dread` is 0.06 already\nhint: give another value to move it towards"),
    ],
)
def test_instruments_that_are_refused(given, message):
    with pytest.raises(UsageError) as caught:
        settle(solve(a_peace.peace()), SETTLEMENT, instruments=[given])
    assert str(caught.value) == message


def test_a_guarantee_needs_something_to_guard_against():
    bare = Settlement("peace", VALUES[1:], "nature.peace_agreed")
    with pytest.raises(UsageError, match="no agreement can be broken here"):
        settle(solve(a_peace.peace()), bare, instruments="guarantee")


def test_a_parameter_needs_a_finite_goal():
    with pytest.raises(UsageError, match="`dread` cannot be moved to inf"):
        parameter("dread", math.inf)


def test_progress_is_told_in_order():
    told = []
    settle(
        solve(a_peace.peace()), SETTLEMENT, options=["federal"], instruments="payment",
        progress=lambda share, what: told.append((share, what)),
    )  # fmt: skip
    shares = [share for share, _ in told]
    assert shares == sorted(shares)
    assert shares[0] > 0
    assert shares[-1] <= 1
    assert any("federal: payment" in what for _, what in told)
