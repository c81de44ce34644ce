"""`detente settle` and `detente signals` as a user runs them, with wrong input too."""

from pathlib import Path

import jsonschema
import pytest

from detente.cli import SHAPES
from detente.equilibrium import solve
from detente.forecast import now
from detente.scenario import loads
from detente.study.settlement import settle
from detente.study.signals import signals

PEACE = """\
detente: 1
title: A settlement that either side can veto
clock: {unit: day, start: 2024-03-01}
parameters:
  bribe: {value: 0.0, about: what the government gets a day from a federation, judgement: invented}
actors:
  envoy: {discount: 0.01, attention: 0.2, noise: 1}
  government: {discount: 0.01, attention: 0.3, noise: 1}
  rebels: {discount: 0.013, attention: 0.27, noise: 0.8, sees: [peace, geneva, garrison]}
  patron: {discount: 0.011, attention: 0.2, noise: 1}
state:
  mood: {values: [calm, grim], start: {calm: 0.35, grim: 0.65}, hidden_from: [rebels, analyst]}
forces:
  garrison: {of: patron, levels: [bases, full], start: full, upkeep: "0.02 + 0.2*(mood == grim)"}
talks:
  geneva: {convenor: envoy, parties: [government, rebels], rounds: 12 days}
settlement:
  peace:
    through: geneva
    options: [unitary, federal]
    positions:
      government: {unitary: 90, federal: 30}
      rebels: {unitary: 20, federal: 70}
    salience: {government: 80, rebels: {unitary: 60, federal: 90}}
    loss: quadratic
    stakes: 0.5
    status_quo: {government: 0.3, rebels: 0.6}
    veto: [government, rebels]
    veto_cost: 0.2
    decides_in: 20 days
    agreement: {gives: {envoy: 3}}
    breach: {cost: 4, gives: {envoy: -1}}
payoffs:
  government: [{when: peace == federal, flow: bribe}]
"""
RECORDS = "date,kind,factor,value,actor,move,grade,source,note\n2024-03-09,change,garrison,bases,,,,,\n"


@pytest.fixture
def case(tmp_path: Path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("peace.yaml").write_text(PEACE, encoding="utf-8")
    Path("records.csv").write_text(RECORDS, encoding="utf-8")
    return tmp_path


def conforms(command: str, record: object) -> None:
    jsonschema.validate(record, SHAPES[command], cls=jsonschema.Draft202012Validator)


def test_settle(run, case):
    done = run("settle", "peace.yaml", "--json")
    assert (done.code, done.err) == (0, "")
    conforms("settle", done.record)
    (record,) = done.record
    scenario = loads(PEACE, "peace.yaml")
    found = settle(solve(scenario.game()), scenario.settlements[0])
    for one in record["options"]:
        for stake in one["stakes"]:
            assert stake["gain"] == pytest.approx(found[one["option"]].stakes[stake["actor"]].gain, abs=1e-6)
    assert [one["name"] for one in record["reduced"]] == ["support", "compromise", "majority", "nash"]
    assert record["date"] == "2024-03-01"


def test_settle_in_words(run, case):
    done = run("settle", "peace.yaml", "--option", "federal", "--within", "30 days", "--instrument", "payment")
    assert (done.code, done.err) == (0, "")
    assert "government *" in done.out
    assert "agreed within 30 days" in done.out
    assert "90 days" not in done.out
    assert "Federal is unblocked by payment" in " ".join(done.out.split())
    assert "unitary  " not in done.out.split("reduced form")[0]


def test_settle_by_a_parameter_from_where_records_lead(run, case):
    done = run(
        "settle", "peace.yaml", "--option", "federal", "--instrument", "bribe=0.9", "--evidence", "records.csv",
        "--until", "2024-03-20", "--json",
    )  # fmt: skip
    assert (done.code, done.err) == (0, "")
    conforms("settle", done.record)
    (record,) = done.record
    (remedy,) = record["remedies"]
    assert remedy["works"]
    assert 0 < remedy["size"] < 0.9
    assert min(remedy["gains"].values()) > 0
    assert record["date"] == "2024-03-20"
    assert record["how"] == "1 record taken in"


def test_signals(run, case):
    done = run("signals", "peace.yaml", "--at", "2024-03-04", "--json")
    assert (done.code, done.err) == (0, "")
    conforms("signals", done.record)
    scenario = loads(PEACE, "peace.yaml")
    found = signals(now(solve(scenario.game()), at="2024-03-04"))
    assert [one["move"] for one in done.record["signals"]][:1] == [found.signals[0].move]
    move = "patron.withdraw_garrison"
    record = next(one for one in done.record["signals"] if one["move"] == move)
    told = next(one for one in record["lessons"] if one["observer"] == "rebels")
    assert told["after"]["grim"] == pytest.approx(found[move].lesson("rebels", "mood").after["grim"], abs=1e-6)
    assert told["after"]["grim"] > told["before"]["grim"]


def test_signals_in_words(run, case):
    done = run("signals", "peace.yaml", "--move", "patron", "--observer", "rebels", "--named")
    assert (done.code, done.err) == (0, "")
    assert "observers see which move is made" in done.out
    assert "patron.withdraw_garrison" in done.out
    assert "Rebels, on mood: grim from 65% to" in done.out
    assert "Analyst" not in done.out


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["settle", "two-parties-and-a-guarantor"], "error: this scenario has no settlement\nhint: describe one"),
        (["settle", "peace.yaml", "--settlement", "piece"], "hint: did you mean `peace`?"),
        (["settle", "peace.yaml", "--option", "fedral"], "error: `--option`: there is no option `fedral`"),
        (["settle", "peace.yaml", "--within", "soon"], "error: `soon` is no duration"),
        (["settle", "peace.yaml", "--within", "0"], "error: `0` is no time ahead"),
        (["settle", "peace.yaml", "--instrument", "garison"], "hint: did you mean `garrison`?"),
        (["settle", "peace.yaml", "--instrument", "bribe=much"], "error: `--instrument bribe=much` cannot be read"),
        (["settle", "peace.yaml", "--instrument", "brib=1"], "hint: did you mean `bribe`?"),
        (["settle", "peace.yaml", "--instrument", "bribe=0"], "error: `bribe` is 0 already"),
        (["settle", "peace.yaml", "--instrument", "bribe=inf"], "error: `bribe` cannot be moved to inf"),
        (["settle", "peace.yaml", "--given", "peace == federal"], "error: a settlement is in force already"),
        (["settle", "peace.yaml", "--given", "peace == fedral"], "--> --given:1:10"),
        (["settle", "peace.yaml", "--until", "2024-03-09"], "error: there is no evidence to take in"),
        (["settle", "peace.yaml", "--evidence", "records.csv", "--at", "3"], 'the evidence both say when "now" is'),
        (["signals", "peace.yaml", "--move", "patron.withdraw"], "error: there is no move `patron.withdraw`"),
        (["signals", "peace.yaml", "--move", "patron.return_garrison"], "cannot be made now, by the present belief"),
        (["signals", "peace.yaml", "--observer", "rebel"], "hint: did you mean `rebels`?"),
        (["signals", "peace.yaml", "--moment", "later"], "hint: this scenario has no `moments:`"),
    ],
)
def test_misuse_is_2(refused, case, words, message):
    code, out, err = refused(*words)
    assert message in err
    assert (code, out) == (2, "")
    assert "Traceback" not in err
