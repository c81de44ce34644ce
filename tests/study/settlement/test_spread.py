"""Intervals of gains over draws: against each draw solved on its own."""

import numpy as np
import pytest
from tests.study.settlement import a_peace
from tests.study.settlement.a_peace import SETTLEMENT

from detente.equilibrium import solve
from detente.errors import UsageError
from detente.evidence.uncertainty import sample
from detente.game import Parameter, Prior
from detente.study.settlement import settle, settle_spread


@pytest.fixture(scope="module")
def drawn():
    game = a_peace.peace(parameters=[Parameter("dread", 0.2, Prior("uniform", (0.03, 0.47)))])
    return sample(game, draws=12, seed=3, tolerance=1e-9, on=1)


def test_gains_over_draws(drawn):
    told = []
    found = settle_spread(drawn, SETTLEMENT, on=1, progress=lambda share, what: told.append(share))
    gains = []
    for (dread,) in drawn.values.tolist():
        one = settle(solve(a_peace.peace().with_parameters(dread=dread)), SETTLEMENT)
        gains.append([one[option].stakes[who].gain for option in ("unitary", "federal") for who in ("army", "rebels")])
    columns = np.array(gains).T
    pairs = [(option, who) for option in ("unitary", "federal") for who in ("army", "rebels")]
    for (option, who), column in zip(pairs, columns, strict=True):
        one = found.gains[option][who]
        assert one.mean == pytest.approx(column.mean(), abs=1e-5)
        assert (one.low, one.high) == (pytest.approx(column.min(), abs=1e-5), pytest.approx(column.max(), abs=1e-5))
        assert found.sure[option][who] == pytest.approx((column > 0).mean())
    assert found.possible["federal"] == pytest.approx(((columns[2] > 0) & (columns[3] > 0)).mean())
    assert 0 < found.possible["federal"] < 1
    assert (found.missing, found.draws) == (0, 12)
    assert told[-1] == 1
    assert found.to_frame().height == 8
    assert "federal: all who must be passed gain in" in str(found)
    assert "rebels" in found._repr_html_()


def test_a_checkpoint_goes_on(drawn, tmp_path):
    one = settle_spread(drawn, SETTLEMENT, options=["federal"], on=1, checkpoint=tmp_path / "kept")
    two = settle_spread(drawn, SETTLEMENT, options=["federal"], on=1, checkpoint=tmp_path / "kept")
    assert one == two
    assert any((tmp_path / "kept").iterdir())


def test_a_wrong_option_is_refused_before_the_work(drawn):
    with pytest.raises(UsageError, match="did you mean `federal`"):
        settle_spread(drawn, SETTLEMENT, options=["fedral"])
