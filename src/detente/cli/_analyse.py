"""``detente analyse``: the main job, a briefing from a scenario."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from detente.cli._draws import add_draws, ensemble_of, refuse_without_draws
from detente.cli._evidence import must_be_there, read_evidence, until_of
from detente.cli._files import must_be_writable
from detente.cli._json import dumped
from detente.cli._open import game_of, opened, settings
from detente.cli._parser import add_evidence, add_json, add_scenario, add_solving, not_negative, positive
from detente.cli._progress import progress
from detente.errors import UsageError

SUMMARY = "The main job: solve a scenario, answer its questions, and write a briefing."
ABOUT = """
Solves the game, answers the scenario's questions as of the start and as of each of its
`moments:`, and prints a page: who wants what, what each is likely to do next, how long
things stay as they are, where they go, which settlement and which explanation is likely,
how sure that is, and what it rests on. With records, the scenario's own or `--evidence`,
the page weighs them: the posterior over explanations, what to watch, claims and scores;
with `--draws` it gives intervals. An HTML file with charts (it needs no network), a JSON and
the page as text are written to the folder given by `--out`, or one file to `--to`; Markdown
and PDF (printed by an installed Chromium or Chrome) if asked for.

examples:
  detente analyse syria-2016
  detente analyse mine.yaml --out reports --horizon 90
  detente analyse syria-2016 --until 2016-03-15 --to march.pdf
  detente analyse mine.yaml --format html,md --charts pictures
  detente analyse mine.yaml --evidence records.csv --until 2016-03-15
  detente analyse mine.yaml --set upkeep=0.1 --json > briefing.json"""


DEFAULT = ("html", "json", "txt")


def add(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    add_scenario(parser)
    add_evidence(parser)
    parser.add_argument("--out", metavar="DIR", type=Path, help="where to write (default detente-out/NAME)")
    parser.add_argument("--to", metavar="FILE", type=Path, help="write this one file; its ending says as what")
    parser.add_argument(
        "--format", metavar="A,B", help="what to write: html, md, json, txt, pdf (default html,json,txt)"
    )
    parser.add_argument("--charts", metavar="DIR", type=Path, help="write each chart as PNG and SVG into this folder")
    parser.add_argument("--horizon", metavar="T", type=positive, help="how far to look, in clock units")
    parser.add_argument(
        "--check-seconds",
        metavar="S",
        type=not_negative,
        default=15.0,
        help="time for the check of what would change the answers (default 15; 0 leaves it out)",
    )
    parser.add_argument(
        "--counterfactuals",
        metavar="S",
        type=not_negative,
        default=120.0,
        help="time for comparing the scenario's own changes, `do:` (default 120; 0 leaves them out)",
    )
    add_draws(parser)
    add_solving(parser)
    add_json(parser)


def run(arguments: Namespace) -> int:
    """Analyse, write and print."""
    refuse_without_draws(arguments)
    kinds = formats(arguments)
    for one in (arguments.out, arguments.to and arguments.to.parent, arguments.charts):
        if one is not None:
            must_be_writable(one)
    scenario = opened(arguments)
    game = game_of(scenario, arguments)
    until = until_of(game, arguments)
    must_be_there(scenario, "records")
    evidence = read_evidence(scenario, arguments, game) if arguments.evidence else None
    from detente.report import analyse, files_of, subject_of, write_whole

    subject = subject_of(scenario, game, arguments.file, {**settings(arguments), **overlay(arguments)})
    folder: Path = arguments.out or Path("detente-out") / subject.name
    if arguments.to is None:
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
            counterfactual_seconds=arguments.counterfactuals,
            progress=tell,
        )
        tell("drawing")
        page, record = briefing.to_text() + "\n", dumped(briefing.to_record()) + "\n"
        wanted = {arguments.to or folder / f"{subject.name}.{kind}": kind for kind in kinds}
        files = files_of(briefing, wanted, arguments.charts)
        write_whole(files)
    if arguments.json:
        print(record, end="")
    else:
        print(page)
        print("written: " + "  ".join(str(path) for path in wanted))
        more = len(files) - len(wanted)
        print(f"and {more} pictures" if more else "", end="\n" if more else "")
    return 0


def formats(arguments: Namespace) -> tuple[str, ...]:
    """What to write; refused (UsageError) before any work where a format is unknown or cannot be made here."""
    from detente.report import format_of

    asked = [one.strip() for one in (arguments.format or "").split(",") if one.strip()]
    if arguments.to is not None:
        if len(asked) > 1:
            raise UsageError("`--to` names one file, and `--format` several", "name one, or give a folder with `--out`")
        return (format_of(arguments.to, asked[0] if asked else None),)
    return tuple(dict.fromkeys(format_of("report", one) for one in asked)) or DEFAULT


def overlay(arguments: Namespace) -> dict[str, str]:
    """The overlay that was chosen, as a setting to be shown with the result."""
    return {} if arguments.explanation is None else {"explanation": arguments.explanation}
