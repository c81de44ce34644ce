"""Every refusal on its own path."""

from __future__ import annotations

import json
import re
import sys

import pytest
from tests.evidence.uncertainty.games import crowd, seen, turns, wheel

from detente.errors import UsageError
from detente.evidence import Grades, Impossible, Record, RecordError, Records
from detente.evidence.uncertainty import executor, sample
from detente.evidence.uncertainty._local import DEATHS, Processes
from detente.evidence.uncertainty._parcel import packed, performed
from detente.game import Factor, Flow, Game, Parameter


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"draws": 9}, "9 draws are too few"),
        ({"seed": -1}, "the seed is -1"),
        ({"tolerance": 0.0}, "the tolerance is 0"),
        ({"target": 1.0}, "the target is 1"),
        ({"most_moves": 0}, "without moves"),
        ({"max_seconds": 0.0}, "the time for a draw is 0 seconds"),
        ({"on": 0}, "0 workers can do no work"),
        ({"on": "somewhere"}, "nowhere to run called `somewhere`"),
        ({"on": 2.5}, "nowhere to run called `2.5`"),
        ({"on": True}, "nowhere to run called `True`"),
    ],
)
def test_settings_that_make_no_sense(more, message):
    with pytest.raises(UsageError, match=message):
        sample(wheel(), turns([1.0]), **more)


def test_draws_that_take_too_long_count_for_nothing():
    with pytest.raises(UsageError, match=r"not one draw.*\(10 times\).*time-limit"):
        sample(crowd(), seen(), draws=10, max_seconds=1e-9, on=1)


def test_something_that_is_no_scenario():
    with pytest.raises(UsageError, match="int is no scenario"):
        sample(3, None)  # pyright: ignore[reportArgumentType]


def test_a_scenario_without_priors():
    game = Game([Factor("truce", ["broken", "holding"], start="holding")], parameters=[Parameter("x", 1.0)])
    with pytest.raises(UsageError, match=r"no parameter has a prior.*hint: give one"):
        re_raised(lambda: sample(game))


def re_raised(call):
    try:
        call()
    except UsageError as error:
        raise UsageError(str(error).replace("\n", " ")) from None


def test_records_that_the_scenario_cannot_read_are_told_before_anything_is_solved(tmp_path):
    records = Records((Record("2", "change", ("posture",), ("b",)), Record("3", "change", ("position",), ("d",))))
    with pytest.raises(RecordError) as error:
        sample(wheel(), records, checkpoint=tmp_path / "run", on=1)
    assert len(error.value.diagnostics) == 2
    assert not (tmp_path / "run").exists()


def test_records_that_no_path_can_produce():
    with pytest.raises(Impossible):
        sample(wheel(), Records((Record("2.5", "change", ("position",), ("c",)),)), on=1)


def test_distributed_that_is_not_installed(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(UsageError, match=r"needs the package `distributed`\nhint: .*detente\[cluster\]"):
        executor("tcp://127.0.0.1:8786")


def test_a_payoff_function_that_cannot_travel():
    game = crowd()
    game = game.replace(payoffs=(*game.payoffs, Flow("patron", lambda space: 0.0 * space.levels[0])))
    with pytest.raises(UsageError, match=r"cannot be sent to other processes.*\n.*on=1"):
        sample(game, seen(), draws=10, on=2)
    assert len(sample(game, seen(), draws=10, on=1)) == 10


def test_work_of_another_version(monkeypatch):
    parcel = packed(abs)
    assert performed(parcel, -3).value == 3
    monkeypatch.setattr("detente.evidence.uncertainty._parcel.__version__", "99.0")
    other = packed(len)
    monkeypatch.undo()
    reply = performed(other, "ab")
    assert reply.usage
    assert "99.0" in reply.failure


def test_work_that_a_worker_cannot_load():
    import pickle

    from detente import __version__

    broken = pickle.dumps((__version__, b"cno_such_module\nwork\n."))
    reply = performed(broken, 1)
    assert reply.usage
    assert "a worker cannot load what it was sent" in reply.failure


def test_a_fault_of_ours_in_a_worker_is_told_as_one():
    from detente.errors import InternalError

    pool = Processes(2)
    with pytest.raises(InternalError, match="a worker failed: TypeError"):
        list(pool.run(abs, ["a", 1.0]))
    assert not pool._running


class Suicide:
    """Work that ends its process."""

    def __call__(self, job):
        import os

        os._exit(3)


@pytest.mark.slow
def test_workers_that_keep_dying_are_given_up():
    pool = Processes(2)
    with pytest.raises(UsageError, match=rf"keep dying \({DEATHS + 1} by now\)"):
        list(pool.run(Suicide(), [1, 2]))


# -- questions and dates ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def found():
    return sample(wheel(), turns([1.5, 4.0]), draws=20, seed=1, until=6, on=1)


def test_a_question_that_cannot_be_read(found):
    from detente.errors import ScenarioError

    with pytest.raises(ScenarioError, match="positoin"):
        found.ask("P(positoin == a, at=3)", on=1)


def test_a_forecast_as_of_an_earlier_date_would_know_too_much(found):
    with pytest.raises(UsageError, match=r"weighed by what was known until 6, after 5\.9"):
        found.as_of(5.9)
    assert found.as_of(6.0) is found


def test_a_record_that_became_public_later_counts_from_then():
    records = Records((Record("1.5", "change", ("position",), ("b",), reported="9"),))
    late = sample(wheel(), records, draws=10, seed=1, on=1)
    with pytest.raises(UsageError, match="until 9, after 8"):
        late.as_of(8)
    early = sample(wheel(), records, draws=10, seed=1, until=8, on=1)
    assert early.time == 8


def test_a_date_that_the_clock_cannot_tell(found):
    with pytest.raises(UsageError):
        found.as_of("next spring")


def test_a_table_is_no_number(found):
    (table,) = sample(crowd(), draws=10, on=1).ask("move(client)", on=1)
    with pytest.raises(UsageError, match="answered by a table"):
        table.mean


# -- checkpoints -----------------------------------------------------------------------------------


@pytest.fixture
def kept(tmp_path):
    sample(wheel(), turns([1.5, 4.0]), draws=12, seed=1, on=1, checkpoint=tmp_path / "run")
    return tmp_path / "run"


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"draws": 13}, "draws: 12 then, 13 now"),
        ({"seed": 2}, "seed: 1 then, 2 now"),
        ({"until": 9}, "until: None then, 9 now"),
        ({"tolerance": 1e-5}, "tolerance: 1e-06 then, 1e-05 now"),
        ({"target": 0.6}, "target: 0.4 then, 0.6 now"),
        ({"most_moves": 3}, r"moves: 5, .* then, 3, .* now"),
        ({"grades": Grades(false_reports=0.2)}, r"grades: \w+ then, \w+ now"),
    ],
)
def test_a_checkpoint_of_other_settings(kept, more, message):
    before = {one.name: one.read_bytes() for one in kept.iterdir()}
    with pytest.raises(UsageError, match=message):
        sample(wheel(), turns([1.5, 4.0]), **{"draws": 12, "seed": 1, "on": 1, "checkpoint": kept, **more})
    assert before == {one.name: one.read_bytes() for one in kept.iterdir()}


