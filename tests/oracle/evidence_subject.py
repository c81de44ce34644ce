"""Bring the oracle's explanations and rows to the package, and compare what both say."""

import math

import numpy as np

from detente.evidence.filtering import Hypothesis, observe
from detente.evidence.records import Record, Records
from detente.game import Actor, Branch, Clock, Event, Factor, Flow, Game, Move


def hypotheses(rivals):
    return [Hypothesis(one.name, one.equilibrium, one.prior, holds=one.holds) for one in rivals]


def records(rows, name="made"):
    return Records(tuple(rows), name)


def change(date, factors, values, **more):
    """A record of a change; one factor may be given as plain text."""
    factors, values = ((one,) if isinstance(one, str) else tuple(one) for one in (factors, values))
    return Record(str(date), "change", factors, values, **more)


def reading(date, factor, value, grade="", **more):
    return Record(str(date), "reading", (factor,), (value,), grade=grade, **more)


def move(date, actor, name, **more):
    return Record(str(date), "move", actor=actor, move=name, **more)


def gap(date, until, *factors, **more):
    return Record(str(date), "gap", factors, until=str(until), **more)


def observed(rivals, rows, **more):
    return observe(hypotheses(rivals), records(rows), **more)


def close(one, two, tolerance=1e-8):
    """Equal numbers, infinite ones too; relative where they are large."""
    one, two = np.asarray(one, float), np.asarray(two, float)
    assert one.shape == two.shape, (one.shape, two.shape)
    assert (np.isneginf(one) == np.isneginf(two)).all(), (one, two)
    assert not np.isnan(one).any(), one
    fine = np.isfinite(two)
    np.testing.assert_allclose(one[fine], two[fine], rtol=tolerance, atol=tolerance)


def close_marginals(one, two, tolerance=1e-8):
    assert set(one) == set(two)
    for name, row in two.items():
        assert set(one[name]) == set(row), name
        close([one[name][value] for value in row], list(row.values()), tolerance)


def assert_identical(one, two):
    """The same to the last bit, whatever else the files held."""
    assert one.time == two.time
    assert one.date == two.date
    assert one.records.rows == two.records.rows
    assert one.log_likelihood == two.log_likelihood
    assert one.posterior == two.posterior
    assert one.prior == two.prior
    np.testing.assert_array_equal(one.evidence_for, two.evidence_for)
    np.testing.assert_array_equal(one.weights, two.weights)
    assert len(one.steps) == len(two.steps)
    for a, b in zip([*one.steps, one.tail], [*two.steps, two.tail], strict=True):
        for name in ("silence", "before", "after", "weights", "surprise"):
            np.testing.assert_array_equal(getattr(a, name), getattr(b, name))
    for a, b in zip(one.steps, two.steps, strict=True):
        assert a.record == b.record
        np.testing.assert_array_equal(a.event, b.event)
    for a, b in zip(one.nows, two.nows, strict=True):
        np.testing.assert_array_equal(a.belief, b.belief)
    assert one.smoothed == two.smoothed


def decibans(before, after):
    """How the odds of each explanation changed."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return 10 / math.log(10) * (np.log(after) - np.log1p(-after) - np.log(before) + np.log1p(-before))


def small_crisis(**changes):
    """A crisis of two parties in which the analyst misses the plan and the mood; no convenient numbers."""
    parts = {
        "factors": [
            Factor("truce", ("broken", "strained", "holding"), start={"holding": 0.83, "strained": 0.17}),
            Factor("forces", ("bases", "full"), start="full"),
            Factor("mood", ("cool", "hot"), start={"cool": 0.71, "hot": 0.29}),
            Factor("plan", ("coordinated", "weakness"), start={"coordinated": 0.37, "weakness": 0.63}),
        ],
        "actors": [
            Actor("russia", discount=0.013, attention=0.21, noise=1.1),
            Actor("army", discount=0.017, attention=0.34, noise=0.9, sees=("truce", "forces", "mood")),
        ],
        "moves": [
            Move(
                "russia",
                "leave",
                when="forces == full",
                then={"forces": "bases"},
                gives={"russia": "1.7*(plan == weakness)"},
            ),
            Move("russia", "back", when="forces == bases", then={"forces": "full"}, gives={"russia": -1.3}),
            Move("russia", "speak", gives={"army": 0.19, "russia": "0.8*(plan == coordinated)"}),
            Move(
                "army",
                "attack",
                when="truce == strained",
                then=(
                    Branch({"truce": "broken", "mood": "hot"}, 0.77, {"army": "0.4 + 0.7*(mood == hot)"}),
                    Branch({"truce": "holding"}, 0.23, {"army": -1.3}),
                ),
            ),
            Move(
                "army",
                "shell",
                when="truce == holding",
                then={"truce": "strained"},
                gives={"army": "0.9*(mood == hot)"},
            ),
        ],
        "nature": [
            Event("calm", "0.11 - 0.06*(mood == hot)", when="truce == strained", then={"truce": "holding"}),
            Event("mend", "0.02 + 0.03*level(forces)", when="truce == broken", then={"truce": "strained"}),
            Event("heat", 0.07, when="mood == cool", then={"mood": "hot"}),
            Event("cool", 0.13, when="mood == hot", then={"mood": "cool"}),
        ],
        "payoffs": [
            Flow("russia", "-0.05*level(forces)"),
            Flow("russia", 0.13, when="truce == holding"),
            Flow("army", "0.12*level(forces) - 0.1", when="truce == broken"),
        ],
        "analyst_sees": ("truce", "forces"),
        "clock": Clock("day"),
        "memory": 43.0,
        "title": "a small crisis",
    }
    return Game(**{**parts, **changes})
