"""What is refused, and how the analysis shows itself."""

import json

import numpy as np
import polars
import pytest
from tests.study.settlement import a_peace
from tests.study.settlement.a_peace import SETTLEMENT, VALUES

from detente.casebook import load
from detente.equilibrium import solve
from detente.errors import UsageError
from detente.evidence.filtering import Hypothesis, observe
from detente.forecast import now
from detente.game import Clock, Event, Factor, Game, Settlement, settlements_of
from detente.scenario import loads
from detente.study.settlement import UNDECIDED, settle
from detente.study.settlement._result import verdict_of


@pytest.fixture(scope="module")
def solved():
    return solve(a_peace.peace())


def message(*arguments, **more) -> str:
    with pytest.raises(UsageError) as caught:
        settle(*arguments, **more)
    return str(caught.value)


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"factor": "pace"}, "speaks of a factor `pace` that the game does not have\nhint: did you mean `peace`?"),
        ({"tabled": "peace_tabeld"}, "did you mean `peace_tabled`?"),
        ({"forces": ("farce",)}, "did you mean `force`?"),
        ({"none": "nothing"}, "`nothing` is no value of `peace`"),
        ({"options": ("federol",)}, "`federol` is no value of `peace`\nhint: did you mean `federal`?"),
        ({"agreed": "nature.agreed"}, "speaks of `nature.agreed`, which the game does not have"),
        ({"vetoes": ("army.vetoes_peace",)}, "did you mean `army.veto_peace`?"),
        ({"breaches": ("army.breech_peace",)}, "did you mean `army.breach_peace`?"),
        ({"positions": {"armi": {"unitary": 3, "federal": 8}}}, "a position of `armi`, no actor of this game"),
    ],
)
def test_a_description_that_does_not_fit(solved, changes, text):
    parts = {"factor": "peace", "options": VALUES[1:], "agreed": "nature.peace_agreed"}
    assert text in message(solved, Settlement(**{**parts, **changes}))


def test_a_game_without_a_settlement_and_one_with_two():
    factor = Factor("truce", ("broken", "holding"), "holding")
    plain = solve(Game([factor], nature=[Event("breach", 0.2, "truce == holding", {"truce": "broken"})]))
    assert message(plain).startswith("there is no settlement in this game\nhint: use the block `settlement:`")
    assert "there is no settlement `peace` in this game" in message(plain, "peace")
    pairs = [("war", "land"), ("sea", "fish")]
    factors, events = [], []
    for name, option in pairs:
        factors += [Factor(one, ("none", option), "none", ordered=False) for one in (name, f"{name}_tabled")]
        events.append(Event(f"{name}_agreed", 0.1, f"{name} == none", {name: option}))
    both = solve(Game(factors, nature=events))
    assert message(both) == "there are several settlements in this game\nhint: name one: `war`, `sea`"
    assert settle(both, "sea").settlement.options == ("fish",)
    assert "did you mean `sea`?" in message(both, "see")


def test_a_settlement_in_force(solved):
    present = now(solved, given="peace == federal")
    assert message(present, SETTLEMENT).startswith("a settlement is in force already: `peace` is not `none` now")


def test_an_option_that_nothing_brings_about(solved):
    game = a_peace.peace()
    events = [
        Event(one.name, "0.11*(peace_tabled == federal)", one.when, one.then, one.gives)
        if one.name == "peace_agreed"
        else one
        for one in game.nature
    ]
    found = solve(game.replace(nature=events))
    assert message(found, SETTLEMENT).startswith(
        "`unitary` can never be agreed: no state that can be reached leads to it"
    )
    assert settle(found, SETTLEMENT, options=["federal"])["federal"].passes > 0


@pytest.mark.parametrize(
    ("more", "text"),
    [
        ({"options": ["fedral"]}, "`fedral` is no option of `peace`\nhint: did you mean `federal`?"),
        ({"horizons": ["soon"]}, "`soon` is no duration"),
        ({"horizons": [0]}, "`0` is no time ahead"),
        ({"horizons": [float("inf")]}, "`inf` is no time ahead"),
        ({"horizons": []}, "no horizon was given"),
    ],
)
def test_wrong_wishes(solved, more, text):
    assert text in message(solved, SETTLEMENT, **more)


def test_a_wrong_subject():
    assert message(3) == ("`int` is no present to settle from\nhint: give `observe(...)`, `now(...)`, or `solve(game)`")


def test_horizons(solved):
    assert list(settle(solved, SETTLEMENT, horizons=["2 weeks", 5]).horizons.items()) == [
        (5.0, "5 days"),
        (14.0, "2 weeks"),
    ]
    assert list(settle(solved, SETTLEMENT).horizons) == [30, 90, 180, 365]
    rounds = solve(a_peace.peace(clock=Clock("round")))
    found = settle(rounds, SETTLEMENT)
    assert list(found.horizons.items())[:2] == [(30.0, "30 rounds"), (90.0, "90 rounds")]
    weeks = solve(a_peace.peace(clock=Clock("week")))
    assert next(iter(settle(weeks, SETTLEMENT).horizons)) == pytest.approx(30 / 7)


@pytest.mark.parametrize(
    ("gain", "noise", "error", "verdict"),
    [
        (0.21, 1.0, 0.0, "gains"),
        (0.19, 1.0, 0.0, "undecided"),
        (-0.39, 2.0, 0.0, "undecided"),
        (-0.41, 2.0, 0.0, "loses"),
        (-0.41, 2.0, 0.5, "undecided"),
    ],
)
def test_verdicts(gain, noise, error, verdict):
    assert UNDECIDED == 0.2
    assert verdict_of(gain, noise, error) == verdict


