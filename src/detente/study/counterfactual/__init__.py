"""Counterfactuals: a scenario as it stands against the same with changes made."""

from detente.study.counterfactual._compare import compare as compare
from detente.study.counterfactual._pairs import Difference as Difference
from detente.study.counterfactual._result import Comparison as Comparison
from detente.study.counterfactual._result import Variant as Variant
from detente.study.counterfactual._under import Under as Under
from detente.study.counterfactual._under import belief_under as belief_under
