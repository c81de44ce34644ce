"""Claims put to their tests: then, now, and by the record."""

from __future__ import annotations

import json
import math
from functools import cache

import pytest
from tests.evidence.claims.test_reading import TEXT
from tests.evidence.scores import small

from detente.errors import ScenarioError
from detente.evidence import claims as tools
from detente.evidence.claims import LookingBack, Verdicts, read_claims
from detente.evidence.filtering import observe
from detente.evidence.records import Records
from detente.evidence.scores import Court, anchored
from detente.forecast import ask

GAME = small.game()


@cache
def verdicts(text: str = TEXT, until: float | None = None) -> Verdicts:
    claims = read_claims(text, name="claims")
    return tools.test_claims(None, small.RECORDS, claims, hypotheses=small.hypotheses(), until=until)


def with_test(test: str, resolved: str = "unresolved", kind: str = "fact") -> str:
    return (
        TEXT.replace("{explanation: [real]}", test)
        .replace("resolved: unresolved", f"resolved: {resolved}")
        .replace("kind: motive", f"kind: {kind}")
    )


def test_an_explanation_has_its_posterior_then_and_now() -> None:
    one = verdicts()[0]
    then = observe(small.hypotheses(), small.RECORDS.until("2024-03-20", GAME.clock), until="2024-03-20")
    now = observe(small.hypotheses(), small.RECORDS)
    assert one.before.chance == pytest.approx(0.65)
    assert one.then.chance == pytest.approx(then.posterior["real"])
    assert one.now.chance == pytest.approx(now.posterior["real"])
    odds = now.posterior["real"] / now.posterior["bluff"] / (0.65 / 0.35)
    assert one.weight == pytest.approx(10 * math.log10(odds))
    assert one.outcome is None


def test_a_forecast_is_asked_on_the_day_and_settled_by_the_record() -> None:
    one = verdicts()[1]
    then = observe(small.hypotheses(), small.RECORDS.until("2024-03-20", GAME.clock), until="2024-03-20")
    (breach,) = ask(then, "P(eventually(truce == broken), within=11)")
    assert one.then.parts == pytest.approx((breach.value,))
    assert one.then.chance == pytest.approx(1 - breach.value)
    assert (one.now.chance, one.outcome.outcome, one.status) == (0.0, "yes", "not supported")
    start = observe(small.hypotheses(), None, until=0.0)
    (first,) = ask(start, "P(eventually(truce == broken), within=[19, 30])")
    assert one.before.parts == pytest.approx((first.value,))


def test_what_was_reported_later_was_not_known_on_the_day() -> None:
    """The report of 18 March came out on the 23rd, after the text."""
    early = observe(
        small.hypotheses(), Records(tuple(x for x in small.RECORDS if not x.reported)).until(19, GAME.clock), until=19.0
    )
    assert verdicts()[0].then.chance == pytest.approx(early.posterior["real"])


def test_the_record_and_its_own_test_may_differ_and_that_is_said() -> None:
    text = TEXT.replace("resolved: false, on", "resolved: true, on")
    one = verdicts(text)[1]
    assert one.status == "supported"
    assert one.why.endswith("The test itself came out yes: it is not quite what the claim says.")
    assert "The test itself" not in verdicts()[1].why


def test_a_comparison_is_the_share_of_the_favoured_one() -> None:
    one = verdicts()[2]
    talks, broken = one.then.parts
    assert one.then.chance == pytest.approx(talks / (talks + broken))
    assert one.status == "contested"
    # The talks are known to have been off by a reading, and the truce to have been strained.
    assert one.claim.trial.asks[0] == "P(talks == on, at=9)"


def test_norms_and_kinds_without_a_test() -> None:
    assert verdicts()[3].status == "not testable"
    assert verdicts().counts() == {"supported": 1, "not supported": 1, "contested": 1, "not testable": 1}
    assert (verdicts()[0].now.chance, verdicts()[0].weight) > (2 / 3, 3.0)


def back(until: float) -> LookingBack:
    kept = small.RECORDS.until(until, GAME.clock)
    return LookingBack(kept, observe(small.hypotheses(), kept, until=until), Court.of(GAME, kept, until))


@pytest.mark.parametrize("at", [6, 13, 28, 33])
def test_hidden_factors_of_the_past_are_smoothed(at: int) -> None:
    """By certain readings put into the past, against the way back of the filter itself."""
    smooth = observe(small.hypotheses(), small.RECORDS, smooth=True)
    which = [one.at(GAME.clock) for one in small.RECORDS].index(at)
    expected = smooth.smoothed[which]
    seen = back(44.0)
    for text, chance in (
        ("deal == made", expected["deal"]["made"]),
        ("plan == bluff", expected["plan"]["bluff"]),
    ):
        found = seen.answer(anchored(f"P({text}, at=0)", GAME, float(at)))
        assert found.chance == pytest.approx(chance, abs=1e-9)
        assert found.how == "seen from the end of the record"


