"""What a page shows is what the library says."""

import csv
import io
import json
import math

import pytest
from tests.web.scenarios import QUICK
from tests.web.serving import answers_of

import detente as dt
from detente.scenario import loads


def taken(server, room: str, query: str = "") -> dict:
    found = server.get(f"{room}/download/answers.json?{query}")
    assert found.status == 200
    return json.loads(found.text)


def values(record: dict, kind: str = "question") -> dict[tuple[str, str], float]:
    return {(one["name"], one["option"]): float(one["value"]) for one in record["rows"] if one["kind"] == kind}


def asked(present, questions: list[str]) -> dict[tuple[str, str], float]:
    found: dict[tuple[str, str], float] = {}
    for text in questions:
        value = dt.ask(present, text)[0].value
        found |= {(text, name): one for name, one in value.items()} if isinstance(value, dict) else {(text, ""): value}
    return found


@pytest.mark.parametrize(
    "query, changed", [("", {}), ("p.spoils=0.43&p.calming=0.11", {"spoils": 0.43, "calming": 0.11})]
)
def test_without_records_answers_are_those_of_the_start(server, query, changed):
    scenario = loads(QUICK, "line.yaml")
    room = server.opened(text=QUICK, name="line.yaml")
    texts = [one.text for one in scenario.questions]
    found = values(taken(server, room, query))
    expected = asked(dt.solve(scenario.game(set=changed), search=0), texts)
    assert found.keys() == expected.keys()
    assert len(found) == 4
    for key, value in expected.items():
        assert found[key] == pytest.approx(value, rel=2e-4, abs=1e-7), key


def test_with_records_answers_are_those_of_the_belief_at_the_date(server):
    case = "two-parties-and-a-guarantor"
    room = server.opened(case=case)
    own = "P(truce == broken, at=11)"
    record = taken(server, room, f"p.peace=0.17&at=2024-04-10&q={own.replace(' ', '+')}")
    scenario = dt.load(case)
    rivals = dt.hypotheses_of(scenario, parameters={"peace": 0.17})
    belief = dt.observe(rivals, scenario.evidence, until="2024-04-10")
    assert record["date"] == "2024-04-10"
    chances = {name: chance for (name, _), chance in values(record, "explanation").items()}
    assert chances == pytest.approx(dict(belief.posterior), rel=1e-4)
    assert 0.01 < min(chances.values()) < 0.5
    texts = list(dict.fromkeys(name for name, _ in values(record)))
    assert own in texts
    expected = asked(belief.now, texts)
    for key, value in values(record).items():
        assert value == pytest.approx(expected[key], rel=2e-4, abs=1e-7), key


def test_the_page_the_table_and_the_record_say_the_same(server):
    room = server.opened(text=QUICK, name="line.yaml")
    query = "p.spoils=0.52"
    page = answers_of(server.live(room, query))
    record = values(taken(server, room, query))
    rows = list(csv.DictReader(io.StringIO(server.get(f"{room}/download/answers.csv?{query}").text)))
    assert {(one["name"], one["option"]): float(one["value"]) for one in rows} == record
    assert (
        page["P(eventually(line == broken), within=17)"][1]
        == f"{record['P(eventually(line == broken), within=17)', '']:.0%}"
    )
    days = float(page["E(time_to(line == broken))"][1].split()[0])
    assert days == pytest.approx(record["E(time_to(line == broken))", ""], rel=0.006)
    assert math.isclose(sum(value for (name, _), value in record.items() if name == "move(army)"), 1)


def test_answers_do_not_depend_on_what_was_looked_at_before(server):
    queries = ["p.spoils=0.52", "p.calming=0.3", "p.spoils=0.12&p.calming=0.02"]
    rooms = [server.opened(text=QUICK, name="line.yaml") for _ in range(2)]
    forth = [taken(server, rooms[0], one)["rows"] for one in queries]
    back = [taken(server, rooms[1], one)["rows"] for one in reversed(queries)]
    assert forth == back[::-1]
    assert forth[0] != forth[1]


def test_compare_shows_both_sides_and_what_differs(server):
    room = server.opened(text=QUICK, name="line.yaml")
    found = server.followed(server.get(f"{room}/compare/live?a.p.spoils=0.15&b.p.spoils=0.55&b.set=1"))
    cells = answers_of(found)["E(time_to(line == broken))"]
    sides = [values(taken(server, room, f"p.spoils={one}"))["E(time_to(line == broken))", ""] for one in (0.15, 0.55)]
    shown = [float(one.split()[0]) for one in cells[:2]]
    assert shown == pytest.approx(sides, rel=0.006)
    assert float(cells[2].replace("\u2212", "-").split()[0]) == pytest.approx(sides[1] - sides[0], rel=0.05)


@pytest.mark.parametrize(
    "query, said",
    [
        ("p.spoil=0.2", "did you mean spoils ?"),
        ("p.spoils=much", "much is no number for spoils"),
        ("p.spoils=nan", "is no number"),
        ("p.spoils=1e999", "is no number"),
        ("at=2023-12-24", "before the start"),
        ("at=-3", "before the start"),
        ("at=soon", "is no date"),
        ("do=peace", "there is no do block peace"),
        ("q=" + "x" * 501, "of 500 characters each"),
    ],
)
def test_a_field_that_cannot_be_read_is_told_and_counts_as_left_alone(server, query, said):
    room = server.opened(text=QUICK, name="line.yaml")
    found = server.live(room, query)
    assert said in found.said
    assert answers_of(found) == answers_of(server.live(room, "tab=other"))


def test_a_wrong_question_shows_its_place_and_the_others_are_answered(server):
    room = server.opened(text=QUICK, name="line.yaml")
    found = server.live(room, "q=P(lin+==+broken,+at%3D5)&q=P(line+==+broken,+at%3D5)")
    answers = answers_of(found)
    assert "did you mean line ?" in found.said
    assert "column 3" in found.said
    assert "cannot be asked" in answers["P(lin == broken, at=5)"][-1]
    assert answers["P(line == broken, at=5)"][-1].endswith("%")


def test_a_number_for_which_there_is_no_game_is_told_and_the_next_one_is_answered(server):
    room = server.opened(text=QUICK, name="line.yaml")
    found = server.live(room, "p.calming=-0.5")
    assert "negative" in found.said.lower() or "below zero" in found.said.lower(), found.said
    assert len(answers_of(server.live(room, "p.calming=0.5"))) == 3
