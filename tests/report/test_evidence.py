"""What the record does to the numbers of a briefing."""

import re
from dataclasses import dataclass

import numpy as np
import pytest

from detente.equilibrium import solve
from detente.evidence import Record, Records, hypotheses_of, observe
from detente.forecast import ask
from detente.game import Game
from detente.report import analyse, quantile

from .conftest import game
from .recorded import CLAIMS, PLAN, RECORDS, Evidence, made, observed


def test_views_rest_on_the_records_until_then(seen) -> None:
    assert [one.name for one in seen.views] == ["start", "later", "end", "much_later"]
    assert [one.records for one in seen.views] == [None, 1, 4, 4]
    assert all(one.given is None for one in seen.views)
    assert seen.views[1].basis.startswith("Rests on the 1 of 4 records that were public by then, the last of 6 March")
    assert seen.views[2].basis.startswith("Rests on all 4 records, the last of 29 March 2024")


def test_a_moments_own_condition_is_not_used_but_its_chance_is_said(seen, solved) -> None:
    found = observed(solved, 7.5)
    dark = found.posterior["dark"]
    assert 0.1 < dark < 0.9
    assert f"is not used; the records give it {100 * dark:.0f}%." in seen.views[1].basis


def test_explanations_are_those_of_the_filter(seen, solved) -> None:
    whole = observed(solved, None)
    for at, name in enumerate(("dark", "bright")):
        chances = seen.explanations[at].chances
        assert seen.explanations[at].name == name
        assert chances[0] == pytest.approx(whole.prior[name])
        assert chances[1] == pytest.approx(observed(solved, 7.5).posterior[name], rel=1e-9)
        assert chances[2] == pytest.approx(whole.posterior[name], rel=1e-9)
        assert chances[3] == pytest.approx(observed(solved, 40.0).posterior[name], rel=1e-9)
    assert len({round(one, 6) for one in seen.explanations[0].chances}) == 4


def test_forecasts_begin_where_the_records_lead(seen, solved) -> None:
    asked = seen.answers[0].question
    for at, until in ((1, 7.5), (2, None)):
        (found,) = ask(observed(solved, until), asked)
        assert seen.answers[0].values[at] == pytest.approx(found.number, rel=1e-9)
    courses = seen.developments[0].courses
    assert courses[2].chances[0][2] == pytest.approx(observed(solved, None).marginals()["truce"]["holding"])
    (count,) = ask(observed(solved, None), "E(count(rebels.shell), within=60)")
    shell = next(one for one in seen.parties[1].options if one.name == "shell")
    assert shell.counts[2] == pytest.approx(count.number, rel=1e-9)


def test_what_is_not_certain_now_carries_its_chance(seen) -> None:
    course = seen.developments[0].courses[2]
    assert 0.5 < max(course.chances[0]) < 0.99
    assert course.standing == f"holding ({100 * max(course.chances[0]):.0f}%)"
    text = " ".join(seen.to_text().split())
    assert f"The <truce>: most likely holding now ({100 * max(course.chances[0]):.0f}%)" in text
    assert re.search(
        r"the chance that it is holding and stays so without a break falls to 50% after [\d.]+ days?;", text
    )


def test_the_weights_are_those_of_the_filter(seen, solved) -> None:
    whole, found = observed(solved, None), seen.evidence
    assert found.log_likelihood == pytest.approx(whole.log_likelihood)
    for column, step in zip(found.matrix.columns, whole.steps, strict=False):
        assert column.decibans == pytest.approx(step.weights, rel=1e-6)
    after = [one.chances for one in found.trail if one.record is not None]
    assert np.array(after) == pytest.approx(np.array([step.after for step in whole.steps]))
    assert [one.time for one in found.trail] == sorted(one.time for one in found.trail)
    assert [one.number for one in found.tellings] == [1, 2, 3, 4]
    assert found.tellings[1].note == "Said so"
    assert (found.records, found.sources) == (4, 3)


def test_the_whole_scenarios_grades_go_with_other_records(solved) -> None:
    other = Records(RECORDS.rows[:2])
    found = analyse(made(), evidence=other, check_seconds=0)
    again = observe(solved, Evidence(records=other))
    assert found.explanations[0].chances[-2] == pytest.approx(again.posterior["dark"])
    plain = observe(solved, other)
    assert plain.posterior["dark"] != pytest.approx(again.posterior["dark"], rel=1e-6)


def test_until_cuts_the_record_and_says_what_it_leaves_out(tmp_path, solved) -> None:
    (tmp_path / "claims.yaml").write_text(CLAIMS)
    (tmp_path / "scores.yaml").write_text(PLAN)
    evidence = Evidence(claims=tmp_path / "claims.yaml", scores=tmp_path / "scores.yaml")
    found = analyse(made(evidence=evidence), until="2024-03-09", check_seconds=0)
    assert [one.name for one in found.views] == ["start", "later", "asked"]
    assert found.views[-1].label == "the date asked for (9 March 2024)"
    assert found.explanations[0].chances[-1] == pytest.approx(observed(solved, "2024-03-09").posterior["dark"])
    assert found.evidence.records == 2
    assert found.evidence.scores is None
    assert found.evidence.claims is None
    notes = " ".join(found.evidence.notes)
    assert "much_later" in notes
    assert "`detente score` scores them" in notes
    assert "the text that makes them is of 2024-03-10" in notes


