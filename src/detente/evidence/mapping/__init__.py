"""Mapping: records of a scenario from lists of events that have their own vocabulary."""

from detente.evidence.mapping._layouts import LAYOUTS as LAYOUTS
from detente.evidence.mapping._layouts import Layout as Layout
from detente.evidence.mapping._map import map_events as map_events
from detente.evidence.mapping._mapped import Example as Example
from detente.evidence.mapping._mapped import Made as Made
from detente.evidence.mapping._mapped import Mapped as Mapped
from detente.evidence.mapping._mapped import Skipped as Skipped
from detente.evidence.mapping._rules import Rules as Rules
from detente.evidence.mapping._rules import read_rules as read_rules
