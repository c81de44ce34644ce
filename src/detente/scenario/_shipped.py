"""What is shipped beside the code: the JSON Schema, and a scenario to start from."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def _shipped(name: str) -> str:
    return Path(__file__).with_name(name).read_text(encoding="utf-8")


def schema() -> dict[str, Any]:
    """The JSON Schema of a scenario, for editors."""
    return json.loads(_shipped("schema.json"))


def template(title: str = "A new scenario") -> str:
    """A commented scenario to start from: small, and complete as it stands."""
    return _shipped("template.yaml").replace("TITLE", json.dumps(title, ensure_ascii=False))
