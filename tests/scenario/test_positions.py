"""The place of a diagnostic is the place of the wrong word, however the text around it is written."""

import pytest

from detente.errors import ScenarioError
from detente.scenario import loads

SCENARIO = """\
detente: 1
parameters:
  cost: 0.3
  other: {value: OTHER}
actors:
  north: {discount: 0.1, attention: 1, noise: 1, sees: SEES, waits: WAITS}
  south: {discount: 0.1, attention: 1, noise: 1}
state:
  truce: {values: [broken, holding], start: holding, hidden_from: HIDDEN}
  mood: {values: [calm, angry], start: START}
moves:
  north:
    attack:
      when: WHEN
      then: THEN
      gives: GIVES
    rest: {takes: TAKES, when: truce == holding}
nature:
  fade:
    rate: RATE
    when: truce == broken
    then: FADE
payoffs:
  north: NORTH
  south: SOUTH
start: JOINT
beliefs: {memory: MEMORY}
"""

GOOD = {
    "OTHER": "1",
    "SEES": "all",
    "WAITS": "always",
    "HIDDEN": "[]",
    "START": "calm",
    "WHEN": "truce == holding",
    "THEN": "{truce: broken}",
    "GIVES": "{north: 2}",
    "TAKES": "3",
    "RATE": "0.1",
    "FADE": "{truce: holding}",
    "NORTH": "0.1",
    "SOUTH": "0.1",
    "JOINT": "[]",
    "MEMORY": "50",
}

MANY = "[{chance: 0.5, set: {truce: broken}}, "

WRONG = [
    ("OTHER", "cost*wrng"),
    ("OTHER", "'2 + wrng'"),
    ("SEES", "[truce, wrng, mood]"),
    ("SEES", "wrng"),
    ("WAITS", "truce == wrng"),
    ("HIDDEN", "[south, wrng]"),
    ("HIDDEN", "wrng"),
    ("START", "wrng"),
    ("START", "{calm: 1, wrng: 0}"),
    ("START", "{calm: wrng, angry: 0.5}"),
    ("WHEN", "wrng == holding"),
    ("WHEN", "  truce in [broken, wrng]"),
    ("WHEN", '"truce == wrng"'),
    ("WHEN", '"truce \\x3d= wrng"'),
    ("WHEN", "truce == broken or\n        mood == wrng"),
    ("WHEN", "truce == broken\n        or\n\n        mood ==\n        wrng"),
    ("WHEN", ">-\n        truce == broken\n        or mood == wrng"),
    ("WHEN", "|\n        truce == broken\n        or (mood == wrng\n        and truce == holding)"),
    ("WHEN", "'truce == broken\n        or mood == wrng'"),
    ("WHEN", "&here truce == wrng"),
    ("WHEN", "&here\n        truce == wrng"),
    ("WHEN", "# a comment\n        truce == wrng"),
    ("WHEN", "level(wrng) > 0"),
    ("WHEN", "wrng(truce) > 0"),
    ("THEN", "{wrng: broken}"),
    ("THEN", "{truce: wrng}"),
    ("THEN", "{mood: level(wrng)}"),
    ("THEN", MANY + "{chance: 0.5, set: {wrng: broken}}]"),
    ("THEN", MANY + "{chance: 0.5, set: {truce: wrng}}]"),
    ("THEN", MANY + "{chance: wrng, set: {}}]"),
    ("THEN", MANY + "{chance: 0.5, gives: {north: 2*wrng}}]"),
    ("THEN", MANY + "{chance: 0.5, gives: {wrng: 2}}]"),
    ("THEN", MANY + "{chance: 0.5, gives: {north: 3}, wrng: 1}]"),
    ("THEN", "[{chance: 1, set: {truce: wrng}}]"),
    ("THEN", "[{chance: wrng, set: {truce: broken}}]"),
    ("THEN", "\n        - chance: 0.5\n          set:\n            truce: wrng\n        - {chance: 0.5}"),
    ("GIVES", "{north: 2*wrng}"),
    ("GIVES", "{wrng: 2}"),
    ("TAKES", "wrng"),
    ("TAKES", "{mean: 2*wrng, phases: 2}"),
    ("TAKES", "{mean: 2, wrng: 2}"),
    ("RATE", "cost + wrng"),
    ("RATE", "{wrng: 3}"),
    ("FADE", "{truce: wrng}"),
    ("NORTH", "wrng*2"),
    ("NORTH", "[{flow: 3}, {flow: wrng}]"),
    ("NORTH", "[{flow: 3}, {flow: 4, when: mood == wrng}]"),
    ("SOUTH", "{flow: 3, when: mood == wrng}"),
    ("SOUTH", "\n    - flow: >\n        3 +\n        wrng"),
    ("SOUTH", "[{flow: 3, wrng: 4}]"),
    ("MEMORY", "wrng"),
]


@pytest.mark.parametrize(("where", "text"), WRONG)
def test_the_place_is_the_wrong_word(where: str, text: str) -> None:
    written = SCENARIO
    for name, good in GOOD.items():
        written = written.replace(name, text if name == where else good)
    assert written.count("wrng") == 1
    with pytest.raises(ScenarioError) as error:
        loads(written)
    places = [one.place for one in error.value.diagnostics]
    rows = written.split("\n")
    line = next(at for at, row in enumerate(rows) if "wrng" in row)
    place = places[0]
    assert place is not None
    if text == "{wrng: 3}":  # a mapping where a number should stand: the key that holds it
        assert (place.line, rows[line][place.column - 1 :][:4]) == (line + 1, "rate")
        return
    assert (place.line, place.column) == (line + 1, rows[line].index("wrng") + 1)
    assert place.length == 4
    assert len(places) == 1 or text == "wrng"  # what is no longer seen is told too


def test_both_gives_of_a_branch_are_told_apart() -> None:
    text = SCENARIO
    for name, good in GOOD.items():
        branch = "[{chance: 0.5, gives: {north: 7*aaa}}, {chance: 0.5, gives: {north: 7}}]"
        text = text.replace(name, {"THEN": branch, "GIVES": "{north: 1 + bbb}"}.get(name, good))
    with pytest.raises(ScenarioError) as error:
        loads(text)
    rows = text.split("\n")
    marked = [rows[one.place.line - 1][one.place.column - 1 :][:3] for one in error.value.diagnostics if one.place]
    assert marked == ["aaa", "bbb"]


def test_a_joint_start() -> None:
    text = (
        SCENARIO.replace(", start: holding", "")
        .replace("start: START", "")
        .replace("mood: {values: [calm, angry], }", "mood: {values: [calm, angry]}")
    )
    joint = "[{chance: 0.5, set: {truce: holding, mood: calm}}, {chance: 0.5, set: {truce: holding, mood: wrng}}]"
    for name, good in GOOD.items():
        text = text.replace(name, joint if name == "JOINT" else good)
    with pytest.raises(ScenarioError) as error:
        loads(text)
    (one,) = error.value.diagnostics
    assert one.place is not None
    assert text.split("\n")[one.place.line - 1][one.place.column - 1 :].startswith("wrng")
