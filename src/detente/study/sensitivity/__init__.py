"""Sensitivity: what an answer turns on, one parameter at a time or all together, and where it would tip."""

from detente.study.sensitivity._break_even import BreakEven as BreakEven
from detente.study.sensitivity._break_even import break_even as break_even
from detente.study.sensitivity._evaluator import Evaluator as Evaluator
from detente.study.sensitivity._evaluator import Point as Point
from detente.study.sensitivity._global import morris as morris
from detente.study.sensitivity._global import sobol as sobol
from detente.study.sensitivity._indices import Index as Index
from detente.study.sensitivity._indices import Indices as Indices
from detente.study.sensitivity._search import Crossing as Crossing
from detente.study.sensitivity._tornado import Swing as Swing
from detente.study.sensitivity._tornado import Tornado as Tornado
from detente.study.sensitivity._tornado import tornado as tornado
