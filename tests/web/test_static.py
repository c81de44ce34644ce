"""Files: those that are listed, and nothing else on this computer."""

import pytest

LISTED = {
    "report.css": "text/css",
    "workbench.css": "text/css",
    "workbench.js": "text/javascript",
    "charts.js": "text/javascript",
    "combobox.js": "text/javascript",
    "editor.js": "text/javascript",
    "htmx.js": "text/javascript",
    "vega.js": "text/javascript",
    "icon.svg": "image/svg+xml",
}


@pytest.mark.parametrize("name", LISTED)
def test_listed_files_are_served_as_what_they_are(server, name):
    found = server.get(f"/static/{name}")
    assert found.status == 200
    assert found.headers["content-type"].startswith(LISTED[name])
    assert len(found.body) > 100
    assert server.get(f"/static/{name}", if_none_match=found.headers["etag"]).status == 304


@pytest.mark.parametrize(
    "path",
    [
        "/static/",
        "/static",
        "/static/../_app.py",
        "/static/..%2f_app.py",
        "/static/%2e%2e/_app.py",
        "/static/%2e%2e%2f_app.py",
        "/static/..%5c_app.py",
        "/static/..\\_app.py",
        "/static/%252e%252e%252f_app.py",
        "/static/....//_app.py",
        "/static/..;/_app.py",
        "/static/%c0%ae%c0%ae/_app.py",
        "/static//etc/passwd",
        "/static/%2fetc%2fpasswd",
        "/static/vendor/README.md",
        "/static/vendor%2fREADME.md",
        "/static/workbench.js%00.css",
        "/static/WORKBENCH.JS",
        "/static/./workbench.css/../../_app.py",
        "//etc/passwd",
        "/../../../../etc/passwd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/_app.py",
        "/.git/config",
        "/w/../static/x",
    ],
)
def test_nothing_else_is(server, path):
    found = server.get(path)
    assert found.status in (400, 404)
    assert "root:" not in found.text
    assert "import" not in found.text
    assert "htmx" not in found.headers.get("content-type", "")


def test_a_stroke_too_many_leads_to_the_workbench_itself(server):
    for path in ("/static/workbench.js/", "//evil.example/", "/w/none", "//evil.example/static/../w/none"):
        found = server.get(path)
        assert found.headers.get("location", server.address + "/").startswith(server.address + "/"), path
        assert "//evil" not in found.headers.get("location", ""), path


def test_no_address_names_a_file_of_a_workspace(server):
    room = server.opened(case="two-parties-and-a-guarantor")
    for name in ("..%2fscenario.yaml", "%2e%2e/records.csv", "%2fetc%2fpasswd", "README.md", "scenario.yaml%00", "x"):
        found = server.get(f"{room}/download/{name}")
        assert found.status in (400, 404)
        assert "detente: 1" not in found.text
