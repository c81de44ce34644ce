"""A report as files: formats, pictures, whole or not at all."""

import json
import os
import re
import shutil
import stat
from pathlib import Path

import pytest

import detente as dt
from detente.errors import UsageError
from detente.report import FORMATS, analyse, sections, write_whole
from detente.report._pdf import BROWSERS, printed

from .conftest import game, subject


def test_each_ending_is_a_format(seen, tmp_path) -> None:
    for kind in FORMATS:
        if kind != "pdf":
            assert seen.save(tmp_path / f"page.{kind}")[0].read_bytes()
    assert (tmp_path / "page.html").read_text() == seen.to_html()
    assert (tmp_path / "page.txt").read_text() == seen.to_text() + "\n"
    record = json.loads((tmp_path / "page.json").read_text(), parse_constant=pytest.fail)
    assert record["name"] == seen.name
    assert seen.save(tmp_path / "other", format="TXT") == [tmp_path / "other"]
    assert (tmp_path / "other").read_text() == seen.to_text() + "\n"


@pytest.mark.parametrize(
    ("name", "options", "said", "hint"),
    [
        ("page.docx", {}, "does not say as what", "known here: `html`, `md`, `json`, `txt`, `pdf`"),
        ("page", {}, "does not say as what", "known here: `html`"),
        ("page.htlm", {}, "does not say as what", "did you mean `html`?"),
        ("page.html", {"format": "jsn"}, "`jsn` is no format", "did you mean `json`?"),
    ],
)
def test_another_ending_is_refused_before_any_work(name, options, said, hint, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("detente.report._report.analyse", None)
    with pytest.raises(UsageError, match=said) as caught:
        dt.report(subject(game()), to=tmp_path / name, **options)
    assert caught.value.hint is not None
    assert hint in caught.value.hint
    assert list(tmp_path.iterdir()) == []


def test_the_room_is_the_verb(tmp_path) -> None:
    found = dt.report(subject(game()), to=tmp_path / "new" / "page.md", charts=tmp_path / "charts", parts=["answers"])
    assert found.answers
    assert not found.parties
    names = set(found.charts())
    assert names
    assert {one.stem for one in (tmp_path / "new" / "page-charts").iterdir()} == names
    assert {one.suffix for one in (tmp_path / "charts").iterdir()} == {".png", ".svg"}
    assert len(list((tmp_path / "charts").iterdir())) == 2 * len(names)


def test_markdown_has_every_section_and_picture(seen, tmp_path) -> None:
    seen.save(tmp_path / "page.md")
    text = (tmp_path / "page.md").read_text()
    heads = re.findall(r"^## (.*)$", text, flags=re.M)
    assert heads == [one.title for one in sections(seen)]
    pictures = re.findall(r"!\[((?:[^\]\\]|\\.)*)\]\(([^)]+)\)", text)
    assert [Path(one).stem for _, one in pictures] == list(seen.charts())
    for alt, name in pictures:
        assert len(alt) > 40
        assert (tmp_path / name).read_bytes()[1:4] == b"PNG"
    assert text.startswith("**Detente briefing**") or "# A truce & its \\<breakers\\>" in text
    for one in seen.answers:
        if one.is_number and one.about:
            assert f"`{one.question}`" in text
    for one in seen.assumptions:
        assert one.name in text


def test_markdown_without_pictures_says_what_they_show(seen) -> None:
    text = seen.to_markdown(None)
    assert "![" not in text
    assert seen.charts()["trail"].alt in text.replace("\\", "")


def test_tables_of_markdown_are_even(seen) -> None:
    rows = [one for one in seen.to_markdown().splitlines() if one.startswith("|")]
    assert len(rows) > 60
    wide = 0
    for before, row in zip(["", *rows], rows, strict=False):
        cells = len(re.findall(r"(?<!\\)\|", row)) - 1
        if set(row) <= {"|", " ", "-"}:
            wide = cells
        elif wide and before and set(before) <= {"|", " ", "-"}:
            assert cells == wide


def test_what_an_author_wrote_is_no_markup() -> None:
    found = analyse(subject(game(), title="A [link](http://x) & *stars* | bars", about="# no head"), parts=[])
    text = found.to_markdown()
    assert "[link]" not in text.replace("\\[link\\]", "")
    assert "\n# no head" not in text


def test_a_failed_write_leaves_what_was_there(tmp_path, monkeypatch) -> None:
    first, second = tmp_path / "first.txt", tmp_path / "second.txt"
    first.write_text("old")
    replace = os.replace

    def refuse(one, two):
        if Path(two).name == "second.txt":
            raise OSError(28, "No space left on device")
        replace(one, two)

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(UsageError, match="No space left"):
        write_whole({first: b"new", second: b"new"})
    assert [(one.name, one.read_text()) for one in tmp_path.iterdir()] == [("first.txt", "old")]


def test_an_interruption_leaves_nothing_half(tmp_path, monkeypatch) -> None:
    def stop(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", stop)
    with pytest.raises(KeyboardInterrupt):
        write_whole({tmp_path / "one.txt": b"new"})
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_is_no_folder_is_refused(tmp_path, seen) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(UsageError, match="cannot write"):
        seen.save(tmp_path / "file" / "page.txt")
    (tmp_path / "page.txt").mkdir()
    with pytest.raises(UsageError, match="cannot write"):
        seen.save(tmp_path / "page.txt")


def test_without_a_browser_a_pdf_is_refused_before_any_work(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.setattr("detente.report._report.analyse", None)
    with pytest.raises(UsageError, match="neither Chromium nor Chrome is installed") as caught:
        dt.report(subject(game()), to=tmp_path / "page.pdf")
    assert caught.value.hint == "install one, or write the page as .html and print it from any browser"
    assert list(tmp_path.iterdir()) == []


def fake(tmp_path: Path, monkeypatch, script: str) -> None:
    program = tmp_path / "chromium"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(program.stat().st_mode | stat.S_IEXEC)
    monkeypatch.setattr(shutil, "which", lambda name: str(program) if name == BROWSERS[0] else None)


def test_a_browser_that_fails_is_told(tmp_path, monkeypatch) -> None:
    fake(tmp_path, monkeypatch, "echo 'no display' >&2; exit 3")
    with pytest.raises(UsageError, match="could not print the page: no display"):
        printed("<p>x</p>")


def test_a_browser_that_hangs_is_stopped(tmp_path, monkeypatch) -> None:
    fake(tmp_path, monkeypatch, "exec sleep 30")
    with pytest.raises(UsageError, match=r"did not print the page within 0\.3 s"):
        printed("<p>x</p>", seconds=0.3)


def test_a_browser_that_writes_nothing_is_told(tmp_path, monkeypatch) -> None:
    fake(tmp_path, monkeypatch, "exit 0")
    with pytest.raises(UsageError, match="it says nothing"):
        printed("<p>x</p>")


def test_a_browser_prints_the_page(seen, tmp_path) -> None:
    if not any(shutil.which(one) for one in BROWSERS):
        pytest.skip(f"no browser is installed (looked for {', '.join(BROWSERS[:3])} and others)")
    (path,) = seen.save(tmp_path / "page.pdf")
    content = path.read_bytes()
    assert content[:5] == b"%PDF-"
    assert content.rstrip().endswith(b"%%EOF")
    assert len(re.findall(rb"/Type\s*/Page\b", content)) > 3
