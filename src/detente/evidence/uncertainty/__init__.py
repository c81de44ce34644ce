"""Parameter uncertainty: draws from the priors, each solved and weighed by the evidence."""

from detente.evidence.uncertainty._ensemble import Ensemble as Ensemble
from detente.evidence.uncertainty._executor import Executor as Executor
from detente.evidence.uncertainty._executor import executor as executor
from detente.evidence.uncertainty._intervals import Forecast as Forecast
from detente.evidence.uncertainty._intervals import Interval as Interval
from detente.evidence.uncertainty._local import cores as cores
from detente.evidence.uncertainty._priors import Draws as Draws
from detente.evidence.uncertainty._priors import Unknown as Unknown
from detente.evidence.uncertainty._priors import draw_priors as draw_priors
from detente.evidence.uncertainty._sample import sample as sample
from detente.evidence.uncertainty._smc import Stage as Stage
from detente.evidence.uncertainty._weighed import FAULTS as FAULTS
