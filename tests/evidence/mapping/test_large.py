"""A long list, mapped in a process of its own: every event accounted for, and little time and memory."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from detente.evidence.mapping import LAYOUTS

EVENTS = 200_000
RULES = """
events: {layout: acled}
repeats: keep
defaults: {source: "{source}", note: "{notes}", grade: C3}
rules:
  - match: {event_type: Protests}
    skip: protests
  - match: {notes: {matches: "town 7[0-9]*,"}, fatalities: {at_least: 3}}
    record: {kind: move, actor: government, move: violate}
  - record: {kind: reading, factor: truce, value: broken, source: "{source} {event_id_cnty}"}
"""
PROGRAM = """
import json, sys, time
from detente.evidence.mapping import map_events
found = map_events(sys.argv[1], sys.argv[2])
peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(json.dumps({
    "events": found.events, "used": found.used, "records": len(found.records),
    "made": [[one.events, one.records] for one in found.made],
    "skipped": {one.reason: [one.events, [other.line for other in one.examples]] for one in found.skipped},
    "kilobytes": int(peak.split()[1]), "seconds": time.process_time(),
}))
"""


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="peak memory is read from /proc")
def test_a_long_list(tmp_path: Path) -> None:

    path, columns = tmp_path / "events.csv", LAYOUTS["acled"].columns
    row = dict.fromkeys(columns, "1") | {"event_date": "05 March 2016", "source": "SOHR; Local Source"}
    places = [columns.index(name) for name in ("event_id_cnty", "event_type", "notes", "fatalities")]
    expected = [0, 0, 0]
    with path.open("w") as file:
        file.write(",".join(columns) + "\n")
        cells = list(row.values())
        for n in range(EVENTS):
            kind = ("Battles", "Protests", "Riots")[n % 3]
            note = f'"On this day, near town {n}, ""forces"" of both sides exchanged fire{" for a while" * 12}."'
            for place, cell in zip(places, (f"SYR{n}", kind, note, str(n % 8)), strict=True):
                cells[place] = cell
            file.write(",".join(cells) + "\n")
            expected[0 if kind == "Protests" else 1 if str(n)[0] == "7" and n % 8 >= 3 else 2] += 1
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(path), RULES], capture_output=True, text=True, timeout=240
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert (found["events"], found["used"]) == (EVENTS, expected[1] + expected[2] - (expected[1] - 1))
    # All moves are of one day and one source, so that they are the same record.
    assert found["made"] == [[expected[1], 1], [expected[2], expected[2]]]
    assert found["skipped"]["protests"] == [expected[0], [3, 6, 9]]
    assert found["skipped"]["the same record twice"][0] == expected[1] - 1
    assert found["kilobytes"] < 700_000
    assert found["seconds"] < 20  # of all cores together
