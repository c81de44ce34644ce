"""Jobs as parts of a page: the result where it is soon there, else how far it is, asked again until it is."""

from __future__ import annotations

import asyncio
import contextlib
import time
from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from detente.web._app import bench_of
from detente.web._guard import Refusal
from detente.web._jobs import Job
from detente.web._markup import page_part
from detente.web._shelf import Workspace
from detente.web._wire import File

CLOSED = (
    "This workspace is not open: the workbench was started anew, or so many others were opened since that this one was "
    "closed. Open the scenario again from the casebook."
)

SOON, AGAIN = 0.35, 1.0
"""Seconds for which an answer is held back in the hope of a result: the first time, and later."""


@dataclass(frozen=True)
class Lane:
    """A part of a page: where its results go, and where it is told how far they are."""

    name: str

    @property
    def target(self) -> str:
        """The id of the element that holds results."""
        return self.name

    @property
    def status(self) -> str:
        """The id of the element that says how far it is."""
        return f"{self.name}-status"


def workspace_of(request: Request) -> Workspace:
    """The workspace of an address.

    Raises
    ------
    Refusal
        404, where it is not open (any longer).
    """
    found = bench_of(request).shelf.find(request.path_params["key"])
    if found is None:
        raise Refusal(404, "No longer open", CLOSED)
    return found


def tab_of(request: Request) -> str:
    """Which tab asks: a word that its page was given."""
    return plain_tab(request.query_params.get("tab", ""))


def plain_tab(given: str) -> str:
    """The word, if it is one that a page could have been given."""
    return given if given.isalnum() and len(given) <= 32 else "tab"


async def watched(request: Request, job: Job, seconds: float) -> None:
    """Wait for a job while the browser does; a browser that goes away is noted."""
    job.watched += 1
    job.gone = False
    leaving = asyncio.create_task(_left(request))
    waiting = asyncio.create_task(job.finished(seconds))
    try:
        await asyncio.wait({leaving, waiting}, return_when=asyncio.FIRST_COMPLETED)
        job.gone = leaving.done() and not waiting.done()
    finally:
        job.watched -= 1
        job.asked = time.monotonic()
        for one in (leaving, waiting):
            one.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await one


async def _left(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def answer(request: Request, workspace: Workspace, job: Job, seconds: float = SOON, **headers: str) -> Response:
    """The result of a job as a part of a page, or how far it is."""
    await watched(request, job, seconds)
    lane = Lane(job.lane.partition(":")[2])
    values = {"workspace": workspace, "job": job, "lane": lane}
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    if not job.over:
        sent |= {"HX-Retarget": f"#{lane.status}", "HX-Reswap": "innerHTML"}
        return HTMLResponse(page_part("working.html", **values), headers=sent)
    if isinstance(job.result, File):
        return HTMLResponse(page_part("made.html", **values), headers=sent)
    if job.trouble is None:
        return HTMLResponse(page_part("finished.html", result=job.result, **values), headers=sent)
    if job.trouble.kind == "newer":
        return Response(status_code=204)
    sent |= {"HX-Retarget": f"#{lane.status}", "HX-Reswap": "innerHTML"}
    return HTMLResponse(page_part("failed.html", trouble=job.trouble, **values), headers=sent)


def _job(request: Request) -> tuple[Workspace, Job]:
    workspace = workspace_of(request)
    job = bench_of(request).crew.find(workspace.key, request.path_params["job"])
    if job is None:
        raise HTTPException(404)
    return workspace, job


async def asked_again(request: Request) -> Response:
    """How far a job is by now."""
    workspace, job = _job(request)
    return await answer(request, workspace, job, AGAIN)


async def stopped(request: Request) -> Response:
    """Let go of a job because the user says so."""
    workspace, job = _job(request)
    bench_of(request).crew.cancel(job)
    return await answer(request, workspace, job, 0.0)
