"""Scenarios from anywhere: what is wrong is told with its place, and nothing else of this computer is shown."""

import time
from pathlib import Path

import pytest
from tests.web.scenarios import BOMB, DEEP, DEEP_EXPRESSION, OTHER, QUICK, SLOW, rows
from tests.web.serving import answers_of, job_of

SECRET = "the secret words of another folder"


def opening(server, text: str, name: str = "mine.yaml"):
    return server.post("/open", {"text": text, "name": name})


@pytest.mark.parametrize(
    "text, code",
    [
        (BOMB, "S003"),
        (DEEP, "S003"),
        (DEEP_EXPRESSION, "S010"),
        (rows(16, 3), "S026"),
        ("", "S0"),
        ("a: [", "S001"),
        ("detente: 1\ntitle: \x00\n", "S0"),
        ("!!python/object/apply:os.system ['touch /tmp/x']\n", "S0"),
        (QUICK.replace("calming, then", "calmign, then"), "S011"),
        (QUICK.replace("rate: calming", "rate: \"__import__('os').getpid()\""), "S0"),
        (QUICK.replace("0.07,", "1e999,"), "S0"),
    ],
    ids=["bomb", "deep", "deep expression", "states", "empty", "not yaml", "nul", "tag", "name", "code", "infinite"],
)
def test_a_hostile_or_wrong_text_is_not_opened_and_the_page_says_why(server, text, code):
    began = time.monotonic()
    found = opening(server, text)
    assert found.status == 422
    assert "It was not opened" in found.said
    assert code in found.said
    assert "Traceback" not in found.text
    assert time.monotonic() - began < 15
    assert server.get("/").status == 200


def test_a_text_longer_than_a_scenario_may_be_is_refused(server):
    found = opening(server, QUICK + "# " + "x" * 1_000_000)
    assert (found.status, "1,000,000 bytes" in found.said) == (413, True)


def test_the_text_that_was_wrong_is_still_in_the_form(server):
    text = QUICK.replace("title: A line", 'title: "</textarea><script>alert(1)</script>') + "wrong: yes\n"
    found = opening(server, text)
    assert found.status == 422
    assert "<script>alert" not in found.text
    assert "&lt;script&gt;alert" in found.text


def test_words_of_a_scenario_are_words_and_never_marks(server):
    evil = "<img src=x onerror=alert(1)>"
    text = QUICK.replace("title: A line in the sand", f'title: "{evil}"\nabout: "{evil}"')
    text = text.replace("about: Broken in 17 days", f'about: "{evil}"').replace(
        "about: how often a day it calms", f'about: "{evil}"'
    )
    room = server.opened(text=text, name=f"{evil}.yaml")
    for path in ("/", "/compare", "/scenario", "/views"):
        found = server.get(room + path)
        assert found.status == 200
        assert "<img" not in found.text, path
    shown = server.live(room, "q=" + "%3Cimg%20src%3Dx%3E")
    assert "&lt;img" in shown.text
    assert "<img" not in shown.text


# --- files that evidence names -----------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a scenario beside another one that is none of its business."""
    other = tmp_path / "other"
    other.mkdir()
    (other / "secret.csv").write_text(f"date,what\n2024-03-02,{SECRET}\n", encoding="utf-8")
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "link.csv").symlink_to(other / "secret.csv")
    (mine / "linked").symlink_to(other)
    (mine / "scenario.yaml").write_text(QUICK, encoding="utf-8")
    return mine


def naming(file: str) -> str:
    return QUICK + f'evidence:\n  records: "{file}"\n'


OUTSIDE = ["{other}/secret.csv", "../other/secret.csv", "link.csv", "linked/secret.csv", "./../other/secret.csv",
           "nowhere/../../other/secret.csv", "/etc/passwd", "~/x.csv", "/proc/self/environ"]  # fmt: skip


@pytest.mark.parametrize("file", OUTSIDE)
def test_a_pasted_scenario_reads_no_file(server, folder, file):
    found = opening(server, naming(file.format(other=folder.parent / "other")))
    assert (found.status, "S040" in found.said) == (422, True)
    assert "no folder" in found.said
    assert SECRET not in found.text
    assert "root:" not in found.text


def test_an_edited_scenario_reads_files_of_its_own_folder_only(started, folder):
    server = started(str(folder / "scenario.yaml"))
    room = server.opened(given="1")
    for file in OUTSIDE:
        text = naming(file.format(other=folder.parent / "other"))
        checked = server.post(f"{room}/check", {"text": text})
        applied = server.post(f"{room}/edit", {"text": text})
        assert (checked.status, applied.status) == (200, 422), file
        for found in (checked, applied):
            assert "S040" in found.said, file
            assert SECRET not in found.text
            assert "root:" not in found.text
    # That a file is there cannot be told from what is said of it.
    said = [server.post(f"{room}/check", {"text": naming(f"../other/{one}.csv")}).said for one in ("secret", "absent")]
    assert said[0].replace("secret", "absent") == said[1]


def test_a_file_of_its_own_folder_is_read(started, folder):
    (folder / "records.csv").write_text("date,kind,factor,value\n2024-03-05,change,line,strained\n", encoding="utf-8")
    server = started(str(folder / "scenario.yaml"))
    room = server.opened(given="1")
    found = server.post(f"{room}/edit", {"text": naming("records.csv")})
    assert found.status == 303, found.said
    shown = server.live(found.headers["location"].rstrip("/"))
    assert "Rests on the one record" in shown.said


