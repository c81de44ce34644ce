"""``detente simulate``: paths of the game as a table."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from detente.cli._evidence import present_of
from detente.cli._failures import GOOD
from detente.cli._files import must_be_writable
from detente.cli._json import dumped
from detente.cli._open import opened
from detente.cli._parser import (
    add_evidence,
    add_json,
    add_now,
    add_scenario,
    add_solving,
    positive,
    positive_whole,
    whole,
)
from detente.cli._progress import progress, told
from detente.errors import UsageError

SUMMARY = "Simulate paths exactly and write them as CSV or Parquet."
ABOUT = """
One row a step: the path, the time, who did what, and the value of every factor after it
(the first row of each path is its start). The same seed gives the same paths, whatever the
number of cores. With `--evidence` or `--until` they begin where the records lead; where
explanations are games of their own, each path's game is drawn by their chances (column
`game`, counted from 0). Without `--out` the table goes to stdout as CSV; with `--json` it
must go to a file, and what was written is summed up on stdout.

examples:
  detente simulate two-parties --paths 3 --horizon 90
  detente simulate syria-2016 --paths 1000 --seed 7 --out paths.parquet
  detente simulate mine.yaml --given "truce == strained" --out paths.csv --json"""


def add(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    add_scenario(parser)
    parser.add_argument("--paths", metavar="N", type=positive_whole, default=100, help="how many (default 100)")
    parser.add_argument("--horizon", metavar="T", type=positive, default=180.0, help="clock units (default 180)")
    parser.add_argument("--seed", metavar="S", type=whole, default=0, help="of the random numbers (default 0)")
    parser.add_argument("--out", metavar="FILE", type=Path, help="write here: NAME.csv or NAME.parquet")
    add_now(parser)
    add_evidence(parser)
    add_solving(parser)
    add_json(parser)


def run(arguments: Namespace) -> int:
    """Simulate and write."""
    out: Path | None = arguments.out
    if out is not None and out.suffix not in (".csv", ".parquet"):
        raise UsageError(f"`--out {out}` names no known kind of table", "end it in .csv or .parquet")
    if out is None and arguments.json:
        raise UsageError("with `--json` the table needs a file of its own", "add `--out paths.csv`")
    if out is not None:
        must_be_writable(out.parent)
    scenario = opened(arguments)
    now = present_of(scenario, arguments)
    from detente.forecast import Mixture, simulate, simulate_mixture

    how = {"paths": arguments.paths, "horizon": arguments.horizon, "seed": arguments.seed}
    with progress("simulating", quiet=arguments.json) as tell:
        if isinstance(now, Mixture) and len(now.nows) > 1:
            paths = simulate_mixture(now, **how, progress=told(tell))
        else:
            paths = simulate(now, **how, progress=told(tell))
    if out is None:
        print(paths.to_frame().write_csv(), end="")
        return GOOD
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        paths.write(out)
    except OSError as error:
        raise UsageError(f"cannot write `{out}`: {error.strerror or error}", "name another with `--out`") from None
    rows = len(paths) + len(paths.path)
    summary = {
        "file": str(out),
        "paths": len(paths),
        "horizon": arguments.horizon,
        "seed": arguments.seed,
        "rows": rows,
    }
    text = f"wrote {out}: {len(paths):,} paths, {rows:,} rows, seed {arguments.seed}"
    print(dumped(summary) if arguments.json else text)
    return GOOD
