"""A tree of texts, lists and mappings as YAML that reads back as the same tree."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import yaml

from detente.scenario._tree import Node

DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
SHORT = 70


def to_yaml(tree: Node) -> str:
    """Write a tree; what is short stands on one line in brackets."""
    events = [yaml.StreamStartEvent(), yaml.DocumentStartEvent(explicit=False), *_events(tree, 0)]
    events += [yaml.DocumentEndEvent(explicit=False), yaml.StreamEndEvent()]
    return yaml.emit(events, Dumper=DUMPER, allow_unicode=True, width=110)


def _events(node: Node, depth: int) -> Iterator[Any]:
    flow = depth > 1 and _width(node) <= SHORT
    if node.is_mapping:
        yield yaml.MappingStartEvent(anchor=None, tag=None, implicit=True, flow_style=flow or not node.value)
        for key, child in node.items():
            yield _scalar(key)
            yield from _events(child, depth + 1)
        yield yaml.MappingEndEvent()
    elif node.is_list:
        yield yaml.SequenceStartEvent(anchor=None, tag=None, implicit=True, flow_style=flow or not node.value)
        for child in node.value:
            yield from _events(child, depth + 1)
        yield yaml.SequenceEndEvent()
    else:
        yield _REMOVED if node.is_empty else _scalar(node.value)


def _scalar(text: str) -> Any:
    style = "'" if text == "~" else None
    return yaml.ScalarEvent(anchor=None, tag=None, implicit=(True, True), value=text, style=style)


_REMOVED = yaml.ScalarEvent(anchor=None, tag=None, implicit=(True, True), value="~")


def _width(node: Node) -> int:
    """About how many characters a node takes on one line."""
    if node.is_mapping:
        return 2 + sum(len(key) + 4 + _width(child) for key, child in node.items())
    if node.is_list:
        return 2 + sum(2 + _width(child) for child in node.value)
    return len(node.value)
