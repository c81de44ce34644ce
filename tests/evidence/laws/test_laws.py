"""What must not matter to a posterior, and what must move the likelihood by a known amount."""

import itertools
import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.oracle.evidence import shares
from tests.oracle.evidence_games import Chronicler, rivals, timed
from tests.oracle.evidence_rewrite import carried, with_names, with_time
from tests.oracle.evidence_subject import (
    assert_identical,
    close,
    close_marginals,
    decibans,
    gap,
    observed,
    reading,
    records,
)
from tests.oracle.rewrite import in_other_unit, joined, renamed, with_moon

from detente.evidence.filtering import Grades, Hypothesis, Impossible, observe
from detente.evidence.records import Record
from detente.forecast import ask, now

SEEDS = st.integers(0, 10**6)
NOTHING = Grades({**dict.fromkeys("ABCDE", 0.9), "F": 0.0}, dict.fromkeys(range(1, 7), 0.8))
"""Tables in which a source of grade F knows nothing."""


def case(seed, horizon=5.2, states=18, lies=1, **more):
    some = rivals(seed, states=states)
    rng = np.random.default_rng([seed, 76])
    truth = some[int(rng.integers(len(some)))]
    chronicler = Chronicler(truth.world, horizon, rng, **more)
    return some, timed(chronicler.chronicle(lies=lies), Record), chronicler


def in_other_names(game, names):
    sees = tuple(names[name] for name in game.analyst_sees)
    return renamed(game.replace(analyst_sees=None), names).replace(analyst_sees=sees)


def jumps(rows):
    return sum(one.kind in ("change", "move") for one in rows)


def same(one, two, shift=0.0):
    """Equal beliefs, and log-likelihoods that differ by a known amount."""
    close(one.evidence_for, two.evidence_for + shift)
    close(list(one.posterior.values()), list(two.posterior.values()))


@given(SEEDS, st.sampled_from([7.0, 0.1, 1 / 24]))
@settings(max_examples=8)
def test_a_change_of_time_unit_moves_likelihood_by_the_number_of_densities(seed, unit):
    some, rows, _ = case(seed)
    before = observed(some, rows, until=6.1, smooth=True)
    other = [
        replace(one, equilibrium=replace(one.equilibrium, game=in_other_unit(one.equilibrium.game, unit)))
        for one in some
    ]
    after = observed(other, with_time(rows, 1 / unit), until=6.1 / unit, smooth=True)
    same(after, before, jumps(rows) * math.log(unit))
    close_marginals(after.marginals(), before.marginals())
    for one, two in zip(after.smoothed, before.smoothed, strict=True):
        close_marginals(one, two)


@given(SEEDS)
@settings(max_examples=8)
def test_an_inert_hidden_factor_changes_nothing(seed):
    some, rows, _ = case(seed)
    before = observed(some, rows, until=6.1)

    def moonlit(one):
        game = with_moon(one.equilibrium.game)

        def translate(state, actor):
            return 0, {name: value for name, value in state.items() if name != "moon"}, actor

        return replace(one, equilibrium=carried([one.equilibrium], game, translate))

    after = observed([moonlit(one) for one in some], rows, until=6.1)
    same(after, before)
    marginals = dict(after.marginals())
    assert marginals.pop("moon") == pytest.approx({"new": 0.22 / 0.59, "full": 0.37 / 0.59}, abs=1e-9)
    close_marginals(marginals, before.marginals())


@given(SEEDS)
@settings(max_examples=8)
def test_a_silence_may_be_split_by_readings_that_say_nothing(seed):
    some, rows, _ = case(seed, gaps=0, graded=0.0)
    rows = [one for one in rows if not one.grade]
    before = observed(some, rows, until=6.1, smooth=True, grades=NOTHING)
    factor = some[0].equilibrium.game.factors[0]
    times = [float(one.date) for one in rows] + [6.1]
    extra = [reading((a + 2 * b) / 3, factor.name, factor.values[-1], "F2") for a, b in itertools.pairwise(times)]
    both = sorted([*rows, *extra], key=lambda one: float(one.date))
    after = observed(some, both, until=6.1, smooth=True, grades=NOTHING)
    same(after, before, -len(extra) * math.log(len(factor.values)))
    kept = [one for one, row in zip(after.smoothed, both, strict=True) if row not in extra]
    for one, two in zip(kept, before.smoothed, strict=True):
        close_marginals(one, two)


