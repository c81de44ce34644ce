"""The rival explanations of a scenario: values of a hidden factor, overlays, or both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from detente.errors import Diagnostic, Path, did_you_mean
from detente.game import Game
from detente.scenario._asked import Explanation
from detente.scenario._model import OfPart, OverlayPart, ScenarioPart
from detente.scenario._tree import Node
from detente.scenario._wishes import constant

ROUNDING = 1e-9


def overlays_home(tree: Node) -> Path:
    """Where the overlays of a scenario stand: beside the values of a factor, or alone."""
    of, beside = tree.at(("explanations", "of")), tree.at(("explanations", "overlays"))
    return ("explanations", "overlays") if beside is not None or (of is not None and of.is_text) else ("explanations",)


def explanations_of(part: ScenarioPart, game: Game, into: list[Diagnostic]) -> dict[str, Explanation]:
    """The rival explanations by name; what is wrong with them goes ``into`` the list."""
    written = part.explanations
    if written is None:
        return {}
    if not isinstance(written, OfPart):
        return _by_overlay(written, game, ("explanations",), into)
    values = _by_value(written, game, into)
    home: Path = ("explanations", "overlays")
    for name in written.overlays.keys() & values.keys():
        message = f"`{name}` is an overlay and a value of `{written.of}`"
        into.append(Diagnostic("S008", message, (*home, name), hint="give the overlay another name"))
    overlays = _by_overlay(written.overlays, game, home, into)
    left = max(0.0, 1.0 - sum(one.prior for one in overlays.values()))
    return {name: replace(one, prior=left * one.prior) for name, one in values.items()} | overlays


def _by_value(written: OfPart, game: Game, into: list[Diagnostic]) -> dict[str, Explanation]:
    values = game.lowered.vocabulary.values
    if written.of not in values:
        hint = did_you_mean(written.of, values)
        message = f"`{written.of}` is no factor of this scenario"
        into.append(Diagnostic("S012", message, ("explanations", "of"), (0, len(written.of)), hint=hint))
        return {}
    own = values[written.of]
    for value in written.about:
        if value not in own:
            expected = "one of " + ", ".join(f"`{one}`" for one in own)
            message = f"`{value}` is no value of `{written.of}`"
            path, hint = ("explanations", "about"), did_you_mean(value, own)
            into.append(Diagnostic("S013", message, path, expected=expected, found=f"`{value}`", hint=hint))
    at = game.lowered.vocabulary.position[written.of]
    chance, level = game.lowered.start_chance, game.lowered.start_levels[at]
    return {
        value: Explanation(
            value, "value", float(chance[level == number].sum()), written.of, "", written.about.get(value, "")
        )
        for number, value in enumerate(own)
    }


def _by_overlay(
    written: Mapping[str, OverlayPart], game: Game, home: Path, into: list[Diagnostic]
) -> dict[str, Explanation]:
    """Overlays alone share 1 and may leave their priors out; beside values each says its own."""
    beside = len(home) > 1
    said = {name: one.prior for name, one in written.items() if one.prior is not None}
    for name in written:
        if (said or beside) and name not in said:
            why = "and stands beside the values of a factor" if beside else "but others have"
            hint = "say the chance of each overlay" if beside else "say the prior of each explanation, or of none"
            message = f"`{name}` has no `prior:`, {why}"
            into.append(Diagnostic("S006", message, (*home, name, "prior"), hint=hint))
    before = len(into)
    priors = {name: 0.0 if beside else 1.0 / len(written) for name in written}
    for name, text in said.items():
        path = (*home, name, "prior")
        priors[name] = constant(text, game, path, into)
        if priors[name] < 0:
            message, found = "a prior must not be negative", f"{priors[name]:g}"
            into.append(Diagnostic("S020", message, path, expected="0 or more", found=found))
    whole = sum(priors.values())
    if len(said) == len(written) and len(into) == before:
        found = f"{whole:.12g}"
        if beside and whole > 1 + ROUNDING:
            message = "the priors of the overlays leave less than nothing for the values"
            into.append(Diagnostic("S019", message, home, expected="1 or less", found=found))
        elif written and not beside and abs(whole - 1) > ROUNDING:
            message = "the priors of the explanations do not sum to 1"
            into.append(Diagnostic("S019", message, home, expected="1", found=found))
    return {
        name: Explanation(name, "overlay", priors[name], None, one.title, one.about) for name, one in written.items()
    }
