"""The commands about the dated record, against numbers worked out by hand."""

import json
import math
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.cli.test_json import conforms

CHAIN = """\
detente: 1
title: A bluff or not
clock: {unit: day, start: 2024-03-01}
parameters: {slow: 0.1, more: 0.3, mends: 0.2}
state:
  plan: {values: [bluff, real], start: {bluff: 0.35, real: 0.65}, hidden_from: [analyst]}
  truce: {values: [broken, holding], start: holding}
nature:
  breach: {when: truce == holding, rate: slow + more * (plan == real), then: {truce: broken}}
  mend: {when: truce == broken, rate: mends, then: {truce: holding}}
explanations: {of: plan, about: {bluff: it only threatens, real: it means it}}
questions: ["P(truce == holding, at=3)"]
moments: {later: {date: 2024-03-04}}
"""

OVERLAYS = CHAIN.replace(
    "explanations: {of: plan, about: {bluff: it only threatens, real: it means it}}",
    "explanations:\n  idle: {prior: 0.3, parameters: {mends: 0.05}}\n  keen: {prior: 0.7, parameters: {mends: 0.5}}",
)

HEAD = "date,kind,factor,value,actor,move,grade,source,note\n"
BROKEN = "2024-03-03,change,truce,broken,,,,wire,\n"


@pytest.fixture
def chain(tmp_path: Path) -> Path:
    path = tmp_path / "chain.yaml"
    path.write_text(CHAIN, encoding="utf-8")
    (tmp_path / "records.csv").write_text(HEAD + BROKEN, encoding="utf-8")
    return path


def with_evidence(path: Path, more: str = "records: records.csv") -> Path:
    path.write_text(path.read_text() + f"evidence: {{{more}}}\n", encoding="utf-8")
    return path


BLUFF, REAL = 0.1 * math.exp(-0.2), 0.4 * math.exp(-0.8)
WHOLE = 0.35 * BLUFF + 0.65 * REAL


def test_observe_agrees_with_the_closed_form(run, chain) -> None:
    done = run(
        "observe", str(chain), "--evidence", str(chain.parent / "records.csv"), "--until", "2024-03-06", "--json"
    )
    assert (done.code, done.err) == (0, "")
    found = done.record
    conforms("observe", found)
    assert list(found)[:4] == ["log_likelihood", "explanations", "marginals", "records"]
    assert found["log_likelihood"] == pytest.approx(math.log(WHOLE) - 3 * 0.2, abs=1e-10)
    posterior = 0.65 * REAL / WHOLE
    assert found["explanations"] == pytest.approx({"bluff": 1 - posterior, "real": posterior}, abs=1e-10)
    assert found["marginals"]["plan"] == pytest.approx(found["explanations"], abs=1e-10)
    assert found["marginals"]["truce"] == pytest.approx({"broken": 1, "holding": 0}, abs=1e-12)
    (record,) = found["records"]
    assert list(record)[:3] == ["date", "surprise", "weights"]
    assert record["date"] == "2024-03-03"
    assert record["surprise"] == pytest.approx(-math.log(WHOLE), abs=1e-10)
    weight = 10 * math.log10(REAL / BLUFF)
    assert record["weights"] == pytest.approx({"bluff": -weight, "real": weight}, abs=1e-9)
    assert found["afterwards"]["surprise"] == pytest.approx(0.6, abs=1e-10)
    assert (found["time"], found["date"]) == (5.0, "2024-03-06")
    assert found["smoothed"] is None


def test_the_records_of_the_scenario_are_the_default(run, chain) -> None:
    named = run("observe", str(chain), "--evidence", str(chain.parent / "records.csv"), "--json").record
    own = run("observe", str(with_evidence(chain)), "--json").record
    assert own == named
    assert own["date"] == "2024-03-03"


def test_records_in_place_of_the_scenarios_own_keep_its_grades(run, chain) -> None:
    with_evidence(chain, "records: none.csv, reliability: {B: 0.6}, credibility: {3: 0.9}")
    graded = chain.parent / "graded.csv"
    graded.write_text(HEAD + "2024-03-01,reading,plan,bluff,,,B3,,\n", encoding="utf-8")
    found = run("observe", str(chain), "--evidence", str(graded), "--json").record
    right, wrong = 0.6 * 0.9 + 0.4 / 2, 0.6 * 0.1 + 0.4 / 2
    assert found["explanations"]["bluff"] == pytest.approx(0.35 * right / (0.35 * right + 0.65 * wrong), abs=1e-12)


