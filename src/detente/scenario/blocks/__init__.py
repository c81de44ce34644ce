"""The domain blocks: macros over the primitives, one file each.

Each module has ``Spec``, the model of one instance, and ``expand(name, spec, scenario) -> Fragment``.
"""

from __future__ import annotations

import importlib
from types import ModuleType

from detente.scenario.blocks._fragment import BlockFault as BlockFault
from detente.scenario.blocks._fragment import Fragment as Fragment
from detente.scenario.blocks._fragment import Outline as Outline
from detente.scenario.blocks._shapes import ALL as ALL
from detente.scenario.blocks._shapes import price_of as price_of

BLOCKS = ("forces", "ceasefire", "talks", "channels", "settlement")
"""The kinds of block, in the order in which they are expanded; each is a module of this package."""

SINGLE = frozenset({"ceasefire", "talks", "settlement"})
"""Kinds of which one instance may be written directly under its key; its name is then the kind."""


def module(kind: str) -> ModuleType:
    """The module of a kind of block, loaded when first asked for."""
    return importlib.import_module(f"detente.scenario.blocks.{kind}")
