"""The page as a whole: its sections in order, and the part between its marks."""

from __future__ import annotations

import datetime as dt
import platform
import re
from importlib.metadata import version

from benchmarks._page import write
from tests.docs.pages import ROOT
from tests.docs.validation import beliefs, drawn, forecasts
from tests.docs.validation.run import TEXT, Files, Made
from tests.docs.validation.words import table

from detente import __version__

PAGE = ROOT / "docs" / "reference" / "validation-syria-2016.md"
BEGIN, END = "<!-- validated: begin -->", "<!-- validated: end -->"
COMMAND = "python -m tests.docs.validation"


def text(made: Made) -> str:
    """The part that is made."""
    parts = [
        ("The result", forecasts.verdict(made)),
        ("Where the model loses, and why", forecasts.why(made)),
        ("What was forecast", forecasts.asked(made)),
        ("Scores", forecasts.means(made)),
        ("Skill against every baseline", SKILL + forecasts.skills(made)),
        ("Reliability", RELIABLE + forecasts.reliable(made)),
        ("The worst forecasts", WORST + forecasts.worst(made)),
        (f"Every forecast {forecasts.SHOWN:g} days ahead", SINGLE + forecasts.single(made)),
        ("Other codings: the scores", CODED + forecasts.codings(made)),
        ("The leak check", forecasts.hindsight(made)),
        ("The posterior, record by record", beliefs.course(made)),
        ("Under other priors", PRIORS + beliefs.priors(made)),
        ("Without each source", SOURCES + beliefs.sources(made)),
        ("Other codings: the explanations", beliefs.codings(made)),
        ("The claims", CLAIMS + beliefs.claims(made)),
    ]
    return "\n\n".join([header(made.files), *(f"## {title}\n\n{body}" for title, body in parts)])


def header(files: Files) -> str:
    """When, with what, from which files."""
    libraries = ", ".join(f"{one} {version(one)}" for one in ("numpy", "scipy"))
    made = (
        f"Made on {dt.date.today()} with `{COMMAND}`, Detente {__version__}, Python {platform.python_version()}, "
        f"{libraries}. The files, each with the first 16 digits of its SHA-256:"
    )
    return f"{made}\n\n{table(['file', 'SHA-256'], [[f'`{name}`', f'`{one}`'] for name, one in files.hashes.items()])}"


def hashes(page: str) -> dict[str, str]:
    """The hashes that a page names."""
    return dict(re.findall(r"^\| `([\w.-]+)` \| `([0-9a-f]{16})` \|$", page, flags=re.MULTILINE))


def renew(made: Made) -> None:
    """Write the part that is made; the draws stay as they are, and the page says what they were made from."""
    write(PAGE, text(made), (BEGIN, END))
    stand()


def stand() -> None:
    """Say whether the draws fit the files."""
    page = PAGE.read_text(encoding="utf-8")
    write(PAGE, drawn.standing(drawn.block(page), Files.now()), STANDING)


def redraw(made: str) -> None:
    """Write the part about draws."""
    write(PAGE, made, (drawn.BEGIN, drawn.END))
    stand()


STANDING = "<!-- standing: begin -->", "<!-- standing: end -->"

SKILL = """The share of the rival's Brier score that the model saves: above 0 better, below 0 worse. In brackets the 90%
interval from resampling blocks of dates as long as the horizon; none where fewer than five blocks fit. *Stretches* is
how many of the dates have horizons that do not overlap. With so few of them an interval is too narrow: take it as the
least that the doubt can be.

"""
RELIABLE = """All forecasts of the model, each value of a factor counted as an event. The last but one column is where
the middle nine tenths of *happened* would lie if every chance were right; `off` marks what lies outside.

"""
WORST = """The worst of each question, and what moved it. The chance after a record includes the silence before it and
the time that passed.

"""
SINGLE = """What came, and the chance that the model gave it on that date. An asterisk marks an outcome that rests on
graded records. Where the truce was already known to be broken, *The truce is broken at some time* was as good as
certain.

"""
CODED = """Brier scores over all questions. *Resolved by it*: the forecasts are those of the main record, and the
other coding says how they came out. That is unfair to whoever was told something else on the date. *Made and resolved
by it*: the forecasts use the other coding too.

"""
PRIORS = """The chances are in percent, in the order given. The likelihoods stay as they are.

"""
SOURCES = f"""The chances are in percent, in the order given. A gap takes the place of a change that a source
reported. What came after {TEXT} has no entry in the first column of chances.

"""
CLAIMS = """The chances are those of the test that stands for the claim, not of the claim in all that its words may
mean. Of a motive it is the chance of the explanations that carry it, and it is never called true or false. `detente
claims syria-2016` says for each how well the test bears on it, and why the status is what it is.

"""
