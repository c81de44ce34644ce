"""What to watch: what could be seen by a date, how likely it is, and what it would tell."""

from detente.evidence.indicators._information import entropy as entropy
from detente.evidence.indicators._information import mutual_information as mutual_information
from detente.evidence.indicators._watch import Indicator as Indicator
from detente.evidence.indicators._watch import Watch as Watch
from detente.evidence.indicators._watch import watch as watch
