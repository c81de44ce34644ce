"""The command line: a door, with no logic of its own."""

from detente.cli._main import COMMANDS as COMMANDS
from detente.cli._main import main as main
from detente.cli._reference import reference as reference
from detente.cli._shapes import SHAPES as SHAPES