def test_conditions_on_several_hidden_factors_add_up() -> None:
    seen = back(44.0)
    both = {
        (plan, deal): seen.answer(anchored(f"P(plan == {plan} and deal == {deal}, at=0)", GAME, 19.0)).chance
        for plan in ("bluff", "real")
        for deal in ("none", "made")
    }
    assert sum(both.values()) == pytest.approx(1.0)
    either = seen.answer(anchored("P(plan == bluff or deal == made, at=0)", GAME, 19.0)).chance
    assert either == pytest.approx(1 - both["real", "none"])
    assert 0.02 < both["real", "none"] < 0.98


def test_a_doubtful_record_is_weighed_and_not_believed() -> None:
    """Whether the truce was strained on the 18th, as a report of grade C3 has it."""
    rows = tuple(one for one in small.RECORDS if one.at(GAME.clock) <= 19)
    kept = Records(rows).until(22.0, GAME.clock)
    seen = LookingBack(kept, observe(small.hypotheses(), kept, until=22.0), Court.of(GAME, kept, 22.0))
    found = seen.answer(anchored("P(truce == strained, at=0)", GAME, 17.0))
    assert found.resolution is not None
    assert found.resolution.contested
    smooth = observe(small.hypotheses(), kept, until=22.0, smooth=True)
    which = next(at for at, one in enumerate(kept) if one.grade == "C3")
    assert found.chance == pytest.approx(smooth.smoothed[which]["truce"]["strained"], abs=1e-9)
    assert 0.05 < found.chance < 0.95


def test_what_is_half_over_is_asked_for_the_rest() -> None:
    seen = back(15.0)
    (rest,) = ask(seen.observed, "P(eventually(truce == broken), within=20)")
    assert seen.answer(anchored("P(eventually(truce == broken), within=30)", GAME, 5.0)).chance == pytest.approx(
        rest.value
    )
    (kept,) = ask(seen.observed, "P(always(truce > broken), within=20)")
    assert seen.answer(anchored("P(always(truce > broken), within=30)", GAME, 5.0)).chance == pytest.approx(kept.value)
    (later,) = ask(seen.observed, "P(eventually(truce == strained), within=[3, 20])")
    assert seen.answer(
        anchored("P(eventually(truce == strained), within=[13, 30])", GAME, 5.0)
    ).chance == pytest.approx(later.value)
    assert seen.answer(anchored("P(eventually(truce == strained), within=30)", GAME, 5.0)).chance == 1.0
    hidden = seen.answer(anchored("P(eventually(deal == made), within=30)", GAME, 5.0))
    assert hidden.chance is None
    assert "hidden paths of the past" in hidden.how
    contested = back(44.0).answer(anchored("P(eventually(truce == strained), within=3)", GAME, 16.0))
    assert contested.chance is None
    assert "on a record that may be false" in contested.how


def test_a_date_to_come_is_pending() -> None:
    one = verdicts(with_test('{ask: "P(truce == broken, at=2024-06-01)"}', kind="forecast"))[0]
    assert one.status == "not testable"
    assert "2024-06-01" in one.why
    assert one.now.chance is not None


@pytest.mark.parametrize(
    ("old", "new", "code", "message"),
    [
        ("[real]", "[rael]", "C006", "did you mean `real`"),
        ("talks == on", "talks == onn", "C006", "the claim `C3`"),
        (
            "P(eventually(truce == broken), within=2024-03-31)",
            "E(time_to(truce == broken))",
            "C006",
            "probability of one thing",
        ),
        ("within=2024-03-31", "within=2024-03-11", "C006", "before now"),
        ("written: 2024-03-20", "written: 2023-03-20", "C009", "before the start"),
        ("written: 2024-03-20", "written: spring", "C009", "is no date"),
        ("by: 2024-03-31", "by: 2024-03-32", "C009", "`by` of the claim `C2`"),
    ],
)
def test_claims_that_do_not_fit_the_scenario(old: str, new: str, code: str, message: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        verdicts(TEXT.replace(old, new, 1))
    assert message in str(caught.value)
    assert caught.value.diagnostics[0].code == code
    assert caught.value.diagnostics[0].place is not None


def test_text_frame_and_record() -> None:
    found = verdicts()
    text = found.to_text(90)
    assert "C2  The truce is not broken by the end of March.  [not supported]" in text
    assert max(len(line) for line in text.splitlines()) <= 100
    assert found.to_frame()["status"].to_list() == [one.status for one in found]
    record = json.loads(json.dumps(found.to_record(), allow_nan=False))
    assert [one["claim"] for one in record["claims"]] == ["C1", "C2", "C3", "C4"]
    assert record["claims"][1]["parts"]["now"] == [1.0]
    assert record["until"] == "2024-04-14"
