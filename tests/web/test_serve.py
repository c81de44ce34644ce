"""``detente serve`` as a program: how it starts, how it refuses to, and that nothing is left when it ends."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from http.client import HTTPConnection

import pytest
from tests.web.scenarios import QUICK, SLOW
from tests.web.serving import running


def serve(*words: str, cwd=None) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-m", "detente", "serve", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=cwd,
    )


def refused(*words: str, cwd=None) -> tuple[int, str]:
    one = serve(*words, cwd=cwd)
    out, err = one.communicate(timeout=30)
    assert out == ""
    assert "Traceback" not in err
    return one.returncode, err


def test_it_says_where_it_is_and_is_there(tmp_path):
    (tmp_path / "mine.yaml").write_text(QUICK, encoding="utf-8")
    one = serve("mine.yaml", "--port", "0", "--json", cwd=tmp_path)
    try:
        text = ""
        while "}" not in text:
            text += one.stdout.readline()
        said = json.loads(text)
        assert said["loopback"] is True
        assert said["address"].startswith("http://127.0.0.1:")
        port = int(said["address"].rstrip("/").rpartition(":")[2])
        assert port not in (0, 8765)
        line = HTTPConnection("127.0.0.1", port, timeout=20)
        line.request("GET", "/")
        text = line.getresponse().read().decode()
        assert "Open mine.yaml" in text
        assert str(tmp_path) not in text
    finally:
        one.send_signal(signal.SIGINT)
        assert one.communicate(timeout=15) == ("", "")
    assert one.returncode == 0
    assert [path.name for path in tmp_path.rglob("*")] == ["mine.yaml"]  # nothing was written


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_and_its_workers_in_mid_solve(started, how):
    server = started(workers=2)
    room = server.opened(text=SLOW, name="slow.yaml")
    server.get(f"{room}/live")
    workers = server.workers()
    assert len(workers) >= 2
    began = time.monotonic()
    code, out, err = server.ended(how)
    assert (code, out, err) == (0, "", "")
    assert time.monotonic() - began < 6
    time.sleep(0.3)
    assert [number for number in workers if running(number)] == []


@pytest.mark.slow
def test_a_server_that_is_killed_leaves_no_workers(started):
    server = started(workers=1)
    room = server.opened(text=QUICK, name="line.yaml")
    server.live(room)
    workers = server.workers()
    server.ended(signal.SIGKILL)
    until = time.monotonic() + 5
    while any(map(running, workers)) and time.monotonic() < until:
        time.sleep(0.1)
    assert [number for number in workers if running(number)] == []


def test_a_port_that_is_taken_is_told():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        code, err = refused("--port", str(taken.getsockname()[1]))
        assert f"cannot listen on port {taken.getsockname()[1]} of 127.0.0.1" in err
    assert code == 2
    assert "--port 0" in err


@pytest.mark.parametrize(
    "words, code, said",
    [
        (["syria-2015"], 2, "syria-2016"),
        (["no-such-file.yaml"], 2, "no-such-file.yaml"),
        (["--port", "65536"], 2, "65535"),
        (["--port", "-1"], 2, "port"),
        (["--port", "http"], 2, "http"),
        (["--host", "no.such.host.invalid", "--port", "0"], 2, "no address of this computer"),
        (["--host", "192.0.2.7", "--port", "0"], 2, "cannot listen"),
        (["--max-seconds", "0"], 2, "--max-seconds"),
        (["--workers", "0"], 2, "--workers"),
    ],
)
def test_what_it_cannot_do_it_refuses_before_it_starts(words, code, said):
    found = refused(*words)
    assert found[0] == code
    assert said in found[1]


def test_a_wrong_scenario_is_told_with_its_place_before_it_starts(tmp_path):
    file = tmp_path / "wrong.yaml"
    file.write_text(QUICK.replace("rate: calming", "rate: clming"), encoding="utf-8")
    code, err = refused(str(file), "--port", "0")
    assert code != 0
    assert "S011" in err
    assert "did you mean `calming`?" in err


@pytest.mark.skipif(not hasattr(os, "getuid") or os.getuid() == 0, reason="root may take any port")
def test_a_port_that_only_root_may_take_is_told():
    code, err = refused("--port", "81")
    assert code == 2
    assert "1024" in err


def test_to_let_others_in_is_said_aloud():
    one = serve("--host", "0.0.0.0", "--port", "0")
    try:
        said = one.stdout.readline()
        assert "http://127.0.0.1:" in said
        port = int(said.split()[4].rstrip("/").rpartition(":")[2])
        line = HTTPConnection("127.0.0.1", port, timeout=20)
        for host, status in ((f"127.0.0.1:{port}", 200), (f"192.0.2.7:{port}", 200), (f"evil.example:{port}", 400)):
            line.request("GET", "/", headers={"host": host})
            found = line.getresponse()
            found.read()
            assert found.status == status, host
    finally:
        one.send_signal(signal.SIGINT)
        _, err = one.communicate(timeout=15)
    assert "no password" in err
