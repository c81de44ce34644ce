# ruff: noqa: E501 - one case a line
"""Every refusal of a game built in Python, each on its own path, with its code and its place."""

import math

import pytest

from detente.errors import CODES, ScenarioError, UsageError
from detente.game import Actor, Branch, Event, Factor, Flow, Game, Move, Parameter, Prior, Start


def crisis(**changes):
    """A sound game, with some fields exchanged or added to (``more_...``)."""
    fields = {
        "factors": [
            Factor("truce", ("broken", "strained", "holding"), "holding"),
            Factor("force", ("bases", "reduced", "full"), {"bases": "share", "full": "1 - share"}),
            Factor("plan", ("weakness", "design"), {"weakness": 0.35, "design": 0.65}),
            Factor("camp", ("red", "blue"), "blue", ordered=False),
        ],
        "actors": [
            Actor("russia", 0.013, 0.21, 0.93),
            Actor("government", 0.017, 0.34, 1.21, sees=("truce", "force", "camp")),
        ],
        "moves": [
            Move("russia", "draw_down", when="force == full", then={"force": "reduced"}, gives={"russia": "1.3*(plan == weakness)"}),
            Move("russia", "back", when="force != full", then={"force": "full", "camp": "red"}, gives={"russia": -0.7}),
            Move("government", "violate", when="truce == holding", then={"truce": "strained"}),
        ],
        "nature": [
            Event("calm", 0.13, when="truce == strained", then=[Branch({"truce": "holding"}, 0.83), Branch({"truce": "broken"}, 0.17)]),
            Event("tide", 0.07, then={"plan": "design"}),
            Event("sway", 0.05, then={"camp": "blue"}),
            Event("turn", 0.03, then={"camp": "red"}),
        ],
        "payoffs": [Flow("russia", "-upkeep*level(force)"), Flow("government", 0.37, when="truce == holding")],
        "parameters": [Parameter("upkeep", 0.053), Parameter("share", 0.41, Prior("beta", (2.1, 3.3)))],
    }  # fmt: skip
    for name, value in changes.items():
        if name.startswith("more_"):
            fields[name[5:]] = [*fields[name[5:]], *value]
        else:
            fields[name] = value
    return Game(**fields)


def wrong(**changes):
    """The diagnostics of a game that does not hold together."""
    with pytest.raises(ScenarioError) as caught:
        crisis(**changes).tables
    return caught.value.diagnostics


def only(**changes):
    found = wrong(**changes)
    assert len(found) == 1, [str(one) for one in found]
    return found[0]


def test_the_sound_game_is_sound():
    assert len(crisis().space) == 36
    assert crisis().tables.warnings == ()


def change(**fields):
    """A further move or event, to be wrong in one place."""
    return {"more_moves": [Move("russia", "slip", **fields)]}


def factor(*args, **fields):
    return {"more_factors": [Factor("extra", *args, **fields)]}


