"""What to watch: its laws, its order, its words, and what it refuses."""

import datetime as dt
import json
import math
import re
from dataclasses import replace

import numpy as np
import pytest
from tests.evidence.explanations.cases import ROWS, plans, seen, staying
from tests.forecast.games import crisis, settled

from detente.errors import NotConverged, UsageError
from detente.evidence.filtering import Hypothesis, observe
from detente.evidence.indicators import entropy, mutual_information, watch
from detente.evidence.records import Record
from detente.game import Clock, Event, Factor, Game


def three(rows=ROWS[:2], until="2016-03-07"):
    return seen((*plans(), staying()), rows, until=until)


@pytest.mark.parametrize("ahead", [0.4, 6.0, 200.0])
def test_the_laws_of_probability_hold(ahead):
    observed = three()
    found = watch(observed, ahead)
    prior = np.array(list(observed.posterior.values()))
    assert found.missing_bits == pytest.approx(entropy(prior))
    assert len(found.indicators) > 6
    for one in found.indicators:
        under = np.array([one.under[name] for name in observed.posterior])
        assert (under >= 0).all()
        assert (under <= 1).all()
        assert one.chance == pytest.approx(prior @ under)
        yes, no = (np.array(list(case.values())) for case in (one.if_seen, one.if_not))
        assert yes.sum() == pytest.approx(1.0)
        assert one.chance * yes + (1 - one.chance) * no == pytest.approx(prior, abs=1e-12)
        assert one.bits == pytest.approx(mutual_information(prior, np.column_stack([under, 1 - under])), abs=1e-15)
        assert 0 <= one.bits <= found.missing_bits + 1e-12
        far = one.chance * np.abs(yes - prior).sum() / 2 + (1 - one.chance) * np.abs(no - prior).sum() / 2
        assert one.shift == pytest.approx(far, abs=1e-12)
    nothing = next(one for one in found.indicators if "nothing is seen to change" in (one.what, *one.also))
    assert nothing.bits <= found.change_bits + 1e-12 <= found.missing_bits + 1e-9
    assert nothing.chance == pytest.approx(1 - found.change_chance)


def test_what_tells_most_comes_first():
    bits = [one.bits for one in watch(three(), 6.0).indicators]
    assert bits == sorted(bits, reverse=True)
    assert bits[0] > 0.05 > bits[-1]


def test_a_hidden_factor_that_influences_nothing_cannot_be_learned():
    base = crisis(analyst_sees=("truce", "forces"))
    mood = Factor("mood", ["grim", "merry", "sad"], start={"grim": 0.2, "merry": 0.5, "sad": 0.3})
    game = base.replace(factors=[*base.factors, mood])
    # Nobody's choices depend on it either.
    blind = settled(game)
    rows = blind.choice.copy()
    tables, space = game.tables, game.space
    plain = {}
    for row, state in enumerate(tables.option_state):
        key = (*space.levels[:3, state], tables.option_actor[row], tables.option_move[row])
        rows[row] = plain.setdefault(key, rows[row])
    solved = replace(blind, choice=rows)
    observed = observe([Hypothesis(name, solved, prior, f"mood == {name}") for name, prior in
                        (("grim", 0.2), ("merry", 0.5), ("sad", 0.3))], [ROWS[0]], until="2016-03-03")  # fmt: skip
    found = watch(observed, 9.0)
    assert found.missing_bits > 1.4
    assert max(one.bits for one in found.indicators) < 1e-12
    assert found.change_bits < 1e-12


def test_overlays_are_asked_of_their_own_law():
    observed = three()
    found = {what: one for one in watch(observed, 6.0).indicators for what in (one.what, *one.also)}
    assert found["leave (russia)"].under["staying_put"] == 0.0
    assert found["forces: bases"].under["staying_put"] == 0.0
    assert found["forces: bases"].if_seen["staying_put"] == 0.0
    assert found["forces: bases"].if_not["staying_put"] > observed.posterior["staying_put"]


