"""``detente analyse``: the main job, a briefing from a scenario."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from detente.cli._draws import add_draws, ensemble_of, refuse_without_draws
from detente.cli._evidence import must_be_there, read_evidence, until_of
from detente.cli._files import must_be_writable, write_all
from detente.cli._json import dumped
from detente.cli._open import game_of, opened, settings
from detente.cli._parser import add_evidence, add_json, add_scenario, add_solving, not_negative, positive
from detente.cli._progress import progress

SUMMARY = "The main job: solve a scenario, answer its questions, and write a briefing."
ABOUT = """
Solves the game, answers the scenario's questions as of the start and as of each of its
`moments:`, and prints a page: who wants what, what each is likely to do next, how long
things stay as they are, where they go, which settlement and which explanation is likely,
how sure that is, and what it rests on. With records, the scenario's own or `--evidence`,
the page weighs them: the posterior over explanations, what to watch, claims and scores;
with `--draws` it gives intervals. A JSON, an HTML file with charts (it needs no network) and
the page as text are written to the folder given by `--out`.

examples:
  detente analyse syria-2016
  detente analyse mine.yaml --out reports --horizon 90
  detente analyse mine.yaml --evidence records.csv --until 2016-03-15
  detente analyse mine.yaml --set upkeep=0.1 --json > briefing.json"""


def add(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    add_scenario(parser)
    add_evidence(parser)
    parser.add_argument("--out", metavar="DIR", type=Path, help="where to write (default detente-out/NAME)")
    parser.add_argument("--horizon", metavar="T", type=positive, help="how far to look, in clock units")
    parser.add_argument(
        "--check-seconds",
        metavar="S",
        type=not_negative,
        default=4.0,
        help="time for the check of what would change the answers (default 4; 0 leaves it out)",
    )
    add_draws(parser)
    add_solving(parser)
    add_json(parser)


def run(arguments: Namespace) -> int:
    """Analyse, write and print."""
    refuse_without_draws(arguments)
    if arguments.out is not None:
        must_be_writable(arguments.out)
    scenario = opened(arguments)
    game = game_of(scenario, arguments)
    until = until_of(game, arguments)
    must_be_there(scenario, "records")
    evidence = read_evidence(scenario, arguments, game) if arguments.evidence else None
    from detente.report import analyse, subject_of

    subject = subject_of(scenario, game, arguments.file, {**settings(arguments), **overlay(arguments)})
    folder: Path = arguments.out or Path("detente-out") / subject.name
    must_be_writable(folder)
    drawn = None if arguments.draws is None else ensemble_of(scenario, arguments)
    with progress("analysing", quiet=arguments.json) as tell:
        briefing = analyse(
            subject,
            evidence=evidence,
            until=until,
            ensemble=drawn,
            horizon=arguments.horizon,
            check_seconds=arguments.check_seconds,
            max_seconds=arguments.max_seconds,
            progress=tell,
        )
        tell("drawing")
        page, record, html = (
            briefing.to_text() + "\n",
            dumped(briefing.to_record()) + "\n",
            briefing.to_html(),
        )
    files = {
        folder / f"{subject.name}{ending}": text
        for ending, text in ((".html", html), (".json", record), (".txt", page))
    }
    write_all(files)
    if arguments.json:
        print(record, end="")
    else:
        print(page)
        print("written: " + "  ".join(str(path) for path in files))
    return 0


def overlay(arguments: Namespace) -> dict[str, str]:
    """The overlay that was chosen, as a setting to be shown with the result."""
    return {} if arguments.explanation is None else {"explanation": arguments.explanation}
