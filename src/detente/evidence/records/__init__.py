"""Records: what was seen, when, and who says so; files of them, and what can be wrong with them."""

from detente.evidence.records._check import check_records as check_records
from detente.evidence.records._dates import end_of_gap as end_of_gap
from detente.evidence.records._dates import moment as moment
from detente.evidence.records._dates import timed as timed
from detente.evidence.records._faults import RecordError as RecordError
from detente.evidence.records._read import merge_records as merge_records
from detente.evidence.records._read import read_records as read_records
from detente.evidence.records._record import COLUMNS as COLUMNS
from detente.evidence.records._record import EXTRA_COLUMNS as EXTRA_COLUMNS
from detente.evidence.records._record import KINDS as KINDS
from detente.evidence.records._record import Record as Record
from detente.evidence.records._record import Records as Records
from detente.evidence.records._write import write_records as write_records