SLIP = ("moves", "russia", "slip")
CASES = {
    # names
    "two factors": ({"more_factors": [Factor("truce", ("broken", "strained", "holding"), "strained")]}, "S008", ("state", "truce"), "`truce` is declared twice"),
    "two actors": ({"more_actors": [Actor("russia", 1, 1, 1)]}, "S008", ("actors", "russia"), "`russia` is declared twice"),
    "two parameters": ({"more_parameters": [Parameter("upkeep", 3)]}, "S008", ("parameters", "upkeep"), "`upkeep` is declared twice"),
    "two moves": ({"more_moves": [Move("russia", "back")]}, "S008", ("moves", "russia", "back"), "`russia.back` is declared twice"),
    "two events": ({"more_nature": [Event("calm", 0.3)]}, "S008", ("nature", "calm"), "`nature.calm` is declared twice"),
    "two values": (factor(("on", "off", "on"), "off"), "S008", ("state", "extra", "values"), "lists the value `on` twice"),
    "factor and parameter": ({"more_parameters": [Parameter("camp", 3.3)]}, "S008", ("parameters", "camp"), "both a factor and a parameter"),
    "a name with a dash": ({"more_factors": [Factor("no-go", ("x",), "x")]}, "S009", ("state", "no-go"), "is not a plain name"),
    "a name of a function": ({"more_parameters": [Parameter("level", 2.2)]}, "S009", ("parameters", "level"), "is a word of the language"),
    "a word of the language": ({"more_factors": [Factor("in", ("x",), "x")]}, "S009", ("state", "in"), "is a word of the language"),
    "nature as an actor": ({"more_actors": [Actor("nature", 1, 1, 1)]}, "S009", ("actors", "nature"), "cannot be an actor"),
    "the analyst as an actor": ({"more_actors": [Actor("analyst", 1, 1, 1)]}, "S009", ("actors", "analyst"), "cannot be an actor"),
    "a move named wait": ({"more_moves": [Move("russia", "wait")]}, "S009", ("moves", "russia", "wait"), "is what every actor can do"),
    "a move with a space": ({"more_moves": [Move("russia", "go on")]}, "S009", ("moves", "russia", "go on"), "is not a plain name"),
    "no values": (factor((), "x"), "S007", ("state", "extra", "values"), "`extra` has no values"),
    "no branch": (change(then=()), "S007", (*SLIP, "then"), "there is no branch"),
    # unknown names
    "move of an unknown actor": ({"more_moves": [Move("rusia", "slip")]}, "S014", ("moves", "rusia"), "`rusia` is no actor"),
    "payoff of an unknown actor": ({"more_payoffs": [Flow("govt", 0.1)]}, "S014", ("payoffs", 2), "`govt` is no actor"),
    "gives to an unknown actor": (change(gives={"iran": 1.7}), "S014", (*SLIP, "then", "gives", "iran"), "`iran` is no actor"),
    "sees an unknown factor": ({"more_actors": [Actor("iran", 1, 1, 1, sees=("truse",))]}, "S012", ("actors", "iran", "sees"), "`truse` is no factor"),
    "analyst sees an unknown factor": ({"analyst_sees": ("truce", "plann")}, "S012", ("analyst", "sees"), "`plann` is no factor"),
    "sets an unknown factor": (change(then={"farce": "full"}), "S012", (*SLIP, "then", "farce"), "`farce` is no factor"),
    "guard on an unknown factor": (change(when="truse == holding"), "S012", (*SLIP, "when"), "`truse` is no factor"),
    "rate of an unknown name": ({"more_nature": [Event("slip", "upkep*2")]}, "S011", ("nature", "slip", "rate"), "`upkep` is no factor, value or parameter"),
    "sets an unknown value": (change(then={"truce": "brokn"}), "S013", (*SLIP, "then", "truce"), "`brokn` is no value of `truce`"),
    "sets a number that is no value": (change(then={"truce": 2}), "S013", (*SLIP, "then", "truce"), "`2` is no value of `truce`"),
    "sets a value of another factor": (change(then={"truce": "full"}), "S017", (*SLIP, "then", "truce"), "`full` is a value of `force`, not of `truce`"),
    "copies a factor with other values": (change(then={"truce": "force"}), "S017", (*SLIP, "then", "truce"), "`force` is a factor with other values than `truce`"),
    "unknown function": (change(when="sqrt(upkeep) > 1"), "S016", (*SLIP, "when"), "there is no function `sqrt`"),
    "unreadable guard": (change(when="truce == holding and"), "S010", (*SLIP, "when"), "ends too early"),
    # the start
    "start of another list": (factor(("on", "off"), "of"), "S018", ("state", "extra", "start"), "the start `of` is not among the values of `extra`"),
    "start chances of another list": (factor(("on", "off"), {"on": 0.4, "of": 0.6}), "S018", ("state", "extra", "start"), "the start `of` is not among"),
    "start chances": (factor(("on", "off"), {"on": 0.4, "off": 0.7}), "S019", ("state", "extra", "start"), "do not sum to 1"),
    "negative start": (factor(("on", "off"), {"on": 1.4, "off": -0.4}), "S020", ("state", "extra", "start"), "a chance must not be negative"),
    "start that depends on the state": (factor(("on", "off"), {"on": "0.3*level(force)", "off": 0.4}), "S031", ("state", "extra", "start", "on"), "must not depend on the state, but it uses `force`"),
    "joint start of another list": ({"start": [Start({"plan": "weak"}, 1)]}, "S018", ("start", 0, "set", "plan"), "the start `weak` is not among"),
    "joint start of an unknown factor": ({"start": [Start({"plann": "weakness"}, 1)]}, "S012", ("start", 0, "set", "plann"), "`plann` is no factor"),
    "joint start chances": ({"start": [Start({"plan": "weakness"}, 0.3), Start({"plan": "design"}, 0.6)]}, "S019", ("start",), "the chances of the joint start do not sum to 1"),
    "joint start with a hole": ({"start": [Start({"plan": "weakness", "truce": "broken"}, 0.3), Start({"plan": "design"}, 0.7)]}, "S006", ("start", 1), "does not say the value of `truce`"),
    "negative joint start": ({"start": [Start({"plan": "weakness"}, -0.3), Start({"plan": "design"}, 1.3)]}, "S020", ("start", 0, "chance"), "a chance must not be negative"),
    # numbers
    "chances": (change(then=[Branch({"truce": "broken"}, 0.4), Branch({}, 0.5)]), "S019", (*SLIP, "then"), "the chances of the branches do not sum to 1"),
    "chances in some state": (change(then=[Branch({"truce": "broken"}, "0.2*level(force)"), Branch({}, 0.8)]), "S019", (*SLIP, "then"), "in the state `truce =="),
    "negative chance": (change(then=[Branch({"truce": "broken"}, 1.4), Branch({}, -0.4)]), "S020", (*SLIP, "then"), "a chance must not be negative"),
    "negative chance in some state": (change(then=[Branch({"truce": "broken"}, "level(force) - 0.3"), Branch({}, "1.3 - level(force)")]), "S020", (*SLIP, "then"), "a chance is negative in the state"),
    "infinite chance": (change(then=[Branch({"truce": "broken"}, "inf")]), "S029", (*SLIP, "then"), "the chance is not a finite number"),
    "negative rate": ({"more_nature": [Event("slip", -0.2)]}, "S020", ("nature", "slip", "rate"), "a rate must not be negative"),
    "negative rate in some state": ({"more_nature": [Event("slip", "0.7 - level(truce)", then={"plan": "weakness"})]}, "S020", ("nature", "slip", "rate"), "the rate is negative in the state `truce == "),
    "infinite rate": ({"more_nature": [Event("slip", "1/(upkeep - upkeep)")]}, "S029", ("nature", "slip", "rate"), "the rate is not a finite number"),
    "discount of zero": ({"more_actors": [Actor("iran", 0, 1, 1)]}, "S021", ("actors", "iran", "discount"), "`discount` must be above zero"),
    "negative attention": ({"more_actors": [Actor("iran", 1, -0.3, 1)]}, "S021", ("actors", "iran", "attention"), "`attention` must be above zero"),
    "noise of zero": ({"more_actors": [Actor("iran", 1, 1, "upkeep - 0.053")]}, "S021", ("actors", "iran", "noise"), "`noise` must be above zero"),
    "memory of zero": ({"memory": 0}, "S021", ("beliefs", "memory"), "`memory` must be above zero"),
    "noise that depends on the state": ({"more_actors": [Actor("iran", 1, 1, "0.3 + level(force)")]}, "S031", ("actors", "iran", "noise"), "must not depend on the state"),
    "infinite discount": ({"more_actors": [Actor("iran", math.inf, 1, 1)]}, "S029", ("actors", "iran", "discount"), "is not a finite number"),
    "flow that is no number": ({"more_payoffs": [Flow("russia", math.nan)]}, "S029", ("payoffs", 2, "flow"), "is not a finite number"),
    "division by zero": ({"more_payoffs": [Flow("russia", "0.3/level(truce)")]}, "S028", ("payoffs", 2, "flow"), "`level(truce)` is zero and something is divided by it in the state `truce == broken and"),
    "division by zero in a guard": (change(when="1/level(force)"), "S028", (*SLIP, "when"), "`level(force)` is zero"),
    "overflow": ({"more_payoffs": [Flow("russia", "exp(400*level(force))")]}, "S029", ("payoffs", 2, "flow"), "`exp(400*level(force))` is not finite in the state"),
    "logarithm of zero": (change(gives={"russia": "2.2*log(level(truce))"}), "S029", (*SLIP, "then", "gives", "russia"), "`log(level(truce))` is not finite in the state `truce == broken"),
    "root of a negative number": ({"more_nature": [Event("slip", "(level(truce) - 1.5)**0.5", then={"truce": "broken"})]}, "S029", ("nature", "slip", "rate"), "is not finite in the state"),
    "level too high": (change(then={"force": "level(force) + 1"}), "S030", (*SLIP, "then", "force"), "the new level of `force` is 3 in the state"),
    "level too low": (change(when="force == bases or truce == broken", then={"truce": "level(truce) - 1"}), "S030", (*SLIP, "then", "truce"), "the new level of `truce` is -1 in the state"),
    "level between two": (change(then={"force": "level(force)/2"}), "S030", (*SLIP, "then", "force"), "the new level of `force` is 0.5 in the state"),
    # parameters
    "parameters in a circle": ({"more_parameters": [Parameter("one", "two + 1"), Parameter("two", "2*one")]}, "S032", ("parameters", "one", "value"), "`one` is defined through `two`, in a circle"),
    "a parameter of itself": ({"more_parameters": [Parameter("one", "one*2")]}, "S032", ("parameters", "one", "value"), "`one` is defined through `one`, in a circle"),
    "an infinite parameter": ({"more_parameters": [Parameter("one", "1/(upkeep - 0.053)")]}, "S029", ("parameters", "one", "value"), "the parameter `one` is not a finite number"),
    "a parameter of a factor": ({"more_parameters": [Parameter("one", "level(truce)")]}, "S012", ("parameters", "one", "value"), "`truce` is no factor"),
    "unknown prior": ({"more_parameters": [Parameter("one", 0.3, Prior("cauchy", (0.1, 2.2)))]}, "S033", ("parameters", "one", "prior"), "there is no prior `cauchy`"),
    "prior of one number": ({"more_parameters": [Parameter("one", 0.3, Prior("normal", (0.1,)))]}, "S033", ("parameters", "one", "prior"), "the prior `normal` takes mean, sd"),
    "prior of no width": ({"more_parameters": [Parameter("one", 0.3, Prior("lognormal", (0.1, 0)))]}, "S033", ("parameters", "one", "prior"), "needs a standard deviation above 0"),
    "prior of a negative count": ({"more_parameters": [Parameter("one", 0.3, Prior("beta", (0.1, -2.2)))]}, "S033", ("parameters", "one", "prior"), "needs both numbers above 0"),
    "prior upside down": ({"more_parameters": [Parameter("one", 0.3, Prior("triangular", (0.1, 2.2, 1.3)))]}, "S033", ("parameters", "one", "prior"), "needs its numbers in rising order"),
    "prior of no number": ({"more_parameters": [Parameter("one", 0.3, Prior("uniform", (0.1, math.inf)))]}, "S033", ("parameters", "one", "prior"), "takes low, high"),
    # sight, kinds
    "guard on the unseen": ({"more_moves": [Move("government", "slip", when="truce == holding and plan == design")]}, "S022", ("moves", "government", "slip", "when"), "the guard uses `plan`, which `government` does not see"),
    "waits on the unseen": ({"more_actors": [Actor("iran", 1, 1, 1, sees=("truce",), waits="force == full")]}, "S022", ("actors", "iran", "waits"), "the guard uses `force`, which `iran` does not see"),
    "order of the unordered": (change(when="camp < blue"), "S027", (*SLIP, "when"), "the values of `camp` have no order"),
    "a factor in arithmetic": ({"more_payoffs": [Flow("russia", "2.1*force")]}, "S031", ("payoffs", 2, "flow"), "the factor `force` stands where a number should"),
    "a value alone": (change(when="holding"), "S031", (*SLIP, "when"), "the value `holding` stands alone"),
}  # fmt: skip


