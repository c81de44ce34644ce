"""A scenario written out in primitives loads again and is the same game."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.scenario import Scenario, loads, template
from detente.scenario._tree import Node, Source, Spot, difference, made, merged, to_plain
from detente.scenario._write import to_yaml
from detente.scenario._yaml import read_tree

BLOCKS = ("forces", "ceasefire", "talks", "channels", "settlement", "takes")

OVERLAYS = """
explanations:
  worn: {prior: 0.4, forces: {bases: {upkeep: 0.3}}, moves: {north: {attack: {takes: ~}}}, about: worn out}
  bold: {prior: 0.6, parameters: {calm: 0.01}, nature: {fatigue: ~}, state: {temper: {start: bold}}}
forces:
  bases: {of: north, levels: [few, some, many], upkeep: 0.05, withdraw: {takes: 4 days, cost: 0.7}}
"""


def same(one: Scenario, two: Scenario) -> None:
    assert two.explanations == one.explanations
    assert two.questions == one.questions
    assert two.moments == one.moments
    assert two.places == one.places
    for name in (None, *one.explanations):
        assert two.game(explanation=name) == one.game(explanation=name)
    assert two.check() == [] == one.check()


def keys_in(tree: object) -> set[str]:
    if isinstance(tree, dict):
        return set(tree) | {key for child in tree.values() for key in keys_in(child)}
    return {key for child in tree for key in keys_in(child)} if isinstance(tree, list) else set()


def test_the_example(two_parties: str) -> None:
    scenario = loads(two_parties)
    same(scenario, loads(scenario.expanded()))


def test_the_template() -> None:
    scenario = loads(template('A border: "crisis" # no comment'))
    assert scenario.title == 'A border: "crisis" # no comment'
    same(scenario, loads(scenario.expanded()))


def test_blocks_takes_and_overlays() -> None:
    text = template().replace("explanations: {of: temper", "x: {of: temper")
    text = "\n".join(row for row in text.split("\n") if not row.startswith("x:")) + OVERLAYS
    scenario = loads(text)
    expanded = scenario.expanded()
    again = loads(expanded)
    same(scenario, again)
    assert again.expanded() == expanded
    tree, _ = read_tree(Source("f", expanded))
    assert not keys_in(to_plain(tree)) & set(BLOCKS)
    names = [one.name for one in again.game().factors]
    assert names[:3] == ["truce", "temper", "bases"]
    assert "north_attack_under_way" in names
    assert "north_attack_under_way" not in [one.name for one in again.game(explanation="worn").factors]
    assert [one.name for one in again.game(explanation="bold").nature if one.name == "fatigue"] == []
    flows = [[one.flow for one in scenario.game(explanation=name).payoffs] for name in ("worn", "bold")]
    assert flows[0] != flows[1]


text_ = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn", "Co"]), max_size=12
) | st.sampled_from(
    ["no", "~", "null", "", "1.0", "a: b", "- a", "{", "# x", "'", '"', "two\nlines", " lead", "*a", "&b"]
)
trees = st.recursive(
    text_, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(text_, inner, max_size=3), max_leaves=8
)


@given(st.dictionaries(text_, trees, min_size=1, max_size=4))
def test_any_tree_reads_back_as_it_was_written(document: dict) -> None:
    if "<<" in keys_in(document):
        return
    node = quoted(made(document, Spot(1, 1)))
    tree, faults = read_tree(Source("f", to_yaml(node)))
    assert faults == []
    assert to_plain(tree) == document


def quoted(node: Node) -> Node:
    """The same tree with every empty text meant, not missing."""
    if node.is_text:
        return Node(node.value, node.spot, plain=False)
    if node.is_list:
        return Node([quoted(one) for one in node.value], node.spot)
    return Node({key: quoted(one) for key, one in node.items()}, node.spot, node.keys)


names = st.sampled_from("abc")
nested = st.recursive(
    st.sampled_from(["x", "y", "z"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(names, inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(names, nested), st.dictionaries(names, nested))
def test_laying_the_difference_over_gives_the_other(one: dict, two: dict) -> None:
    base, over = made(one, Spot(1, 1)), made(two, Spot(1, 1))
    change = difference(base, over)
    assert (change is None) == (one == two)
    if change is not None:
        assert to_plain(merged(base, change)) == two


@pytest.mark.parametrize("case", ["two-parties-and-a-guarantor", "crisis-bargaining-ladder", "syria-2016"])
def test_the_bundled_cases(case: str) -> None:
    from importlib.resources import files

    path = files("detente.casebook").joinpath(case, "scenario.yaml")
    scenario = loads(path.read_text(encoding="utf-8"), case)
    again = loads(scenario.expanded())
    assert again.game() == scenario.game()
    assert again.questions == scenario.questions
    assert again.explanations == scenario.explanations
