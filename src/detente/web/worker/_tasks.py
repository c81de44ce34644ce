"""The tasks of a worker: each takes a bench and plain arguments, and gives what can be sent to the server."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from detente.errors import ScenarioError
from detente.report import material_of
from detente.report.live import Desk, Sheet, Standing, Variant, course_chart, sheet_of
from detente.web._markup import page_part
from detente.web._wire import Row
from detente.web.worker._bench import Bench, Say
from detente.web.worker._made import file
from detente.web.worker._places import Source, bounded
from detente.web.worker._troubles import rows_of
from detente.words import listed, number, plain


def sheet(bench: Bench, source: Source) -> Sheet:
    """What can be chosen and asked in a scenario."""
    return sheet_of(bounded(source))


def check(bench: Bench, source: Source) -> tuple[Row, ...]:
    """Everything that is wrong with a scenario or worth a look."""
    try:
        scenario = source.read()
        found = scenario.check(max_states=source.states)
        material_of(None, scenario.evidence, scenario.game())  # the records too: a good text can be worked with
    except ScenarioError as error:
        return rows_of(error.diagnostics, error.text, source.name)
    return rows_of(found, scenario.text, source.name)


def live(
    bench: Bench,
    source: Source,
    variant: Variant,
    questions: Sequence[tuple[str, str]],
    problems: Sequence[tuple[str, str]],
) -> str:
    """The fragment that follows each change: the explanations, and the answers beside those of the scenario."""
    desk = bench.desk(source)
    against = desk.against(variant, bench.say)
    base = desk.standing(against, questions, bench.say)
    changed = None if variant.changes_nothing else desk.standing(variant, questions, bench.say)
    return side_by_side(
        desk,
        bench.say,
        (against, base),
        None if changed is None else (variant, changed),
        heads=("as it stands", "as changed"),
        captions=[("", changed or base)],
        problems=problems,
    )


def compare(
    bench: Bench,
    source: Source,
    variants: tuple[Variant, Variant],
    questions: Sequence[tuple[str, str]],
    problems: Sequence[tuple[str, str]],
) -> str:
    """Two variants side by side."""
    desk = bench.desk(source)
    one, other = (desk.standing(variant, questions, bench.say) for variant in variants)
    return side_by_side(
        desk,
        bench.say,
        (variants[0], one),
        (variants[1], other),
        heads=("A", "B"),
        captions=[("A", one), ("B", other)],
        problems=problems,
    )


Looked = tuple[Variant, Standing]


def side_by_side(
    desk: Desk,
    say: Say,
    first: Looked,
    second: Looked | None,
    heads: tuple[str, str],
    captions: Sequence[tuple[str, Standing]],
    problems: Sequence[tuple[str, str]],
) -> str:
    """One variant, or two with what differs."""
    clock = desk.subject.game.clock
    chart = course_chart(
        desk.with_whole_trail(*first, say),
        None if second is None else desk.with_whole_trail(*second, say),
        clock,
        heads=heads,
    )
    return page_part(
        "live.html",
        first=first[1],
        second=None if second is None else second[1],
        chart=chart,
        clock=clock,
        heads=heads,
        captions=captions,
        rows_of=rows_of,
        problems=problems,
        said_of=lambda one: said_of(one.variant),
    )


def said_of(variant: Variant) -> str:
    """What is changed, in words."""
    if variant.changes_nothing:
        return "the scenario as it stands"
    parts = [plain(name) for name in variant.do]
    parts += [f"{plain(name)} at {number(value)}" for name, value in variant.parameters]
    return "with " + (listed(parts) if len(parts) <= 6 else ", ".join(parts[:5]) + f" and {len(parts) - 5} more")


def view(bench: Bench, source: Source, variant: Variant, section: str) -> str:
    """A section of the report."""
    found = bench.views(source).section(section, variant, bench.say)
    return found or "<p>The scenario has nothing to show here.</p>"


TASKS: dict[str, Callable[..., Any]] = {one.__name__: one for one in (sheet, check, live, compare, view, file)}
"""By name."""