FOLLOWED = {"parameters in a circle", "no values", "infinite chance"}
"""Cases in which one fault is bound to lead to another, reported after it."""


@pytest.mark.parametrize("case", CASES)
def test_each_refusal(case):
    changes, code, path, fragment = CASES[case]
    found = wrong(**changes)
    one = found[0]
    assert one.code == code, str(one)
    assert one.severity == "error"
    assert one.path == path
    assert fragment in one.message
    if case not in FOLLOWED:
        assert len(found) == 1, [str(other) for other in found]
    assert CODES[code][0] in one.render()


def test_every_code_that_a_game_can_raise_has_a_case():
    """What only texts, questions and blocks can raise is tested with them."""
    elsewhere = {"S001", "S002", "S003", "S004", "S005", "S034", "S035", "S036", "S038", "S039", "S040", "S041"}
    elsewhere |= {"S042", "S043", "S044"}  # changes and places, which a game does not have
    tested = {code for _, code, *_ in CASES.values()}
    tested |= {"S015", "S023", "S024", "S025", "S026", "S037"}  # below, and in the tests of states and tables
    assert tested | elsewhere == {code for code in CODES if code.startswith("S")}


@pytest.mark.parametrize(
    "changes, part",
    [
        (change(when="truce == holding and  farse == full"), "farse"),
        ({"more_payoffs": [Flow("russia", "2 + 0.3/(level(truce) - 1)")]}, "(level(truce) - 1)"),
        ({"more_payoffs": [Flow("russia", "0.3/level(force)*upkeep + 1.7 - share")]}, "level(force)"),
        ({"more_payoffs": [Flow("russia", "2 + upkeep*log( level(force) )")]}, "log( level(force) )"),
        ({"more_moves": [Move("government", "slip", when="truce == holding and plan == design")]}, "plan"),
        (
            {
                "more_factors": [Factor("plans", ("soft", "hard"), "soft")],
                "actors": [
                    Actor("russia", 0.1, 0.2, 0.9),
                    Actor("government", 0.1, 0.3, 1.2, sees=("truce", "plans")),
                ],
                "more_moves": [
                    Move("government", "slip", when="plans == soft or plan == design", then={"plans": "hard"})
                ],
            },
            "plan",
        ),
    ],
)
def test_the_span_is_the_part_to_blame(changes, part):
    one = only(**changes)
    kind, source = next((k, v) for k, v in changes.items() if k in ("more_moves", "more_payoffs"))
    text = source[0].when if kind == "more_moves" else source[0].flow
    low, high = one.span
    assert text[low:high].strip("()") == part.strip("()")
    assert low == text.rindex(part.strip("()"))


