"""Tested claims as text, as a frame and as plain objects."""

from __future__ import annotations

import math
import textwrap
from typing import TYPE_CHECKING, Any

from detente.evidence.claims._tested import Tested, Verdicts

if TYPE_CHECKING:
    import polars


def to_text(found: Verdicts, width: int) -> str:
    """One paragraph a claim, and the count of each status."""
    counts = ", ".join(f"{count} {status}" for status, count in found.counts().items())
    head = f"{len(found)} claims of {found.claims.citation or found.claims.file} ({found.written}): {counts}."
    parts = [textwrap.fill(head, width)]
    for one in found:
        claim = one.claim
        lines = [f"{claim.name}  {claim.claim}  [{one.status}]"]
        lines += textwrap.wrap(f'"{claim.quote}" ({claim.kind})', width - 4)
        if one.then.chance is not None:
            lines.append(f"before any record {one.before}, then {one.then}, now {one.now}")
        lines += textwrap.wrap(one.why, width - 4)
        if claim.bears:
            lines += textwrap.wrap(f"How the test bears on it: {claim.bears}", width - 4)
        if claim.record.what:
            lines += textwrap.wrap(f"The record: {claim.record.what} ({claim.record.source or 'no source'})", width - 4)
        parts.append("\n    ".join(lines))
    return "\n\n".join(parts)


def to_frame(found: Verdicts) -> polars.DataFrame:
    """One row a claim."""
    import polars

    kinds: dict[str, Any] = dict.fromkeys(("before", "then", "now", "weight"), polars.Float64)
    kinds["test"] = polars.String
    return polars.DataFrame([_row(one) for one in found], schema_overrides=kinds, infer_schema_length=None)


def _row(one: Tested) -> dict[str, Any]:
    claim = one.claim
    return {
        "claim": claim.name,
        "quote": claim.quote,
        "says": claim.claim,
        "kind": claim.kind,
        "before": one.before.chance,
        "then": one.then.chance,
        "now": one.now.chance,
        "weight": one.weight if one.weight is not None and math.isfinite(one.weight) else None,
        "test": one.outcome.outcome if one.outcome is not None else None,
        "record": claim.record.resolved,
        "status": one.status,
        "why": one.why,
    }


def to_record(found: Verdicts) -> dict[str, Any]:
    """Plain objects and lists."""
    return {
        "text": found.claims.citation,
        "written": found.written,
        "until": found.until,
        "records_sha256": found.records_sha256,
        "counts": found.counts(),
        "claims": [
            _row(one)
            | {
                "test_kind": one.claim.trial.kind,
                "asks": list(one.claim.trial.asks),
                "explanations": list(one.claim.trial.names),
                "expect": one.claim.trial.expect if one.claim.trial.kind == "ask" else None,
                "parts": {key: list(getattr(one, key).parts) for key in ("before", "then", "now")},
                "contested": one.outcome.contested if one.outcome is not None else False,
                "bears": one.claim.bears,
                "by": one.claim.by,
                "found": {"on": one.claim.record.on, "what": one.claim.record.what, "source": one.claim.record.source},
            }
            for one in found
        ],
    }
