"""Plans of scores: what they say, and every way in which one can be wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.evidence.scores import small

from detente.errors import ScenarioError
from detente.evidence.scores import read_plan

GAME = small.game()


def test_a_plan_in_clock_units() -> None:
    plan = read_plan(small.PLAN, name="plan", game=GAME)
    schedule = plan.checked(GAME)
    assert schedule.dates == tuple(float(one) for one in range(1, 39, 3))
    assert schedule.horizons == (2.0, 7.0, 15.0)
    assert schedule.until == 50.0
    assert [one.factor for one in schedule.baselines[0].hazards] == ["truce"] * 3
    assert [round(one.rate, 6) for one in schedule.baselines[0].hazards] == [0.090909, 0.05, 0.111111]
    assert plan.questions[1].text(0.1 + 0.2) == "P(eventually(truce == broken), within=0.30000000000000004)"
    assert plan.questions[0].values(GAME) == ("broken", "strained", "holding")
    assert plan.questions[1].values(GAME) == ("no", "yes")


def test_durations_and_files(tmp_path: Path) -> None:
    file = tmp_path / "scores.yaml"
    file.write_text(
        "from: 2024-03-02\nto: 2024-04-01\nevery: 2 weeks\nhorizons: [1 week, 36 hours]\n"
        "questions: {truce: {factor: truce}}\ncodings: {other: other.csv}\n",
        encoding="utf-8",
    )
    plan = read_plan(file, game=GAME)
    assert plan.checked(GAME).dates == (1.0, 15.0, 29.0)
    assert plan.checked(GAME).horizons == (1.5, 7.0)
    assert plan.codings == {"other": str(tmp_path / "other.csv")}


def broken(change: dict[str, str]) -> str:
    text = small.PLAN
    for old, new in change.items():
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


WRONG = [
    ({"every: 3 days\n": ""}, "C003", "needs an entry `every`", 0),
    ({"every: 3 days": "evry: 3 days"}, "C002", "has no entry `evry`", 4),
    ({"every: 3 days": "every: [3]"}, "C004", "`every` is a text", 4),
    ({"every: 3 days": "every: 3 fortnights"}, "C009", "`fortnights` is no unit", 4),
    ({"every: 3 days": "every: 0"}, "C009", "not above 0", 4),
    ({"from: 2024-03-02": "from: 2 March"}, "C009", "is no date", 2),
    ({"from: 2024-03-02": "from: 2024-02-02"}, "C009", "before the start", 2),
    ({"to: 2024-04-08": "to: 2024-03-01"}, "C009", "`to` is before `from`", 3),
    ({"horizons: [2, 7, 15]": "horizons: [2, -7]"}, "C009", "not above 0", 5),
    ({"{factor: talks}": "{factor: tlaks}"}, "C007", "no factor `tlaks`", 9),
    ({"{factor: talks}": "{factor: talks, ranked: true}"}, "C007", "have no order", 9),
    ({"{factor: talks}": "{}"}, "C003", "either a factor or a question", 9),
    ({"{factor: talks}": '{factor: talks, ask: "P(talks == on, at={h})"}'}, "C004", "either a factor or a question", 9),
    ({"{factor: talks}": "{factor: talks, ranked: maybe}"}, "C004", "cannot be `maybe`", 9),
    (
        {"eventually(truce == broken), within={h}": "eventually(truce == broken), within=9"},
        "C007",
        "where the horizon goes",
        8,
    ),
    ({"eventually(truce == broken)": "eventually(truce == brokn)"}, "C007", "brokn", 8),
    (
        {"P(eventually(truce == broken), within={h})": "E(time_to(truce == broken)) + {h}"},
        "C007",
        "probability of one thing",
        8,
    ),
    ({"within=[1, {h}]": "within=[{h}, 2024-03-20]"}, "C007", "calendar date", 10),
    ({"within=[1, {h}]": "within=[5, {h}]"}, "C007", "the window ends before it begins", 10),
    ({'within={h})", title: The': 'within={h})", ranked: true, title: The'}, "C004", "only the values of a factor", 8),
    ({"rate: 1/11": "rate: often"}, "C004", "`rate` is a number", 16),
    ({"rate: 1/11": "rate: 1/0"}, "C004", "`rate` is a number", 16),
    ({"rate: 1/11": "rate: -1/11"}, "C008", "0 or more", 16),
    ({"to: strained, rate: 1/11": "to: holding, rate: 1/11"}, "C008", "give way to itself", 16),
    ({"to: strained, rate: 1/11": "to: on, rate: 1/11"}, "C008", "no factor has both values", 16),
    ({"to: strained, rate: 1/11": "to: strained, factor: trce, rate: 1/11"}, "C008", "names a factor `trce`", 16),
    ({"known: 2024-03-20": "known: soon"}, "C009", "`known`", 17),
    ({"until: 2024-04-20": "until: 2024-04-31"}, "C009", "no day of the calendar", 19),
    ({"until: 2024-04-20": "smoothing: 1"}, "C004", "2 or more", 19),
    ({"questions:\n": "questions:\n  truce: {factor: truce}\n"}, "C004", "stands twice", 8),
]


@pytest.mark.parametrize(
    ("changes", "code", "message", "line"), WRONG, ids=[next(iter(one[0].values())) for one in WRONG]
)
def test_what_is_wrong_is_told_with_its_place(changes: dict, code: str, message: str, line: int) -> None:
    with pytest.raises(ScenarioError) as caught:
        read_plan(broken(changes), name="plan.yaml", game=GAME)
    (one,) = [found for found in caught.value.diagnostics if message in found.message]
    assert one.code == code
    assert one.place is not None
    assert one.place.file == "plan.yaml"
    assert one.place.line == (line or one.place.line)


def test_several_factors_with_the_same_values_need_the_factor() -> None:
    from detente.game import Factor

    double = GAME.replace(factors=(*GAME.factors, Factor("front", ("broken", "strained", "holding"), "holding")))
    with pytest.raises(ScenarioError, match="several factors have the values") as caught:
        read_plan(small.PLAN, name="plan", game=double)
    assert len(caught.value.diagnostics) == 3
    assert "add `factor:`, one of `truce`, `front`" in str(caught.value)
    named = small.PLAN.replace("{from: ", "{factor: truce, from: ")
    assert read_plan(named, name="plan", game=double).checked(double).baselines[0].hazards[0].factor == "truce"


def test_all_is_told_at_once() -> None:
    text = broken({"rate: 1/11": "rate: often", "every: 3 days": "evry: 3", "{factor: talks}": "{}"})
    with pytest.raises(ScenarioError) as caught:
        read_plan(text, name="plan")
    assert [one.code for one in caught.value.diagnostics] == ["C003", "C002", "C003", "C004"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "nothing in this file"),
        ("- a\n- b\n", "is a mapping of keys, not a list"),
        ("a: [1, 2", "not YAML"),
        ("a: &x 1\nb: *x\n", "mean nothing here"),
        ("a: !!python/object:os.system 1\n", "means nothing here"),
        ("a: " + "[" * 40 + "]" * 40, "nested more than"),
        ("? [a]\n: b\n", "a key must be a text"),
    ],
)
def test_texts_that_are_no_plan(text: str, message: str) -> None:
    with pytest.raises(ScenarioError, match=message):
        read_plan(text, name="plan")


def test_files_that_are_no_plan(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="cannot be read"):
        read_plan(tmp_path / "nowhere.yaml")
    with pytest.raises(ScenarioError, match="cannot be read"):
        read_plan(tmp_path)
    file = tmp_path / "bytes.yaml"
    file.write_bytes(b"from: 1\nto: \xff\n")
    with pytest.raises(ScenarioError, match="not UTF-8") as caught:
        read_plan(file)
    assert caught.value.diagnostics[0].place is not None
    assert caught.value.diagnostics[0].place.line == 2
    file.write_bytes(b"#" * 1_000_001)
    with pytest.raises(ScenarioError, match="more than 1,000,000 bytes"):
        read_plan(file)
