"""Pages hold together: links lead somewhere, made parts are current, words are explained, nothing is left behind."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest
from tests.docs import generated
from tests.docs.pages import ROOT, anchors, links, name_of, pages, prose

from detente.casebook import cases
from detente.errors import CODES
from detente.scenario import schema

VOCABULARY = (
    "actor", "factor", "state", "move", "nature", "event", "moment", "attention", "noise", "sight",
    "belief", "record", "explanation", "question", "path", "option", "branch",
)  # fmt: skip
"""The words of the code: one for each idea."""


@pytest.mark.parametrize("page", pages(), ids=name_of)
def test_links_lead_somewhere(page: Path) -> None:
    for link in links(page):
        if re.match(r"[a-z]+:", link):
            continue
        name, _, fragment = link.partition("#")
        target = (page.parent / name).resolve() if name else page
        assert target.exists(), link
        if fragment:
            assert fragment in anchors(target), link


def test_every_page_can_be_reached_from_the_index() -> None:
    start = ROOT / "docs" / "index.md"
    found, waiting = {start}, [start]
    while waiting:
        page = waiting.pop()
        for link in links(page):
            target = (page.parent / link.partition("#")[0]).resolve()
            if target.suffix == ".md" and target.exists() and target not in found:
                found.add(target)
                waiting.append(target)
    assert set((ROOT / "docs").rglob("*.md")) <= found


@pytest.mark.parametrize("page", pages(), ids=name_of)
def test_pages_begin_with_their_title(page: Path) -> None:
    assert page.read_text(encoding="utf-8").startswith("# ")


@pytest.mark.parametrize("page", generated.PAGES, ids=lambda one: one.name)
def test_made_parts_are_current(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert generated.parts(text), "the page has no made part"
    assert text == generated.rewritten(text), "out of date: python -m tests.docs.generated"


def test_a_stale_part_is_noticed() -> None:
    assert generated.rewritten("<!-- made: errors -->\nold\n<!-- end -->") != "<!-- made: errors -->\nold\n<!-- end -->"


def test_every_code_is_on_the_page_of_errors() -> None:
    text = (ROOT / "docs" / "reference" / "errors.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| `([A-Z]\d{3})`", text, flags=re.MULTILINE) == list(CODES)


def test_every_case_is_in_the_index() -> None:
    text = (ROOT / "docs" / "reference" / "casebook.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| \[[^\]]+\]\([^)]+\) \| `([\w-]+)`", text, flags=re.MULTILINE) == [
        one.name for one in cases()
    ]


def test_the_glossary_defines_the_vocabulary_in_order() -> None:
    text = (ROOT / "docs" / "reference" / "glossary.md").read_text(encoding="utf-8")
    defined = re.findall(r"^\*\*(\w+)\*\*\n: [A-Z]", text, flags=re.MULTILINE)
    assert set(VOCABULARY) <= set(defined)
    assert defined == sorted(defined)


LANGUAGE = (
    "ActorPart", "BranchPart", "ClockPart", "EventPart", "FactorPart", "FlowPart", "MomentPart", "MovePart", "OfPart",
    "OverlayPart", "ParameterPart", "StartPart", "TakesPart",
)  # fmt: skip
"""The parts of the language that its page explains; those of blocks and questions have pages of their own."""


def test_the_language_page_has_every_key_of_the_model() -> None:
    known = set(re.findall(r"\w+", (ROOT / "docs" / "reference" / "language.md").read_text(encoding="utf-8")))
    whole = schema()
    assert set(LANGUAGE) <= whole["$defs"].keys()
    for properties in (whole["properties"], *(whole["$defs"][one]["properties"] for one in LANGUAGE)):
        assert properties.keys() <= known


def test_the_architecture_page_is_short_and_names_every_room() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    assert len(text.splitlines()) < 150
    rooms = {one.parent.name for one in (ROOT / "src" / "detente").glob("*/__init__.py")}
    assert {f"`{room}/`" for room in rooms} <= set(re.findall(r"`\w+/`", text))


@pytest.mark.parametrize("page", pages(), ids=name_of)
def test_files_named_in_prose_exist(page: Path) -> None:
    """A path from the root of the repository, as in `tests/docs`, is there."""
    for named in re.findall(r"`((?:src|tests|docs)/[\w./-]*)`", prose(page)):
        if "CODE" not in named:
            assert (ROOT / named).exists(), named


@pytest.mark.parametrize("page", pages(), ids=name_of)
def test_source_files_named_in_prose_exist(page: Path) -> None:
    """`equilibrium/_linear.py`, or `_linear.py` where the room was said before."""
    known = [
        f"/{one.relative_to(ROOT).as_posix()}" for top in ("src", "benchmarks") for one in (ROOT / top).rglob("*.py")
    ]
    for named in re.findall(r"`((?:\w+/)*_\w+\.py)`", prose(page)):
        assert "_NAME" in named or any(one.endswith(f"/{named}") for one in known), named


EXPLANATION = sorted((ROOT / "docs" / "explanation").glob("*.md"))


@pytest.mark.parametrize("page", EXPLANATION, ids=name_of)
def test_attributes_named_in_explanations_exist(page: Path) -> None:
    """What a table of equations calls `Equilibrium.choices` is a name that a reader can use."""
    classes = {name: one for room in generated.ROOMS for name, one in generated.exported(room)}
    for owner, name in re.findall(r"`([A-Z]\w+)\.(\w+)`", prose(page)):
        one = classes[owner]
        fields = {field.name for field in dataclasses.fields(one)} if dataclasses.is_dataclass(one) else set()
        assert name in fields or hasattr(one, name), f"{owner}.{name}"
