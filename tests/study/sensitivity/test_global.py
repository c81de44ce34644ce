"""Sobol and Morris through the whole pipeline, on answers whose indices are known."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tests.study.sensitivity.chains import TIME, leaving, product

from detente.errors import UsageError
from detente.evidence import Record
from detente.game import Parameter, Prior
from detente.scenario import loads
from detente.study.sensitivity import Index, morris, sobol


def moments(low: float, high: float) -> tuple[float, float]:
    """The mean and the relative variance of a uniform law."""
    mean = (low + high) / 2
    return mean, (high - low) ** 2 / 12 / mean**2


def test_sobol_of_a_product() -> None:
    """For a product of independent factors both indices are known in closed form."""
    found = sobol(product(), TIME, runs=512, seed=3, on=1)
    spread = {name: moments(*ends)[1] for name, ends in {"a": (0.7, 1.9), "b": (1.4, 3.0), "c": (1.0, 1.1)}.items()}
    whole = np.prod([1 + one for one in spread.values()]) - 1
    for one in found.of(TIME):
        mine = spread.get(one.parameter, 0.0)
        first = mine / whole
        total = mine * np.prod([1 + other for name, other in spread.items() if name != one.parameter]) / whole
        assert one.pairs[0][0] == pytest.approx(total, abs=0.06), one.parameter
        assert one.pairs[1][0] == pytest.approx(first, abs=0.06), one.parameter
        assert abs(one.pairs[0][0] - total) < 3 * one.pairs[0][1] + 0.01
    assert [one.parameter for one in found.of(TIME)][:2] == ["a", "b"]
    assert found.notes == ()
    assert len(found.answers) == 512 * 6


def test_morris_of_a_product() -> None:
    found = morris(product(), TIME, runs=40, seed=5, on=1)
    inner = {"a": 1.2 * 0.9, "b": 1.6 * 0.9, "c": 0.1 * 0.9}
    mean = {"a": 1.3, "b": 2.2, "c": 1.05}
    by_name = {one.parameter: one for one in found.of(TIME)}
    for name, width in inner.items():
        effect = width * np.prod([value for other, value in mean.items() if other != name])
        assert by_name[name].main == pytest.approx(effect, rel=0.1)
    assert by_name["idle"].main == pytest.approx(0.0, abs=1e-9)
    assert by_name["a"].pairs[1][0] > 0.3, "the effect of a depends on b"
    assert found.names == ("mu_star", "sigma")


def test_an_additive_answer_has_no_spread_of_effects() -> None:
    game = leaving(
        Parameter("x", 1.0, Prior("uniform", (0.5, 2.0))), Parameter("y", 2.0, Prior("uniform", (1.0, 4.0))),
        rate="1 / (2 * x + y)",
    )  # fmt: skip
    by_name = {one.parameter: one for one in morris(game, TIME, runs=6, on=1).of(TIME)}
    assert by_name["x"].main == pytest.approx(2 * 1.5 * 0.9, rel=1e-9)
    assert by_name["y"].main == pytest.approx(3.0 * 0.9, rel=1e-9)
    assert by_name["x"].pairs[1][0] == pytest.approx(0.0, abs=1e-9)


def test_blocks_with_a_setting_without_an_answer_are_left_out_whole_and_counted() -> None:
    game = leaving(
        Parameter("pace", 0.5, Prior("uniform", (-0.1, 0.9))), Parameter("more", 1.0, Prior("uniform", (0.5, 2.0))),
        rate="pace * more",
    )  # fmt: skip
    found = sobol(game, "P(truce == broken, at=2)", runs=64, seed=2, on=1)
    wrong = np.isnan(found.answers[:, 0]).reshape(64, 4)
    assert wrong.any()
    assert found.kept["P(truce == broken, at=2)"] == 64 - int(wrong.any(axis=1).sum())
    assert found.faults == {"the values make the game an impossible one": int(wrong.sum())}
    assert any("settings have no answer" in one for one in found.notes)
    assert any("are left out" in one for one in found.notes)
    assert all(np.isfinite(one.main) for one in found.rows)


def test_an_answer_that_never_changes_has_no_indices() -> None:
    found = sobol(product(), "P(truce == holding, at=0)", TIME, runs=4, on=1)
    assert found.of("P(truce == holding, at=0)") == ()
    assert found.lost == {"P(truce == holding, at=0)": "it is the same at every setting"}
    assert "it is the same at every setting" in found.to_text()


def test_an_infinite_answer_everywhere_has_none_either() -> None:
    game = leaving(Parameter("x", 1.0, Prior("uniform", (0.5, 2.0))), rate="0 * x")
    found = sobol(game, TIME, runs=4, on=1)
    assert found.lost == {TIME: "too few settings have a finite answer"}


def test_too_few_points_are_said() -> None:
    found = sobol(product(), TIME, runs=4, seed=1, on=1)
    assert any("say little" in one for one in found.notes)


@pytest.mark.parametrize("study", [sobol, morris])
def test_the_seed_that_is_meant_decides_too_and_no_other_stream_is_touched(study) -> None:
    before = np.random.get_state()[1].copy()  # noqa: NPY002
    one, two = study(product(), TIME, runs=4, on=1), study(product(), TIME, runs=4, on=1)
    assert one.seed == two.seed == 0
    assert one.to_frame().equals(two.to_frame())
    assert np.array_equal(before, np.random.get_state()[1])  # noqa: NPY002


@pytest.mark.parametrize("study", [sobol, morris])
def test_a_seed_below_zero_is_refused(study) -> None:
    with pytest.raises(UsageError) as found:
        study(product(), TIME, runs=4, seed=-3, on=1)
    assert (found.value.message, found.value.hint) == ("the seed is -3", "it is a whole number, 0 or more")


def test_who_stands_out_has_no_rival_in_itself() -> None:
    found = sobol(product(), TIME, runs=4, on=1)
    rows = (
        Index(TIME, "a", ((0.9, 1.2), (0.1, 0.2))), Index(TIME, "b", ((0.5, 0.1), (0.1, 0.2))),
        Index(TIME, "c", ((0.1, 0.05), (0.1, 0.2))),
    )  # fmt: skip
    (said,) = replace(found, rows=rows).sentences()
    assert said == f"{TIME} turns most on b (total 0.5 ± 0.1); a may matter as much."
    (said,) = replace(found, rows=rows[1:]).sentences()
    assert said == f"{TIME} turns most on b (total 0.5 ± 0.1), clearly ahead of all others."


def test_the_chance_of_an_explanation_has_indices() -> None:
    """The posterior of two explanations is a known function of two rates, computed here by hand at each setting."""
    crisis = loads(
        """
