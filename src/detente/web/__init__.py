"""The workbench: a local web application with the views of the report, live. It has no logic of its own but serving."""

from detente.web._app import application as application
from detente.web._limits import Limits as Limits
from detente.web._serve import serve as serve
from detente.web._shelf import source_of as source_of
