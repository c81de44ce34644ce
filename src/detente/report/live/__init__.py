"""A scenario that answers again after each change: what the workbench shows is worked out here."""

from detente.report._briefing import Value as Value
from detente.report._words import moment_said as moment_said
from detente.report.live._course_chart import course_chart as course_chart
from detente.report.live._desk import Desk as Desk
from detente.report.live._sheet import Dated as Dated
from detente.report.live._sheet import Dial as Dial
from detente.report.live._sheet import Sheet as Sheet
from detente.report.live._sheet import sheet_of as sheet_of
from detente.report.live._standing import Line as Line
from detente.report.live._standing import Standing as Standing
from detente.report.live._standing import difference as difference
from detente.report.live._standing import questions_read as questions_read
from detente.report.live._variant import Variant as Variant
from detente.report.live._views import Views as Views
from detente.report.live._views import sections_elsewhere as sections_elsewhere
