"""What the evidence does to rival explanations: weights, sentences, and how far the verdict can be trusted."""

from detente.evidence.explanations._course import Course as Course
from detente.evidence.explanations._leave_out import LeftOut as LeftOut
from detente.evidence.explanations._leave_out import Without as Without
from detente.evidence.explanations._leave_out import leave_one_out as leave_one_out
from detente.evidence.explanations._matrix import Column as Column
from detente.evidence.explanations._matrix import Matrix as Matrix
from detente.evidence.explanations._matrix import matrix as matrix
from detente.evidence.explanations._paths import Paths as Paths
from detente.evidence.explanations._paths import Point as Point
from detente.evidence.explanations._paths import paths as paths
from detente.evidence.explanations._prior import OtherPrior as OtherPrior
from detente.evidence.explanations._prior import PriorSensitivity as PriorSensitivity
from detente.evidence.explanations._prior import Turn as Turn
from detente.evidence.explanations._prior import prior_sensitivity as prior_sensitivity
from detente.evidence.explanations._reasons import Comparison as Comparison
from detente.evidence.explanations._reasons import Doubt as Doubt
from detente.evidence.explanations._reasons import Mover as Mover
from detente.evidence.explanations._reasons import Reason as Reason
from detente.evidence.explanations._reasons import reasons as reasons
from detente.evidence.explanations._sentences import sentences as sentences
from detente.evidence.explanations._summary import summary as summary
from detente.evidence.explanations._words import Names as Names
from detente.evidence.explanations._words import percent as percent
from detente.evidence.explanations._words import plain as plain
from detente.evidence.explanations._words import say_time as say_time