@given(SEEDS)
@settings(max_examples=8)
def test_readings_multiply(seed):
    """Two readings at once make one whose chances are the product, by Bayes' rule on the marginal."""
    some, rows, _ = case(seed)
    factor = some[0].equilibrium.game.factors[-1]
    one, two = reading(5.5, factor.name, factor.values[0], "B2"), reading(5.5, factor.name, factor.values[-1], "C3")
    before = observed(some, rows, until=5.5).marginals()[factor.name]
    count = len(factor.values)

    def vector(told, informed, right):
        miss = (1 - right) / (count - 1)
        return np.array([informed * (right if v == told else miss) + (1 - informed) / count for v in factor.values])

    weight = np.array([before[v] for v in factor.values])
    weight = weight * vector(factor.values[0], *shares("B2")) * vector(factor.values[-1], *shares("C3"))
    found = observed(some, [*rows, one, two])
    close([found.marginals()[factor.name][v] for v in factor.values], weight / weight.sum())
    same(observed(some, [*rows, two, one]), found)


@given(SEEDS)
@settings(max_examples=6)
def test_other_names_say_the_same(seed):
    some, rows, _ = case(seed)
    before = observed(some, rows, until=6.1)
    game = some[0].equilibrium.game
    names = {name: f"{name}_{number}x" for number, name in enumerate(words(game))}
    others = []
    for one in some:
        other = in_other_names(one.equilibrium.game, names)
        holds = one.holds and " == ".join(names[word] for word in one.holds.split(" == "))
        others.append(replace(one, equilibrium=replace(one.equilibrium, game=other), holds=holds))
    after = observed(others[::-1], with_names(rows, names), until=6.1)
    close(after.evidence_for[::-1], before.evidence_for)
    assert after.posterior == pytest.approx(before.posterior, abs=1e-9)
    back = {
        name: {v: after.marginals()[names[name]][names[v]] for v in row} for name, row in before.marginals().items()
    }
    close_marginals(back, before.marginals())


@given(SEEDS)
@settings(max_examples=8)
def test_a_certain_reading_of_what_is_known_changes_nothing(seed):
    some, rows, chronicler = case(seed, gaps=0, graded=0.0, lies=0)
    game = some[0].equilibrium.game
    begins = chronicler.world.start > 0
    sure = [
        name
        for name in game.analyst_sees
        if len({state[name] for state, begin in zip(chronicler.world.states, begins, strict=True) if begin}) == 1
    ]
    # A move told without what came of it leaves open what it changed: then nothing seen is known any more.
    assume(all(one.factors for one in rows if one.kind == "move"))
    told = [*rows, *(reading(5.2, name, chronicler.state_at(5.2)[name]) for name in sure)]
    same(observed(some, told, until=6.1), observed(some, rows, until=6.1))


@given(SEEDS, st.floats(0.0, 5.2))
@settings(max_examples=8)
def test_until_is_the_file_cut_there(seed, end):
    some, rows, _ = case(seed, gaps=0)
    whole = observed(some, rows, until=end, smooth=True)
    cut = observed(some, [one for one in rows if float(one.date) <= end], until=end, smooth=True)
    assert_identical(whole, cut)


@given(SEEDS)
@settings(max_examples=8)
def test_smoothing_ends_where_filtering_ends(seed):
    some, rows, _ = case(seed)
    if rows:
        found = observed(some, rows, smooth=True)
        close_marginals(found.smoothed[-1], found.marginals(), 1e-12)


@given(SEEDS)
@settings(max_examples=10)
def test_decibans_add_up(seed):
    some, rows, _ = case(seed)
    found = observed(some, rows, until=6.1)
    end = np.array(list(found.posterior.values()))
    fine = (end > 1e-12) & (end < 1 - 1e-12)
    total = sum((one.weights for one in found.steps), found.tail.weights)
    close(total[fine], decibans(np.array(list(found.prior.values())), end)[fine], 1e-7)
    surprise = sum(one.surprise for one in found.steps) + found.tail.surprise
    assert surprise == pytest.approx(-found.log_likelihood, abs=1e-9)
    assert np.dot(list(found.prior.values()), np.exp(found.evidence_for)) == pytest.approx(
        math.exp(found.log_likelihood), rel=1e-9
    )


