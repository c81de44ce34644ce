"""The `evidence:` of a scenario, `known:` of a parameter, and values and overlays as explanations together."""

from pathlib import Path

import pytest

from detente.errors import UsageError
from detente.scenario import Evidence, Scenario, load, loads

TEXT = """\
detente: 1
clock: {unit: day, start: 2016-02-27}
parameters:
  pace: {value: 0.2, known: 2016-03-10, about: times a day}
  other: {value: 3, known: 12.5}
  plain: 2
state:
  plan: {values: [stay, leave, wait], start: {stay: 0.4, leave: 0.35, wait: 0.25}, hidden_from: [analyst]}
  truce: {values: [holding, broken], start: holding}
nature:
  fall: {when: truce == holding, rate: pace * (1 + 2 * (plan == leave)), then: {truce: broken}}
explanations:
  of: plan
  about: {leave: it wants to leave}
  overlays:
    hasty: {prior: 1/8, title: Haste, about: all is faster, parameters: {pace: 0.4}}
    slow: {prior: 0.2, parameters: {pace: 0.05}}
"""

EVIDENCE = """\
evidence:
  records: [one.csv, sub/two.parquet]
  claims: claims.yaml
  scores: scores.yaml
  reliability: {A: 0.9, C: 0.55}
  credibility: {1: 0.97, 4: 0}
  false_reports: 0.013
"""


def written(folder: Path, text: str) -> Scenario:
    path = folder / "case.yaml"
    path.write_text(text, encoding="utf-8")
    return load(path)


def test_files_stand_beside_the_scenario(tmp_path: Path) -> None:
    found = written(tmp_path, TEXT + EVIDENCE).evidence
    assert found == Evidence(
        records=(tmp_path / "one.csv", tmp_path / "sub" / "two.parquet"),
        claims=tmp_path / "claims.yaml",
        scores=tmp_path / "scores.yaml",
        reliability={"A": 0.9, "C": 0.55},
        credibility={"1": 0.97, "4": 0.0},
        false_reports=0.013,
    )


def test_one_file_may_stand_alone(tmp_path: Path) -> None:
    found = written(tmp_path, TEXT + "evidence: {records: one.csv}\n").evidence
    assert found == Evidence(records=(tmp_path / "one.csv",))
    assert found.false_reports is None
    assert not found.reliability


def test_a_path_from_the_root_stays(tmp_path: Path) -> None:
    other = tmp_path / "elsewhere" / "one.csv"
    found = written(tmp_path, TEXT + f"evidence: {{records: {other}}}\n").evidence
    assert found is not None
    assert found.records == (other,)


def test_without_evidence() -> None:
    assert loads(TEXT).evidence is None
    assert loads(TEXT).missing() == ()


def test_missing_files_are_told_by_check_and_not_by_reading(tmp_path: Path) -> None:
    crisis = written(tmp_path, TEXT + EVIDENCE)
    assert [one.code for one in crisis.check()] == ["S040"] * 4
    assert crisis.missing() == tuple(crisis.check())
    (tmp_path / "sub").mkdir()
    for name in ("one.csv", "sub/two.parquet", "claims.yaml"):
        (tmp_path / name).touch()
    (left,) = crisis.check()
    assert "scores.yaml" in left.message
    assert left.place is not None
    assert (left.place.line, left.place.column) == (TEXT.count("\n") + 4, 11)


def test_expanding_keeps_all_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "case"
    folder.mkdir()
    written(folder, TEXT + EVIDENCE)
    monkeypatch.chdir(folder)
    crisis = load("case.yaml")
    again = written(tmp_path, crisis.expanded())
    assert again.evidence == load(folder / "case.yaml").evidence
    assert again.explanations == crisis.explanations
    assert again.parameters == crisis.parameters
    for name in (None, *crisis.explanations):
        assert again.game(name) == crisis.game(name)
    assert again.expanded() == crisis.expanded()


def test_the_scenario_read_from_a_case_folder_expands_to_files_that_are_there(tmp_path: Path) -> None:
    crisis = written(tmp_path, TEXT + "evidence: {records: one.csv}\n")
    (tmp_path / "one.csv").touch()
    assert loads(crisis.expanded()).check() == []


def test_since_when_a_parameter_is_known() -> None:
    known = {name: one.known for name, one in loads(TEXT).parameters.items()}
    assert known == {"pace": "2016-03-10", "other": "12.5", "plain": ""}


def test_a_setting_keeps_since_when_it_is_known() -> None:
    (pace,) = (one for one in loads(TEXT).game(set={"pace": 0.7}).parameters if one.name == "pace")
    assert (pace.value, pace.known) == (0.7, "2016-03-10")


def test_values_share_what_the_overlays_leave() -> None:
    found = loads(TEXT).explanations
    assert list(found) == ["stay", "leave", "wait", "hasty", "slow"]
    assert [one.kind for one in found.values()] == ["value"] * 3 + ["overlay"] * 2
    left = 1 - 0.125 - 0.2
    priors = [one.prior for one in found.values()]
    assert priors == pytest.approx([0.4 * left, 0.35 * left, 0.25 * left, 0.125, 0.2], abs=1e-15)
    assert sum(priors) == pytest.approx(1)
    assert (found["leave"].about, found["hasty"].title) == ("it wants to leave", "Haste")


def test_overlays_beside_values_are_games_of_their_own() -> None:
    crisis = loads(TEXT)
    pace = {name: crisis.game(name).lowered.vocabulary.parameters["pace"] for name in crisis.explanations}
    assert pace == {"stay": 0.2, "leave": 0.2, "wait": 0.2, "hasty": 0.4, "slow": 0.05}
    starts = {name: crisis.game(name).lowered.start_chance.tolist() for name in ("leave", "hasty")}
    assert starts["leave"] == [1.0]
    assert starts["hasty"] == pytest.approx([0.4, 0.35, 0.25])


def test_overlays_may_take_all() -> None:
    found = loads(TEXT.replace("1/8", "0.8")).explanations
    assert [found[name].prior for name in ("stay", "hasty", "slow")] == pytest.approx([0.0, 0.8, 0.2], abs=1e-12)


def test_a_name_that_is_no_explanation() -> None:
    with pytest.raises(UsageError, match="did you mean `hasty`"):
        loads(TEXT).game("hast")


def test_what_is_wrong_in_an_overlay_beside_values_is_placed() -> None:
    text = TEXT.replace("parameters: {pace: 0.05}", "parameters: {pace: -0.05}")
    (found,) = loads(text).check()
    assert found.code == "S020"
    assert found.place is not None
    assert found.place.line == 11
