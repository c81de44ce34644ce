"""Charts: how a picture is drawn, whatever it shows. Results of any room draw themselves with it."""

from detente.charts._bars import bars as bars
from detente.charts._bars import intervals as intervals
from detente.charts._bars import parts as parts
from detente.charts._cells import cells as cells
from detente.charts._cells import written as written
from detente.charts._chart import Chart as Chart
from detente.charts._courses import courses as courses
from detente.charts._courses import said_time as said_time
from detente.charts._table import frame_html as frame_html
from detente.charts._table import list_html as list_html
from detente.charts._table import table_html as table_html
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
from detente.charts._tracks import dots as dots
from detente.charts._tracks import spans as spans
