"""``python -m tests.docs.validation``: write the validation record of the Syrian case anew."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tests.docs.validation import page
from tests.docs.validation.drawn import drawn
from tests.docs.validation.run import made


def tell(share: float, what: str) -> None:
    """Progress, a line each."""
    print(f"{share:4.0%} {what}", file=sys.stderr, flush=True)


def main() -> None:
    """Write one of the two parts of the page."""
    parser = argparse.ArgumentParser(prog="python -m tests.docs.validation", description=__doc__)
    parser.add_argument("--draws", type=int, metavar="N", help="renew only the intervals, from so many draws")
    parser.add_argument("--seed", type=int, default=0, metavar="S", help="of the draws (default 0)")
    parser.add_argument("--checkpoint", type=Path, metavar="DIR", help="keep the draws here, to go on after a stop")
    given = parser.parse_args()
    if given.draws is None:
        page.renew(made(tell))
    else:
        page.redraw(drawn(given.draws, given.seed, given.checkpoint, tell))


if __name__ == "__main__":
    main()
