"""The page that puts two variants side by side."""

from __future__ import annotations

from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from detente.web._app import bench_of
from detente.web._awaiting import answer, tab_of, watched, workspace_of
from detente.web._forms import Wish, field_of_time, query_of, time_shown
from detente.web._jobs import Job
from detente.web._markup import page_part
from detente.web._pages_explore import controls, wish_in
from detente.web._shelf import Workspace
from detente.web._wire import Call

SIDES = ("a", "b")


def _wishes(request: Request, workspace: Workspace) -> tuple[Wish, Wish, Wish]:
    """Of the two sides, and what both share (the questions).

    Where the address says nothing of a side B, it is what was set on the page before.
    """
    plain = wish_in(request, workspace)
    one, other = (wish_in(request, workspace, f"{side}.") for side in SIDES)
    said = any(name.startswith("b.") for name in request.query_params)
    return one, other if said else plain, plain


async def compare(request: Request) -> Response:
    """The page; without a script, with what it shows once it is worked out (`go`)."""
    workspace = workspace_of(request)
    sheet = workspace.sheet
    one, other, shared = _wishes(request, workspace)
    sides = []
    for side, wish in zip(SIDES, (one, other), strict=True):
        time = time_shown(wish.variant, sheet)
        given = [name.removeprefix(f"{side}.p.") for name in request.query_params if name.startswith(f"{side}.p.")]
        sides.append(
            {
                "name": side,
                "wish": wish,
                "values": dict(wish.variant.parameters),
                "time": time,
                "time_field": field_of_time(time, sheet),
                "given": given,
            }
        )
    wanted = {name for side in sides for name in (*side["values"], *side["given"])}  # pyright: ignore
    wanted.add(request.query_params.get("add", ""))
    job = None
    if "go" in request.query_params:
        job = _submit(request, workspace, (one, other, shared), "plain")
        await watched(request, job, 20.0)
    values = controls(workspace, shared)
    shown = [one for one in sheet.dials if one.name in wanted]
    hidden = [one for one in sheet.dials if one.name not in wanted]
    return HTMLResponse(page_part("compare.html", sides=sides, shown=shown, hidden=hidden, job=job, **values))


async def live(request: Request) -> Response:
    """What follows a change on either side."""
    workspace = workspace_of(request)
    wishes = _wishes(request, workspace)
    job = _submit(request, workspace, wishes, tab_of(request))
    parts = [query_of(wish, workspace.sheet, f"{side}.") for side, wish in zip(SIDES, wishes[:2], strict=True)]
    # A field of B is always there, so that B stays what it is when the page is loaded again.
    parts += ["b.set=1", "&".join(part for part in [query_of(wishes[2], workspace.sheet)] if part.startswith("q="))]
    query = "&".join(part for part in parts if part)
    return await answer(request, workspace, job, HX_Replace_Url=f"/w/{quote(workspace.key)}/compare?{query}")


def _submit(request: Request, workspace: Workspace, wishes: tuple[Wish, Wish, Wish], tab: str) -> Job:
    one, other, shared = wishes
    questions = [(asked.text, asked.about) for asked in workspace.sheet.questions] + [(text, "") for text in shared.own]
    problems = [
        (f"{side.upper()}, {field}", said)
        for side, wish in zip("ab", (one, other), strict=True)
        for field, said in wish.problems
    ]
    arguments = {
        "source": workspace.source,
        "variants": (one.variant, other.variant),
        "questions": questions,
        "problems": problems,
    }
    return bench_of(request).crew.submit(workspace.key, f"{tab}:live", Call("compare", arguments), rank=0)
