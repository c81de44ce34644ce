"""Parameters as numbers: expressions over other parameters resolved in whatever order they need."""

from __future__ import annotations

import math
from collections.abc import Sequence

from detente.errors import Diagnostic
from detente.game._meaning import Vocabulary, compile_expression
from detente.game._primitives import PRIORS, Parameter, Prior
from detente.game._syntax import SyntaxFault, names_in, parse


def resolve_parameters(parameters: Sequence[Parameter], into: list[Diagnostic]) -> dict[str, float]:
    """The number of each parameter; what cannot be resolved is reported and becomes 1."""
    waiting = {one.name: one for one in parameters}
    needs = {one.name: _names(one.value) & waiting.keys() for one in parameters}
    users: dict[str, list[str]] = {name: [] for name in waiting}
    for name, some in needs.items():
        for other in some:
            users[other].append(name)
    missing = {name: len(some) for name, some in needs.items()}
    ready = [name for name in waiting if not missing[name]]
    known: dict[str, float] = {}
    for name in ready:  # grows on the way
        known[name] = _number(waiting.pop(name), known, into)
        for user in users[name]:
            missing[user] -= 1
            if not missing[user]:
                ready.append(user)
    for name in waiting:
        others = ", ".join(f"`{one}`" for one in sorted(needs[name] & waiting.keys()))
        message = f"`{name}` is defined through {others}, in a circle"
        into.append(Diagnostic("S032", message, ("parameters", name, "value")))
    known |= dict.fromkeys(waiting, 1.0)
    for one in parameters:
        if one.prior is not None:
            check_prior(one.prior, one.name, into)
    return known


def _number(parameter: Parameter, known: dict[str, float], into: list[Diagnostic]) -> float:
    before = len(into)
    path = ("parameters", parameter.name, "value")
    found = compile_expression(parameter.value, Vocabulary({}, parameters=known), path, into)
    if len(into) == before and not math.isfinite(found.constant or 0.0):
        into.append(Diagnostic("S029", f"the parameter `{parameter.name}` is not a finite number", path))
    return 1.0 if len(into) > before or found.constant is None else found.constant


def _names(source: float | str) -> set[str]:
    if not isinstance(source, str):
        return set()
    try:
        return set(names_in(parse(source)))
    except SyntaxFault:
        return set()


def check_prior(prior: Prior, name: str, into: list[Diagnostic]) -> None:
    """Report (S033) a prior of unknown kind, or with numbers that its kind does not take."""
    path = ("parameters", name, "prior")
    if prior.kind not in PRIORS:
        expected = "one of " + ", ".join(f"`{kind}`" for kind in PRIORS)
        into.append(Diagnostic("S033", f"there is no prior `{prior.kind}`", path, expected=expected))
        return
    wants = PRIORS[prior.kind]
    values = prior.arguments
    fault = None
    if len(values) != len(wants) or not all(math.isfinite(one) for one in values):
        fault = "takes " + ", ".join(wants)
    elif prior.kind in ("normal", "lognormal") and values[1] <= 0:
        fault = "needs a standard deviation above 0"
    elif prior.kind in ("beta", "gamma") and min(values) <= 0:
        fault = "needs both numbers above 0"
    elif prior.kind in ("uniform", "triangular") and (list(values) != sorted(values) or values[0] == values[-1]):
        fault = "needs its numbers in rising order"
    if fault is not None:
        found = "[" + ", ".join(f"{one:g}" for one in values) + "]"
        into.append(Diagnostic("S033", f"the prior `{prior.kind}` {fault}", path, found=found))
