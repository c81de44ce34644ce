"""The index of the casebook, and what every case promises."""

import pytest

from detente.casebook import case, cases, find, names, path
from detente.equilibrium import solve
from detente.errors import UsageError
from detente.forecast import ask, now, read_question
from detente.scenario import load

ALL = cases()
BY_NAME = {one.name: one for one in ALL}
PASSIVE: dict[str, set[str]] = {}
"""Actors without a move of their own, by case. None so far; say why in the case's page before adding one."""


@pytest.fixture(scope="module")
def scenarios():
    return {one.name: load(one.scenario) for one in ALL}


def test_index_and_folders_agree():
    folders = {one.name for one in ALL[0].folder.parent.iterdir() if (one / "scenario.yaml").exists()}
    assert folders == set(names())
    assert len(names()) == len(BY_NAME)


@pytest.mark.parametrize("name", names())
def test_title_is_the_scenarios(scenarios, name):
    assert scenarios[name].title == BY_NAME[name].title


@pytest.mark.parametrize("name", names())
def test_page_begins_with_the_title(name):
    assert BY_NAME[name].page.read_text(encoding="utf-8").startswith("# ")
    assert len(BY_NAME[name].abstract) < 120


def test_path_is_the_scenario_file():
    assert path("syria-2016") == case("syria-2016").scenario
    assert path("syria-2016").parts[-2:] == ("syria-2016", "scenario.yaml")


def test_find_takes_a_name():
    assert find("crisis-bargaining-ladder") == path("crisis-bargaining-ladder")


def test_find_prefers_a_file_that_exists(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "syria-2016").write_text("detente: 1\n")
    assert find("syria-2016").resolve() == (tmp_path / "syria-2016").resolve()


def test_unknown_case_suggests_the_nearest():
    with pytest.raises(UsageError) as caught:
        case("siria-2016")
    assert "there is no case `siria-2016`" in str(caught.value)
    assert "syria-2016" in str(caught.value.hint)


def test_unknown_case_like_no_other_lists_all():
    with pytest.raises(UsageError) as caught:
        path("xyz")
    assert all(name in str(caught.value.hint) for name in names())


def test_find_says_that_there_is_neither():
    with pytest.raises(UsageError) as caught:
        find("two-parties.yaml")
    assert "no file and no case `two-parties.yaml`" in str(caught.value)
    with pytest.raises(UsageError) as caught:
        find("/nowhere/q.yaml")
    assert all(name in str(caught.value.hint) for name in names())


# -- what every case promises -----------------------------------------------------------------


@pytest.mark.parametrize("name", names())
def test_nothing_to_warn_about(scenarios, name):
    assert scenarios[name].game().tables.warnings == ()


@pytest.mark.parametrize("name", names())
def test_every_number_says_where_it_is_from(scenarios, name):
    for one in scenarios[name].parameters.values():
        assert one.about, one.name
        assert one.source or one.judgement, one.name
        assert one.prior is not None, one.name


@pytest.mark.parametrize("name", names())
def test_priors_do_not_rule_out_their_values(scenarios, name):
    limits = {"beta": (0, 1), "lognormal": (0, float("inf")), "gamma": (0, float("inf"))}
    for one in scenarios[name].parameters.values():
        low, high = limits.get(one.prior.kind, (float("-inf"), float("inf")))
        assert low < float(one.value) < high, one.name


@pytest.mark.parametrize("name", names())
def test_every_actor_can_act_and_is_described(scenarios, name):
    game = scenarios[name].game()
    acting = {move.actor for move in game.moves}
    for one in game.actors:
        assert one.name in acting or one.name in PASSIVE.get(name, set())
        assert one.about, one.name
        assert one.title, one.name


@pytest.mark.parametrize("name", names())
def test_questions_and_moments_can_be_read(scenarios, name):
    scenario = scenarios[name]
    game = scenario.game()
    assert len(scenario.questions) >= 7
    for one in scenario.questions:
        read_question(one.text, game)


@pytest.mark.parametrize("name", names())
def test_every_explanation_is_described(scenarios, name):
    found = scenarios[name].explanations
    assert len(found) >= 2
    assert all(one.about for one in found.values())


@pytest.mark.parametrize("name", [one.name for one in ALL if one.name != "syria-2016"])
def test_small_case_answers_as_expected(scenarios, name):
    equilibrium = solve(scenarios[name].game()).raise_unless_converged()
    expected = [one for one in scenarios[name].questions if one.expect is not None]
    assert len(expected) >= 2
    for question, answer in zip(expected, ask(now(equilibrium), *[one.text for one in expected]), strict=True):
        assert answer.value == pytest.approx(question.expect, rel=question.tolerance)
