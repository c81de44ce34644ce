"""Evidence: dated records, what follows from them, and how such answers have scored."""

from detente.evidence.filtering import DEFAULT_GRADES as DEFAULT_GRADES
from detente.evidence.filtering import Grades as Grades
from detente.evidence.filtering import Hypothesis as Hypothesis
from detente.evidence.filtering import Impossible as Impossible
from detente.evidence.filtering import Observed as Observed
from detente.evidence.filtering import Step as Step
from detente.evidence.filtering import hypotheses_of as hypotheses_of
from detente.evidence.filtering import observe as observe
from detente.evidence.records import Record as Record
from detente.evidence.records import RecordError as RecordError
from detente.evidence.records import Records as Records
from detente.evidence.records import check_records as check_records
from detente.evidence.records import read_records as read_records
from detente.evidence.records import write_records as write_records