def test_what_only_an_overlay_has_cannot_be_seen_under_the_others():
    base = crisis(analyst_sees=("truce", "forces"))
    more = base.replace(moves=[*base.moves, replace(base.moves[2], name="sing")])
    some = (*plans(), Hypothesis("singing", settled(more, 4), 0.3))
    found = {one.what: one for one in watch(seen(some, ROWS[:1], until="2016-03-01"), 4.0).indicators}
    assert found["sing (russia)"].under["coordinated"] == 0.0
    assert found["sing (russia)"].if_seen == {"coordinated": 0.0, "weakness": 0.0, "singing": 1.0}


def test_explanations_that_are_excluded_are_left_out():
    observed = three(ROWS[:3], "2016-03-16")
    assert observed.posterior["staying_put"] == 0
    found = watch(observed, 6.0)
    assert all(set(one.under) == {"coordinated", "weakness"} for one in found.indicators)
    assert all(one.if_seen["staying_put"] == 0 for one in found.indicators)
    assert "staying put" not in found.to_text()


def test_a_factor_of_three_values_may_leave_the_one_it_has():
    rows = [*ROWS[:2], Record("2016-03-06", "change", ("truce",), ("broken",))]
    found = {
        what: one
        for one in watch(seen(rows=rows, until="2016-03-07"), 6.0).indicators
        for what in (one.what, *one.also)
    }
    assert "truce: broken" not in found
    assert {"truce: no longer broken", "truce: holding", "truce: strained"} <= set(found)
    assert "forces: no longer full" not in found
    assert "forces: full" not in found


def test_a_factor_that_is_not_known_may_have_any_value():
    rows = [*ROWS[:2], Record("2016-03-06", "gap", ("truce",), until="2016-03-20")]
    found = watch(seen(rows=rows, until="2016-03-19"), 3.0)
    what = {what for one in found.indicators for what in (one.what, *one.also)}
    assert {f"truce: changes to {one}" for one in ("broken", "strained", "holding")} <= what
    assert not {"truce: broken", "truce: strained", "truce: holding"} & what


def test_of_a_value_that_may_hold_already_only_a_change_into_it_is_counted():
    rows = [*ROWS[:2], Record("2016-03-06", "gap", ("truce",), until="2016-03-20")]
    present = seen(rows=rows, until="2016-03-19")
    found = {what: one for one in watch(present, 1e-6).indicators for what in (one.what, *one.also)}
    for value in ("broken", "strained", "holding"):
        change = found[f"truce: changes to {value}"]
        held = sum(
            weight * float(one.belief @ one.game.space.holds(f"truce == {value}"))
            for weight, one in zip(present.weights, present.nows, strict=True)
        )
        assert held > 0.001
        assert change.chance < 1e-5
        assert change.question is None


def test_two_names_for_one_thing_are_one():
    found = watch(seen(rows=ROWS[:2], until="2016-03-07"), 6.0)
    (one,) = [one for one in found.indicators if one.what == "forces: bases"]
    assert one.also == ("leave (russia)",)
    names = [what for one in found.indicators for what in (one.what, *one.also)]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("ahead", [8.0, "8 days", "8", "2016-03-15", dt.date(2016, 3, 15), "192 hours"])
def test_the_date_may_be_written_in_many_ways(ahead):
    found = watch(three(), ahead)
    assert found.ahead == pytest.approx(8.0)
    assert found.until == "15 March 2016"
    assert [one.chance for one in found.indicators] == pytest.approx(
        [one.chance for one in watch(three(), 8).indicators]
    )


def test_a_clock_without_a_calendar():
    factors = [
        Factor("kind", ["calm", "wild"], start={"calm": 0.4, "wild": 0.6}),
        Factor("post", ["a", "b"], start="a"),
    ]
    event = Event("go", "0.05 + 0.31*(kind == wild)", when="post == a", then={"post": "b"})
    solved = settled(Game(factors, nature=[event], analyst_sees=("post",), clock=Clock("round")))
    some = [Hypothesis(name, solved, 0.5, f"kind == {name}") for name in ("calm", "wild")]
    found = watch(observe(some, until=2.5), "4 rounds")
    assert (found.ahead, found.until) == (4.0, "round 6.5")
    with pytest.raises(UsageError, match="no number of rounds"):
        watch(observe(some), "2016-03-15")