detente: 1
parameters:
  pace: {value: 0.25, prior: {uniform: [0.2, 0.6]}}
  haste: {value: 2.5, prior: {uniform: [1.5, 4.0]}}
state: {truce: {values: [broken, holding], start: holding}}
nature: {breach: {rate: pace, when: truce == holding, then: {truce: broken}}}
explanations:
  slow: {prior: 0.3}
  fast: {prior: 0.7, nature: {breach: {rate: haste * pace}}}
"""
    )
    found = sobol(crisis, evidence=[Record("3", "change", ("truce",), ("broken",))], runs=32, seed=2, on=1)
    assert found.lines == ("P(slow | record)", "P(fast | record)")
    at = {name: found.values[:, found.parameters.index(name)] for name in ("pace", "haste")}
    slow = 0.3 * at["pace"] * np.exp(-3 * at["pace"])
    fast = 0.7 * at["haste"] * at["pace"] * np.exp(-3 * at["haste"] * at["pace"])
    np.testing.assert_allclose(found.answers[:, 0], slow / (slow + fast), rtol=1e-9)
    mine, other = (
        {one.parameter: one.main for one in found.of(line)} for line in ("P(slow | record)", "P(fast | record)")
    )
    assert mine == pytest.approx(other), "one is the other's complement, and varies as much"


def test_the_seed_decides_and_the_number_of_processes_does_not(tmp_path: Path) -> None:
    one = sobol(product(), TIME, runs=8, seed=4, on=1)
    two = sobol(product(), TIME, runs=8, seed=4, on=2, checkpoint=tmp_path / "kept")
    again = sobol(product(), TIME, runs=8, seed=4, on=1, checkpoint=tmp_path / "kept")
    other = sobol(product(), TIME, runs=8, seed=5, on=1)
    assert one.to_frame().equals(two.to_frame())
    assert one.to_frame().equals(again.to_frame())
    assert not one.to_frame().equals(other.to_frame())
    with pytest.raises(UsageError, match="is of another run"):
        sobol(product(), TIME, runs=8, seed=5, on=1, checkpoint=tmp_path / "kept")


@pytest.mark.parametrize(
    ("study", "runs", "said"),
    [
        (sobol, 3, "Sobol's design takes a power of 2 from 4, not 3 runs"),
        (sobol, 48, "Sobol's design takes a power of 2 from 4, not 48 runs"),
        (morris, 1, "1 trajectories are too few to say anything"),
    ],
)
def test_refused_sizes(study, runs: int, said: str) -> None:
    with pytest.raises(UsageError) as found:
        study(product(), TIME, runs=runs, on=1)
    assert found.value.message == said


def test_morris_needs_something_to_compare() -> None:
    with pytest.raises(UsageError, match="nothing to compare"):
        morris(product(), TIME, parameters=["a"], on=1)


def test_priors_without_ends_are_cut_near_them() -> None:
    long = Parameter("x", 1.0, Prior("lognormal", (0.0, 0.5)))
    game = leaving(long, Parameter("y", 1.0, Prior("normal", (3.0, 0.2))), rate="1 / (x + y)")
    found = sobol(game, TIME, runs=32, on=1)
    assert np.isfinite(found.values).all()
    inner = morris(game, TIME, runs=4, on=1)
    assert inner.values[:, 0].min() == pytest.approx(np.exp(-0.5 * 1.6448536269514722))
    assert inner.values[:, 0].max() == pytest.approx(np.exp(0.5 * 1.6448536269514722))


def test_it_shows_itself() -> None:
    found = sobol(product(), TIME, runs=64, on=1)
    assert "turns most on a" in found.sentences()[0]
    assert found.to_frame().columns == ["line", "parameter", "total", "total_error", "first", "first_error"]
    chart = found.plot()
    assert chart.rows[0][0] == "a"
    assert found.to_record()["method"] == "sobol"
    assert "<table>" in found._repr_html_()
