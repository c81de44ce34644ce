"""Who may ask, and what may come in: each refusal on its own path, over the wire."""

import re
import socket
import time

import pytest

HERE = "http://127.0.0.1:{port}"


def fits(text: str, server) -> str:
    return text.format(port=server.port, other=server.port + 1)


# --- under which name --------------------------------------------------------------------


@pytest.mark.parametrize("host", ["127.0.0.1:{port}", "localhost:{port}", "LocalHost:{port}", "[::1]:{port}"])
def test_its_own_names_are_known(server, host):
    assert server.get("/", host=fits(host, server)).status == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example:{port}",
        "127.0.0.1.evil.example:{port}",  # a name that was made to point here
        "localhost.evil.example:{port}",
        "evil.example",
        "127.0.0.1:{other}",
        "127.0.0.1",
        "localhost:",
        "localhost:{port}@evil.example:{port}",
        "evil.example, localhost:{port}",
        "0.0.0.0:{port}",
        "127.0.0.2:{port}",
        "127.1:{port}",
        "2130706433:{port}",
        "[::ffff:127.0.0.1]:{port}",
        "localhost.:{port}",
        "",
    ],
)
def test_under_another_name_nothing_is_answered(server, host):
    found = server.get("/", host=fits(host, server))
    assert found.status == 400
    assert "Not this address" in found.said
    assert "casebook is" not in found.said
    assert "syria" not in found.text


def test_without_a_host_or_with_two_of_them_nothing_is_answered(server):
    own = f"Host: {server.host}\r\n"
    for head in ("", own + "Host: evil.example\r\n", "Host: evil.example\r\n" + own):
        found = server.raw(f"GET / HTTP/1.1\r\n{head}Connection: close\r\n\r\n".encode())
        assert found.startswith(b"HTTP/1.1 400"), head
        assert b"syria" not in found


def test_an_absolute_address_counts_for_nothing(server):
    sent = f"GET http://{server.host}/ HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
    assert server.raw(sent.encode()).startswith(b"HTTP/1.1 400")


# --- from which site ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "https://127.0.0.1:{port}", "http://127.0.0.1:{other}", "http://127.0.0.1",
               "http://localhost:{port}", "http://127.0.0.1:{port}.evil.example", ""],
)  # fmt: skip
def test_a_form_from_another_origin_opens_nothing(server, origin):
    found = server.post("/open", {"case": "two-parties-and-a-guarantor"}, origin=fits(origin, server))
    assert (found.status, "Not from there" in found.said) == (403, True)
    assert "location" not in found.headers


def test_a_form_that_does_not_say_where_it_is_from_is_refused(server):
    found = server.post("/open", {"case": "two-parties-and-a-guarantor"}, origin=None)
    assert found.status == 403
    assert "Origin" in found.said


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none"])
def test_what_the_browser_says_of_the_site_counts(server, site):
    fields = {"case": "two-parties-and-a-guarantor"}
    assert server.post("/open", fields, sec_fetch_site=site).status == 403
    assert server.post("/open", fields, sec_fetch_site=site, origin=None).status == 403


@pytest.mark.parametrize(
    "said, status",
    [
        ({"sec_fetch_site": "cross-site", "sec_fetch_mode": "no-cors", "sec_fetch_dest": "script"}, 403),
        ({"sec_fetch_site": "cross-site", "sec_fetch_mode": "navigate", "sec_fetch_dest": "iframe"}, 403),
        ({"sec_fetch_site": "same-site", "sec_fetch_mode": "cors", "sec_fetch_dest": "empty"}, 403),
        ({"sec_fetch_site": "cross-site", "sec_fetch_mode": "navigate", "sec_fetch_dest": "document"}, 200),
        ({"sec_fetch_site": "same-origin", "sec_fetch_mode": "cors", "sec_fetch_dest": "empty"}, 200),
        ({"sec_fetch_site": "none", "sec_fetch_mode": "navigate", "sec_fetch_dest": "document"}, 200),
    ],
)
def test_pages_may_be_followed_from_elsewhere_and_not_fetched(server, said, status):
    assert server.get("/static/workbench.js", **said).status == status


def test_no_other_site_is_let_read(server):
    for method in ("GET", "OPTIONS"):
        found = server.ask(method, "/", origin="http://evil.example", access_control_request_method="POST")
        assert not [name for name in found.headers if name.startswith("access-control")]


# --- how ----------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "FOO"])
def test_other_methods_are_refused(server, method):
    assert server.ask(method, "/", origin=server.address).status == 405


@pytest.mark.parametrize("method, path", [("GET", "/open"), ("POST", "/"), ("POST", "/static/htmx.js")])
def test_each_address_takes_its_own_method(server, method, path):
    assert server.ask(method, path, **({"origin": server.address} if method == "POST" else {})).status == 405


def test_a_head_has_no_body(server):
    found = server.ask("HEAD", "/")
    assert (found.status, found.body) == (200, b"")