def test_other_parameters_meet_the_records_again(seen) -> None:
    one = next(s for s in seen.whatif.shifts if s.parameter == "calming" and s.question.startswith("P("))
    assert one.low == pytest.approx(quantile(game().parameters[0].prior, 0.1))
    again = hypotheses_of(made(game=game().with_parameters(calming=one.high)).contest)
    (found,) = ask(observe(again, Evidence(), until=40.0), one.question)
    assert one.at_high == pytest.approx(found.number, rel=1e-5)
    assert one.at_high != pytest.approx(one.base, rel=1e-3)
    assert "the records were taken in again" in seen.whatif.note


@dataclass(frozen=True)
class Overlay:
    name: str
    prior: float
    about: str = ""
    title: str = ""
    factor: None = None


@dataclass(frozen=True)
class Overlays:
    """Two games: the rebels fight on in one, and in the other they have a move less."""

    base: Game
    explanations: dict

    def game(self, explanation=None, set=None) -> Game:
        found = self.base
        if explanation == "tired":
            moves = [one for one in found.moves if one.name != "shell"]
            found = found.replace(moves=moves).with_parameters(calming=0.2)
        return found.with_parameters(**set) if set else found


def test_overlays_are_mixed_by_their_posterior() -> None:
    named = {"as_it_is": Overlay("as_it_is", 0.3), "tired": Overlay("tired", 0.7, "They have had enough.")}
    rivals = Overlays(game(), named)
    rain = Records((Record("2024-03-12", "change", ("season",), ("wet",), line=2),))
    base = made(rivals=rivals, hidden=None, explanations={}, evidence=Evidence(records=rain))
    found = analyse(base, horizon=60.0, check_seconds=60)
    each = [solve(rivals.game(name), tolerance=1e-10, search=0) for name in named]
    whole = observe(hypotheses_of(rivals), Evidence(records=rain))
    assert [one.name for one in found.explanations] == ["as_it_is", "tired"]
    assert found.explanations[1].about == "They have had enough."
    assert found.explanations[0].chances[0] == pytest.approx(0.3)
    end = [one.name for one in found.views].index("end")
    assert found.explanations[0].chances[end] == pytest.approx(whole.posterior["as_it_is"], rel=1e-6)
    assert found.explanations[0].chances[end] < 0.25
    (answer,) = ask(whole, found.answers[0].question)
    assert found.answers[0].values[end] == pytest.approx(answer.number, rel=1e-6)
    shell = next(one for one in found.parties[1].options if one.name == "shell")
    (alone,) = ask(whole.by_hypothesis[0], "E(count(rebels.shell), within=60)")
    assert shell.counts[end] == pytest.approx(whole.posterior["as_it_is"] * alone.number, rel=1e-6)
    course = next(one for one in found.developments if one.factor == "truce").courses[end]
    (stay,) = ask(whole, f"P(always(truce == '{course.current}'), within=60)")
    assert course.stays[-1] == pytest.approx(stay.number, rel=1e-6)
    assert found.quality.games == 2
    assert found.quality.residual == max(one.residual for one in each)
    # A value that an overlay gives for itself is moved by itself.
    assert found.whatif.tried == 3
    assert {one.parameter for one in found.whatif.shifts} == {"calming", "spoils", "tired.calming"}
    assert "2 games of up to" in found.to_text()
    assert "<svg" in found.to_html()


def test_without_explanations_there_is_still_a_record() -> None:
    found = analyse(made(hidden=None, explanations={}), check_seconds=0)
    assert found.explanations == ()
    assert found.evidence.matrix is None
    assert found.evidence.records == 4
    text = found.to_text()
    assert "WHAT THE RECORD SAYS" in text
    assert "WHAT TO WATCH" not in text
    assert 'id="record"' in found.to_html()


def test_one_explanation_taken_alone_is_weighed_alone() -> None:
    """As `--explanation` chooses it: its rivals are not said to be excluded by the record."""
    from detente.report import subject_of
    from detente.scenario import loads

    crisis = loads(
        "detente: 1\nclock: {unit: day, start: 2024-03-01}\nactors: {}\n"
        "state:\n  plan: {values: [a, b], start: {a: 0.4, b: 0.6}, hidden_from: [analyst]}\n"
        "  truce: {values: [broken, holding], start: holding}\n"
        "nature:\n  breach: {when: truce == holding, rate: 0.1 + 0.2*(plan == b), then: {truce: broken}}\n"
        "explanations: {of: plan}\n"
    )
    broken = Records((Record("2024-03-04", "change", ("truce",), ("broken",)),))
    alone = subject_of(crisis, crisis.game(explanation="b"), settings={"explanation": "b"})
    found = analyse(alone, evidence=broken, check_seconds=0)
    assert found.explanations == ()
    assert found.evidence.log_likelihood == pytest.approx(np.log(0.3) - 0.9)
    assert "only explanation" not in found.to_text()
    both = analyse(subject_of(crisis), evidence=broken, check_seconds=0)
    shares = np.array([0.4 * 0.1 * np.exp(-0.3), 0.6 * 0.3 * np.exp(-0.9)])
    assert [one.chances[-1] for one in both.explanations] == pytest.approx(shares / shares.sum())
