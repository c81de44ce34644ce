"""Settings for all tests."""

import os

from hypothesis import HealthCheck, settings

# A first call may compile, so a single example has no deadline. In CI the examples are
# the same on every run: a red run there is a change of ours, not of the dice.
settings.register_profile("local", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("local"), derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "local")
