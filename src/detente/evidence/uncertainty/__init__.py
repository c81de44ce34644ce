"""Parameter uncertainty: draws from the priors, each solved and weighed by the evidence."""

from detente.evidence.uncertainty._crisis import Shipped as Shipped
from detente.evidence.uncertainty._crisis import Told as Told
from detente.evidence.uncertainty._crisis import shipped as shipped
from detente.evidence.uncertainty._ensemble import Ensemble as Ensemble
from detente.evidence.uncertainty._executor import Executor as Executor
from detente.evidence.uncertainty._executor import executor as executor
from detente.evidence.uncertainty._executor import opened_executor as opened_executor
from detente.evidence.uncertainty._intervals import Forecast as Forecast
from detente.evidence.uncertainty._intervals import Forecasts as Forecasts
from detente.evidence.uncertainty._intervals import Interval as Interval
from detente.evidence.uncertainty._ledger import Ledger as Ledger
from detente.evidence.uncertainty._ledger import digest as digest
from detente.evidence.uncertainty._local import cores as cores
from detente.evidence.uncertainty._priors import Draws as Draws
from detente.evidence.uncertainty._priors import Unknown as Unknown
from detente.evidence.uncertainty._priors import draw_priors as draw_priors
from detente.evidence.uncertainty._priors import point as point
from detente.evidence.uncertainty._round import Rounds as Rounds
from detente.evidence.uncertainty._sample import sample as sample
from detente.evidence.uncertainty._smc import Stage as Stage
from detente.evidence.uncertainty._weigh import Answered as Answered
from detente.evidence.uncertainty._weigh import Asker as Asker
from detente.evidence.uncertainty._weigh import Warm as Warm
from detente.evidence.uncertainty._weigh import Weigher as Weigher
from detente.evidence.uncertainty._weigh import one_thread as one_thread
from detente.evidence.uncertainty._weighed import FAULTS as FAULTS