def test_only_what_was_known_by_then_counts(run, chain) -> None:
    with_evidence(chain)
    before = run("observe", str(chain), "--until", "2024-03-02", "--json").record
    assert before["records"] == []
    real = 0.65 * math.exp(-0.4)
    assert before["explanations"]["real"] == pytest.approx(real / (real + 0.35 * math.exp(-0.1)), abs=1e-10)


def test_several_files_are_read_as_one(run, chain) -> None:
    more = chain.parent / "more.csv"
    more.write_text(HEAD + "2024-03-02,reading,plan,real,,,C3,,\n", encoding="utf-8")
    both = ("--evidence", str(chain.parent / "records.csv"), "--evidence", str(more))
    found = run("observe", str(chain), *both, "--json").record
    assert [one["kind"] for one in found["records"]] == ["reading", "change"]
    assert [one["date"] for one in found["records"]] == ["2024-03-02", "2024-03-03"]


def test_smoothing_looks_back(run, chain) -> None:
    found = run("observe", str(with_evidence(chain)), "--smooth", "--until", "2024-03-09", "--json").record
    conforms("observe", found)
    (then,) = found["smoothed"]
    assert then["plan"] == pytest.approx(found["explanations"], abs=1e-10)
    assert "seen from the end" in run("observe", str(chain), "--smooth").out


def test_a_setting_and_one_explanation(run, chain) -> None:
    with_evidence(chain)
    found = run("observe", str(chain), "--explanation", "real", "--set", "more=0.7", "--json").record
    assert found["explanations"] == {"real": 1.0}
    assert found["log_likelihood"] == pytest.approx(math.log(0.8) - 1.6, abs=1e-10)


def test_a_scenario_without_explanations(run, chain) -> None:
    text = "\n".join(line for line in chain.read_text().splitlines() if not line.startswith("explanations"))
    chain.write_text(text + "\nevidence: {records: records.csv}\n", encoding="utf-8")
    found = run("observe", str(chain), "--json").record
    conforms("observe", found)
    assert (found["explanations"], found["records"][0]["weights"]) == ({}, {})
    assert found["log_likelihood"] == pytest.approx(math.log(WHOLE), abs=1e-10)
    assert "explanations" not in run("observe", str(chain)).out
    refused = run("explain", str(chain))
    assert (refused.code, refused.out) == (2, "")
    assert "no `explanations:` to compare" in refused.err


def test_a_prior_of_nothing_is_said(run, chain) -> None:
    chain.write_text(CHAIN.replace("{bluff: 0.35, real: 0.65}", "{bluff: 0, real: 1}"), encoding="utf-8")
    done = run("observe", str(with_evidence(chain)))
    assert done.code == 0
    assert "`bluff` has a prior of 0, and no record can change that" in done.out
    found = run("observe", str(chain), "--json").record
    conforms("observe", found)
    assert found["explanations"] == {"bluff": 0, "real": 1}


def test_an_explanation_that_the_record_rules_out(run, chain) -> None:
    chain.write_text(CHAIN.replace("slow: 0.1", "slow: 0"), encoding="utf-8")
    found = run("observe", str(with_evidence(chain)), "--json").record
    conforms("observe", found)
    assert found["explanations"] == {"bluff": 0, "real": 1}
    assert found["records"][0]["weights"] == {"bluff": "-inf", "real": "inf"}
    assert math.isfinite(found["log_likelihood"])
    page = run("observe", str(chain)).out
    assert "impossible" in page
    assert "decides" in page


def holding(time: float, mends: float, breach: float) -> float:
    """Chance that a broken truce holds after some time."""
    return mends / (mends + breach) * (1 - math.exp(-(mends + breach) * time))


