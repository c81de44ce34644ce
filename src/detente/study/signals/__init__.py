"""Signals: what each observer learns from a move, and whether it separates, pools, or is cheap talk."""

from detente.study.signals._result import ANALYST as ANALYST
from detente.study.signals._result import EXPLANATION as EXPLANATION
from detente.study.signals._result import Lesson as Lesson
from detente.study.signals._result import Signal as Signal
from detente.study.signals._result import Signals as Signals
from detente.study.signals._result import Thresholds as Thresholds
from detente.study.signals._signals import signals as signals
from detente.study.signals._talk import consequential_factors as consequential_factors
from detente.study.signals._talk import paid_factors as paid_factors
