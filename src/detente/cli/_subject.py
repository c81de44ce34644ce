"""From a scenario to what a report is about: the one place where the two meet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from detente import __version__

if TYPE_CHECKING:
    from detente.game import Game
    from detente.report import Subject
    from detente.scenario import Scenario


def subject_of(scenario: Scenario, game: Game, file: str, settings: Mapping[str, float | str] | None = None) -> Subject:
    """What :func:`detente.report.analyse` needs to know of a scenario.

    Parameters
    ----------
    file
        As the user named it: a path or a case.
    settings
        What was changed on the command line, to be shown with the result.
    """
    from detente.report import Asked, Moment, Provenance, Subject

    explained = scenario.explanations.values()
    hidden = next((one.factor for one in explained if one.factor is not None), None)
    name = Path(file).stem if Path(file).suffix else Path(file).name
    made = Provenance(file, scenario.sha256[:16], __version__, dt.datetime.now(dt.UTC), dict(settings or {}))
    return Subject(
        name=name,
        title=scenario.title or name,
        about=" ".join(scenario.about.split()),
        game=game,
        provenance=made,
        questions=tuple(Asked(one.text, one.about or one.title, one.name) for one in scenario.questions),
        moments=tuple(
            Moment(one.name, one.at or 0.0, one.given, one.about, one.title) for one in scenario.moments.values()
        ),
        explanations={one.name: one.about or one.title for one in explained},
        hidden=hidden,
        settlement=settlement_of(game),
        sources=scenario.sources,
    )


def settlement_of(game: Game) -> str | None:
    """The factor that says which settlement was reached: the one that the block makes, or any named so."""
    names = [one.name for one in game.factors]
    return next((name for name in names if name == "settlement" or name.endswith("_settlement")), None)
