"""Files of records: forms of the same text, other kinds of file, several files, very large ones."""

import datetime as dt
import os
import subprocess
import sys
import time
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.evidence.records.game import two_parties

from detente.errors import UsageError
from detente.evidence.records import (
    KINDS,
    Record,
    RecordError,
    Records,
    merge_records,
    read_records,
    write_records,
)
from detente.game import Clock

TEXT = """\
date,kind,factor,value,actor,move,grade,source,note
2016-03-04,change,truce,strained,government,violate,B2,AP,"shelling, then
calm"
2016-03-09,move,,,russia,draw_down,,AP,
2016-03-09,reading,plan,weakness,,,C3,Reuters,"the ""main"" part"
2016-03-12,change, truce ; forces ,holding;full,,,,,
2016-03-14,gap,truce;forces,2016-03-18,,,,,
2016-03-20,gap,,36 hours,,,,,
"""


def test_what_is_read() -> None:
    records = read_records(TEXT, name="text.csv", game=two_parties())
    assert records.name == "text.csv"
    assert [one.line for one in records] == [2, 4, 5, 6, 7, 8]
    first, move, reading, both, gap, short = records
    assert first == Record(
        "2016-03-04", "change", ("truce",), ("strained",), actor="government", move="violate", grade="B2",
        source="AP", note="shelling, then\ncalm",
    )  # fmt: skip
    assert (move.factors, move.values, move.actor, move.move) == ((), (), "russia", "draw_down")
    assert reading.note == 'the "main" part'
    assert (both.factors, both.values) == (("truce", "forces"), ("holding", "full"))
    assert (gap.factors, gap.values, gap.until) == (("truce", "forces"), (), "2016-03-18")
    clock = two_parties().clock
    assert (first.at(clock), gap.ends(clock), short.at(clock), short.ends(clock)) == (6, 20, 22, 23.5)
    assert records.sources == ("AP", "Reuters")


@pytest.mark.parametrize(
    "form",
    [
        lambda text: "\ufeff" + text,
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("\n", "\r"),
        lambda text: text.rstrip("\n"),
        lambda text: "\n" + text.replace("2016-03-09,move", "\n2016-03-09,move") + "\n\n",
        lambda text: text.replace(",russia,", " , russia, ").replace("2016-03-09,move", " 2016-03-09 ,move "),
    ],
    ids=["mark", "crlf", "cr", "no last line end", "blank lines", "spaces"],
)  # fmt: skip
def test_the_form_of_the_text_does_not_matter(form, tmp_path: Path) -> None:
    path = tmp_path / "records.csv"
    path.write_bytes(form(TEXT).encode("utf-8"))
    found = read_records(path, game=two_parties())
    assert found.rows == read_records(TEXT).rows
    assert found.sha256 == read_records(TEXT).sha256


def test_columns_may_be_left_out_and_stand_in_any_order() -> None:
    found = read_records("value,kind,order,factor,date\nstrained,change,any,truce,2016-03-04\n")
    assert found[0] == Record("2016-03-04", "change", ("truce",), ("strained",), order="any")


def test_a_clock_without_dates() -> None:
    game = two_parties(Clock("round"))
    found = read_records("date,kind,factor,value\n3,change,truce,strained\n4.25,gap,,2 rounds\n7,gap,,9.5\n", game=game)
    assert [(one.at(game.clock), one.ends(game.clock)) for one in found] == [(3, 3), (4.25, 6.25), (7, 9.5)]
    cut = found.until(5, game.clock)
    assert [one.ends(game.clock) for one in cut] == [3, 5]
    for wrong, code in (("-1", "R007"), ("2016-03-04", "R006"), ("inf", "R006"), ("1e999", "R006"), ("1_0", "R006")):
        with pytest.raises(RecordError) as error:
            read_records(f"date,kind,factor,value\n{wrong},change,truce,strained\n", game=game)
        assert [one.code for one in error.value.diagnostics] == [code]


