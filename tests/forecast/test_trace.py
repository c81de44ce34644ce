"""A history as each observer sees it."""

import json

import numpy as np
from tests.forecast.games import chain, crisis, settled

from detente.forecast import now, simulate, trace
from detente.game import Actor, Factor


def some_trace():
    game = crisis(analyst_sees=("truce", "forces"))
    return trace(now(settled(game), at=1.5), seed=6, horizon=20)


def test_the_trace_is_the_first_path():
    found = some_trace()
    game = crisis(analyst_sees=("truce", "forces"))
    paths = simulate(now(settled(game), at=1.5), paths=1, horizon=20, seed=6)
    assert [one.time for one in found.steps[1:]] == (1.5 + paths.time).tolist()
    assert [one.what for one in found.steps[1:]] == [paths.events.labels[at] for at in paths.label]
    assert str(some_trace()) == str(found)


def test_each_sees_what_it_sees_and_no_more():
    found = some_trace()
    assert found.observers == {
        "russia": ("truce", "forces", "plan"),
        "army": ("truce", "forces"),
        "analyst": ("truce", "forces"),
    }
    state = {}
    for step in found.steps:
        for name, (old, new) in step.changes.items():
            assert state.get(name, "") == old != new
            state[name] = new
        for who, seen in step.sees.items():
            assert seen == {name: step.changes[name] for name in found.observers[who] if name in step.changes}
    assert "plan" in found.steps[0].sees["russia"]
    assert "plan" not in found.steps[0].sees["army"]


def test_what_they_may_do_is_what_the_strategies_say():
    found = some_trace()
    for step in found.steps:
        for options in step.next.values():
            assert abs(sum(options.values()) - 1) < 1e-12


def test_the_text():
    text = some_trace().text
    lines = text.splitlines()
    assert lines[0] == "trace of a small crisis"
    assert lines[1] == "from the start, carried by the law of motion to 1.5, 20 days, seed 6"
    assert "russia sees everything" in lines
    assert "army sees truce, forces" in lines
    assert "[0] day 1.50 (2016-02-28): start" in lines
    assert text.endswith("\n")
    assert any(line.strip().startswith("army may: shell 0.") for line in lines)
    assert any("its own move" in line for line in lines)
    # A rumour changes nothing: nobody sees anything.
    at = next(i for i, line in enumerate(lines) if line.endswith("nature.rumour"))
    assert lines[at + 1 : at + 5] == [
        "    state: nothing",
        "    russia sees: nothing",
        "    army sees: nothing",
        "    analyst sees: nothing",
    ]


def test_a_hidden_change_stays_hidden():
    game = crisis(
        actors=[
            Actor("russia", discount=0.013, attention=0.21, noise=1.1),
            Actor("army", discount=0.017, attention=0.34, noise=0.9, sees=["truce"]),
        ],
        analyst_sees=(),
    )
    found = trace(settled(game), seed=1, horizon=60)
    leaves = [one for one in found.steps if one.what == "russia.leave"]
    assert leaves
    assert leaves[0].changes == {"forces": ("full", "bases")}
    assert leaves[0].sees["army"] == leaves[0].sees["analyst"] == {}
    assert "analyst sees nothing" in found.text


def test_the_record_is_plain_json():
    found = some_trace()
    record = json.loads(json.dumps(found.to_record()))
    assert set(record) == {"title", "from", "horizon", "unit", "seed", "observers", "steps"}
    assert len(record["steps"]) == len(found.steps)
    first = record["steps"][0]
    assert first["what"] is None
    assert first["date"] == "2016-02-28"
    assert first["changes"]["forces"][0] == ""


def test_when_nothing_happens():
    found = trace(chain([[0, 0.0], [0, 0]]), horizon=5)
    assert found.text.endswith("nothing happens\n")
    assert len(found.steps) == 1
    assert found.unit == "day"


def test_the_wide_game_does_not_hide_a_factor():
    """With no actors there is still the analyst."""
    subject = chain(np.array([[0, 2.0], [3.0, 0]]))
    found = trace(subject, horizon=2, seed=2)
    assert found.observers == {"analyst": ("s",)}
    assert isinstance(subject.game.factors[0], Factor)
    assert all(one.sees["analyst"] == dict(one.changes) for one in found.steps)
