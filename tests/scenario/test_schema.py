"""The JSON Schema: what is shipped is what the model says, and it agrees with what is read."""

from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest
import yaml

from detente.scenario import loads, schema, template
from detente.scenario._schema import as_text
from detente.scenario.blocks import BLOCKS

WRONG = Path(__file__).parent / "wrong"
CASES = sorted(one.name for one in files("detente.casebook").iterdir() if one.joinpath("scenario.yaml").is_file())


class AsWritten(yaml.SafeLoader):
    """YAML as editors read it, dates left as text (JSON has none)."""


AsWritten.yaml_implicit_resolvers = {
    sign: [(tag, pattern) for tag, pattern in rules if not tag.endswith("timestamp")]
    for sign, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def faults(text: str) -> list[str]:
    document = yaml.load(text, Loader=AsWritten)
    return [one.message for one in jsonschema.Draft202012Validator(schema()).iter_errors(document)]


def test_the_shipped_file_is_what_the_model_says() -> None:
    shipped = files("detente.scenario").joinpath("schema.json").read_text(encoding="utf-8")
    assert shipped == as_text(), "run `python -m detente.scenario._schema`"


def test_it_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(schema())


@pytest.mark.parametrize("case", CASES)
def test_the_bundled_cases_agree_with_it(case: str) -> None:
    text = files("detente.casebook").joinpath(case, "scenario.yaml").read_text(encoding="utf-8")
    assert faults(text) == []
    assert faults(loads(text).expanded()) == []


def test_the_template_and_the_example_agree_with_it(two_parties: str) -> None:
    assert faults(template()) == []
    assert faults(two_parties) == []


SHAPE = ("S004", "S005", "S006-rate", "S006-noise", "S006-chance", "S006-version", "S006-state", "S007")
NOT_SEEN = ("S005-missing-space", "S007-missing-space", "S007-comma")
"""A key without a value is an empty value to an editor; only reading refuses it everywhere."""


@pytest.mark.parametrize(
    "case",
    [one.stem for one in sorted(WRONG.glob("*.yaml")) if one.stem.startswith(SHAPE) and one.stem not in NOT_SEEN],
)
def test_wrong_shapes_disagree_with_it(case: str) -> None:
    assert faults((WRONG / f"{case}.yaml").read_text(encoding="utf-8"))


def test_every_key_says_what_it_is_for() -> None:
    """Keys whose name does not say it all carry a description."""
    whole = schema()
    assert set(BLOCKS) <= whole["properties"].keys()
    for part in ("ActorPart", "FactorPart", "MovePart", "EventPart"):
        for name, one in whole["$defs"][part]["properties"].items():
            assert one.get("description"), f"{part}.{name}"
