"""What every block of the registry promises: a described spec, a page, expansion that changes nothing."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
import yaml
from tests.scenario.blocks.comparing import assert_same
from tests.scenario.blocks.page import PAGE, example, fences, keys, rewritten, sections

from detente.errors import ScenarioError
from detente.game import Clock
from detente.scenario import load, loads, schema
from detente.scenario.blocks import BLOCKS, BlockFault, Fragment, Outline, module

every_block = pytest.mark.parametrize("kind", BLOCKS)

CASEBOOK = PAGE.parents[2] / "src" / "detente" / "casebook"
CASES = sorted(path.name for path in CASEBOOK.iterdir() if (path / "scenario.yaml").exists())


def document(kind: str) -> dict:
    """The example of a block, every scalar a text."""
    return yaml.load(example(kind), Loader=yaml.BaseLoader)


def expansions(kind: str, **changes: object) -> dict[str, Fragment]:
    """The fragments of all instances in the example of a block, ``changes`` made to what the last sees."""
    read = document(kind)
    specs = {
        one: {name: module(one).Spec.model_validate(spec) for name, spec in read[one].items()}
        for one in BLOCKS
        if one in read
    }
    factors = {name: tuple(one["values"]) for name, one in read.get("state", {}).items()}
    outline = Outline(tuple(read["actors"]), factors, frozenset(), {}, Clock(), specs)
    found = {}
    for one, instances in specs.items():
        for name, spec in instances.items():
            here = replace(outline, **changes) if one == kind else outline
            found[name] = module(one).expand(name, spec, here)
            outline.factors.update({key: tuple(new["values"]) for key, new in found[name].state.items()})  # type: ignore[attr-defined]
    return found


@every_block
def test_has_a_described_spec(kind):
    spec = module(kind).Spec
    assert spec.__doc__
    for key, _, meaning in keys(spec):
        assert meaning.endswith("."), key
        assert meaning[0].isupper() or meaning[0] == "`", key


@every_block
def test_says_in_its_docstring_what_it_makes(kind):
    text = module(kind).__doc__
    assert "States: " in text
    assert "the block stands for" in text


@every_block
def test_has_a_section_of_the_page_with_an_example_and_its_expansion(kind):
    first, second = fences(sections()[kind])
    assert re.search(rf"^{kind}:", first, flags=re.MULTILINE)
    for other in BLOCKS:
        assert not re.search(rf"^{other}:", second, flags=re.MULTILINE)


def test_the_page_is_what_the_code_says():
    text = PAGE.read_text()
    assert text == rewritten(text), "run `python -m tests.scenario.blocks.page`"


@every_block
def test_the_example_loads_and_every_move_in_it_can_be_made(kind):
    scenario = loads(example(kind))
    assert scenario.check() == []


@every_block
def test_the_expanded_example_gives_the_same_answers(kind):
    scenario = loads(example(kind))
    assert_same(scenario.game(), loads(scenario.expanded()).game())


@every_block
def test_the_expansion_of_an_expansion_is_itself(kind):
    once = loads(example(kind)).expanded()
    assert loads(once).expanded() == once


@every_block
def test_expands_the_same_way_twice(kind):
    assert expansions(kind) == expansions(kind)


@every_block
def test_names_what_it_makes_after_the_instance(kind):
    for name, fragment in expansions(kind).items():
        assert name in fragment.state
        assert all(factor.startswith(name) for factor in fragment.state)
        assert all(event.startswith(name) for event in fragment.nature)
        for moves in fragment.moves.values():
            assert all(name in move or move.startswith("table_") for move in moves)


@every_block
def test_an_actor_that_sees_nothing_gets_no_guard(kind):
    actors = document(kind)["actors"]
    with pytest.raises(BlockFault) as caught:
        expansions(kind, sight={actor: frozenset() for actor in actors})
    assert caught.value.code == "S022"
    assert "does not see" in caught.value.message
    assert caught.value.hint.startswith("add `")


@every_block
def test_guards_use_what_their_actor_sees_only(kind):
    """The game would refuse any other (S022): here each actor's list is cut down to what its guards use."""
    game = loads(example(kind)).game()
    for actor in game.actors:
        used = {name for move, lowered in zip(game.moves, game.lowered.moves, strict=True) if move.actor == actor.name
                for name in lowered.when.uses}  # fmt: skip
        kept = [replace(one, sees=tuple(used)) if one.name == actor.name else one for one in game.actors]
        game.replace(actors=kept)
        for missing in used:
            without = [replace(one, sees=tuple(used - {missing})) if one.name == actor.name else one for one in kept]
            with pytest.raises(ScenarioError, match="S022"):
                game.replace(actors=without)


@every_block
def test_the_schema_for_editors_knows_every_key(kind):
    text = str(schema())
    for key, _, _ in keys(module(kind).Spec):
        assert f"'{key.rsplit('.', 1)[-1]}'" in text


@every_block
def test_unknown_keys_are_refused_with_the_nearest(kind):
    name, spec = next(iter(document(kind)[kind].items()))
    key = next(key for key in spec if key not in ("of", "left_out"))
    text = re.sub(rf"\b{key}: ", f"{key}s: ", example(kind))
    with pytest.raises(ScenarioError) as caught:
        loads(text)
    found = [one for one in caught.value.diagnostics if one.code == "S005"]
    assert any(one.hint == f"did you mean `{key}`?" for one in found), (name, key, str(caught.value))


@pytest.mark.parametrize("case", CASES)
def test_expanding_a_case_changes_no_answer(case):
    scenario = load(CASEBOOK / case / "scenario.yaml")
    expanded = loads(scenario.expanded())
    one, two = scenario.game(), expanded.game()
    assert [factor.name for factor in one.factors] == [factor.name for factor in two.factors]
    assert (one.space.codes == two.space.codes).all()
    assert (one.lowered.sight == two.lowered.sight).all()
    for name in ("option_move", "option_arc", "arc_target", "arc_chance", "event_target", "event_rate", "income"):
        left, right = getattr(one.tables, name), getattr(two.tables, name)
        assert left.shape == right.shape
        assert (left == right).all(), name
