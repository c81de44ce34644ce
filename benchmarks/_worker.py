"""One heavy item in a process of its own, so that its peak memory is its own.

``python -m benchmarks._worker ITEM WORDS`` prints each line as JSON as soon as it is measured.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Iterator
from dataclasses import asdict

from benchmarks._line import Line


def lines(item: str, words: list[str]) -> Iterator[Line]:
    """The lines of one item; see :func:`benchmarks._plan.plan` for items and their words."""
    if item == "solve":
        from benchmarks._solving import solving

        yield from solving(int(words[0]), words[1], float(words[2]))
    elif item == "small":
        from benchmarks._solving import small

        yield from small(float(words[0]))
    elif item == "law":
        from benchmarks._laws import laws

        yield from laws(int(words[0]))
    elif item == "filter":
        from benchmarks._filter import year

        yield from year()
    elif item == "map":
        from benchmarks._mapping import mapping

        yield from mapping()
    elif item == "draws":
        from benchmarks._uncertainty import uncertainty

        yield from uncertainty()
    elif item == "live":
        from benchmarks._live import live

        yield from live(words[0])
    else:
        from benchmarks._processes import processes

        yield from processes(words)


if __name__ == "__main__":
    # Libraries may write warnings to stdout from C++; they go to stderr, and the lines alone to stdout.
    results = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that temporary folders are removed
    try:
        for one in lines(sys.argv[1], sys.argv[2:]):
            print(json.dumps(asdict(one)), file=results, flush=True)
    except KeyboardInterrupt:
        sys.exit(130)
