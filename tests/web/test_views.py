"""Sections of the report one by one, and the files to take away."""

import csv
import io
import re

import pytest
from tests.web.scenarios import OTHER, QUICK
from tests.web.serving import job_of

from detente.report.live import sections_elsewhere
from detente.scenario import loads

CASE = "two-parties-and-a-guarantor"


@pytest.fixture(scope="module")
def room(server) -> str:
    return server.opened(case=CASE)


def test_every_section_can_be_looked_at(server):
    room = server.opened(text=QUICK, name="line.yaml")
    for name, title in sections_elsewhere():
        found = server.followed(server.get(f"{room}/view/{name}?p.spoils=0.41&tab=a"))
        assert found.status == 200, title
        assert "trouble" not in found.text, (title, found.said)
        assert len(found.said) > 20, title
    page = server.get(f"{room}/views").text
    assert all(f"{room}/view/{name}" in page for name, _ in sections_elsewhere())


def test_a_section_is_of_the_parameters_and_the_date_that_are_set(server, room):
    name = next(one for one, title in sections_elsewhere() if title == "What each is likely to do next")
    found = {
        query: server.followed(server.get(f"{room}/view/{name}?{query}&tab=a")).said
        for query in ("", "p.peace=0.21", "at=2024-04-10")
    }
    assert len(set(found.values())) == 3
    assert server.followed(server.get(f"{room}/view/{name}?tab=b")).said == found[""]


@pytest.mark.parametrize("name", ["no-such-section", "..%2fx", "__init__", "Where"])
def test_there_are_no_other_sections(server, room, name):
    assert server.get(f"{room}/view/{name}").status == 404


def test_a_study_can_be_cancelled_and_begun_again(server, room):
    name = next(one for one, title in sections_elsewhere() if title.startswith("How sure"))
    query = "?p.peace=0.13&tab=c"
    place = job_of(server.get(f"{room}/view/{name}{query}"))
    assert place is not None
    assert "This was stopped" in server.post(f"{place}/stop").said
    again = job_of(server.get(f"{room}/view/{name}{query}"))
    assert again not in (None, place)
    server.post(f"{again}/stop")


# --- files ------------------------------------------------------------------------------------


def test_the_scenario_is_taken_away_as_it_is_open(server):
    text = QUICK.replace("A line in the sand", "A line \u2013 in the sand")
    room = server.opened(text=text, name='li"ne\r\nx: 1.yaml')
    found = server.get(f"{room}/download/scenario.yaml")
    assert found.body == text.encode()
    said = found.headers["content-disposition"]
    assert said.startswith('attachment; filename="')
    assert said.count('"') == 2
    assert "x" not in found.headers
    assert loads(found.text, "again.yaml").title == "A line \u2013 in the sand"


def test_the_records_are_taken_away_and_can_be_read_again(server, room, tmp_path):
    import detente as dt

    original = dt.load(CASE)
    expected = dt.read_records(original.evidence.records[0])
    for name in ("records.csv", "records.parquet"):
        found = server.get(f"{room}/download/{name}")
        assert found.status == 200
        assert f"{CASE}-{name}" in found.headers["content-disposition"]
        (tmp_path / name).write_bytes(found.body)
        assert tuple(dt.read_records(tmp_path / name)) == tuple(expected)


def test_answers_say_what_they_are_of(server, room):
    found = server.get(f"{room}/download/answers.csv?p.peace=0.16")
    rows = list(csv.reader(io.StringIO(found.text)))
    assert rows[0] == ["kind", "name", "option", "value"]
    assert {row[0] for row in rows[1:]} == {"explanation", "question"}


def test_records_that_there_are_not_are_told(server):
    room = server.opened(text=OTHER, name="other.yaml")
    found = server.get(f"{room}/download/records.csv")
    assert (found.status, "has no records" in found.said) == (422, True)


def test_a_report_is_made_and_taken_away_whole(server):
    room = server.opened(text=QUICK, name="line.yaml")
    made = server.followed(server.get(f"{room}/make/report.md?tab=d"))
    place = re.search(r'href="([^"]+/taken/[^"]+)"', made.text)
    assert place is not None, made.said
    found = server.get(place[1])
    assert found.status == 200
    assert 'filename="line-report.md"' in found.headers["content-disposition"]
    assert "# A line in the sand" in found.text
    other = server.opened(text=OTHER, name="other.yaml")
    assert server.get(place[1].replace(room, other)).status == 404


@pytest.mark.parametrize("name", ["report.pdf", "scenario.yaml", "answers.csv", "..%2freport.html"])
def test_nothing_else_is_made(server, room, name):
    assert server.get(f"{room}/make/{name}").status == 404
