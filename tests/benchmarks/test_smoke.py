"""The benchmark program measures what it says: smallest sizes, its baselines checked against the solver."""

import pytest
from benchmarks.__main__ import main, parsed
from benchmarks._filter import year
from benchmarks._line import Line, table
from benchmarks._live import live
from benchmarks._mapping import mapping
from benchmarks._page import BEGIN, END, write
from benchmarks._plan import Task, lines_of, plan
from benchmarks._processes import processes
from benchmarks._sweeps import Sweeps
from benchmarks.games import ring

from detente.equilibrium import solve


@pytest.mark.parametrize("partial", [False, True])
def test_value_iteration_finds_the_same_equilibrium(partial):
    game = ring((2, 3, 2, 2, 2, 3), partial=partial)
    swept = Sweeps(game).run(1e-9, 60.0)
    found = solve(game, search=0)
    assert swept.finished
    assert swept.residual <= 1e-9
    assert swept.sweeps > 1000
    assert swept.choice == pytest.approx(found.choice, abs=1e-6)


def test_value_iteration_stops_at_its_limit():
    swept = Sweeps(ring((2, 3, 2, 2, 2, 3), partial=True)).run(1e-12, 0.0)
    assert not swept.finished
    assert swept.sweeps == 0


def test_solving_is_measured_against_value_iteration():
    lines = list(lines_of(Task(("solve", "1000", "partial", "0.2"))))
    assert [line.baseline for line in lines] == ["", "value iteration"]
    last = lines[-1]
    assert last.size == "972 states"
    assert last.seconds > 0
    assert not last.baseline_finished
    assert last.ratio.startswith("< ")
    assert "did not converge" not in last.remarks
    assert "products" in last.remarks


def test_laws_agree_with_storm_before_they_are_timed():
    pytest.importorskip("stormpy")
    lines = list(lines_of(Task(("law", "1000"))))
    assert len(lines) == 2
    assert all(line.seconds and line.baseline_seconds for line in lines), [line.remarks for line in lines]


def test_processes_start_with_nothing_of_ours_cached():
    first, later = processes(("check",), runs=1)
    assert (first.reached, later.reached is None) == (None, False)
    assert first.seconds > first.baseline_seconds > 0
    assert "first run" in first.item


def test_a_worker_that_fails_leaves_a_line_that_says_so():
    (line,) = lines_of(Task(("solve", "1001", "full", "1")))
    assert line.seconds is None
    assert "exit code 1" in line.remarks


def test_the_plan_keeps_to_the_largest_size():
    words = [task.words for task in plan((), 10_000, 7.0)]
    assert ("solve", "10000", "partial", "7.0") in words
    assert ("law", "10000") in words
    assert not any("100000" in one or "1000000" in one for one in words)
    assert [task.words for task in plan(("law",), 1_000, 7.0)] == [("law", "1000")]


@pytest.mark.parametrize(
    "words", [["--seconds", "0"], ["--largest", "10"], ["--only", "sovle"], ["--write", "none.md"]]
)
def test_misuse_is_refused(words, capsys):
    with pytest.raises(SystemExit) as stop:
        parsed(words)
    assert stop.value.code == 2
    assert "usage" in capsys.readouterr().err


def test_a_table_shows_the_ratio_and_whether_the_target_was_reached():
    lines = [
        Line("one", "7 states", 0.004, "sweeps", 0.016, True, "5 ms", True, "fine"),
        Line("two", "9 states", 3.0, "sweeps", 2.0, False, "1 s", False),
        Line("three", "", None, remarks="ended with exit code 1"),
    ]
    rows = [[cell.strip() for cell in row.split("|")[1:-1]] for row in table(lines).splitlines()]
    assert rows[2] == ["one", "7 states", "4 ms", "sweeps: 16 ms", "0.25", "5 ms", "yes", "fine"]
    assert rows[3][3:7] == ["sweeps: more than 2 s", "< 1.5", "1 s", "no"]
    assert rows[4][2] == "not measured"
    assert len({len(row) for row in table(lines).splitlines()}) == 1


def test_the_page_is_changed_between_its_marks_only(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n", encoding="utf-8")
    write(page, "new")
    write(page, "newer")
    assert page.read_text(encoding="utf-8") == f"before\n{BEGIN}\n\nnewer\n\n{END}\nafter\n"
    assert [one.name for one in tmp_path.iterdir()] == ["page.md"]


@pytest.mark.parametrize("text", ["no marks", f"{BEGIN} {BEGIN} {END}", f"{END} {BEGIN}"])
def test_a_page_without_its_marks_is_refused(text, tmp_path):
    page = tmp_path / "page.md"
    page.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match="must have the marks"):
        write(page, "new")
    assert page.read_text(encoding="utf-8") == text


def test_what_was_measured_is_kept_when_it_is_stopped(monkeypatch, tmp_path, capsys):
    page = tmp_path / "page.md"
    page.write_text(f"{BEGIN}{END}", encoding="utf-8")

    def stopped(task):
        yield Line("solve, full sight", "972 states", 0.5)
        raise KeyboardInterrupt

    monkeypatch.setattr("benchmarks.__main__.lines_of", stopped)
    assert main(["--only", "solve", "--write", str(page)]) == 130
    assert "500 ms" in capsys.readouterr().out
    text = page.read_text(encoding="utf-8")
    assert "500 ms" in text
    assert "stopped before its end" in text
    assert str(tmp_path) not in text


def test_the_filter_and_its_baseline_agree():
    forward, both = year((3, 2, 3, 2, 2, 3), days=20)
    assert forward.seconds is not None
    assert "differ by" in forward.remarks
    assert forward.baseline_seconds
    assert both.seconds is not None


def test_mapping_and_its_baseline_agree():
    (line,) = mapping(3000)
    assert line.seconds is not None, line.remarks
    assert line.baseline_seconds is not None
    assert line.target == ""


def test_a_change_in_the_workbench_is_measured_against_solving_anew():
    (line,) = live("two-fronts", changes=3)
    assert line.seconds is not None
    assert line.seconds > 0
    assert line.baseline_seconds > 0
    assert line.size == "two-fronts, 1,080 states"
    assert "median of 3 changes" in line.remarks
    assert [task.words for task in plan(("live",), 1_000, 7.0)] == [("live", "two-fronts"), ("live", "syria-2016")]
