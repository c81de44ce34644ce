"""The workbench as a process of its own, spoken to over the wire as a browser does, or as something hostile does."""

from __future__ import annotations

import contextlib
import html
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

PROGRAM = """
import json, sys
from detente.web import Limits, serve
place, limits = json.loads(sys.argv[1])
limits = {name: tuple(value) if isinstance(value, list) else value for name, value in limits.items()}
serve(place, port=0, limits=Limits(**limits), told=lambda address, alone: print(address, flush=True))
"""
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")

    @property
    def said(self) -> str:
        """What a reader sees: without marks, with single spaces."""
        bare = re.sub(r"<(script|style)\b.*?</\1>", " ", self.text, flags=re.DOTALL)
        return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", bare)).split())


class Server:
    """A workbench that runs.

    Parameters
    ----------
    place
        What it is started with.
    limits
        Those that are to differ.
    """

    def __init__(self, place: str | None = None, cwd: Path | None = None, **limits: Any) -> None:
        limits = {"workers": 2, "requests": 100_000, **limits}
        self.process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, json.dumps([place, limits])],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=cwd,
            env={**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
        )
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line.startswith("http://127.0.0.1:"), self.ended()
        self.address = line.strip().rstrip("/")
        self.port = int(self.address.rpartition(":")[2])
        self.host = f"127.0.0.1:{self.port}"

    def ended(self, how: int = signal.SIGINT, seconds: float = 10.0) -> tuple[int, str, str]:
        """End it: exit code, and what it wrote."""
        if self.process.poll() is None:
            self.process.send_signal(how)
        try:
            out, err = self.process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            out, err = self.process.communicate()
        return self.process.returncode, out, err

    # --- requests ---------------------------------------------------------------------

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str | None) -> Answer:
        """One request, with the headers of a browser on its own page unless told otherwise (None leaves one out)."""
        usual: dict[str, str | None] = {"host": self.host}
        if method == "POST":
            usual |= {"origin": self.address, "content-type": FORM, "content-length": str(len(body or b""))}
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            for name, value in {**usual, **given}.items():
                if value is not None:
                    connection.putheader(name, value)
            connection.endheaders(body)
            found = connection.getresponse()
            return Answer(found.status, {name.lower(): value for name, value in found.getheaders()}, found.read())
        finally:
            connection.close()

    def get(self, path: str, **headers: str | None) -> Answer:
        return self.ask("GET", path, **headers)

    def post(self, path: str, fields: Mapping[str, str] | None = None, **headers: str | None) -> Answer:
        return self.ask("POST", path, urlencode(fields or {}).encode(), **headers)

    def raw(self, sent: bytes, seconds: float = 10.0) -> bytes:
        """Bytes, and all that comes back until the other end closes, gently or not."""
        found = b""
        line = socket.create_connection(("127.0.0.1", self.port), timeout=seconds)
        with line, contextlib.suppress(ConnectionError):
            line.sendall(sent)
            while got := line.recv(65536):
                found += got
        return found

    # --- as the pages do ----------------------------------------------------------------

    def opened(self, **fields: str) -> str:
        """Open a scenario; the address of its page, without the last stroke."""
        found = self.post("/open", fields)
        assert found.status == 303, found.said
        return found.headers["location"].rstrip("/")

    def followed(self, found: Answer, seconds: float = 60.0) -> Answer:
        """What a page comes to show: asks again for as long as there is only word of how far it is."""
        until = time.monotonic() + seconds
        while place := job_of(found):
            assert time.monotonic() < until, found.said
            found = self.get(place)
        return found

    def live(self, room: str, query: str = "", seconds: float = 60.0) -> Answer:
        """The answers of a workspace."""
        return self.followed(self.get(f"{room}/live?{query}"), seconds)

    def workers(self) -> list[int]:
        """The processes that it has started and that run."""
        return [
            int(one)
            for task in Path(f"/proc/{self.process.pid}/task").iterdir()
            for one in (task / "children").read_text().split()
            if running(int(one))
        ]


def running(number: int) -> bool:
    """Whether a process is there and has not ended."""
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def job_of(found: Answer) -> str | None:
    """Where to ask for a job again, in the word of how far it is."""
    place = re.search(r'class="working" hx-get="([^"]+)"', found.text)
    return place[1] if place else None


def answers_of(found: Answer) -> dict[str, list[str]]:
    """By question, the cells to its right: the answers of each variant, and what differs."""
    rows = re.findall(r"<tr><th scope=\"row\">(.*?)</tr>", found.text.partition("answers-head")[2], flags=re.DOTALL)
    answers = {}
    for row in rows:
        question = re.search(r"<code>(.*?)</code>", row, flags=re.DOTALL)
        if question:
            cells = re.findall(r"<td>(.*?)</td>", row, flags=re.DOTALL)
            answers[html.unescape(question[1])] = [Answer(200, {}, one.encode()).said for one in cells]
    return answers
