"""Jobs: what runs, what is let go, and that the workbench is right afterwards whatever became of one."""

import os
import re
import signal
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from tests.web.scenarios import OTHER, QUICK, SLOW, rows
from tests.web.serving import answers_of, job_of


def working(server, room: str, query: str = "", seconds: float = 20.0) -> str:
    """Have something long done; the address of its job, once it runs."""
    place = job_of(server.get(f"{room}/live?{query}"))
    assert place is not None
    until = time.monotonic() + seconds
    while "waiting for other work" in server.get(place).said:
        assert time.monotonic() < until
    return place


def quick_answers(server, seconds: float) -> None:
    """Another workspace is answered soon."""
    room = server.opened(text=OTHER, name="other.yaml")
    began = time.monotonic()
    assert len(answers_of(server.live(room, seconds=seconds))) == 3
    assert time.monotonic() - began < seconds


def busiest(server) -> int:
    """The worker that has computed most."""

    def spent(number: int) -> int:
        fields = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()
        return int(fields[11]) + int(fields[12])

    return max(server.workers(), key=spent)


@pytest.mark.slow
def test_how_far_a_long_job_is_is_told_and_then_its_answers(server):
    room = server.opened(text=rows(7), name="slow.yaml")
    found = server.get(f"{room}/live")
    assert job_of(found) is not None
    assert found.headers["hx-retarget"] == "#live-status"
    assert "<progress" in found.text
    shares = [0.0]
    while place := job_of(found):
        # While nothing is known of how far it is, the bar has no value.
        shares.append(float(found.text.partition('value="')[2].partition('"')[0] or 0))
        found = server.get(place)
    assert max(shares) > 0
    assert answers_of(found)["P(eventually(post_0 == v0), within=17)"][0].endswith("%")
    assert "2,187 states" in found.said


def test_a_job_that_is_cancelled_is_over_and_its_place_is_free(single):
    server = single
    room = server.opened(text=SLOW, name="slow.yaml")
    place = working(server, room)
    time.sleep(1.0)
    found = server.post(f"{place}/stop")
    assert "This was stopped" in found.said
    assert "from before" in found.said
    assert "This was stopped" in server.get(place).said
    quick_answers(server, 5.0)
    again = job_of(server.get(f"{room}/live"))  # asked again, it is begun again
    assert again not in (None, place)
    server.post(f"{again}/stop")


def test_a_newer_change_takes_the_place_of_an_older_one(single):
    server = single
    room = server.opened(text=SLOW, name="slow.yaml")
    place = working(server, room, "tab=one&p.worth=0.9")
    assert job_of(server.get(f"{room}/live?tab=one&p.worth=0.9")) == place  # the very same is not done twice
    newer = job_of(server.get(f"{room}/live?tab=one&p.worth=1.1"))
    assert newer not in (None, place)
    assert server.get(place).status == 204
    other = job_of(server.get(f"{room}/live?tab=two&p.worth=1.2"))
    assert other is not None
    assert job_of(server.get(str(newer))) == newer  # another tab's does not
    for one in (newer, other):
        server.post(f"{one}/stop")


def test_a_browser_that_goes_away_takes_its_job_along(started):
    server = started(workers=1, gone_seconds=0.5)
    room = server.opened(text=SLOW, name="slow.yaml")
    place = working(server, room)
    with socket.create_connection(("127.0.0.1", server.port)) as line:
        line.sendall(f"GET {place} HTTP/1.1\r\nHost: {server.host}\r\n\r\n".encode())
        time.sleep(0.2)
    time.sleep(1.5)
    assert "This was stopped" in server.get(place).said
    quick_answers(server, 5.0)


@pytest.mark.slow
def test_a_job_that_nobody_asks_about_is_let_go(started):
    server = started(workers=1, lease_seconds=0.8)
    room = server.opened(text=SLOW, name="slow.yaml")
    place = working(server, room)
    assert job_of(server.get(place)) == place
    time.sleep(2.0)
    assert "This was stopped" in server.get(place).said


def test_a_job_that_takes_too_long_is_stopped_and_says_so(started):
    server = started(workers=1, solve_seconds=1.5)
    room = server.opened(text=SLOW, name="slow.yaml")
    found = server.live(room)
    assert "took longer than one job may take" in found.said
    assert "make the game smaller" in found.said
    quick_answers(server, 5.0)


