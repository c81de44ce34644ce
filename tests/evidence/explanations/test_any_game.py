"""Everything said of random explanations of random games: it adds up, and it is said without a stumble."""

import json
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.oracle.evidence_games import Chronicler, rivals, timed
from tests.oracle.evidence_subject import observed

from detente.evidence.explanations import (
    leave_one_out,
    matrix,
    paths,
    prior_sensitivity,
    reasons,
    sentences,
    summary,
)
from detente.evidence.indicators import entropy, watch
from detente.evidence.records import Record

SEEDS = st.integers(0, 10**6)
HORIZON = 7.3


def case(seed):
    found = rivals(seed)
    rng = np.random.default_rng([seed, 41])
    truth = found[int(rng.integers(len(found)))]
    rows = timed(Chronicler(truth.world, HORIZON, rng).chronicle(), Record)
    return observed(found, rows, until=HORIZON)


def said_well(text):
    assert not re.search(r"\bnan\b|\binf\b|None|  |np\.|\{|\}", text), text
    assert text[0] == text[0].strip()
    assert text.endswith("."), text


@given(SEEDS)
@settings(max_examples=25, deadline=None)
def test_the_matrix_and_the_words(seed):
    seen = case(seed)
    found = matrix(seen)
    cells = np.array([one.decibans for one in found.columns])
    for at, total in enumerate(found.total):
        column = cells[:, at][~np.isnan(cells[:, at])]
        assert len(column) == 0 or column.sum() == pytest.approx(total, abs=1e-8)
    assert max(len(line) for line in found.to_text().splitlines()) <= 120
    assert list(paths(seen).points[-1].posterior.values()) == pytest.approx(list(seen.posterior.values()), abs=1e-10)
    for text in sentences(seen):
        said_well(text)
    said_well(summary(seen))
    for one in prior_sensitivity(seen).sentences():
        said_well(one)
    json.dumps([found.to_record(), paths(seen).to_record(), prior_sensitivity(seen).to_record()])


@given(SEEDS)
@settings(max_examples=25, deadline=None)
def test_the_reasons_add_up_to_the_posterior(seed):
    """From the likelihoods that the sentences quote one gets from the posterior before to the one after."""
    seen = case(seed)
    for reason in reasons(seen):
        alive = reason.before > 0
        weight = np.where(alive, reason.before * np.exp(reason.silence), 0.0)
        weight[alive] *= reason.likelihood[alive]
        assert weight / weight.sum() == pytest.approx(reason.after, abs=1e-9)
        if reason.mover is not None:
            assert 0 <= reason.mover.more <= 1 + 1e-12
            assert 0 <= reason.mover.less <= 1 + 1e-12


@given(SEEDS)
@settings(max_examples=6, deadline=None)
def test_leaving_out_and_watching(seed):
    seen = case(seed)
    for one in leave_one_out(seen, by=("source",)).rows:
        assert one.posterior is None or sum(one.posterior.values()) == pytest.approx(1.0)
    found = watch(seen, 2.7)
    weights = np.array(list(seen.posterior.values()))
    assert found.missing_bits == pytest.approx(entropy(weights))
    for one in found.indicators:
        assert -1e-15 <= one.bits <= found.missing_bits + 1e-9
    assert -1e-12 <= found.change_bits <= found.missing_bits + 1e-9
    for text in found.sentences(99):
        said_well(text)
