"""``detente map``: records from a list of events that has words of its own."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from detente.cli._failures import GOOD, SCENARIO_WRONG
from detente.cli._files import must_be_a_file, must_be_writable
from detente.cli._json import dumped
from detente.cli._parser import add_json
from detente.cli._progress import progress, told
from detente.errors import UsageError, did_you_mean

if TYPE_CHECKING:
    from detente.evidence.mapping import Mapped, Rules
    from detente.game import Game

SUMMARY = "Make records of a scenario from an event list with its own vocabulary, by rules."
ABOUT = """
Rules in a small YAML file say which events become which records, and which are left out and
why. The layouts of a hand-made chronology, UCDP GED, ACLED and GDELT are known by name; any
other table with a column of dates is read too. What each rule made and what was skipped and
why is told: every event is accounted for. With `--scenario` names are checked, and what
cannot be a record of it is skipped with the reason. Without `--out` the records go to stdout
and the account to stderr. Where no event becomes a record, no file is written, and the exit
code is 1.

examples:
  detente map chronology.csv --rules rules.yaml --out records.csv --scenario syria-2016
  detente map ged.csv --layout ucdp_ged --rules rules.yaml > records.csv
  detente map january.csv february.csv --rules rules.yaml --out records.parquet --json"""

ENDINGS = (".csv", ".parquet", ".duckdb")
LAYOUTS = ("chronology", "ucdp_ged", "acled", "gdelt")


def add(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "events", metavar="EVENTS", nargs="+", type=Path, help="the event list: CSV, text with tabs, or Parquet"
    )
    parser.add_argument("--rules", metavar="FILE", type=Path, required=True, help="what becomes of which events")
    parser.add_argument(
        "--layout", metavar="NAME", help=f"the columns of the list, where the rules do not say: {', '.join(LAYOUTS)}"
    )
    parser.add_argument("--scenario", metavar="FILE", help="check the records against this scenario or case")
    parser.add_argument("--out", metavar="FILE", type=Path, help="write here: NAME.csv, NAME.parquet or NAME.duckdb")
    add_json(parser)


def run(arguments: Namespace) -> int:
    """Map, write and give account."""
    out: Path | None = arguments.out
    check_files(arguments)
    from detente.evidence.mapping import map_events, read_rules

    rules = laid_out(read_rules(arguments.rules), arguments.layout)
    game = None if arguments.scenario is None else game_of_scenario(arguments.scenario)
    with progress("mapping", quiet=arguments.json) as tell:
        found = map_events(arguments.events, rules, game, told(tell))
        if out is not None and found.records:
            out.parent.mkdir(parents=True, exist_ok=True)
            found.write(out)
    if arguments.json:
        print(dumped(as_object(found, out)))
    elif out is not None:
        last = f"wrote {out}" if found.records else f"no event became a record, so `{out}` was not written"
        print(f"{found.to_text()}\n\n{last}")
    else:
        print(as_csv(found), end="")
        print(found.to_text(), file=sys.stderr)
    return GOOD if found.records else SCENARIO_WRONG


def check_files(arguments: Namespace) -> None:
    """Refuse (UsageError) what could not be read or written, before anything is read."""
    out: Path | None = arguments.out
    must_be_a_file(arguments.rules, "--rules")
    for one in arguments.events:
        must_be_a_file(one, "EVENTS")
    if out is None:
        if arguments.json:
            raise UsageError("with `--json` the records need a file of their own", "add `--out records.csv`")
        return
    if out.suffix not in ENDINGS:
        raise UsageError(f"`--out {out}` names no known kind of file", f"end it in {', '.join(ENDINGS)}")
    if any(out.resolve() == one.resolve() for one in (*arguments.events, arguments.rules)):
        raise UsageError(f"`--out {out}` is read here too", "write the records to a file of their own")
    must_be_writable(out.parent)


def laid_out(rules: Rules, name: str | None) -> Rules:
    """The rules with the layout of ``--layout``, which they must not contradict."""
    from detente.evidence.mapping import LAYOUTS

    if name is None:
        return rules
    if name not in LAYOUTS:
        raise UsageError(f"there is no layout `{name}`", did_you_mean(name, LAYOUTS))
    listing, layout = rules.listing, LAYOUTS[name]
    if listing.layout is not None:
        if listing.layout.name != name:
            message = f"`--layout {name}`, but the rules are for the layout `{listing.layout.name}`"
            raise UsageError(message, "leave one of the two out")
        return rules
    plain = type(listing)()
    unsaid = [key for key in ("date", "dates", "reported", "separator") if getattr(listing, key) == getattr(plain, key)]
    changes = {key: getattr(layout, key) for key in unsaid}
    return replace(rules, listing=replace(listing, layout=layout, **changes))


def game_of_scenario(place: str) -> Game:
    """The game that the records are checked against."""
    from detente.casebook import load

    return load(place).game()


def as_csv(found: Mapped) -> str:
    """The records as the text of a file."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        return found.write(Path(folder) / "records.csv").read_text(encoding="utf-8")


def as_object(found: Mapped, out: Path | None) -> dict[str, Any]:
    """What ``--json`` writes."""
    return {
        "file": str(out) if found.records else None,
        "events": found.events,
        "used": found.used,
        "records": len(found.records),
        "made": [vars(one) for one in found.made],
        "skipped": [
            {"reason": one.reason, "events": one.events, "examples": [vars(each) for each in one.examples]}
            for one in found.skipped
        ],
    }
