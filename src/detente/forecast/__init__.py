"""Forecasts: the law of motion, questions about it, simulated paths."""

from detente.forecast._answer import Answer as Answer
from detente.forecast._answer import Check as Check
from detente.forecast._answer import check_expectation as check_expectation
from detente.forecast._ask import ask as ask
from detente.forecast._ask import next_move as next_move
from detente.forecast._chain import Chain as Chain
from detente.forecast._estimate import Estimate as Estimate
from detente.forecast._estimate import estimate as estimate
from detente.forecast._export import ExportedChain as ExportedChain
from detente.forecast._export import export_chain as export_chain
from detente.forecast._fan import Fan as Fan
from detente.forecast._fan import fan as fan
from detente.forecast._fan import marginals as marginals
from detente.forecast._law import Law as Law
from detente.forecast._law import Transient as Transient
from detente.forecast._now import Now as Now
from detente.forecast._now import discounted_visits as discounted_visits
from detente.forecast._now import now as now
from detente.forecast._paths import Paths as Paths
from detente.forecast._questions import Question as Question
from detente.forecast._reading import read_question as read_question
from detente.forecast._simulate import simulate as simulate
from detente.forecast._trace import Trace as Trace
from detente.forecast._trace import trace as trace
