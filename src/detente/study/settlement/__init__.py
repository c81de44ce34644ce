"""Settlement: which option all could live with, who blocks it, what would unblock it, whether it comes and lasts."""

from detente.study.settlement._instruments import Instrument as Instrument
from detente.study.settlement._instruments import parameter as parameter
from detente.study.settlement._reduced import ASSUMES as ASSUMES
from detente.study.settlement._reduced import Form as Form
from detente.study.settlement._reduced import Reduced as Reduced
from detente.study.settlement._reduced import reduced_forms as reduced_forms
from detente.study.settlement._remedy import Remedy as Remedy
from detente.study.settlement._result import UNDECIDED as UNDECIDED
from detente.study.settlement._result import Kept as Kept
from detente.study.settlement._result import SettlementAnalysis as SettlementAnalysis
from detente.study.settlement._result import Stake as Stake
from detente.study.settlement._result import Terms as Terms
from detente.study.settlement._settle import HORIZONS as HORIZONS
from detente.study.settlement._settle import Request as Request
from detente.study.settlement._settle import request as request
from detente.study.settlement._settle import settle as settle
from detente.study.settlement._spread import Spread as Spread
from detente.study.settlement._spread import settle_spread as settle_spread
