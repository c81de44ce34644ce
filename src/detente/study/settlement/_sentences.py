"""The conclusions about a settlement in sentences, each with how sure it is."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from detente.words import duration, listed, number, percent, plain

if TYPE_CHECKING:
    from detente.study.settlement._remedy import Remedy
    from detente.study.settlement._result import SettlementAnalysis, Terms


def sentences_of(found: SettlementAnalysis) -> tuple[str, ...]:
    """The zone, then every option, then what would unblock, then the reduced forms."""
    said = [zone_sentence(found), *(option_sentence(one) for one in found.options)]
    said += [coming_sentence(found)]
    said += [lasting_sentence(found, one) for one in found.options]
    said += [remedy_sentence(one) for one in found.remedies]
    reduced = reduced_sentence(found)
    return tuple([*said, reduced] if reduced else said)


def zone_sentence(found: SettlementAnalysis) -> str:
    """Which options all who must be passed prefer to carrying on."""
    if not any(one.passed for one in found.options):
        return "Nobody alone can stop a settlement here, so every option is possible."
    zone = found.zone
    if zone:
        verb = "is" if len(zone) == 1 else "are"
        text = f"{listed([plain(one) for one in zone])} {verb} better than carrying on for all who must be passed."
        open_one = [one for one in zone if found[one].undecided]
        if open_one:
            who = dict.fromkeys(who for one in open_one for who in found[one].undecided)
            text += f" This hangs on {listed([plain(one) for one in who])}, whose gain is within its own noise."
        return _capital(text)
    near = found.nearest
    text = "No option is better than carrying on for all who must be passed."
    turn = [one for one in near.blockers if near.stakes[one].verdict == "undecided"]
    text += (
        f" {_capital(plain(near.option))} comes nearest: {listed([plain(one) for one in near.blockers])} would lose by "
        f"it, {number(near.shortfall)} units of utility together."
    )
    if turn:
        text += f" Of {listed([plain(one) for one in turn])} that is not sure: the loss is within its own noise."
    others = found.zone_with_transfers
    if others:
        text += (
            f" The gains and losses of those who must be passed add up to more than zero for "
            f"{listed([plain(one) for one in others])}, so payments among them could do it."
        )
    return text


def option_sentence(one: Terms) -> str:
    """Who gains, who loses, who can stop it."""
    gains, loses, open_one = (
        [plain(stake.actor) for stake in one.stakes.values() if stake.verdict == verdict]
        for verdict in ("gains", "loses", "undecided")
    )
    verbs = ((gains, "gain"), (loses, "lose"))
    parts = [f"{listed(who)} {verb}{'s' if len(who) == 1 else ''}" for who, verb in verbs if who]
    if open_one:
        parts.append(f"{listed(open_one)} could go either way")
    text = f"{_capital(plain(one.option))}: {'; '.join(parts)}."
    if one.vetoed and one.blockers:
        who = max(one.vetoed, key=lambda name: one.vetoed[name])
        text += (
            f" Once tabled it passes with a chance of {percent(one.passes)}; likeliest to veto it is {plain(who)} "
            f"({percent(one.vetoed[who])}), and with {percent(one.lapses)} it lapses first."
        )
    return text


def coming_sentence(found: SettlementAnalysis) -> str:
    """How likely any settlement is, and by when."""
    last = max(found.settled)
    text = f"Any settlement within {found.horizons[last]}: {percent(found.settled[last])}"
    if len(found.options) < len(found.settlement.options):
        return f"{text}."
    best = max(found.options, key=lambda one: one.reached[last])
    text += f", likeliest {plain(best.option)} ({percent(best.reached[last])}"
    if math.isinf(best.median):
        return f"{text}; it is never as likely as not by then)."
    return f"{text}; as likely as not within {duration(best.median, found.unit)})."


def lasting_sentence(found: SettlementAnalysis, one: Terms) -> str:
    """How long an agreement made now would stand."""
    first = min(time for time in one.kept.chances)
    middle = sorted(one.kept.chances)[min(1, len(one.kept.chances) - 1)]
    text = (
        f"{_capital(plain(one.option))}, if it were agreed now, would stand throughout {found.horizons[middle]} with a "
    )
    text += f"chance of {percent(one.kept.chances[middle])}"
    if one.kept.chances[middle] < 0.005 and first != middle:
        text += f" (throughout {found.horizons[first]}: {percent(one.kept.chances[first])})"
    if not one.kept.broken_by:
        return f"{text}; nothing ends it."
    label, chance = next(iter(one.kept.broken_by.items()))
    who, what = label.split(".", 1)
    said = "an event" if who == "nature" else plain(who)
    if math.isfinite(one.kept.mean_time):
        text += f", {duration(one.kept.mean_time, found.unit)} on average"
    return f"{text}. Likeliest to end it is {said} ({plain(what)}, {percent(chance)})."


def remedy_sentence(one: Remedy) -> str:
    """What an instrument does for an option."""
    option = _capital(plain(one.option))
    if not one.works:
        best = "" if math.isnan(one.worst) else f" (the best leaves the worst off at {number(one.worst)})"
        return f"{option} is not unblocked by {plain(one.instrument)}{best}: {one.why.rstrip('.')}."
    size = one.level or f"{number(one.size)} {one.unit}".strip()
    text = f"{option} is unblocked by {plain(one.instrument)}, {one.about.replace('`', '')}: {size}"
    if one.sizes:
        text += " (" + ", ".join(f"{plain(who)} {number(what)}" for who, what in one.sizes.items()) + ")"
    least = min(one.gains, key=lambda name: one.gains[name])
    return (
        f"{text}. Solved again with it, all who must be passed gain, {plain(least)} least ({number(one.gains[least])})."
    )


def reduced_sentence(found: SettlementAnalysis) -> str:
    """Which options the reduced forms pick."""
    if found.reduced is None:
        return ""
    picks: dict[str, list[str]] = {}
    for one in found.reduced.forms:
        picks.setdefault(one.option, []).append(one.name)
    said = [f"{plain(option)} by {listed(names)}" for option, names in picks.items() if option]
    none = picks.get("", [])
    text = (
        "On the positions and saliences alone: " + "; ".join(said) if said else "On the positions and saliences alone"
    )
    if none:
        text += f"{'; ' if said else ': '}none by {listed(none)}"
    alike = " No capabilities were given, so the compromise counts all alike." if found.reduced.equal else ""
    return f"{text}. These know nothing of time, evidence, sight or breach.{alike}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
