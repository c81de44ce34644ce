"""Files to take away: the report, the answers, the records."""

from __future__ import annotations

import csv
import io
import json
import math
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from detente.errors import UsageError, did_you_mean
from detente.report.live import Standing, Variant, Views
from detente.web._wire import File
from detente.web.worker._bench import Bench
from detente.web.worker._places import Source

Questions = Sequence[tuple[str, str]]


def file(bench: Bench, source: Source, variant: Variant, questions: Questions, name: str) -> File:
    """A file by its name.

    Raises
    ------
    UsageError
        For a file that cannot be had.
    """
    if name not in FILES:
        raise UsageError(f"there is no file `{name}` to take away", did_you_mean(name, FILES))
    make, kind = FILES[name]
    return File(f"{stem(source.name)}-{name}", kind, make(bench, source, variant, questions))


def stem(name: str) -> str:
    """The name of a scenario without its ending."""
    return Path(name).stem or "scenario"


def _report(bench: Bench, source: Source, variant: Variant, questions: Questions) -> bytes:
    views: Views = bench.views(source)
    return views.whole(variant, bench.say).to_html().encode("utf-8")


def _markdown(bench: Bench, source: Source, variant: Variant, questions: Questions) -> bytes:
    views: Views = bench.views(source)
    return views.whole(variant, bench.say).to_markdown(charts=None).encode("utf-8")


def _rows(bench: Bench, source: Source, variant: Variant, questions: Questions) -> tuple[Standing, list[tuple]]:
    standing: Standing = bench.desk(source).standing(variant, questions, bench.say)
    rows: list[tuple] = [("explanation", name, "", chance) for name, chance in standing.explanations.items()]
    for line in standing.lines:
        if isinstance(line.value, Mapping):
            rows += [("question", line.question, option, chance) for option, chance in line.value.items()]
        else:
            rows.append(("question", line.question, "", line.value))
    return standing, rows


def _answers_csv(bench: Bench, source: Source, variant: Variant, questions: Questions) -> bytes:
    into = io.StringIO()
    writer = csv.writer(into, lineterminator="\n")
    writer.writerow(("kind", "name", "option", "value"))
    for kind, name, option, value in _rows(bench, source, variant, questions)[1]:
        writer.writerow((kind, name, option, "" if value is None else repr(float(value))))
    return into.getvalue().encode("utf-8")


def _answers_json(bench: Bench, source: Source, variant: Variant, questions: Questions) -> bytes:
    standing, rows = _rows(bench, source, variant, questions)
    found = {
        "scenario": source.name,
        "parameters": dict(variant.parameters),
        "do": list(variant.do),
        "time": standing.time,
        "date": None if standing.date is None else standing.date.isoformat(),
        "basis": standing.basis,
        "residual": standing.residual,
        "regret": standing.regret,
        "rows": [
            {"kind": kind, "name": name, "option": option, "value": _number(value)}
            for kind, name, option, value in rows
        ],
    }
    return json.dumps(found, indent=1, ensure_ascii=False, allow_nan=False).encode("utf-8")


def _number(value: float | None) -> float | str | None:
    """Infinite numbers as the command line writes them."""
    if value is None or math.isfinite(value):
        return value
    return "nan" if math.isnan(value) else "inf" if value > 0 else "-inf"


def _records(ending: str) -> Callable[[Bench, Source, Variant, Questions], bytes]:
    def made(bench: Bench, source: Source, variant: Variant, questions: Questions) -> bytes:
        from detente.evidence import write_records

        material = bench.desk(source).material
        if material is None:
            raise UsageError("this scenario has no records", "name a file of them under `evidence:`")
        with tempfile.TemporaryDirectory(prefix="detente-") as folder:
            return write_records(material.records, Path(folder) / f"records{ending}").read_bytes()

    return made


FILES: dict[str, tuple[Callable[[Bench, Source, Variant, Questions], bytes], str]] = {
    "report.html": (_report, "text/html; charset=utf-8"),
    "report.md": (_markdown, "text/markdown; charset=utf-8"),
    "answers.csv": (_answers_csv, "text/csv; charset=utf-8"),
    "answers.json": (_answers_json, "application/json"),
    "records.csv": (_records(".csv"), "text/csv; charset=utf-8"),
    "records.parquet": (_records(".parquet"), "application/vnd.apache.parquet"),
}
"""What can be taken away, and as which kind of file; the scenario itself is the server's to give."""
