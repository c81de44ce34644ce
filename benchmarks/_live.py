"""The workbench: how long after a change its answers are there, asked over HTTP as the page asks."""

from __future__ import annotations

import re
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

from benchmarks._line import Line
from detente.casebook import find
from detente.report.live import Desk, Sheet, Variant, sheet_of
from detente.scenario import load

FRONTS = Path(__file__).with_name("two-fronts.yaml")
ASKED = ("P(eventually(north == broken), within=60)", "E(time_to(south == broken))", "P(plan == overstretched, at=30)")
CASES = {"two-fronts": (str(FRONTS), ASKED, 0.3), "syria-2016": ("syria-2016", (), 3.0)}
"""What the workbench is started with, questions beside the scenario's own, and the target in seconds."""
LONGEST = 120.0


def live(name: str, changes: int = 9) -> Iterator[Line]:
    """The median over changes of one parameter after another, each to a value that was not seen before.

    Parameters
    ----------
    name
        A key of ``CASES``.
    """
    place, asked, target = CASES[name]
    scenario = load(find(place))
    sheet = sheet_of(scenario)
    moved = list(_changes(sheet, changes))
    with _served(place) as port:
        room = _room(port)
        _answered(port, room, [("q", text) for text in asked])  # the scenario as it stands
        seconds = []
        for parameter, value in moved:
            fields = [(f"p.{parameter}", repr(value)), *(("q", text) for text in asked)]
            began = time.perf_counter()
            _answered(port, room, fields)
            seconds.append(time.perf_counter() - began)
    median, (parameter, value) = statistics.median(seconds), moved[len(moved) // 2]
    questions = [(one.text, one.about) for one in sheet.questions] + [(text, "") for text in asked]
    began = time.perf_counter()
    Desk(load(find(place)), name).standing(
        Variant.of({parameter: value}, (), None), questions, lambda share, what: None
    )
    anew = time.perf_counter() - began
    yield Line(
        "the workbench: from a change of a parameter to the new answers",
        f"{name}, {len(scenario.game().space):,} states",
        median,
        "the same change, with nothing kept from before",
        anew,
        target=f"{target:g} s",
        reached=median <= target,
        remarks=f"median of {len(seconds)} changes over HTTP, the longest {max(seconds):.2g} s; "
        f"{len(questions)} questions, {len(sheet.records)} records; a page waits for 0.12 s more after the last key",
    )


def _changes(sheet: Sheet, count: int) -> Iterator[tuple[str, float]]:
    """Parameters that have a prior, in turn, each a part of the way to an end of it."""
    dials = [one for one in sheet.dials if one.low is not None and one.high is not None and one.follows is None]
    for number in range(count):
        one = dials[number * max(1, len(dials) // count) % len(dials)]
        end, share = (one.high, one.low)[number % 2], 0.2 + 0.5 * number / count
        assert end is not None
        yield one.name, float(f"{one.value + share * (end - one.value):.4g}")


@contextmanager
def _served(place: str) -> Iterator[int]:
    """The port of a workbench that is ended afterwards."""
    words = [sys.executable, "-m", "detente", "serve", place, "--port", "0"]
    server = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        found = re.search(r"http://127\.0\.0\.1:(\d+)/", server.stdout.readline())
        if found is None:
            raise RuntimeError("the workbench did not start")
        yield int(found[1])
    finally:
        server.terminate()
        server.wait(20)


def _asked(port: int, method: str, path: str, body: str | None = None) -> tuple[int, str, str]:
    """Status, where it leads, and the text."""
    line = HTTPConnection("127.0.0.1", port, timeout=LONGEST)
    headers = {"Origin": f"http://127.0.0.1:{port}", "Content-Type": "application/x-www-form-urlencoded"}
    try:
        line.request(method, path, body, headers if method == "POST" else {})
        found = line.getresponse()
        return found.status, found.getheader("location", ""), found.read().decode("utf-8")
    finally:
        line.close()


def _room(port: int) -> str:
    """Open what the workbench was started with."""
    status, place, text = _asked(port, "POST", "/open", "given=1")
    if status != 303:
        raise RuntimeError(f"the scenario was not opened: {text}")
    return place.rstrip("/")


def _answered(port: int, room: str, fields: list[tuple[str, str]]) -> str:
    """Ask as the page does, and again for as long as there is only word of how far it is."""
    path, until = f"{room}/live?{urlencode(fields)}", time.monotonic() + LONGEST
    while True:
        status, _, text = _asked(port, "GET", path)
        again = re.search(r'class="working" hx-get="([^"]+)"', text)
        if again is None:
            break
        if time.monotonic() > until:
            raise RuntimeError(f"no answer after {LONGEST:g} s")
        path = again[1]
    if status != 200 or "answers-head" not in text or "cannot be asked" in text:
        raise RuntimeError(f"no answers ({status}): {text}")
    return text
