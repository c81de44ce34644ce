"""Every address of the workbench."""

from __future__ import annotations

from starlette.routing import Route

from detente.web import _pages_compare, _pages_edit, _pages_explore, _pages_open, _pages_views
from detente.web._awaiting import asked_again, stopped

ROUTES = [
    Route("/", _pages_open.casebook, name="casebook"),
    Route("/open", _pages_open.opened, methods=["POST"]),
    Route("/static/{name}", _pages_open.served),
    Route("/favicon.ico", _pages_open.icon),
    Route("/w/{key}/", _pages_explore.explore, name="explore"),
    Route("/w/{key}/live", _pages_explore.live),
    Route("/w/{key}/compare", _pages_compare.compare, name="compare"),
    Route("/w/{key}/compare/live", _pages_compare.live),
    Route("/w/{key}/views", _pages_views.views, name="views"),
    Route("/w/{key}/view/{section}", _pages_views.view),
    Route("/w/{key}/make/{name}", _pages_views.make),
    Route("/w/{key}/taken/{job}", _pages_views.taken),
    Route("/w/{key}/download/{name}", _pages_views.download),
    Route("/w/{key}/job/{job}", asked_again),
    Route("/w/{key}/job/{job}/stop", stopped, methods=["POST"]),
    Route("/w/{key}/scenario", _pages_edit.editor, name="scenario"),
    Route("/w/{key}/check", _pages_edit.checked, methods=["POST"]),
    Route("/w/{key}/edit", _pages_edit.applied, methods=["POST"]),
]
