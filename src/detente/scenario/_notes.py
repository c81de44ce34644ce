"""The sources of a scenario."""

from __future__ import annotations


def notes(sources: object) -> list[str]:
    """The sources as lines of text, whatever their shape."""
    if isinstance(sources, str):
        return [sources]
    if isinstance(sources, list):
        return [str(one) for one in sources]
    if isinstance(sources, dict):
        lines = []
        for key, one in sources.items():
            said = ", ".join(one.values()) if isinstance(one, dict) else one
            lines.append(f"{key}: {said}")
        return lines
    return []
