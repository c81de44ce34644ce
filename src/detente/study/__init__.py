"""Studies of a solved game: what if, what matters, who blocks, what a move tells."""

from detente.study.settlement import Instrument as Instrument
from detente.study.settlement import SettlementAnalysis as SettlementAnalysis
from detente.study.settlement import settle as settle