@pytest.mark.parametrize("kind", ["application/json", "multipart/form-data; boundary=x", "text/plain", ""])
def test_only_forms_are_read(server, kind):
    found = server.ask("POST", "/open", b"case=two-parties-and-a-guarantor", content_type=kind)
    assert found.status == 415


def test_a_form_that_names_nothing_opens_nothing(server):
    for fields in ({}, {"case": "syria-2017"}, {"case": "../syria-2016"}, {"given": "1"}, {"file": "/etc/passwd"}):
        found = server.post("/open", fields)
        assert (found.status, "Nothing to open" in found.said) == (400, True)


# --- how much -------------------------------------------------------------------------------


def test_a_long_address_is_refused_and_one_just_short_enough_is_not(server):
    assert server.get("/?" + "q" * 32_000).status == 200
    found = server.get("/?" + "q" * 32_001)
    assert (found.status, "Too long an address" in found.said) == (413, True)
    assert server.raw(b"GET /?" + b"q" * 200_000 + b" HTTP/1.1\r\n")[:10] in (b"", b"HTTP/1.1 4")
    assert server.get("/").status == 200


def test_a_large_body_is_refused_by_its_announcement(server):
    found = server.ask("POST", "/open", b"", content_length="3200001")
    assert (found.status, "Too large" in found.said) == (413, True)


def test_a_large_body_is_refused_where_its_length_is_not_said(server):
    head = f"POST /open HTTP/1.1\r\nHost: {server.host}\r\nOrigin: {server.address}\r\n"
    head += "Content-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n\r\n"
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as line:
        line.sendall(head.encode())
        chunk = b"%x\r\n" % 100_000 + b"a" * 100_000 + b"\r\n"
        for _ in range(33):
            line.sendall(chunk)
        found = line.recv(65536)
    assert found.startswith(b"HTTP/1.1 413")


def test_many_fields_are_refused(server):
    body = "&".join(f"f{number}=" for number in range(2001))
    found = server.ask("POST", "/open", body.encode())
    assert (found.status, "Too many fields" in found.said) == (400, True)


def test_a_slow_body_is_given_up(started):
    server = started(body_seconds=0.7)
    head = f"POST /open HTTP/1.1\r\nHost: {server.host}\r\nOrigin: {server.address}\r\n"
    head += "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 20\r\n\r\n"
    began = time.monotonic()
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as line:
        line.sendall(head.encode() + b"case=")
        found = line.recv(65536)
    assert found.startswith(b"HTTP/1.1 408")
    assert 0.5 < time.monotonic() - began < 5
    assert server.get("/").status == 200


def test_too_many_requests_are_put_off_and_then_taken_again(started):
    server = started(requests=5, refill=2.0)
    found = [server.get("/favicon.ico").status for _ in range(12)]
    assert found[:4] == [308] * 4
    assert 429 in found
    time.sleep(1.2)
    assert server.get("/favicon.ico").status == 308


# --- what is sent along ---------------------------------------------------------------------

EVERYWHERE = ["/", "/no-such-page", "/static/htmx.js", "/static/vega.js", "/static/none", "/w/none/", "/favicon.ico"]


@pytest.mark.parametrize("path", EVERYWHERE)
def test_every_answer_tells_browsers_what_to_refuse(server, path):
    found = server.get(path).headers
    policy = dict(one.strip().partition(" ")[::2] for one in found["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["connect-src"] == policy["form-action"] == policy["style-src"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert not re.search("unsafe-eval|https?:|\\*", found["content-security-policy"])
    assert [name for name, value in policy.items() if "unsafe-inline" in value] == ["style-src-attr"]
    assert found["x-content-type-options"] == "nosniff"
    assert found["x-frame-options"] == "DENY"
    assert found["referrer-policy"] == "same-origin"
    assert "cache-control" in found
    assert "server" not in found
    assert "set-cookie" not in found
    assert not [name for name in found if name.startswith("access-control")]


def test_refusals_have_the_same_headers(server):
    for found in (server.get("/", host="evil.example"), server.ask("PUT", "/"), server.post("/open", origin=None)):
        assert found.headers["x-content-type-options"] == "nosniff"
        assert "script-src 'self'" in found.headers["content-security-policy"]


def test_pages_hold_no_script_and_no_style_of_their_own(server):
    room = server.opened(case="two-parties-and-a-guarantor")
    for path in ("/", f"{room}/", f"{room}/compare", f"{room}/scenario", f"{room}/views", "/no-such-page"):
        text = server.get(path).text
        for script in re.findall(r"<script\b([^>]*)>", text):
            assert 'src="/static/' in script or 'type="application/json"' in script, path
        assert "<style" not in text, path
        assert not re.search(r"\son[a-z]+=", text), path
        assert not re.search(r"(?:src|href|action)=[\"'](?:https?:)?//", text), path
