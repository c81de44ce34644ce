"""Simulated paths: exact, reproducible, and in agreement with the law of motion."""

import math

import numpy as np
import polars
import pytest
from tests.forecast.games import chain, crisis, queue, settled

from detente.errors import ScenarioError, UsageError
from detente.forecast import Paths, ask, now, simulate

QUESTIONS = [
    "P(truce == broken, at=12)",
    "P(eventually(truce == broken), within=15)",
    "P(eventually(truce == strained), within=[5, 9])",
    "P(always(forces == full), within=8)",
    "P(always(truce != strained), within=[6, 12])",
    "P(until(forces == full, truce == broken), within=15)",
    "P(until(truce == holding, truce == strained), within=[2, 7])",
    "E(level(truce) - 0.3*level(forces), at=7.5)",
    "E(share_of_time(truce == strained), within=[3, 15])",
    "E(share_of_time(truce == strained), within=0)",
    "E(count(army.shell), within=15)",
    "E(count(russia.speak), within=[3, 11])",
    "E(count(nature.rumour), within=11)",
    "E(count(army.wait), within=9)",
    "E(payoff(russia), within=15)",
    "E(payoff(army), within=[4, 15])",
]


@pytest.fixture(scope="module")
def paths():
    return simulate(now(settled(crisis()), at=2.5), paths=20_000, horizon=15, seed=11, waits=True)


@pytest.mark.parametrize("question", QUESTIONS)
def test_simulation_agrees_with_the_law(paths, question):
    (exact,) = ask(paths.now, question)
    found = paths.estimate(question, level=0.9999)
    assert found.covers(exact.value), f"{exact} but {found}"
    assert found.low < found.value < found.high
    assert found.high - found.low < 0.1 * max(1, abs(exact.value))
    assert found.paths == 20_000
    assert question in str(found)


def test_mean_times():
    subject = chain([[0, 1.3, 0.2], [0.7, 0, 0.9], [0, 0, 0]])
    found = simulate(subject, paths=4000, horizon=200, seed=5).estimate("E(time_to(s == s2))", 0.9999)
    assert found.covers(ask(subject, "E(time_to(s == s2))")[0].value)


def same(one, two):
    for name in ("start", "path", "time", "row", "before"):
        np.testing.assert_array_equal(getattr(one, name), getattr(two, name))


def test_parallel_equals_serial_and_a_path_is_its_own():
    subject = settled(crisis())
    one = simulate(subject, paths=5000, horizon=9, seed=4, threads=1)
    same(one, simulate(subject, paths=5000, horizon=9, seed=4, threads=2))
    few = simulate(subject, paths=7, horizon=9, seed=4)
    np.testing.assert_array_equal(few.time, one.time[one.path < 7])
    np.testing.assert_array_equal(few.after, one.after[one.path < 7])
    # A longer horizon goes on where the shorter one stopped.
    longer = simulate(subject, paths=7, horizon=20, seed=4)
    np.testing.assert_array_equal(few.time, longer.time[longer.time < 9])
    other = simulate(subject, paths=7, horizon=9, seed=5)
    assert len(other.time) != len(few.time) or (other.time != few.time).any()


def test_histories_hang_together(paths):
    again = paths.path[1:] == paths.path[:-1]
    assert (paths.time[1:][again] > paths.time[:-1][again]).all()
    np.testing.assert_array_equal(paths.before[1:][again], paths.after[:-1][again])
    first = np.append(True, ~again)
    np.testing.assert_array_equal(paths.before[first], paths.start[paths.path[first]])
    assert paths.time.max() < 15
    # Only what is open in a state happens there, and only with its target.
    rows = paths.row
    assert ((rows >= paths.events.begin[paths.before]) & (rows < paths.events.begin[paths.before + 1])).all()


def test_waits_only_on_request():
    subject = settled(crisis())
    plain = simulate(subject, paths=50, horizon=20, seed=1)
    assert not any(plain.events.labels[at].endswith(".wait") for at in set(plain.label.tolist()))
    with pytest.raises(UsageError, match="no record of waiting"):
        plain.estimate("E(count(army.wait), within=3)")


def test_an_absorbed_path_is_quiet():
    found = simulate(chain([[0, 5.0], [0, 0]]), paths=30, horizon=50, seed=2)
    assert np.bincount(found.path).tolist() == [1] * 30
    nothing = simulate(chain([[0, 0.0], [0, 0]]), paths=3, horizon=50, seed=2)
    assert len(nothing.path) == 0
    assert nothing.to_frame().height == 3
    assert simulate(queue(), paths=3, horizon=0, seed=2).to_frame().height == 3


def test_rare_and_frequent_side_by_side():
    """A state whose rates differ by 1e9 beside one with large rates: no draw is lost to rounding of sums."""
    found = simulate(chain([[0, 3e-3, 3e6], [0, 0, 0], [4e6, 0, 0]]), paths=40, horizon=1e-3, seed=3)
    assert set(found.label.tolist()) <= {0, 1, 2}
    assert len(found.path) > 40 * 500


# -- frames and files -----------------------------------------------------------------------------


