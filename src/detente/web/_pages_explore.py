"""The page on which a scenario is explored: date, parameters, `do` blocks, questions, and what follows."""

from __future__ import annotations

import secrets
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from detente.report.live import Sheet
from detente.web._app import bench_of
from detente.web._awaiting import answer, tab_of, watched, workspace_of
from detente.web._forms import Wish, field_of_time, pairs_of, query_of, time_shown, wish_of
from detente.web._guard import Refusal
from detente.web._jobs import Job
from detente.web._markup import page_part
from detente.web._shelf import Workspace
from detente.web._wire import Call


def wish_in(request: Request, workspace: Workspace, prefix: str = "") -> Wish:
    """What an address says is wanted.

    Raises
    ------
    Refusal
        400 for more fields than are read.
    """
    try:
        pairs = pairs_of(request.url.query)
    except ValueError:
        raise Refusal(400, "Too many fields", "The address has more fields than the workbench reads.") from None
    return wish_of(pairs, workspace.sheet, prefix)


def controls(workspace: Workspace, wish: Wish) -> dict[str, object]:
    """What the templates of the controls need."""
    sheet, variant = workspace.sheet, wish.variant
    time = time_shown(variant, sheet)
    return {
        "workspace": workspace,
        "sheet": sheet,
        "wish": wish,
        "changed_parameters": dict(variant.parameters),
        "time": time,
        "time_field": field_of_time(time, sheet),
        "query": query_of(wish, sheet),
        "time_is_date": sheet.date(time) is not None,
        "step": _step(sheet),
        "day": sheet.clock.duration("1 day") if sheet.date(time) is not None else 1.0,
        "dated": [{"time": one.time, "said": one.said} for one in sheet.records],
        "vocabulary": vocabulary(sheet),
        "tab": secrets.token_hex(6),
    }


def _step(sheet: Sheet) -> float:
    """Of the slider of time: a day where the clock has days, else a part of the whole that is easily read."""
    if sheet.date(0.0) is not None:
        return sheet.clock.duration("1 day")
    return float(f"{sheet.end / 200:.1g}")


def vocabulary(sheet: Sheet) -> dict[str, object]:
    """What a question can be made of, for its completion."""
    moves = [f"{actor}.{move}" for actor, some in sheet.moves.items() for move in some]
    return {
        "factors": {name: list(values) for name, values in sheet.factors.items()},
        "moves": [*moves, *(f"nature.{one}" for one in sheet.events)],
        "actors": list(sheet.moves),
        "parameters": [one.name for one in sheet.dials],
        "questions": [one.text for one in sheet.questions],
    }


async def explore(request: Request) -> Response:
    """The page; without a script, with what it shows once it is worked out (`go`)."""
    workspace = workspace_of(request)
    wish = wish_in(request, workspace)
    values = controls(workspace, wish)
    job = None
    if "go" in request.query_params:
        job = _submit(request, workspace, wish, "plain")
        await watched(request, job, 20.0)
    return HTMLResponse(page_part("explore.html", job=job, **values))


async def live(request: Request) -> Response:
    """What follows a change."""
    workspace = workspace_of(request)
    wish = wish_in(request, workspace)
    job = _submit(request, workspace, wish, tab_of(request))
    query = query_of(wish, workspace.sheet)
    address = f"/w/{quote(workspace.key)}/" + (f"?{query}" if query else "")
    return await answer(request, workspace, job, HX_Replace_Url=address)


def _submit(request: Request, workspace: Workspace, wish: Wish, tab: str) -> Job:
    questions = [(one.text, one.about) for one in workspace.sheet.questions] + [(text, "") for text in wish.own]
    arguments = {"source": workspace.source, "variant": wish.variant, "questions": questions}
    crew = bench_of(request).crew
    return crew.submit(workspace.key, f"{tab}:live", Call("live", {**arguments, "problems": wish.problems}), rank=0)
