"""Draws from priors, against the distribution functions of scipy."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.stats as st

from detente.errors import UsageError
from detente.evidence.uncertainty import Unknown, draw_priors
from detente.game import PRIORS, Factor, Game, Parameter, Prior

LAWS = {
    "normal": ((0.7, 1.3), st.norm(0.7, 1.3)),
    "lognormal": ((-1.1, 0.6), st.lognorm(0.6, scale=np.exp(-1.1))),
    "uniform": ((-0.4, 2.3), st.uniform(-0.4, 2.7)),
    "beta": ((2.2, 0.8), st.beta(2.2, 0.8)),
    "gamma": ((1.6, 0.35), st.gamma(1.6, scale=0.35)),
    "triangular": ((0.2, 0.5, 1.7), st.triang(0.2, loc=0.2, scale=1.5)),
}


def test_every_kind_of_prior_is_covered():
    assert set(LAWS) == set(PRIORS)


@pytest.mark.parametrize("kind", LAWS)
def test_points_are_those_of_the_distribution_function(kind):
    arguments, law = LAWS[kind]
    z = np.array([-6.5, -2.1, -0.3, 0.0, 0.17, 1.4, 2.9])
    found = Unknown("x", Prior(kind, arguments)).at(z)
    np.testing.assert_allclose(law.cdf(found), st.norm.cdf(z), rtol=1e-9, atol=1e-15)


@pytest.mark.parametrize("kind", LAWS)
def test_the_upper_tail_keeps_its_digits(kind):
    arguments, law = LAWS[kind]
    z = np.array([3.3, 5.0, 5.9])
    found = Unknown("x", Prior(kind, arguments)).at(z)
    assert (np.diff(found) > 0).all()
    np.testing.assert_allclose(law.sf(found), st.norm.sf(z), rtol=1e-5)


@pytest.mark.parametrize("kind", LAWS)
def test_draws_follow_the_prior(kind):
    arguments, law = LAWS[kind]
    drawn = draw_priors([Unknown("x", Prior(kind, arguments))], 2000, seed=11)
    assert st.kstest(drawn.values[:, 0], law.cdf).pvalue > 0.001


def test_a_draw_depends_on_the_seed_and_its_number_alone():
    unknowns = [Unknown("x", Prior("normal", (1.0, 2.0))), Unknown("y", Prior("gamma", (2.0, 0.3)))]
    few, many = draw_priors(unknowns, 7, seed=3), draw_priors(unknowns, 30, seed=3)
    assert (few.values == many.values[:7]).all()
    assert (draw_priors(unknowns, 7, seed=4).values != few.values).all()
    assert dict(many[5]) == {"x": many.values[5, 0], "y": many.values[5, 1]}


def test_parameters_without_a_prior_stay_and_expressions_follow():
    parameters = [
        Parameter("pace", 0.3, Prior("lognormal", (-1.0, 0.5))),
        Parameter("fixed", 4.0),
        Parameter("derived", "fixed * pace + 1"),
    ]
    game = Game([Factor("truce", ["broken", "holding"], start="holding")], parameters=parameters)
    drawn = draw_priors(game, 4, seed=2)
    assert drawn.names == ("pace",)
    assert drawn.to_frame().columns == ["pace"]
    for at in range(4):
        found = game.with_parameters(**drawn[at]).lowered.vocabulary.parameters
        assert found["fixed"] == 4.0
        assert found["derived"] == 4.0 * drawn.values[at, 0] + 1


def test_nothing_to_draw_is_refused():
    game = Game([Factor("truce", ["broken", "holding"], start="holding")], parameters=[Parameter("x", 1.0)])
    with pytest.raises(UsageError, match="no parameter has a prior"):
        draw_priors(game, 5)
    with pytest.raises(UsageError, match="0 draws"):
        draw_priors([Unknown("x", Prior("normal", (0.0, 1.0)))], 0)