def test_a_gain_within_noise_is_said_to_be_open(solved):
    game = a_peace.peace()
    calm = game.replace(actors=[*game.actors[:3], game.actors[3]]).with_parameters(dread=0.263)
    found = settle(solve(calm), SETTLEMENT, options=["federal"])
    army = found["federal"].stakes["army"]
    assert army.verdict == "undecided"
    assert found["federal"].undecided == ("army",)
    assert "could go either way" in found.to_text()
    assert "within its own noise" in found.to_text()


def test_an_unconverged_equilibrium_is_told(solved):
    hasty = solve(a_peace.peace(), max_seconds=1e-9)
    assert not hasty.outcome.converged
    found = settle(hasty, SETTLEMENT)
    assert not found.outcome.converged
    assert "NOT CONVERGED, so these are no answers" in found.to_text()
    assert found.to_record()["converged"] is False


def test_explanations_have_their_own_gains(solved):
    rivals = [Hypothesis(name, solved, 0.5, f"plan == {name}") for name in ("go", "stay")]
    present = observe(rivals)
    found = settle(present, SETTLEMENT)
    stake = found["unitary"].stakes["patron"]
    assert set(stake.under) == {"go", "stay"}
    alone = settle(now(solved, given="plan == go"), SETTLEMENT)["unitary"].stakes["patron"].gain
    assert stake.under["go"] == pytest.approx(alone, abs=1e-9)
    mean = sum(present.posterior[name] * gain for name, gain in stake.under.items())
    assert stake.gain == pytest.approx(mean, abs=1e-9)
    assert found.explanations == present.posterior
    assert "0 records taken in" in found.how


def test_results_show_themselves(solved):
    found = settle(solved, SETTLEMENT, instruments="payment")
    frame = found.to_frame()
    assert isinstance(frame, polars.DataFrame)
    assert frame.height == 8
    row = frame.row(by_predicate=(polars.col("option") == "federal") & (polars.col("actor") == "army"), named=True)
    assert row["gain"] == found["federal"].stakes["army"].gain
    assert (row["must_be_passed"], row["verdict"]) == (True, "loses")
    assert row["vetoes"] == found["federal"].vetoed["army"]
    record = json.loads(json.dumps(found.to_record()))
    assert record["options"][1]["stakes"][1]["gain"] == row["gain"]
    assert record["nearest"] == {"option": "unitary", "shortfall": pytest.approx(found["unitary"].shortfall)}
    assert record["remedies"][0]["works"] is True
    chart = found.plot()
    assert chart.svg.startswith("<svg")
    assert ("federal", "army", f"{row['gain']:+.3f}", "loses", "yes") in chart.rows
    assert str(found) == found.to_text()
    page = found._repr_html_()
    assert "The peace: gains over carrying on" in page
    assert "loses" in page
    with pytest.raises(UsageError, match="did you mean `federal`"):
        found["federol"]


def test_the_zone(solved):
    found = settle(solved, SETTLEMENT)
    assert found.zone == ()
    assert found.zone_with_transfers == ("federal",)
    assert found.nearest.option == "unitary"
    one = found["unitary"]
    assert one.blockers == ("rebels",)
    assert one.shortfall == pytest.approx(-one.stakes["rebels"].gain)
    assert one.total == pytest.approx(sum(stake.gain for stake in one.stakes.values()))
    assert one.total_passed == pytest.approx(one.stakes["army"].gain + one.stakes["rebels"].gain)
    assert "payments among them could do it" in found.to_text()


def test_names_of_the_block_are_found_in_a_game():
    (found,) = settlements_of(a_peace.peace())
    for part in ("factor", "options", "agreed", "tabled", "proposals", "vetoes", "breaches", "forces"):
        assert getattr(found, part) == getattr(SETTLEMENT, part), part


def test_the_descriptions_of_the_casebook():
    crisis = load("syria-2016")
    (one,) = crisis.settlements
    assert one.vetoes == tuple(
        f"{who}.veto_settlement" for who in ("russia", "united_states", "government", "opposition")
    )
    assert one.positions["pyd"]["identity_federation"] == "95"
    assert one.salience["turkey"]["unitary_decentralised"] == "60"
    assert one.status_quo["un_envoy"] == "0.8"
    assert one.forces == ("russian_force",)
    (plain,) = loads(crisis.expanded(), "expanded.yaml").settlements
    assert (plain.factor, plain.vetoes, plain.breaches) == (one.factor, one.vetoes, one.breaches)
    assert plain.positions == {}
    assert load("two-parties-and-a-guarantor").settlements == ()


def test_places_on_a_scale_are_read():
    text = """
detente: 1
actors:
  envoy: {discount: 0.01, attention: 0.2, noise: 1}
  army: {discount: 0.01, attention: 0.3, noise: 1}
  rebels: {discount: 0.01, attention: 0.3, noise: 1}
talks: {geneva: {convenor: envoy, parties: [army, rebels], rounds: 12}}
settlement:
  peace:
    through: geneva
    options: {tight: 20, loose: 75}
    positions: {army: 10, rebels: 90}
    salience: {army: 80}
    loss: {form: threshold, beyond: 0.4}
    veto: [army]
    decides_in: 20
"""
    scenario = loads(text, "scale.yaml")
    (one,) = scenario.settlements
    assert (one.places, one.positions) == ({"tight": "20", "loose": "75"}, {"army": "10", "rebels": "90"})
    assert one.salience == {"army": {"tight": "80", "loose": "80"}, "rebels": {"tight": "50", "loose": "50"}}
    assert (one.loss, one.beyond) == ("threshold", "0.4")
    found = settle(solve(scenario.game()), one)
    assert found.reduced["mean"].place == pytest.approx((10 * 80 + 90 * 50) / 130)
    assert "mean" in found.to_text()
    assert np.isfinite(found["tight"].total)
