"""The page of a briefing: its sections, and the forms in which they are written."""

from detente.report.page._document import document as document
from detente.report.page._markdown import markdown as markdown
from detente.report.page._registry import SECTIONS as SECTIONS
from detente.report.page._registry import sections as sections
from detente.report.page._render import charts as charts
from detente.report.page._render import render as render
from detente.report.page._section import Section as Section
from detente.report.page._text import text as text
