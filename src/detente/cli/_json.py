"""Strict JSON: what has no place in it (infinity) is written as a text."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any


def dumped(value: Any) -> str:
    """JSON text of a value; infinite numbers become ``"inf"`` and ``"-inf"``, undefined ones ``"nan"``."""
    return json.dumps(strict(value), indent=2, ensure_ascii=False, allow_nan=False)


def strict(value: Any) -> Any:
    """The same value out of plain objects, lists, texts, booleans, None and finite numbers."""
    if isinstance(value, Mapping):
        return {str(name): strict(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [strict(one) for one in value]
    if hasattr(value, "tolist"):
        return strict(value.tolist())
    if isinstance(value, float) and not math.isfinite(value):
        return "nan" if math.isnan(value) else "inf" if value > 0 else "-inf"
    return value
