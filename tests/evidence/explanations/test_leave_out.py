"""Leaving out a source or a record: what takes its place, and what the verdict becomes."""

import json
import math
from dataclasses import replace

import pytest
from tests.evidence.explanations.cases import ROWS, plans, seen, staying

from detente.errors import UsageError
from detente.evidence.explanations import leave_one_out
from detente.evidence.filtering import Grades, observe
from detente.evidence.records import Record, Records

UNTIL = "2016-04-10"


def odds(observed, name="weakness"):
    return math.log10(observed.posterior[name] / (1 - observed.posterior[name]))


def row(found, text, by="record"):
    return next(one for one in found.by(by) if text in one.what)


def test_a_change_left_out_becomes_a_gap_between_its_neighbours():
    observed = seen()
    found = row(leave_one_out(observed), "truce: strained")
    gap = Record("2016-02-27", "gap", ("truce",), until="2016-03-29")
    rest = [ROWS[0], gap, *ROWS[2:]]
    by_hand = seen(rows=rest)
    assert found.posterior == pytest.approx(by_hand.posterior, abs=1e-12)
    assert found.shift == pytest.approx(10 * (odds(by_hand) - odds(observed)), abs=1e-9)
    assert abs(found.shift) > 0.1
    deleted = seen(rows=[*ROWS[:1], *ROWS[2:]])
    assert deleted.posterior["weakness"] != pytest.approx(by_hand.posterior["weakness"], abs=1e-4)


def test_the_last_change_of_a_factor_leaves_a_gap_to_the_end():
    found = row(leave_one_out(seen()), "forces: full")
    by_hand = seen(rows=[*ROWS[:3], Record("2016-03-14", "gap", ("forces",), until=UNTIL), *ROWS[3:5]])
    assert found.posterior == pytest.approx(by_hand.posterior, abs=1e-12)


def test_the_first_change_of_a_factor_leaves_a_gap_from_the_start():
    found = row(leave_one_out(seen()), "leave (russia)")
    gap = Record("2016-02-27", "gap", ("forces",), until="2016-04-02")
    by_hand = seen(rows=[gap, *ROWS[:2], *ROWS[3:]])
    assert found.posterior == pytest.approx(by_hand.posterior, abs=1e-12)


def test_without_a_source_all_its_records_go_and_their_gaps_join():
    found = row(leave_one_out(seen()), "TASS", "source")
    assert found.records == (2, 5)
    gap = Record("2016-02-27", "gap", ("forces",), until=UNTIL)
    by_hand = seen(rows=[gap, *ROWS[:2], *ROWS[3:5]])
    assert found.posterior == pytest.approx(by_hand.posterior, abs=1e-12)


def test_a_reading_left_out_is_gone_and_nothing_else():
    found = row(leave_one_out(seen()), "says Blog")
    assert found.posterior == pytest.approx(seen(rows=[*ROWS[:4], ROWS[5]]).posterior, abs=1e-12)


def test_a_move_left_out_hides_what_it_can_change():
    rows = [ROWS[0], Record("2016-03-07", "move", actor="army", move="shell", source="AP"), *ROWS[2:]]
    found = row(leave_one_out(seen(rows=rows)), "shell (army)")
    gap = Record("2016-02-27", "gap", ("truce",), until="2016-03-29")
    assert found.posterior == pytest.approx(seen(rows=[ROWS[0], gap, *ROWS[2:]]).posterior, abs=1e-12)


def test_a_move_that_shows_nothing_leaves_no_gap():
    rows = [ROWS[0], Record("2016-03-07", "move", actor="russia", move="speak", source="AP"), *ROWS[2:]]
    found = row(leave_one_out(seen(rows=rows)), "AP", "source")
    assert found.posterior == pytest.approx(seen(rows=[ROWS[0], *ROWS[2:]]).posterior, abs=1e-12)


def test_two_factors_at_once_leave_two_gaps():
    from tests.forecast.games import crisis

    from detente.game import Event

    both = Event("shock", 0.05, when="truce == holding and forces == full", then={"truce": "broken", "forces": "bases"})
    base = crisis(analyst_sees=("truce", "forces"))
    game = base.replace(nature=[*base.nature, both])
    rows = [ROWS[0], Record("2016-03-08", "change", ("truce", "forces"), ("broken", "bases"), source="AP"),
            Record("2016-03-20", "change", ("truce",), ("strained",))]  # fmt: skip
    observed = seen(plans(game), rows)
    found = row(leave_one_out(observed), "AP", "source")
    gaps = [Record("2016-02-27", "gap", ("forces",), until=UNTIL), ROWS[0],
            Record("2016-02-27", "gap", ("truce",), until="2016-03-20"), rows[2]]  # fmt: skip
    assert found.posterior == pytest.approx(seen(plans(game), gaps).posterior, abs=1e-12)


