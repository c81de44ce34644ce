"""The page that opens scenarios, and files."""

from __future__ import annotations

from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from detente.casebook import case, cases, names
from detente.web._app import bench_of
from detente.web._awaiting import watched
from detente.web._forms import pairs_of
from detente.web._guard import Refusal
from detente.web._jobs import Job
from detente.web._markup import page_part
from detente.web._shelf import Workspace, source_of
from detente.web._wire import Call, Row, Trouble
from detente.web.worker import Source


async def casebook(request: Request) -> Response:
    """The casebook, and a place for a scenario of one's own."""
    return _page(request)


def _page(request: Request, trouble: Trouble | None = None, text: str = "", status: int = 200) -> Response:
    values = {"given": bench_of(request).given, "cases": cases(), "trouble": trouble, "text": text}
    return HTMLResponse(page_part("casebook.html", **values), status)


async def opened(request: Request) -> Response:
    """Open a case, the scenario that was named at the start, or a text."""
    bench = bench_of(request)
    fields = dict(await fields_of(request))
    text = ""
    if "text" in fields:
        text = fields["text"].replace("\r\n", "\n")
        source = source_of(text, file_name(fields.get("name", "")), None, bench.limits.states)
    elif "given" in fields and bench.given is not None:
        source = bench.given
    elif fields.get("case") in names():
        source = source_of_case(fields["case"], bench.limits.states)
    else:
        raise Refusal(400, "Nothing to open", "The form names no case of the casebook and holds no scenario.")
    workspace, trouble = await open_workspace(request, source)
    if workspace is None:
        return _page(request, trouble, text, 422)
    return RedirectResponse(f"/w/{quote(workspace.key)}/", 303)


async def fields_of(request: Request) -> list[tuple[str, str]]:
    """The fields of a form that was sent.

    Raises
    ------
    Refusal
        415 for another kind of body, 400 for more fields than are read, 413 for a text too long.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        raise Refusal(415, "Not a form", "The workbench reads forms only.")
    try:
        pairs = list(pairs_of(await request.body()))
    except ValueError:
        raise Refusal(400, "Too many fields", "The form has more fields than the workbench reads.") from None
    most = bench_of(request).limits.scenario_bytes
    if any(len(text.encode("utf-8", "surrogatepass")) > most for _, text in pairs):
        raise Refusal(413, "Too large", f"A scenario may have {most:,} bytes.")
    return pairs


def file_name(text: str) -> str:
    """A name for a scenario that was opened from elsewhere: its last part, plain."""
    last = text.replace("\\", "/").rpartition("/")[2]
    kept = "".join(one for one in last if one.isalnum() or one in "-_. ")[:80].strip(". ")
    return kept or "scenario.yaml"


def source_of_case(name: str, states: int) -> Source:
    """A case of the casebook."""
    found = case(name)
    return source_of(found.scenario.read_text(encoding="utf-8"), name, str(found.folder), states)


async def open_workspace(request: Request, source: Source) -> tuple[Workspace | None, Trouble | None]:
    """A workspace for a scenario, if the scenario is good; else why it is not."""
    bench = bench_of(request)
    job = await _light(request, "sheet", source)
    if job.trouble is not None:
        return None, job.trouble
    if not job.over:
        return None, Trouble("time", "Reading the scenario took too long.", "make it smaller")
    return bench.shelf.add(source, job.result), None


async def checked_rows(request: Request, source: Source, place: str, tab: str) -> tuple[Row, ...] | Trouble:
    """Everything that is wrong with a scenario that a tab of a workspace has, or why that cannot be said."""
    job = await _light(request, "check", source, place, tab)
    if job.trouble is not None:
        return job.trouble
    return job.result if job.over else Trouble("time", "Checking the scenario took too long.", "make it smaller")


async def _light(request: Request, task: str, source: Source, place: str = "", tab: str = "") -> Job:
    bench = bench_of(request)
    seconds = bench.limits.check_seconds
    lane = f"{tab if place else source.key}:{task}"
    job = bench.crew.submit(place, lane, Call(task, {"source": source}), rank=0, seconds=seconds)
    await watched(request, job, 3 * seconds)
    return job


async def served(request: Request) -> Response:
    """A listed file."""
    found = await bench_of(request).statics.find(request.path_params["name"])
    if found is None:
        raise HTTPException(404)
    tag = f'"{found.digest}"'
    headers = {"etag": tag, "cache-control": "max-age=3600" if request.query_params.get("v") else "no-cache"}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    return Response(found.content, headers=headers, media_type=found.kind)


async def icon(request: Request) -> Response:
    """Browsers ask for it."""
    return RedirectResponse("/static/icon.svg", 308)