@given(SEEDS)
@settings(max_examples=8)
def test_values_of_a_factor_as_explanations_make_up_the_whole(seed):
    """Explanations that split the start, with the start's own chances as priors, change no belief."""
    some, rows, _ = case(seed)
    one = some[0]
    space = one.equilibrium.game.space
    factor = max(space.factors, key=lambda name: len(set(space[name][space.start > 0])))
    parts = []
    for value in space.vocabulary.values[factor]:
        chance = float(space.start[space.holds(f"{factor} == {value}")].sum())
        if chance > 0:
            parts.append(Hypothesis(f"part {value}", one.equilibrium, chance, holds=f"{factor} == {value}"))
    try:
        whole = observe(one.equilibrium, records(rows), until=6.1, smooth=True)
    except Impossible:
        with pytest.raises(Impossible):
            observe(parts, records(rows), until=6.1)
        return
    split = observe(parts, records(rows), until=6.1, smooth=True)
    assert split.log_likelihood == pytest.approx(whole.log_likelihood, rel=1e-10, abs=1e-10)
    close_marginals(split.marginals(), whole.marginals())
    for a, b in zip(split.smoothed, whole.smoothed, strict=True):
        close_marginals(a, b)
    assert len(split.nows) == 1


@given(SEEDS)
@settings(max_examples=6)
def test_a_gap_over_everything_is_the_law_of_motion(seed):
    some = rivals(seed)
    whole = [one for one in some if one.holds is None]
    for one in whole:
        found = observe(one.equilibrium, records([gap(0, 4.4)]), until=4.4)
        assert found.log_likelihood == pytest.approx(0.0, abs=1e-12)
        close(found.now.belief, now(one.equilibrium, at=4.4).belief)
    found = observed(some, [gap(0, "9.3")], until=4.4)
    close(list(found.posterior.values()), [one.prior for one in some])


@given(SEEDS)
@settings(max_examples=5)
def test_questions_mix_over_the_explanations(seed):
    some, rows, _ = case(seed)
    found = observed(some, rows, until=6.1)
    factor = some[0].equilibrium.game.factors[0]
    question = f"P(eventually({factor.name} == {factor.values[-1]}), within=3)"
    parts = [ask(one, question)[0].value if one else 0.0 for one in found.by_hypothesis]
    assert ask(found, question)[0].value == pytest.approx(np.dot(list(found.posterior.values()), parts), abs=1e-8)


@given(SEEDS)
@settings(max_examples=8)
def test_two_crises_that_do_not_touch_multiply(seed):
    """Two unlinked games watched as one: likelihoods multiply, beliefs stay what they are."""
    (one, rows), (two, more) = lone(seed), lone(seed + 1)
    names = {name: f"{name}_there" for name in words(two.equilibrium.game)}
    back = {new: old for old, new in names.items()}
    here = one.equilibrium.game.replace(memory=5.0)
    there = in_other_names(two.equilibrium.game.replace(memory=5.0), names)
    far = with_names(more, names)

    def translate(state, actor):
        if actor in back:
            return 1, {back[name]: back[value] for name, value in state.items() if name in back}, back[actor]
        return 0, {name: value for name, value in state.items() if name not in back}, actor

    both = joined(here, there).replace(analyst_sees=(*here.analyst_sees, *there.analyst_sees))
    far_too = [replace(row, move=f"other_{row.move}") if row.move and row.actor == "nature" else row for row in far]
    mixed = sorted(
        [*rows, *(replace(row, source=f"t{row.source}") for row in far_too)], key=lambda row: float(row.date)
    )
    equilibrium = carried([one.equilibrium, two.equilibrium], both, translate)
    begins = [one.holds, two.holds and " == ".join(names[word] for word in two.holds.split(" == "))]
    holds = " and ".join(begin for begin in begins if begin) or None
    parts = [
        observe(Hypothesis("x", replace(solved.equilibrium, game=game), 1.0, holds=begin), records(some), until=6.1)
        for solved, game, begin, some in ((one, here, begins[0], rows), (two, there, begins[1], far))
    ]
    together = observe(Hypothesis("x", equilibrium, 1.0, holds=holds), records(mixed), until=6.1)
    total = sum(part.log_likelihood for part in parts)
    assert together.log_likelihood == pytest.approx(total, rel=1e-9, abs=1e-9)
    close_marginals(together.marginals(), {**parts[0].marginals(), **parts[1].marginals()})


def lone(seed):
    """The true explanation of a small history, and the records; gaps name their factors."""
    some, rows, chronicler = case(seed, states=9)
    truth = next(one for one in some if one.world is chronicler.world)
    sees = truth.equilibrium.game.analyst_sees
    rows = [replace(row, factors=tuple(sees)) if row.kind == "gap" and not row.factors else row for row in rows]
    return truth, [row for row in rows if row.kind != "gap" or row.factors]


def words(game):
    found = [one.name for one in (*game.factors, *game.actors, *game.parameters)]
    return dict.fromkeys(found + [value for one in game.factors for value in one.values])