@pytest.mark.slow
def test_a_job_that_needs_more_memory_than_it_may_have_is_over_and_the_workbench_goes_on(started):
    server = started(workers=1, memory_bytes=450_000_000)
    quick_answers(server, 20.0)
    room = server.opened(text=rows(10), name="large.yaml")
    found = server.live(room)
    assert "more memory than" in found.said, found.said
    quick_answers(server, 20.0)


def test_a_worker_that_dies_is_told_and_replaced(single):
    server = single
    room = server.opened(text=SLOW, name="slow.yaml")
    place = working(server, room)
    time.sleep(1.5)
    os.kill(busiest(server), signal.SIGKILL)
    found = server.followed(server.get(place))
    assert "ended before it was finished" in found.said
    assert "Another one has been started" in found.said
    quick_answers(server, 20.0)


def test_the_process_that_reads_scenarios_may_die_too(single):
    server = single
    room = server.opened(text=QUICK, name="line.yaml")
    for number in server.workers():
        os.kill(number, signal.SIGKILL)
    time.sleep(0.3)
    assert "Good." in server.post(f"{room}/check", {"text": QUICK}).said
    assert len(answers_of(server.live(room))) == 3


def test_more_jobs_than_may_wait_are_refused_for_one_workspace_and_for_all(started):
    server = started(workers=1, waiting=(2, 3))
    assert server.get("/static/vega.js").status == 200  # what is done at the start is done
    one = server.opened(text=SLOW, name="slow.yaml")
    two = server.opened(text=QUICK, name="line.yaml")
    for tab in ("a", "b"):
        assert job_of(server.get(f"{one}/live?tab={tab}&p.worth=0.7")) is not None
    found = server.get(f"{one}/live?tab=c", hx_request="true")
    assert (found.status, "Too much at once" in found.said) == (429, True)
    assert found.headers["hx-retarget"] == "#trouble"
    assert server.get(f"{two}/live?tab=a").status == 200
    assert server.get(f"{two}/live?tab=b").status == 429


def test_two_tabs_that_check_texts_of_one_workspace_each_hear_of_their_own(server):
    room = server.opened(text=QUICK, name="line.yaml")
    page = server.get(f"{room}/scenario").text
    tabs = [re.search(r'name="tab" value="(\w+)"', one) for one in (page, server.get(f"{room}/scenario").text)]
    texts = [QUICK.replace("rate: calming", f"rate: {wrong}") for wrong in ("clming", "calmin", "calmng", "cal_ming")]

    def check(number: int) -> bool:
        tab = tabs[number % 2]
        fields = {"text": texts[number]} | ({"tab": tab[1] + str(number)} if tab else {})
        found = server.post(f"{room}/check", fields)
        return found.status == 200 and texts[number].split("rate: ")[1].split(",")[0] in found.said

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(check, range(4))) == [True] * 4


def test_fifty_at_once_of_all_kinds_and_each_gets_its_own(server):
    rooms = [server.opened(text=QUICK.replace("0.07,", f"0.{number},"), name="line.yaml") for number in range(11, 19)]
    alone = {room: answers_of(server.live(room)) for room in rooms}
    assert len({str(one) for one in alone.values()}) == len(rooms)
    wrong = QUICK.replace("rate: calming", "rate: clming")

    def ask(number: int):
        room, kind = rooms[number % 8], number % 10
        if kind == 0:
            return server.get("/").status == 200
        if kind == 1:
            room = rooms[number // 10]
            return "did you mean calming ?" in server.post(f"{room}/check", {"text": wrong + f"# {number}\n"}).said
        if kind == 2:
            return server.post("/open", {"text": wrong + f"# {number}\n"}).status == 422
        if kind == 3:
            return server.get("/", host="evil.example").status == 400
        if kind == 4:
            return server.post("/open", {"case": "syria-2016"}, origin="http://evil.example").status == 403
        if kind == 5:
            return server.get("/static/..%2f_app.py").status == 404
        if kind == 6:
            found = answers_of(server.live(room, f"tab=t{number}&p.spoils=0.4{number}"))
            return [cells[0] for cells in found.values()] == [cells[0] for cells in alone[room].values()]
        if kind == 7:
            text = server.get(f"{room}/download/scenario.yaml").text
            return f"0.{11 + rooms.index(room)}," in text
        return answers_of(server.live(room, f"tab=t{number}")) == alone[room]

    with ThreadPoolExecutor(50) as pool:
        found = list(pool.map(ask, range(50)))
    assert [number for number, good in enumerate(found) if not good] == []
    assert {room: answers_of(server.live(room)) for room in rooms} == alone