def test_what_is_wrong_in_a_file_of_records_is_told_with_its_name(started, folder):
    (folder / "records.csv").write_text("date,kind,what,value\n2024-03-05,change,line,strained\n", encoding="utf-8")
    server = started(str(folder / "scenario.yaml"))
    room = server.opened(given="1")
    found = server.post(f"{room}/check", {"text": naming("records.csv")})
    assert "R005" in found.said
    assert "records.csv" in found.said
    assert "data-go-line" not in found.text  # it would lead to a line of the scenario


def test_a_name_of_a_pasted_text_leads_nowhere(server, folder):
    (folder / "records.csv").write_text("date,kind,factor,value\n2024-03-05,change,line,strained\n", encoding="utf-8")
    found = opening(server, naming("records.csv"), name=str(folder / "scenario.yaml"))
    assert (found.status, "S040" in found.said) == (422, True)
    assert str(folder) not in found.text.replace("name", "")


# --- editing ---------------------------------------------------------------------------------


def test_a_wrong_edit_says_where_and_the_workspace_stays_as_it_is(server):
    room = server.opened(text=QUICK, name="line.yaml")
    before = answers_of(server.live(room))
    wrong = QUICK.replace('"spoils * (mood == dark) - 0.1"', '"spoils * (mod == dark) - 0.1"')
    before_it = wrong[: wrong.index("mod ==")]
    line, column = 1 + before_it.count("\n"), len(before_it) - before_it.rindex("\n")
    checked = server.post(f"{room}/check", {"text": wrong})
    assert checked.status == 200
    assert f"line {line}, column {column} " in checked.said
    assert "did you mean mood ?" in checked.said
    assert f'data-go-line="{line}"' in checked.text
    applied = server.post(f"{room}/edit", {"text": wrong})
    assert applied.status == 422
    assert "as it was before" in applied.said
    assert "(mod ==" in applied.text
    assert answers_of(server.live(room)) == before
    assert "(mod ==" not in server.get(f"{room}/scenario").text


def test_a_right_edit_is_a_workspace_of_its_own(server):
    room = server.opened(text=QUICK, name="line.yaml")
    before = answers_of(server.live(room))
    found = server.post(f"{room}/edit", {"text": QUICK.replace("0.07,", "0.7,")})
    assert found.status == 303
    edited = found.headers["location"].rstrip("/")
    assert edited != room
    assert answers_of(server.live(edited)) != before
    assert answers_of(server.live(room)) == before


def test_what_is_only_worth_a_look_is_told_and_does_not_stand_in_the_way(server):
    room = server.opened(text=QUICK, name="line.yaml")
    assert "Good." in server.post(f"{room}/check", {"text": QUICK}).said
    text = QUICK.replace("  mood:", "  still: {values: [a, b], start: a}\n  mood:")
    found = server.post(f"{room}/check", {"text": text})
    assert "worth a look" in found.said
    assert "S023" in found.said
    assert server.post(f"{room}/edit", {"text": text}).status == 303


# --- who sees what of whom -----------------------------------------------------------------------


def test_two_workspaces_know_nothing_of_each_other(server):
    one = server.opened(text=QUICK, name="one.yaml")
    other = server.opened(text=OTHER, name="other.yaml")
    first = [answers_of(server.live(room)) for room in (one, other)]
    assert first[0] != first[1]
    changed = answers_of(server.live(one, "p.spoils=0.55&tab=a"))
    assert [cells[0] for cells in changed.values()] == [cells[0] for cells in first[0].values()]
    assert [answers_of(server.live(room)) for room in (one, other)] == first
    for room, foreign in ((one, "secret"), (other, "the sand")):
        for path in ("/", "/compare", "/scenario", "/views", "/download/scenario.yaml"):
            assert foreign not in server.get(room + path).text


def test_a_job_of_one_workspace_cannot_be_had_through_another(server):
    slow = server.opened(text=SLOW, name="slow.yaml")
    quick = server.opened(text=QUICK, name="quick.yaml")
    place = job_of(server.get(f"{slow}/live"))
    assert place is not None
    foreign = place.replace(slow, quick)
    assert server.get(foreign).status == 404
    assert server.post(f"{foreign}/stop").status == 404
    assert server.get(place).status == 200
    assert "stopped" in server.post(f"{place}/stop").said


@pytest.mark.slow
def test_the_workspace_that_was_longest_unused_is_closed_for_a_new_one_and_says_so(started):
    server = started(workspaces=2)
    one, two = server.opened(text=QUICK, name="1.yaml"), server.opened(text=QUICK, name="2.yaml")
    assert server.get(f"{one}/").status == 200
    three = server.opened(text=QUICK, name="3.yaml")
    assert [server.get(f"{room}/").status for room in (one, two, three)] == [200, 404, 200]
    for found in (server.get(f"{two}/"), server.get(f"{two}/live"), server.post(f"{two}/check", {"text": "x"})):
        assert (found.status, "No longer open" in found.said or "is not open" in found.said) == (404, True)
