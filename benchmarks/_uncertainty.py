"""Parameter uncertainty on a case of a thousand states: draws from ten priors, weighed by forty records."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks._line import Line
from detente.equilibrium import solve
from detente.evidence import Record, Records
from detente.evidence.uncertainty import sample
from detente.forecast import simulate
from detente.scenario import load

CASE = Path(__file__).with_name("two-fronts.yaml")
RECORDS = 40
DRAWS = 500
SECONDS = 120.0


def history(scenario, count: int = RECORDS, seed: int = 7) -> Records:
    """The first changes that the analyst sees on one simulated path, as dated records."""
    game = scenario.game()
    path = simulate(solve(game, search=0), paths=1, horizon=400.0, seed=seed)
    space, seen = game.space, [one.name for one in game.factors if one.name != "plan"]
    rows = []
    for at, source, target in zip(path.time, path.before, path.after, strict=True):
        old, new = space.describe(int(source)), space.describe(int(target))
        changed = [name for name in seen if old[name] != new[name]]
        if changed:
            day = game.clock.date(float(at))
            rows.append(Record(str(day), "change", tuple(changed), tuple(new[name] for name in changed)))
    return Records(tuple(rows[:count]), "simulated")


def uncertainty(draws: int = DRAWS) -> Iterator[Line]:
    """The whole of it, on all cores, from the scenario's text on."""
    records = history(load(CASE))
    began = time.perf_counter()
    scenario = load(CASE)
    found = sample(scenario, records, draws=draws, seed=1)
    seconds = time.perf_counter() - began
    stages = len(found.stages) - 1
    yield Line(
        f"{draws} draws of the parameters, weighed",
        f"{len(scenario.game().space):,} states",
        seconds,
        target=f"{SECONDS:g} s",
        reached=seconds <= SECONDS,
        remarks=f"{RECORDS} records, {len(found.names)} priors, {stages} stages, {found.weighings:,} games solved, "
        f"effective size {found.effective:.0f}",
    )
