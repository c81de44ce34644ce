"""Charts: how a picture is drawn, whatever it shows. Results of any room draw themselves with it."""

from detente.charts._chart import Chart as Chart
from detente.charts._theme import CONFIG as CONFIG
from detente.charts._theme import FONT as FONT
from detente.charts._theme import GRID as GRID
from detente.charts._theme import INK as INK
from detente.charts._theme import LINES as LINES
from detente.charts._theme import RAMP as RAMP
from detente.charts._theme import SOFT as SOFT
from detente.charts._theme import WIDTH as WIDTH
from detente.charts._theme import ramp as ramp
from detente.charts._theme import time_axis as time_axis
