"""The JSON Schema of the language, made from its model."""

from __future__ import annotations

import json
from typing import Any

from pydantic.json_schema import models_json_schema

from detente.scenario._model import ScenarioPart
from detente.scenario.blocks import BLOCKS, SINGLE, module

_DRAFT = "https://json-schema.org/draft/2020-12/schema"


def generated() -> dict[str, Any]:
    """The JSON Schema made from the model, domain blocks included."""
    specs = {kind: module(kind).Spec for kind in BLOCKS}
    models = [(ScenarioPart, "validation"), *((spec, "validation") for spec in specs.values())]
    references, whole = models_json_schema(models, ref_template="#/$defs/{model}")  # pyright: ignore[reportArgumentType]
    root = whole["$defs"].pop("ScenarioPart")
    instance = {kind: references[(spec, "validation")] for kind, spec in specs.items()}
    for kind in BLOCKS:
        several = {"type": "object", "additionalProperties": instance[kind]}
        root["properties"][kind] = {"anyOf": [instance[kind], several]} if kind in SINGLE else several
    root["properties"]["detente"]["const"] = 1
    root["properties"]["detente"].pop("type", None)
    return {"$schema": _DRAFT, "title": "A scenario of Detente", **root, "$defs": whole["$defs"]}


def as_text() -> str:
    """What the shipped file holds."""
    return json.dumps(generated(), indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    from pathlib import Path

    Path(__file__).with_name("schema.json").write_text(as_text(), encoding="utf-8")