entries = st.text("abc xyz;,\"'\n-é€0159", max_size=9).map(lambda text: text.strip())
names = st.text("abcxyz_é0159", min_size=1, max_size=5)


@st.composite
def record(draw: st.DrawFn) -> Record:
    kind = draw(st.sampled_from(KINDS))
    day = draw(st.dates(dt.date(2016, 1, 1), dt.date(2016, 12, 31)))
    factors = draw(st.lists(names, min_size=1, max_size=3, unique=True))
    if kind == "gap":
        later = day + dt.timedelta(days=draw(st.integers(0, 90)))
        return Record(day.isoformat(), kind, tuple(factors), until=later.isoformat(), note=draw(entries))
    if kind == "reading":
        factors = factors[:1]
    return Record(
        day.isoformat(),
        kind,
        tuple(factors),
        tuple(draw(names) for _ in factors),
        actor="" if kind == "reading" else "russia",
        move="return" if kind == "move" else "",
        grade=draw(st.sampled_from(["", "A1", "F6", "C"])),
        source=draw(entries),
        note=draw(entries),
        order=draw(st.sampled_from(["", "any"])),
        reported=draw(st.sampled_from(["", "2017-01-01"])),
    )


@pytest.mark.parametrize("suffix", [".csv", ".parquet", ".duckdb"])
def test_what_is_written_is_read_back(suffix: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("written")

    @given(st.lists(record(), min_size=1, max_size=6, unique_by=lambda one: (one.date, one.kind)))
    def holds(rows: list[Record]) -> None:
        rows.sort(key=lambda one: one.date)
        path = write_records(Records(tuple(rows)), folder / f"it's{suffix}")
        found = read_records(path)
        assert found.rows == tuple(rows)
        assert found.sha256 == Records(tuple(rows)).sha256
        assert os.listdir(folder) == [f"it's{suffix}"]

    from hypothesis import settings

    settings(max_examples=60 if suffix == ".csv" else 8, deadline=None)(holds)()


def test_extra_columns_are_written_only_if_used(tmp_path: Path) -> None:
    row = Record("2016-03-04", "change", ("truce",), ("strained",))
    path = write_records([row], tmp_path / "plain.csv")
    assert path.read_text().splitlines()[0] == "date,kind,factor,value,actor,move,grade,source,note"
    path = write_records([row, Record("2016-03-05", "gap", until="2 days", reported="2016-03-07")], path)
    assert path.read_text().splitlines() == [
        "date,kind,factor,value,actor,move,grade,source,note,reported",
        "2016-03-04,change,truce,strained,,,,,,",
        "2016-03-05,gap,,2 days,,,,,,2016-03-07",
    ]


def test_tables_with_types_of_their_own(tmp_path: Path) -> None:
    path = tmp_path / "typed.parquet"
    pl.DataFrame(
        {
            "date": [dt.date(2016, 3, 4), dt.date(2016, 3, 9)],
            "kind": pl.Series(["change", "gap"], dtype=pl.Categorical),
            "factor": ["queue", None],
            "value": [3.0, 12.5],
            "reported": [None, dt.datetime(2016, 3, 10)],
        }
    ).write_parquet(path)
    with pytest.raises(RecordError, match=r"`12\.5` is no date"):
        read_records(path)
    pl.read_parquet(path).with_columns(value=pl.Series([3.0, None])).write_parquet(path)
    with pytest.raises(RecordError, match="a gap needs an end"):
        read_records(path)
    pl.read_parquet(path)[:1].write_parquet(path)
    assert read_records(path)[0] == Record("2016-03-04", "change", ("queue",), ("3",), line=1, file=str(path))


def test_a_failed_write_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "records.csv"
    path.write_text("precious\n")
    good = Record("2016-03-04", "change", ("truce",), ("strained",))
    with pytest.raises(UsageError, match="record 2 names `a;b`"):
        write_records([good, Record("2016-03-04", "change", ("a;b",), ("x",))], path)
    with pytest.raises(UnicodeEncodeError):
        write_records([good, Record("2016-03-05", "gap", until="2 days", note="\ud800")], path)
    assert path.read_text() == "precious\n"
    assert os.listdir(tmp_path) == ["records.csv"]
    for wrong, said in [
        (tmp_path / "records.xlsx", "records cannot be written as `records.xlsx`"),
        (tmp_path / "nowhere" / "records.csv", "No such file or directory"),
    ]:
        with pytest.raises(UsageError, match=said):
            write_records([good], wrong)
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(UsageError, match="it is a folder"):
        write_records([good], tmp_path / "folder.csv")


def test_several_files_become_one(tmp_path: Path) -> None:
    one, two = tmp_path / "one.csv", tmp_path / "two.csv"
    one.write_text("date,kind,factor,value\n2016-03-04,change,truce,strained\n2016-03-09,change,truce,broken\n")
    two.write_text("date,kind,factor,value\n2016-03-04,change,forces,reduced\n2016-03-08,change,forces,full\n")
    found = read_records([one, two], game=two_parties())
    assert [(Path(row.file).name, row.line) for row in found] == [
        ("one.csv", 2), ("two.csv", 2), ("two.csv", 3), ("one.csv", 3),
    ]  # fmt: skip
    assert found.name == f"{one}, {two}"
    with pytest.raises(RecordError) as error:
        read_records([one, one])
    assert error.value.counts == {"R017": 2}
    two.write_text(one.read_text())
    with pytest.raises(RecordError, match=f"the same record stands on line 2 of `{one}`"):
        read_records([one, two])
    with pytest.raises(UsageError, match="no file to read"):
        read_records([])
    with pytest.raises(UsageError, match="a path, several paths, or a text"):
        read_records(found)
    assert merge_records([found]).rows == found.rows


LARGE = """
import sys, resource
from detente.evidence.records import read_records, RecordError
try:
    read_records(sys.argv[1])
except RecordError as error:
    print(len(error.diagnostics), error.counts)
peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(peak.split()[1], sum(resource.getrusage(resource.RUSAGE_SELF)[:2]))
"""


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="peak memory is read from /proc")
def test_a_million_bad_rows(tmp_path: Path) -> None:
    path = tmp_path / "large.csv"
    with path.open("w") as file:
        file.write("date,kind,factor,value,actor,move,grade,source,note\n")
        for n in range(1_000_000):
            file.write(f"{n % 28 + 1:02}.03.2016,chnge,truce,v{n % 7},gov,violate,X2,s{n},note\n")
    done = subprocess.run([sys.executable, "-c", LARGE, str(path)], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    counted, measured = done.stdout.splitlines()
    assert counted == "11 {'R006': 1000000, 'R009': 1000000, 'R016': 1000000}"
    peak, seconds = (float(one) for one in measured.split())
    assert peak < 1_500_000  # kB
    assert seconds < 60  # of the processor, and more than enough on a slow one


def test_reading_can_be_interrupted_and_shows_progress(tmp_path: Path) -> None:
    path = tmp_path / "records.csv"
    rows = "".join(f"2016-03-04,move,,,russia,return,,s{n},\n" for n in range(120_000))
    path.write_text("date,kind,factor,value,actor,move,grade,source,note\n" + rows)
    seen: list[tuple[float, str]] = []

    def stop(share: float, text: str) -> None:
        seen.append((share, text))
        if share > 0.8:
            raise KeyboardInterrupt

    began = time.process_time()
    with pytest.raises(KeyboardInterrupt):
        read_records(path, progress=stop)
    assert time.process_time() - began < 30
    assert [round(share, 2) for share, _ in seen] == [0.42, 0.83]
    assert seen[0][1] == f"reading {path}"
