"""The filter: dated records in, beliefs and the posterior over explanations out."""

from detente.evidence.filtering._gather import gathered as gathered
from detente.evidence.filtering._grades import CREDIBILITY as CREDIBILITY
from detente.evidence.filtering._grades import DEFAULT_GRADES as DEFAULT_GRADES
from detente.evidence.filtering._grades import RELIABILITY as RELIABILITY
from detente.evidence.filtering._grades import Grades as Grades
from detente.evidence.filtering._hypotheses import ALONE as ALONE
from detente.evidence.filtering._hypotheses import Hypothesis as Hypothesis
from detente.evidence.filtering._hypotheses import as_hypotheses as as_hypotheses
from detente.evidence.filtering._hypotheses import hypotheses_of as hypotheses_of
from detente.evidence.filtering._impossible import Impossible as Impossible
from detente.evidence.filtering._impossible import said as said
from detente.evidence.filtering._likelihood import FALSE as FALSE
from detente.evidence.filtering._observe import observe as observe
from detente.evidence.filtering._observed import Observed as Observed
from detente.evidence.filtering._observed import Step as Step
from detente.evidence.filtering._observed import Tail as Tail
from detente.evidence.filtering._observed import decibans as decibans
from detente.evidence.filtering._transitions import Transitions as Transitions
