"""A list of events in the layout of ACLED, mapped to records, against a loop over its rows."""

from __future__ import annotations

import csv
import datetime as dt
import random
import re
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from benchmarks._line import Line
from benchmarks._solving import peak, say
from detente.evidence.mapping import LAYOUTS, map_events

EVENTS = 1_000_000
TARGET, MEMORY = 30.0, 2.0
"""Seconds and gigabytes to stay under, with a million events."""

TYPES = ("Battles", "Explosions/Remote violence", "Violence against civilians", "Protests", "Strategic developments")
PROVINCES = ("Aleppo", "Homs", "Idleb", "Rural Damascus", "Hama")
RULES = """
events: {layout: acled}
repeats: keep
tables: {who: {Military Forces of Syria: government, Opposition Rebels: opposition}}
defaults: {source: "{source}", note: "{event_id_cnty}: {notes}", grade: C3}
rules:
  - match: {event_type: Protests}
    skip: protests
  - name: shelling
    match: {notes: {matches: "shell(ed|ing)"}, admin1: {contains: alep}, fatalities: {at_least: 3}}
    record: {kind: move, actor: "{actor1|who}", move: violate}
  - name: battles
    match: {event_type: [Battles, Explosions/Remote violence], country: Syria}
    record: {kind: reading, factor: truce, value: broken}
"""


def mapping(events: int = EVENTS) -> Iterator[Line]:
    """Map a made list; the loop must come to the same numbers."""
    with tempfile.TemporaryDirectory(prefix="detente-bench-") as folder:
        path = Path(folder) / "events.csv"
        make_list(path, events)
        say(f"{path.stat().st_size / 1e6:.0f} MB of events")
        began = time.perf_counter()
        found = map_events(path, RULES)
        seconds, memory = time.perf_counter() - began, peak()
        made = {one.rule: one.records for one in found.made}
        began = time.perf_counter()
        expected = by_rows(path)
        baseline = time.perf_counter() - began
    if made != expected:
        yield Line("mapping", f"{events:,} events", None, remarks=f"{made} records, by rows {expected}")
        return
    reached = seconds <= TARGET and memory <= MEMORY
    remarks = f"{len(found.records):,} records, peak {memory:.2f} GB; the loop makes no records"
    goal = f"{TARGET:g} s, {MEMORY:g} GB" if events == EVENTS else ""
    yield Line(
        "mapping", f"{events:,} events", seconds, "a loop over csv.DictReader", baseline, True, goal,
        reached if goal else None, remarks,
    )  # fmt: skip


def make_list(path: Path, events: int) -> None:
    """A list of the size and shape of a real one, with notes of some two hundred characters."""
    dice = random.Random(7)
    columns = LAYOUTS["acled"].columns
    empty = dict.fromkeys(columns, "1")
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        for number in range(events):
            day = dt.date(2016, 1, 1) + dt.timedelta(days=1000 * number // events)
            town = dice.randrange(9000)
            what = dice.choice(("shelled", "stormed", "held", "left"))
            row = empty | {
                "event_id_cnty": f"SYR{number}",
                "event_date": f"{day:%d %B %Y}",
                "event_type": dice.choice(TYPES),
                "actor1": "Military Forces of Syria" if town % 3 else "Opposition Rebels",
                "country": "Syria",
                "admin1": dice.choice(PROVINCES),
                "source": f"SOHR; Local Source {town % 500}",
                "notes": f'On {day}, forces {what} positions near the town numbered {town}, "as on other days", '
                "according to people there, and no number of those hurt was given by either side of the front line.",
                "fatalities": str(dice.randrange(8)),
            }
            writer.writerow(row.values())


def by_rows(path: Path) -> dict[str, int]:
    """The rules by hand, one event after the other: how many records each would make."""
    made = Counter({"shelling": 0, "battles": 0})
    seen = set()
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            date = dt.datetime.strptime(row["event_date"], "%d %B %Y").date()
            if row["event_type"] == "Protests":
                continue
            if (
                re.search("shell(ed|ing)", row["notes"])
                and "alep" in row["admin1"].lower()
                and float(row["fatalities"]) >= 3
            ):
                rule = "shelling", row["actor1"]
            elif row["event_type"] in ("Battles", "Explosions/Remote violence") and row["country"] == "Syria":
                rule = "battles", ""
            else:
                continue
            key = (date, *rule, row["source"])  # the same record twice is made once
            if key not in seen:
                seen.add(key)
                made[rule[0]] += 1
    return dict(made)
