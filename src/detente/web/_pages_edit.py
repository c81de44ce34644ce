"""The page on which a scenario is edited, with what is wrong with it as one types."""

from __future__ import annotations

import secrets
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from detente.web._app import bench_of
from detente.web._awaiting import plain_tab, workspace_of
from detente.web._markup import page_part
from detente.web._pages_open import checked_rows, fields_of, open_workspace
from detente.web._shelf import Workspace, source_of
from detente.web._wire import Trouble
from detente.web.worker import Source


async def editor(request: Request) -> Response:
    """The text of the scenario."""
    workspace = workspace_of(request)
    return _page(workspace, workspace.source.text)


def _page(workspace: Workspace, text: str, trouble: Trouble | None = None, status: int = 200) -> Response:
    values = {"workspace": workspace, "sheet": workspace.sheet, "text": text, "trouble": trouble, "query": ""}
    values["tab"] = secrets.token_hex(6)
    return HTMLResponse(page_part("editor.html", **values), status)


async def _edited(request: Request, workspace: Workspace) -> tuple[Source, str]:
    """The edited text, and which tab has it."""
    fields = dict(await fields_of(request))
    text = fields.get("text", "").replace("\r\n", "\n")
    source = source_of(text, workspace.name, workspace.source.folder, bench_of(request).limits.states)
    return source, plain_tab(fields.get("tab", ""))


async def checked(request: Request) -> Response:
    """What is wrong with a text that is being typed; nothing is changed by it."""
    workspace = workspace_of(request)
    source, tab = await _edited(request, workspace)
    rows = await checked_rows(request, source, workspace.key, tab)
    if isinstance(rows, Trouble):
        if rows.kind == "newer":
            return Response(status_code=204)
        return HTMLResponse(page_part("diagnostics.html", rows=(), trouble=rows))
    return HTMLResponse(page_part("diagnostics.html", rows=rows, trouble=None))


async def applied(request: Request) -> Response:
    """Work on with the edited text, in a workspace of its own; a bad text changes nothing."""
    workspace = workspace_of(request)
    source, _ = await _edited(request, workspace)
    opened, trouble = await open_workspace(request, source)
    if opened is None:
        return _page(workspace, source.text, trouble, 422)
    return RedirectResponse(f"/w/{quote(opened.key)}/", 303)
