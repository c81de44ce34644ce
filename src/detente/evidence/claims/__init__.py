"""Claims: what a text says of a crisis, put to the test."""

from detente.evidence.claims._claims import Claim as Claim
from detente.evidence.claims._claims import Claims as Claims
from detente.evidence.claims._claims import Finding as Finding
from detente.evidence.claims._claims import Trial as Trial
from detente.evidence.claims._judge import judge as judge
from detente.evidence.claims._looking_back import LookingBack as LookingBack
from detente.evidence.claims._read import read_claims as read_claims
from detente.evidence.claims._run import test_claims as test_claims
from detente.evidence.claims._tested import STATUSES as STATUSES
from detente.evidence.claims._tested import Said as Said
from detente.evidence.claims._tested import Tested as Tested
from detente.evidence.claims._tested import Verdicts as Verdicts
