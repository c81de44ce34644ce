"""The page of the report's sections, worked out one by one, and the files to take away."""

from __future__ import annotations

import re
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from detente.report.live import sections_elsewhere
from detente.web._app import bench_of
from detente.web._awaiting import answer, tab_of, watched, workspace_of
from detente.web._forms import Wish
from detente.web._guard import Refusal
from detente.web._jobs import Job
from detente.web._markup import page_part
from detente.web._pages_explore import controls, wish_in
from detente.web._shelf import Workspace
from detente.web._wire import Call, File

PLAIN = {
    "scenario.yaml": ("the scenario", "as it is open here"),
    "answers.csv": ("the answers", "as a table"),
    "answers.json": ("the answers", "with what they rest on"),
    "records.csv": ("the records", "as a table"),
    "records.parquet": ("the records", "for other programs"),
}
"""Files that are soon made: what they are."""

LONG = {
    "report.html": "the whole report, one file that needs no network",
    "report.md": "the same as Markdown, without pictures",
}
"""Files that take long: they are made first, then taken away."""

SECONDS = 60.0
"""For which a file that is soon made is waited for."""


async def views(request: Request) -> Response:
    """The sections, closed until they are asked for."""
    workspace = workspace_of(request)
    wish = wish_in(request, workspace)
    values = controls(workspace, wish)
    return HTMLResponse(
        page_part("views.html", sections=sections_elsewhere(), plain=PLAIN, long=LONG, changed=wish.variant, **values)
    )


async def view(request: Request) -> Response:
    """One section."""
    workspace = workspace_of(request)
    section = request.path_params["section"]
    if section not in dict(sections_elsewhere()):
        raise HTTPException(404)
    wish = wish_in(request, workspace)
    arguments = {"source": workspace.source, "variant": wish.variant, "section": section}
    job = _study(request, workspace, f"view-{section}", Call("view", arguments))
    return await answer(request, workspace, job)


async def make(request: Request) -> Response:
    """A file that takes long: how far it is, then where to take it from."""
    workspace = workspace_of(request)
    name = request.path_params["name"]
    if name not in LONG:
        raise HTTPException(404)
    job = _study(
        request, workspace, f"made-{name.replace('.', '-')}", _call(workspace, wish_in(request, workspace), name)
    )
    return await answer(request, workspace, job)


def _call(workspace: Workspace, wish: Wish, name: str) -> Call:
    questions = [(one.text, one.about) for one in workspace.sheet.questions] + [(text, "") for text in wish.own]
    return Call("file", {"source": workspace.source, "variant": wish.variant, "questions": questions, "name": name})


def _study(request: Request, workspace: Workspace, lane: str, call: Call) -> Job:
    bench = bench_of(request)
    return bench.crew.submit(
        workspace.key, f"{tab_of(request)}:{lane}", call, rank=2, seconds=bench.limits.study_seconds
    )


async def taken(request: Request) -> Response:
    """A file that was made."""
    workspace = workspace_of(request)
    job = bench_of(request).crew.find(workspace.key, request.path_params["job"])
    if job is None or not isinstance(job.result, File):
        raise HTTPException(404)
    return _sent(job.result)


async def download(request: Request) -> Response:
    """A file that is soon made.

    Raises
    ------
    Refusal
        422 where it cannot be made, 503 where it takes too long.
    """
    workspace = workspace_of(request)
    name = request.path_params["name"]
    if name not in PLAIN:
        raise HTTPException(404)
    if name == "scenario.yaml":
        stem = re.sub(r"\.ya?ml$", "", workspace.name)
        return _sent(File(f"{stem}.yaml", "application/yaml; charset=utf-8", workspace.source.text.encode("utf-8")))
    call = _call(workspace, wish_in(request, workspace), name)
    job = bench_of(request).crew.submit(workspace.key, f"download:{name}", call, rank=1)
    await watched(request, job, SECONDS)
    if job.trouble is not None:
        hint = f" {job.trouble.hint[0].upper()}{job.trouble.hint[1:]}." if job.trouble.hint else ""
        raise Refusal(422, "It cannot be made", f"{job.trouble.message}{hint}")
    if not job.over:
        raise Refusal(503, "It takes too long", "The scenario is still being solved: look at its page, and try again.")
    return _sent(job.result)


def _sent(one: File) -> Response:
    plain = one.name.encode("ascii", "replace").decode().replace("?", "_").replace('"', "_")
    names = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(one.name)}"
    return Response(one.content, media_type=one.kind, headers={"content-disposition": names})
