"""The reference page of the command line, made from the commands themselves."""

from __future__ import annotations

import json
import os
from unittest.mock import patch

from detente.cli._shapes import ERROR, SHAPES

HEAD = """\
# The command line

This page is made from the commands by `python -m detente.cli._reference > docs/reference/cli.md`; a test
compares the two.

`detente COMMAND [arguments]`. FILE is the path of a scenario or the name of a case. Results go to stdout;
errors, warnings and signs of progress go to stderr (progress only where it is a terminal).

| exit code | meaning |
|---|---|
| 0 | good |
| 1 | the scenario is wrong, or an answer is not the one that it expects |
| 2 | the command was misused: an unknown option, file, case or parameter, an expression that cannot be read |
| 3 | the solution did not converge: no number is shown as if it had |
| 70 | a fault of the program (`DETENTE_DEBUG=1` shows where) |
| 130 | stopped with Ctrl-C; nothing half-written stays behind |

JSON is strict: an infinite number is the text `"inf"` or `"-inf"`, an undefined one `"nan"`. Keys may be added
to a shape; none is removed or changes its meaning. `detente schema --command NAME` prints a command's shape.
"""


def reference() -> str:
    """The whole page, in Markdown."""
    from detente.cli._main import COMMANDS, parser_of

    parts = [HEAD]
    with patch.dict(os.environ, {"COLUMNS": "96", "NO_COLOR": "1"}):
        for name in COMMANDS:
            shape = json.dumps(SHAPES[name], indent=1)
            text = "\n".join(line.rstrip() for line in parser_of(name).format_help().splitlines())
            parts.append(f"## {name}\n\n```text\n{text}\n```\n\n{folded('JSON', shape)}\n")
    shape = folded("JSON", json.dumps(ERROR, indent=1))
    parts.append(f"## errors\n\nWith `--json`, a command that fails writes this to stderr.\n\n{shape}\n")
    return "\n".join(parts)


def folded(title: str, shape: str) -> str:
    """A block that a reader can open."""
    return f"<details><summary>{title}</summary>\n\n```json\n{shape}\n```\n\n</details>"


if __name__ == "__main__":
    print(reference(), end="")
