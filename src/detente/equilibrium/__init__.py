"""Equilibria: solve a game, and say how well that went."""

from detente.equilibrium._generator import generator as generator
from detente.equilibrium._generator import option_rates as option_rates
from detente.equilibrium._generator import uniform_choice as uniform_choice
from detente.equilibrium._result import BranchPoint as BranchPoint
from detente.equilibrium._result import Equilibrium as Equilibrium
from detente.equilibrium._result import Other as Other
from detente.equilibrium._solve import solve as solve
from detente.equilibrium._visits import visits as visits
