"""The tasks of a worker: each takes a bench and plain arguments, and gives what can be sent to the server."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from detente.errors import ScenarioError
from detente.report.live import Sheet, Variant, course_chart, sheet_of
from detente.web._markup import page_part
from detente.web._wire import Row
from detente.web.worker._bench import Bench
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
    except ScenarioError as error:
        return rows_of(error.diagnostics, source.text)
    return rows_of(found, scenario.text)


def live(
    bench: Bench,
    source: Source,
    variant: Variant,
    questions: Sequence[tuple[str, str]],
    problems: Sequence[tuple[str, str]],
) -> str:
    """The fragment that follows each change: the explanations, and the answers beside those of the scenario."""
    desk = bench.desk(source)
    base = desk.standing(variant.base, questions, bench.say)
    changed = None if variant.changes_nothing else desk.standing(variant, questions, bench.say)
    subject = desk.subject()
    clock = subject.game.clock
    whole = base if variant.at is None else desk.standing(Variant(), (), bench.say)
    whole_changed = changed
    if changed is not None and variant.at is not None:
        whole_changed = desk.standing(variant.game, (), bench.say)
    chart = course_chart(
        _from(base, whole), changed and whole_changed and _from(changed, whole_changed), clock, whole.time
    )
    return page_part(
        "live.html",
        base=base,
        changed=changed,
        chart=chart,
        clock=clock,
        rows_of=rows_of,
        problems=problems,
        what_is_changed=said_of(variant),
    )


def said_of(variant: Variant) -> str:
    """What is changed, in words."""
    parts = [plain(name) for name in variant.do]
    parts += [f"{plain(name)} at {number(value)}" for name, value in variant.parameters]
    return listed(parts[:6]) + (f" and {len(parts) - 6} more" if len(parts) > 6 else "")


def _from(standing: Any, whole: Any) -> Any:
    """How things stand at a date, with the trail of the whole record."""
    from dataclasses import replace

    return replace(standing, trail=whole.trail)


def vega(bench: Bench) -> str:
    """Vega, Vega-Lite and Vega-Embed as one script."""
    import vl_convert

    return vl_convert.javascript_bundle()  # pyright: ignore[reportCallIssue]


TASKS: dict[str, Callable[..., Any]] = {one.__name__: one for one in (sheet, check, live, vega)}
"""By name."""