def test_all_that_is_wrong_is_said_at_once():
    found = wrong(
        more_moves=[Move("russia", "slip", when="truse == holding", then={"truce": "full"}, gives={"iran": 1.3})],
        more_payoffs=[Flow("russia", "2*force"), Flow("us", "1 +")],
        more_nature=[Event("gale", -0.3, when="mim(1, 2) > 1")],
    )
    assert sorted(one.code for one in found) == [
        "S010",
        "S012",
        "S014",
        "S014",
        "S016",
        "S017",
        "S020",
        "S031",
    ]
    with pytest.raises(ScenarioError) as caught:
        crisis(more_payoffs=[Flow("russia", "2*force"), Flow("us", 0.3)])
    assert str(caught.value).count("error[S0") == 2


def test_faults_on_the_states_are_said_at_once_too():
    found = wrong(
        more_payoffs=[Flow("russia", "1/level(truce)"), Flow("government", "log(level(force))")],
        more_nature=[Event("gale", "level(truce) - 0.7", then={"truce": "level(truce) - 1"})],
    )
    assert sorted(one.code for one in found) == ["S020", "S028", "S029", "S030"]


def test_a_fault_outside_the_reachable_states_is_none():
    """Nothing leads to `broken`, so what would fail there is never computed."""
    game = crisis(
        nature=[
            Event("calm", 0.3, when="truce == strained", then={"truce": "holding"}),
            Event("tide", 0.07, then={"plan": "design"}),
            Event("sway", 0.05, then={"camp": "blue"}),
        ],
        payoffs=[Flow("russia", "0.3/level(truce)")],
    )
    assert game.tables.income[:, 0].max() == 0.3