def test_a_checkpoint_of_other_records_or_another_scenario(kept):
    with pytest.raises(UsageError, match=r"records: \w+ then, \w+ now"):
        sample(wheel(), turns([1.5, 4.5]), draws=12, seed=1, on=1, checkpoint=kept)
    with pytest.raises(UsageError, match=r"scenario: \w+ then, \w+ now"):
        sample(wheel(hidden=True), turns([1.5, 4.0]), draws=12, seed=1, on=1, checkpoint=kept)


def test_a_folder_that_is_no_checkpoint(tmp_path):
    (tmp_path / "letters.txt").write_text("dear all")
    with pytest.raises(UsageError, match="is no checkpoint, and not empty"):
        sample(wheel(), turns([1.5]), draws=12, on=1, checkpoint=tmp_path)
    assert [one.name for one in tmp_path.iterdir()] == ["letters.txt"]


def test_a_file_that_another_process_has_begun_is_no_foreign_one(tmp_path):
    begun = tmp_path / "settings.json.1.new"
    begun.write_text("half of it")
    sample(wheel(), turns([1.5]), draws=12, seed=1, on=1, checkpoint=tmp_path)
    assert begun.read_text() == "half of it"
    assert sorted(one.name for one in tmp_path.glob("*.new")) == [begun.name]


def test_a_checkpoint_that_is_a_file(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(UsageError, match="cannot be made"):
        sample(wheel(), turns([1.5]), draws=12, on=1, checkpoint=tmp_path / "file")


@pytest.mark.parametrize("name", ["settings.json", "round-00-00.json", "base.npz"])
@pytest.mark.parametrize("harm", ["cut", "changed", "emptied", "noise"])
def test_a_damaged_checkpoint(kept, name, harm):
    file = kept / name
    content = file.read_bytes()
    harmed = {
        "cut": content[: len(content) * 2 // 3],
        "changed": content[:-9] + bytes([content[-9] ^ 5]) + content[-8:],
        "emptied": b"",
        "noise": bytes(range(256)) * 3,
    }[harm]
    file.write_bytes(harmed)
    with pytest.raises(UsageError, match=re.escape(f"is damaged in `{name}`")):
        sample(wheel(), turns([1.5, 4.0]), draws=12, seed=1, on=1, checkpoint=kept)
    assert file.read_bytes() == harmed


def test_a_round_of_other_draws(kept):
    """A file from another run with the same name and a good check sum."""
    other = kept.parent / "other"
    sample(wheel(), turns([1.5, 4.0]), draws=12, seed=2, on=1, checkpoint=other)
    (kept / "round-00-00.json").write_bytes((other / "round-00-00.json").read_bytes())
    with pytest.raises(UsageError, match=r"damaged in `round-00-00.json`: it is about other draws"):
        sample(wheel(), turns([1.5, 4.0]), draws=12, seed=1, on=1, checkpoint=kept)


def test_the_last_digits_of_other_machines_do_not_count(kept):
    from detente.evidence.uncertainty._ledger import Ledger

    settings = json.loads((kept / "settings.json").read_text().partition("\n")[2])
    del settings["format"]
    ledger = Ledger(kept, settings)
    ledger.keep("mine", [{"x": 0.1234567890123}], {0: [1.5, [], "", ""]})
    assert ledger.rows("mine", [{"x": 0.1234567890124}]) == {0: [1.5, [], "", ""]}
    with pytest.raises(UsageError, match="other draws"):
        ledger.rows("mine", [{"x": 0.12345678}])