def test_gaps_are_not_left_out():
    found = leave_one_out(seen(rows=[replace(one, source="AP") for one in ROWS]), by=("record",))
    assert sorted(at for one in found.rows for at in one.records) == [0, 1, 2, 4, 5]
    assert {one.by for one in found.rows} == {"record"}
    assert leave_one_out(seen(), by=("source",)).by("record") == ()


def test_where_the_others_are_impossible_without_it_that_is_said():
    rows = [
        Record("2016-02-27", "reading", ("truce",), ("holding",)),
        Record("2016-03-05", "reading", ("truce",), ("holding",)),
        Record("2016-03-05", "change", ("truce",), ("strained",), source="AP"),
        Record("2016-03-05", "change", ("truce",), ("broken",), source="DW"),
    ]
    found = row(leave_one_out(seen(rows=rows)), "AP", "source")
    assert (found.posterior, found.leader, found.flips) == (None, None, False)
    assert math.isnan(found.shift)
    assert found.why_not == "the record of 2016-03-05 is impossible without it"
    assert "is impossible without it" in leave_one_out(seen(rows=rows)).to_text()


def test_a_flip_is_found():
    rows = [ROWS[0], Record("2016-03-02", "reading", ("plan",), ("coordinated",), grade="A2", source="Leak")]
    found = leave_one_out(seen(rows=rows, until="2016-03-02"))
    assert found.leader == "coordinated"
    assert [one.what for one in found.flips if one.by == "source"] == ["Leak"]
    assert found.flips[0].leader == "weakness"
    assert ", weakness leads" in found.to_text()
    assert found.rows[0].shift < -5


def test_records_public_later_stay_in():
    rows = [ROWS[0], replace(ROWS[1], reported="2016-05-01"), *ROWS[2:]]
    whole = observe(plans(), Records(tuple(rows)))
    assert whole.time == 35.0
    found = row(leave_one_out(whole), "says Blog")
    by_hand = observe(plans(), Records((*rows[:4], rows[5])))
    assert found.posterior == pytest.approx(by_hand.posterior, abs=1e-12)


def test_hypotheses_with_evidence_are_the_same_as_what_was_observed():
    told = []
    found = leave_one_out(plans(), Records(ROWS), until=UNTIL, progress=lambda share, what: told.append((share, what)))
    assert found.to_record() == leave_one_out(seen()).to_record()
    assert told[0] == (0.0, "leaving out Desk")
    assert told[-1][0] == 1.0
    assert len(told) == len(found.rows) + 1


def test_the_grades_of_the_observation_are_kept():
    grades = Grades(reliability={"B": 0.3})
    found = row(leave_one_out(seen(grades=grades)), "says Blog")
    by_hand = seen(rows=[*ROWS[:4], ROWS[5]], grades=grades)
    assert found.posterior == pytest.approx(by_hand.posterior, abs=1e-12)


def test_an_explanation_ruled_out_by_one_source_comes_back_without_it():
    found = leave_one_out(seen((*plans(), staying())))
    assert found.posterior["staying_put"] == 0
    assert row(found, "TASS", "source").posterior["staying_put"] > 0.1


def test_rows_come_by_size_and_everything_is_in_text_frame_and_record():
    found = leave_one_out(seen())
    sizes = [abs(one.shift) for one in found.rows]
    assert sizes == sorted(sizes, reverse=True)
    text = found.to_text()
    assert max(len(line) for line in text.splitlines()) <= 120
    assert text.count("(none)") == 2
    assert found.to_frame().shape == (2 * len(found.rows), 6)
    json.dumps(found.to_record())


def test_time_may_run_out():
    found = leave_one_out(seen(), max_seconds=0.0)
    whole = leave_one_out(seen())
    assert len(found.rows) + len(found.unreached) == len(whole.rows)
    assert found.unreached
    assert f"Time did not suffice to leave out {len(found.unreached)} more." in found.to_text()
    assert found.to_record()["unreached"] == list(found.unreached)
    assert whole.unreached == ()


def test_records_whose_order_is_not_known_stay_together():
    rows = [
        ROWS[0],
        Record("2016-03-14", "change", ("truce",), ("strained",), order="any", source="AP"),
        Record("2016-03-14", "change", ("forces",), ("bases",), order="any", source="AP"),
        Record("2016-03-20", "change", ("truce",), ("broken",), source="DW"),
    ]
    found = row(leave_one_out(seen(rows=rows)), "DW", "source")
    gap = Record("2016-03-14", "gap", ("truce",), until=UNTIL)
    assert found.posterior == pytest.approx(seen(rows=[*rows[:3], gap]).posterior, abs=1e-12)


def test_what_is_no_observation_is_refused():
    with pytest.raises(UsageError, match="observe needs"):
        leave_one_out("a file")