def test_no_reachable_state():
    with pytest.raises(ScenarioError, match=r"S025 no-reachable-state\]: no value of `truce` can be the start"):
        crisis(
            factors=[Factor("truce", ("on", "off"), {"on": 0.0, "off": 0.0})],
            moves=[],
            nature=[],
            payoffs=[],
            actors=[],
        )


def test_warnings_do_not_stop_a_game():
    game = crisis(
        more_factors=[Factor("season", ("wet", "dry"), "dry")],
        more_moves=[Move("russia", "slip", when="season == wet", then={"season": "wet"})],
        more_nature=[Event("gale", 0.3, when="season == wet and truce == holding", then={"season": "wet"})],
    )
    found = {one.path: one for one in game.tables.warnings}
    assert {path: one.code for path, one in found.items()} == {
        ("state", "season"): "S023",
        ("moves", "russia", "slip", "when"): "S024",
        ("nature", "gale", "when"): "S024",
    }
    assert all(one.severity == "warning" for one in found.values())
    assert found["moves", "russia", "slip", "when"].message.startswith("`russia` can never make `slip`")
    assert found["nature", "gale", "when"].message.startswith("nature never makes `gale`")


def test_a_factor_that_only_varies_over_starts_is_no_warning():
    factors = [Factor("season", ("wet", "dry"), {"wet": 0.3, "dry": 0.7})]
    assert crisis(more_factors=factors).tables.warnings == ()


# -- parameters from outside ------------------------------------------------------------------------


def test_parameters_can_be_exchanged():
    game = crisis().with_parameters(upkeep="2*share + 0.1")
    at = game.space["force"] == 2
    assert math.isclose(game.tables.income[at, 0][0], -2 * 0.92)
    assert crisis().lowered.vocabulary.parameters["upkeep"] == 0.053


def test_an_unknown_parameter_is_told_the_nearest():
    with pytest.raises(UsageError, match="there is no parameter `upkep`") as caught:
        crisis().with_parameters(upkep=0.3)
    assert caught.value.hint == "did you mean `upkeep`?"


def test_parameters_resolve_in_any_order():
    game = crisis(more_parameters=[Parameter("late", "early*2 - 0.1"), Parameter("early", "max(upkeep, share) + 1")])
    assert math.isclose(game.lowered.vocabulary.parameters["late"], 2.72)