@pytest.mark.parametrize(
    "ahead, why",
    [(0.0, "is no date or time ahead"), (-3, "is no date or time ahead"), (math.inf, "is no date or time ahead"),
     ("2016-03-07", "is no date or time ahead"), ("2016-03-01", "is no date or time ahead"),
     (float("nan"), "is no date or time ahead"), ("soon", "is no duration"), ("2016-13-01", "no day of the calendar")],
)  # fmt: skip
def test_what_is_no_time_ahead_is_refused(ahead, why):
    with pytest.raises(UsageError, match=why):
        watch(three(), ahead)


def test_a_time_too_long_for_its_rates_is_refused():
    with pytest.raises(NotConverged, match="too long to look through"):
        watch(three(), 1e10)


def test_progress_is_told_and_ends():
    told = []
    watch(three(), 6.0, progress=lambda share, what: told.append((share, what)))
    shares = [share for share, _ in told]
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(1.0)
    assert {what for _, what in told} == {"what could be seen"}


def near(text, value):
    return value < 0.01 if text == "<1" else value > 0.99 if text == ">99" else abs(float(text) - 100 * value) <= 0.501


def test_sentences_say_what_the_numbers_say():
    observed = three()
    found = watch(observed, 6.0)
    assert len(found.sentences()) == 5
    for text, one in zip(found.sentences(99), found.indicators, strict=True):
        head = re.match(r"(.+), by 13 March 2016 \(([<>\d]+)%\)\. ", text)
        assert head[1].lower() == one.what.lower()
        assert near(head[2], one.chance)
        for begin, case in (("If so", one.if_seen), ("If not", one.if_not)):
            part = re.search(
                rf"{begin}, ([\w ]+?) (?:(rises|falls) from ([<>\d]+)%|stays at ([<>\d]+)%)(?: to ([<>\d]+)%)?\.", text
            )
            name = part[1].replace(" ", "_")
            if part[2]:
                assert (part[2] == "rises") == (case[name] > observed.posterior[name])
                assert near(part[3], observed.posterior[name])
                assert near(part[5], case[name])
            else:
                assert near(part[4], case[name])
        worth = re.search(r"Worth (less than )?([\d.]+) bits\.$", text)
        assert one.bits < 0.00096 if worth[1] else abs(float(worth[2]) - one.bits) <= 0.00501


def test_the_table_fits_and_names_what_tells_most():
    found = watch(three(), 6.0)
    for width in (80, 100, 120):
        assert max(len(line) for line in found.to_text(width=width).splitlines()) <= width
    text = str(found)
    assert f"{len(found.indicators) - 12} more tell less." in text if len(found.indicators) > 12 else True
    assert found.indicators[0].what in text
    assert "(now)" in text
    assert "more tell less" not in found.to_text(top=99)


def test_many_explanations_leave_room_for_what_is_watched():
    solved = settled(crisis(analyst_sees=("truce", "forces")))
    some = [Hypothesis(f"the_rather_long_account_{at}", solved, 1 + at, None) for at in range(9)]
    text = watch(observe(some, [ROWS[0]], until="2016-03-02"), 3.0).to_text()
    assert max(len(line) for line in text.splitlines()) <= 120


def test_frame_and_record_hold_the_same():
    found = watch(three(), 6.0)
    frame = found.to_frame()
    assert frame.shape == (3 * len(found.indicators), 8)
    assert frame["if_seen"][1] == found.indicators[0].if_seen["weakness"]
    record = json.loads(json.dumps(found.to_record()))
    assert record["indicators"][0]["bits"] == found.indicators[0].bits
    assert record["change_bits"] == found.change_bits


def test_one_explanation_has_nothing_to_learn():
    found = watch(seen(plans()[:1], ROWS[:2], until="2016-03-07"), 6.0)
    assert found.missing_bits == 0.0
    assert {one.bits for one in found.indicators} == {0.0}
    chances = [one.chance for one in found.indicators]
    assert chances == sorted(chances, reverse=True)
