"""The language: from the text of a scenario to a game, with everything wrong in it named and placed."""

from detente.scenario._asked import Explanation as Explanation
from detente.scenario._asked import Moment as Moment
from detente.scenario._asked import Question as Question
from detente.scenario._evidence import Evidence as Evidence
from detente.scenario._load import load as load
from detente.scenario._load import loads as loads
from detente.scenario._scenario import Scenario as Scenario
from detente.scenario._shipped import schema as schema
from detente.scenario._shipped import template as template
from detente.scenario._sites import Site as Site