def test_the_frame():
    found = simulate(now(settled(crisis()), at=2.5), paths=3, horizon=6, seed=8)
    frame = found.to_frame()
    assert frame.columns == ["path", "time", "date", "actor", "move", "truce", "forces", "plan"]
    assert frame.height == 3 + len(found.path)
    first = frame.group_by("path", maintain_order=True).first()
    assert first["actor"].to_list() == [None] * 3
    assert first["time"].to_list() == [2.5] * 3
    rest = frame.filter(polars.col("move").is_not_null())
    assert rest["time"].to_list() == (2.5 + found.time).tolist()
    labels = [f"{actor}.{move}" for actor, move in rest.select("actor", "move").iter_rows()]
    assert labels == [found.events.labels[at] for at in found.label]
    assert [str(one) for one in rest["date"]] == [
        str(found.now.game.clock.date(2.5 + at)) for at in found.time.tolist()
    ]
    for row, state in zip(rest.iter_rows(named=True), found.after.tolist(), strict=True):
        assert {name: row[name] for name in ("truce", "forces", "plan")} == found.now.game.space.describe(state)
    assert repr(found) == f"Paths(3 paths, {len(found.path)} events, horizon 6, seed 8)"


def test_a_factor_named_like_a_column():
    from tests.forecast.games import with_choice

    from detente.game import Event, Factor, Game

    game = Game(
        [Factor("time", ["day", "night"], start="day")],
        nature=[Event("dusk", 1.1, when="time == day", then={"time": "night"})],
    )
    frame = simulate(with_choice(game, np.empty(0)), paths=2, horizon=9, seed=1).to_frame()
    assert frame.columns == ["path", "time", "actor", "move", "state_time"]
    assert frame["state_time"].to_list() == ["day", "night"] * 2


@pytest.mark.parametrize(("name", "read"), [("paths.csv", polars.read_csv), ("paths.parquet", polars.read_parquet)])
def test_files(tmp_path, name, read):
    found = simulate(settled(crisis()), paths=4, horizon=5, seed=1)
    written = found.write(tmp_path / name)
    back = read(written)
    assert back.columns == found.to_frame().columns
    assert back["time"].to_list() == found.to_frame()["time"].to_list()
    assert back["truce"].cast(str).to_list() == found.to_frame()["truce"].cast(str).to_list()
    assert [one.name for one in tmp_path.iterdir()] == [name]


def test_a_failed_write_leaves_nothing(tmp_path, monkeypatch):
    found = simulate(queue(), paths=2, horizon=5, seed=1)
    (tmp_path / "paths.csv").write_text("before")
    monkeypatch.setattr(Paths, "to_frame", lambda self: Broken())
    with pytest.raises(OSError, match="full"):
        found.write(tmp_path / "paths.csv")
    assert (tmp_path / "paths.csv").read_text() == "before"
    assert len(list(tmp_path.iterdir())) == 1


class Broken:
    def write_csv(self, name):
        raise OSError("the disk is full")


@pytest.mark.parametrize("name", ["paths.xlsx", "paths", "missing/paths.csv"])
def test_files_that_cannot_be(tmp_path, name):
    with pytest.raises(UsageError):
        simulate(queue(), paths=2, horizon=5, seed=1).write(tmp_path / name)


# -- refusals ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "wrong",
    [
        {"paths": 0},
        {"paths": 2.5},
        {"horizon": -1},
        {"horizon": math.inf},
        {"horizon": math.nan},
        {"seed": -1},
        {"seed": 0.5},
    ],
    ids=str,
)
def test_settings_that_make_no_sense(wrong):
    with pytest.raises(UsageError):
        simulate(queue(), **{"paths": 3, "horizon": 2.0, "seed": 0, **wrong})


def test_too_many_events(monkeypatch):
    from detente.forecast import _simulate

    monkeypatch.setattr(_simulate, "MAX_EVENTS", 1000)
    with pytest.raises(UsageError, match="more than 1,000 events"):
        simulate(queue(), paths=100, horizon=50, seed=0)


@pytest.mark.parametrize(
    ("question", "why"),
    [
        ("S(truce == broken)", "cannot be estimated"),
        ("move(army)", "cannot be estimated"),
        ("1 + P(truce == broken, at=3)", "cannot be estimated"),
        ("P(truce == broken, at=16)", "end 15 clock units"),
        ("P(eventually(truce == broken), within=inf)", "end 15 clock units"),
        ("E(time_to(plan == weakness))", "paths end before it"),
        ("E(payoff(army), until=truce == broken)", "until="),
        ("P(eventually(truce == broken), within=[12, 2016-03-02])", "before it begins"),
    ],
)
def test_what_paths_cannot_say(paths, question, why):
    with pytest.raises(UsageError, match=why):
        paths.estimate(question)


def test_estimates_refuse_wrong_questions_and_levels(paths):
    with pytest.raises(ScenarioError):
        paths.estimate("P(truse == broken, at=3)")
    with pytest.raises(UsageError, match="level"):
        paths.estimate("P(truce == broken, at=3)", level=95)


def test_one_path_has_no_spread():
    found = simulate(queue(), paths=1, horizon=5, seed=1).estimate("E(count(nature.serve), within=5)")
    assert (found.low, found.high) == (-math.inf, math.inf)
