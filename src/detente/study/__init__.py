"""Studies of a solved game: what if, what matters, who blocks, what a move tells."""

from detente.study.counterfactual import Comparison as Comparison
from detente.study.counterfactual import compare as compare
from detente.study.sensitivity import BreakEven as BreakEven
from detente.study.sensitivity import Indices as Indices
from detente.study.sensitivity import Tornado as Tornado
from detente.study.sensitivity import break_even as break_even
from detente.study.sensitivity import morris as morris
from detente.study.sensitivity import sobol as sobol
from detente.study.sensitivity import tornado as tornado
from detente.study.settlement import Instrument as Instrument
from detente.study.settlement import SettlementAnalysis as SettlementAnalysis
from detente.study.settlement import settle as settle
