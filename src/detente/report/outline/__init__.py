"""Outlines of countries to draw a map on: bundled, and nothing is fetched."""

from detente.report.outline._clip import clipped as clipped
from detente.report.outline._countries import Country as Country
from detente.report.outline._countries import countries as countries