def test_ask_begins_where_the_records_lead(run, chain) -> None:
    real = 0.65 * REAL / WHOLE
    (found,) = run("ask", str(with_evidence(chain)), "--until", "2024-03-03", "--json").record
    expected = real * holding(3, 0.2, 0.4) + (1 - real) * holding(3, 0.2, 0.1)
    assert found["value"] == pytest.approx(expected, abs=1e-10)
    again = run(
        "ask", str(chain), "P(truce == holding, at=2024-03-06)", "--evidence", str(chain.parent / "records.csv")
    )
    assert again.out == f"P(truce == holding, at=2024-03-06) = {expected:.7g}\n"


def test_given_conditions_the_belief_that_the_records_lead_to(run, chain) -> None:
    words = ("--until", "2024-03-03", "--given", "plan == bluff", "--json")
    (found,) = run("ask", str(with_evidence(chain)), *words).record
    assert found["value"] == pytest.approx(holding(3, 0.2, 0.1), abs=1e-10)


def test_overlays_are_mixed_by_their_posterior(run, chain) -> None:
    chain.write_text(OVERLAYS, encoding="utf-8")
    with_evidence(chain)
    words = ("--until", "2024-03-06", "--json")
    found = run("observe", str(chain), *words).record
    idle, keen = 0.3 * math.exp(-3 * 0.05), 0.7 * math.exp(-3 * 0.5)
    assert found["explanations"] == pytest.approx(
        {"idle": idle / (idle + keen), "keen": keen / (idle + keen)}, abs=1e-10
    )
    assert found["marginals"]["plan"]["real"] == pytest.approx(0.65 * REAL / WHOLE, abs=1e-10)
    (answer,) = run("ask", str(chain), *words).record
    real = 0.65 * REAL / WHOLE
    expected = sum(
        found["explanations"][name] * (real * holding(3, mends, 0.4) + (1 - real) * holding(3, mends, 0.1))
        for name, mends in (("idle", 0.05), ("keen", 0.5))
    )
    assert answer["value"] == pytest.approx(expected, abs=1e-10)
    (given,) = run("ask", str(chain), "--given", "plan == bluff", *words).record
    expected = sum(
        found["explanations"][name] * holding(3, mends, 0.1) for name, mends in (("idle", 0.05), ("keen", 0.5))
    )
    assert given["value"] == pytest.approx(expected, abs=1e-10)
    done = run("simulate", str(chain), "--until", "2024-03-06", "--paths", "900", "--horizon", "1")
    assert done.code == 0
    starts = [row for row in (line.split(",") for line in done.out.splitlines()[1:]) if row[4] == ""]
    share = sum(row[1] == "1" for row in starts) / 900
    chance = found["explanations"]["keen"]
    assert abs(share - chance) < 4 * math.sqrt(chance * (1 - chance) / 900)


def test_simulate_begins_where_the_records_lead(run, chain) -> None:
    done = run("simulate", str(with_evidence(chain)), "--until", "2024-03-06", "--paths", "40", "--horizon", "2")
    assert done.code == 0
    rows = [line.split(",") for line in done.out.splitlines()[1:]]
    starts = [row for row in rows if row[3] == ""]
    assert len(starts) == 40
    assert {(row[1], row[2], row[-1]) for row in starts} == {("5.0", "2024-03-06", "broken")}


def test_explain(run, chain) -> None:
    done = run("explain", str(with_evidence(chain)), "--until", "2024-03-06", "--priors", "--leave-out", "--json")
    assert done.code == 0
    conforms("explain", done.record)
    matrix = done.record["matrix"]
    weight = 10 * math.log10(REAL / BLUFF)
    assert matrix["columns"][0]["decibans"] == pytest.approx({"bluff": -weight, "real": weight}, abs=1e-9)
    assert matrix["total"] == pytest.approx({"bluff": -weight, "real": weight}, abs=1e-9)
    (sentence,) = done.record["sentences"]
    assert (sentence["date"], sentence["line"]) == ("2024-03-03", 2)
    assert "4.0 times as likely" in sentence["text"]
    assert done.record["priors"]["leader"] == "real"
    assert {one["by"] for one in done.record["leave_out"]["left_out"]} == {"source", "record"}
    short = run("explain", str(chain), "--json").record
    conforms("explain", short)
    assert (short["priors"], short["leave_out"]) == (None, None)


