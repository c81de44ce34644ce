"""The application: its addresses, what it keeps, and what it says when something is not to be had."""

from __future__ import annotations

import contextlib
import sys
import traceback
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from detente.web._crew import Busy, Crew
from detente.web._guard import Doors, Guard, Refusal
from detente.web._limits import Limits
from detente.web._markup import page_part
from detente.web._shelf import Shelf
from detente.web._static import Statics
from detente.web.worker import Source


@dataclass(frozen=True)
class Workbench:
    """All that the pages share.

    Attributes
    ----------
    given
        The scenario that was named when the workbench was started.
    """

    limits: Limits
    crew: Crew
    shelf: Shelf
    statics: Statics
    given: Source | None


def bench_of(request: Request) -> Workbench:
    """What the pages share."""
    return request.app.state.bench


def application(
    given: Source | None = None,
    *,
    host: str = "127.0.0.1",
    port: int = 8765,
    limits: Limits | None = None,
) -> Starlette:
    """The workbench as an ASGI application.

    Parameters
    ----------
    given
        A scenario to offer first.
    host, port
        What it will listen on: requests under any other name are refused.
    limits
        On sizes, times and numbers.
    """
    from detente.web._routes import ROUTES

    limits = limits or Limits()
    crew = Crew(limits)
    bench = Workbench(limits, crew, Shelf(limits.workspaces, crew.forget), Statics(), given)

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        await crew.open()
        bench.statics.prepare()
        try:
            yield
        finally:
            await bench.statics.close()
            await crew.close()

    app = Starlette(
        routes=ROUTES,
        lifespan=lifespan,
        middleware=[Middleware(Guard, doors=Doors(host, port), limits=limits), Middleware(Refusing)],
        exception_handlers={
            HTTPException: _not_there,
            Refusal: _refused,
            Busy: _busy,
        },
    )
    app.state.bench = bench
    return app


FAULT = Refusal(
    500,
    "Something went wrong",
    "This is a fault of the workbench, which goes on. Where it happened is written in the terminal that it was started "
    "from.",
)


class Refusing:
    """Innermost middleware: answers what the guard refused, and what nobody foresaw."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        refusal = scope.get("refusal")
        if refusal is not None:
            await _said(Request(scope), refusal)(scope, receive, send)
            return
        begun = False

        async def sent(message: Any) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self.app(scope, receive, sent)
        except Exception as error:
            traceback.print_exception(error, file=sys.stderr)
            if not begun:
                await _said(Request(scope), FAULT)(scope, receive, send)


def _said(request: Request, refusal: Refusal) -> Response:
    """A refusal as a page, or as a part of one where a part was asked for."""
    part = request.headers.get("hx-request") == "true"
    name = "refused_part.html" if part else "refused.html"
    headers = {"HX-Retarget": "#trouble", "HX-Reswap": "innerHTML"} if part else {}
    return HTMLResponse(page_part(name, refusal=refusal), refusal.status, headers)


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refusal)
    return _said(request, error)


async def _busy(request: Request, error: Exception) -> Response:
    return _said(request, Refusal(429, "Too much at once", "The workbench has as much to do as it takes. Wait until "
                                  "something is done, or cancel it."))  # fmt: skip


async def _not_there(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == 405:
        return _said(request, Refusal(405, "Not like this", "This address does not take what was sent to it."))
    return _said(request, Refusal(404, "Not here", "There is no such page in the workbench."))
