"""The chain for other tools."""

import numpy as np
import pytest
from tests.forecast.games import crisis, queue, settled

from detente.errors import ScenarioError, UsageError
from detente.forecast import Law, export_chain


def test_arrays():
    law = Law.of(settled(crisis()))
    found = export_chain(law, {"bad": "truce == broken"})
    assert found.labels["bad"].tolist() == law.game.space.holds("truce == broken").tolist()
    np.testing.assert_allclose(found.exit, np.asarray(found.rates.sum(axis=1)).ravel(), rtol=1e-15)
    assert found.start.sum() == pytest.approx(1)


def test_explicit_files(tmp_path):
    found = export_chain(Law.of(queue()), {"full": "queue == 3", "busy": "queue > 0"})
    transitions, labels = found.write(tmp_path / "queue")
    assert transitions.read_text() == "4 6\n0 1 1.5\n1 0 3.0\n1 2 1.5\n2 1 3.0\n2 3 1.5\n3 2 3.0\n"
    assert labels.read_text() == '0="init" 1="deadlock" 2="full" 3="busy"\n0: 0\n1: 3\n2: 3\n3: 2 3\n'
    assert len(list(tmp_path.iterdir())) == 2


def test_refusals(tmp_path):
    law = Law.of(queue())
    with pytest.raises(ScenarioError, match="truse"):
        export_chain(law, {"bad": "truse == broken"})
    for name in ("two words", "init", "deadlock", ""):
        with pytest.raises(UsageError, match="label"):
            export_chain(law, {name: "queue == 0"})
    with pytest.raises(UsageError, match="no folder"):
        export_chain(law).write(tmp_path / "missing" / "queue")