def test_explain_as_a_page(run, chain) -> None:
    done = run("explain", str(with_evidence(chain)), "--priors", "--leave-out")
    assert done.code == 0
    assert max(map(len, done.out.splitlines())) <= 96
    for part in ("A bluff or not", "why each record counts", "under other priors", "without each source"):
        assert part in done.out


def test_what_is_written_is_strict_json(run, chain) -> None:
    json.loads(run("observe", str(with_evidence(chain)), "--json").out, parse_constant=pytest.fail)


def entropy(*chances: float) -> float:
    return -sum(p * math.log2(p) for p in chances)


def test_watch_agrees_with_the_closed_form(run, chain) -> None:
    chain.write_text(OVERLAYS, encoding="utf-8")
    words = ("--until", "2024-03-06", "--ahead", "4 days")
    done = run("watch", str(with_evidence(chain)), *words, "--json")
    assert (done.code, done.err) == (0, "")
    conforms("watch", done.record)
    idle = 0.3 * math.exp(-3 * 0.05)
    idle /= idle + 0.7 * math.exp(-3 * 0.5)
    seen = {"idle": 1 - math.exp(-4 * 0.05), "keen": 1 - math.exp(-4 * 0.5)}
    chance = idle * seen["idle"] + (1 - idle) * seen["keen"]
    found = next(one for one in done.record["indicators"] if abs(one["chance"] - chance) < 1e-9)
    assert found["under"] == pytest.approx(seen, abs=1e-9)
    assert found["if_seen"]["idle"] == pytest.approx(idle * seen["idle"] / chance, abs=1e-9)
    assert found["if_not"]["idle"] == pytest.approx(idle * (1 - seen["idle"]) / (1 - chance), abs=1e-9)
    kept = [idle * entropy(p, 1 - p) + (1 - idle) * entropy(q, 1 - q) for p, q in [(seen["idle"], seen["keen"])]]
    assert found["bits"] == pytest.approx(entropy(chance, 1 - chance) - kept[0], abs=1e-9)
    bits = [one["bits"] for one in done.record["indicators"]]
    assert bits == sorted(bits, reverse=True)
    (top,) = run("watch", str(chain), *words, "--top", "1", "--json").record["indicators"]
    assert top == done.record["indicators"][0]


def test_watch_looks_a_week_ahead(run, chain) -> None:
    assert run("watch", str(with_evidence(chain)), "--json").record["ahead"] == 7.0
    page = run("watch", str(chain)).out
    assert "seen by 10 March 2024" in page
    assert max(map(len, page.splitlines())) <= 96


PLAN = """\
from: 2024-03-01
to: 2024-03-09
every: 4 days
horizons: [3 days]
questions: {truce: {factor: truce}}
until: 2024-03-20
"""


def test_score_forecasts_with_the_record_until_each_date(run, chain) -> None:
    (chain.parent / "plan.yaml").write_text(PLAN, encoding="utf-8")
    with_evidence(chain, "records: records.csv, scores: plan.yaml")
    done = run("score", str(chain), "--json")
    assert (done.code, done.err) == (0, "")
    conforms("score", done.record)
    first, second, _ = done.record["cases"]
    assert (first["date"], first["outcome"], first["values"]) == ("2024-03-01", "broken", ["broken", "holding"])
    gone = {plan: holding(3, rate, 0.2) for plan, rate in (("bluff", 0.1), ("real", 0.4))}
    assert first["chances"]["model"][0] == pytest.approx(0.35 * gone["bluff"] + 0.65 * gone["real"], abs=1e-9)
    real = 0.65 * REAL / WHOLE
    expected = real * holding(3, 0.2, 0.4) + (1 - real) * holding(3, 0.2, 0.1)
    assert second["chances"]["model"][1] == pytest.approx(expected, abs=1e-9)
    other = run("score", str(chain), "--plan", str(chain.parent / "plan.yaml"), "--worst", "0")
    assert other.code == 0
    assert "3 forecasts were made" in " ".join(other.out.split())


