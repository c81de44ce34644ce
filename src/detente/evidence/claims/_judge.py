"""The rules from answers and record to a status. They are mechanical; the page on scores lists them."""

from __future__ import annotations

import math

from detente.evidence.claims._claims import Claim
from detente.evidence.claims._tested import Said, Status

LIKELY = 2 / 3
"""The chance from which on the model is taken to say yes; one minus it, no."""

TELLING = 3.0
"""Decibans that the records must add before the model's answer counts as theirs: the odds about doubled."""

Verdict = tuple[Status, str]


def judge(claim: Claim, before: Said, then: Said, now: Said, weight: float | None, pending: str) -> Verdict:
    """The status of a claim, and why.

    Parameters
    ----------
    weight
        Decibans from before any record to now.
    pending
        The date on which the test can be resolved, where that has not come; empty otherwise.
    """
    resolved = claim.record.resolved
    if claim.kind == "norm":
        return "not testable", "It says what should be, and norms are not scored."
    if resolved == "not checkable":
        return "not testable", _sentence(claim.trial.reason) or "Nothing that can be recorded would show it."
    if claim.trial.kind == "none":
        return "not testable", _sentence(claim.trial.reason) + _recorded(resolved)
    if claim.kind == "motive":
        return _motive(claim, before, now, weight)
    if resolved in ("contested", "partly"):
        how = "Sources contradict each other" if resolved == "contested" else "The record bears it out only in part"
        return "contested", f"{how}.{_course(before, then, now)}"
    if resolved == "true":
        return "supported", f"The record bears it out.{_seen_coming(claim, then, True)}"
    if resolved in ("false", "not supported"):
        if resolved == "false":
            return "not supported", f"The record speaks against it.{_seen_coming(claim, then, False)}"
        return "not supported", f"Nothing in the record supports it, which is no disproof.{_seen_coming(claim, then)}"
    if pending:
        return (
            "not testable",
            f"It can be settled only on {pending}. Until then the model gives {_what(claim)} {now}.",
        )
    if now.chance in (0.0, 1.0):
        status: Status = "supported" if now.chance else "not supported"
        return status, f"The records settle its test: {now} now, from {before} before any record."
    return _by_evidence(before, now, weight, "The record does not settle it.")


def _motive(claim: Claim, before: Said, now: Said, weight: float | None) -> Verdict:
    lead = "A motive is not called true or false."
    if claim.record.resolved in ("contested", "partly"):
        how = "Sources differ" if claim.record.resolved == "contested" else "The record bears on it both ways"
        return "contested", f"{lead} {how}; what carries it has {now}, from {before} before any record."
    return _by_evidence(before, now, weight, lead)


def _by_evidence(before: Said, now: Said, weight: float | None, lead: str) -> Verdict:
    if now.chance is None or before.chance is None or weight is None:
        reason = f" ({now.how})" if now.how else ""
        return "not testable", f"{lead} The model has no answer either{reason}."
    moved = f"{now} now, from {before} before any record"
    decibans = "" if math.isinf(weight) else f" ({weight:+.1f} decibans)"
    if now.chance >= LIKELY and weight >= TELLING:
        return "supported", f"{lead} The records speak for it: {moved}{decibans}."
    if now.chance <= 1 - LIKELY and weight <= -TELLING:
        return "not supported", f"{lead} The records speak against it: {moved}{decibans}."
    if abs(weight) < TELLING:
        return "contested", f"{lead} The records hardly bear on it: {moved}{decibans}, so this is mostly the prior."
    return "contested", f"{lead} It stays open: {moved}{decibans}."


def _seen_coming(claim: Claim, then: Said, happened: bool | None = None) -> str:
    """What the model gave on the day of the text, and whether that agrees with the record where the record decides."""
    if then.chance is None:
        return ""
    text = f" On the day of the text the model gave {_what(claim)} {then}"
    if happened is None:
        return f"{text}."
    if abs(then.chance - 0.5) < 0.005:
        return f"{text}, which leans neither way."
    return f"{text}, which {'agrees' if (then.chance > 0.5) == happened else 'does not agree'}."


def _course(before: Said, then: Said, now: Said) -> str:
    if then.chance is None and now.chance is None:
        return ""
    if now.chance is None:
        return f" The model gave it {before} before any record and {then} on the day of the text; {now.how}."
    return f" The model gave it {before} before any record, {then} on the day of the text and {now} now."


def _recorded(resolved: str) -> str:
    plain = {
        "true": " The record itself bears it out.",
        "false": " The record itself speaks against it.",
        "not supported": " Nothing in the record supports it, which is no disproof.",
        "partly": " The record itself bears it out in part.",
        "contested": " Sources contradict each other.",
    }
    return plain.get(resolved, "")


def _sentence(text: str) -> str:
    return text if not text or text.endswith((".", "!", "?")) else f"{text}."


def _what(claim: Claim) -> str:
    return "it" if claim.trial.kind != "compare" else "the two"