def test_analyse_weighs_the_record(run, chain, tmp_path) -> None:
    words = ("--check-seconds", "0", "--horizon", "30", "--out", str(tmp_path / "out"), "--json")
    own = run("analyse", str(with_evidence(chain)), "--until", "2024-03-06", *words)
    assert own.code == 0
    conforms("analyse", own.record)
    last = {one["name"]: one["chances"][-1] for one in own.record["explanations"]}
    assert last["real"] == pytest.approx(0.65 * REAL / WHOLE, abs=1e-7)
    other = chain.parent / "other.csv"
    other.write_text(HEAD + BROKEN.replace("03-03", "03-05"), encoding="utf-8")
    found = run("analyse", str(chain), "--evidence", str(other), *words).record
    real = 0.65 * 0.4 * math.exp(-1.6)
    last = {one["name"]: one["chances"][-1] for one in found["explanations"]}
    assert last["real"] == pytest.approx(real / (real + 0.35 * 0.1 * math.exp(-0.4)), abs=1e-7)


def drawn(path: Path) -> Path:
    """The chain with one number that is not known: how fast a bluff breaks."""
    prior = "slow: {value: 0.1, prior: {uniform: [0.02, 0.3]}}"
    path.write_text(path.read_text().replace("slow: 0.1", prior), encoding="utf-8")
    return with_evidence(path)


def test_draws_give_intervals(run, chain) -> None:
    words = ("--until", "2024-03-03", "--draws", "400", "--seed", "5", "--on", "1")
    found = run("observe", str(drawn(chain)), *words, "--json").record
    conforms("observe", found)
    (slow,) = found["draws"]["parameters"]
    grid = [0.02 + 0.28 * (at + 0.5) / 4000 for at in range(4000)]
    likely = [0.35 * one * math.exp(-2 * one) + 0.65 * (one + 0.3) * math.exp(-2 * (one + 0.3)) for one in grid]
    mean = sum(one * weight for one, weight in zip(grid, likely, strict=True)) / sum(likely)
    assert slow["name"] == "slow"
    assert slow["mean"] == pytest.approx(mean, abs=5 * slow["error"])
    assert slow["error"] < 0.01
    assert 0.02 <= slow["low"] < slow["mean"] < slow["high"] <= 0.3
    chances = {one["name"]: one["mean"] for one in found["draws"]["explanations"]}
    assert sum(chances.values()) == pytest.approx(1)
    bluff = sum(0.35 * one * math.exp(-2 * one) for one in grid) / sum(likely)
    assert chances["bluff"] == pytest.approx(bluff, abs=0.02)
    assert found["explanations"]["bluff"] == pytest.approx(0.35 * BLUFF / WHOLE, abs=1e-10)


def test_ask_with_draws(run, chain) -> None:
    folder = chain.parent / "kept"
    words = ("--until", "2024-03-03", "--draws", "50", "--on", "1", "--checkpoint", str(folder))
    done = run("ask", str(drawn(chain)), *words, "--json")
    assert done.code == 0
    conforms("ask", done.record)
    (found,) = done.record
    (interval,) = found["intervals"]
    assert interval["low"] < interval["mean"] < interval["high"]
    assert interval["low"] < found["value"] < interval["high"]
    assert any(folder.iterdir())
    assert run("ask", str(chain), *words, "--json").record == done.record
    page = run("ask", str(chain), *words).out
    assert "mean" in page
    assert "90%" in page


def test_analyse_with_draws(run, chain, tmp_path) -> None:
    words = ("--check-seconds", "0", "--horizon", "30", "--out", str(tmp_path / "out"))
    done = run("analyse", str(drawn(chain)), "--draws", "40", "--on", "1", *words)
    assert done.code == 0, done.err
    assert "40 draws of the parameters" in " ".join(done.out.split())


def test_stopped_draws_are_kept(chain) -> None:
    """Ctrl-C in the middle: what was drawn stays, the exit code says so, and the same command goes on from it."""
    folder = chain.parent / "kept"
    words = ["observe", str(drawn(chain)), "--draws", "4000", "--on", "1", "--checkpoint", str(folder), "--json"]
    process = subprocess.Popen(
        [sys.executable, "-m", "detente", *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        for _ in range(1200):
            if any(folder.glob("round*")):
                break
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    finally:
        process.kill()
    assert (process.returncode, out) == (130, ""), err
    assert str(folder) in err
    assert "Traceback" not in err
    assert any(folder.glob("round*"))
