"""The start distribution: independent factors, or a joint table for some of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import numpy as np

from detente.errors import Path, nearest
from detente.game._primitives import Factor, Scalar

if TYPE_CHECKING:
    from detente.game._lower import Lowering

SUM_TOLERANCE = 1e-9
"""How far from 1 chances may sum."""


def start_rows(lowering: Lowering) -> tuple[np.ndarray, np.ndarray]:
    """Support of the start distribution: chances (rows,) and levels (factors, rows)."""
    position = lowering.vocabulary.position
    joint = {name for row in lowering.game.start for name in row.set}
    chance, levels = np.ones(1), np.zeros((len(position), 1), dtype=np.int32)
    for factor in lowering.game.factors:
        if factor.name in joint:
            continue
        share = _start_of(lowering, factor)
        some = np.flatnonzero(share)
        if len(chance) * len(some) > 2_000_000:
            lowering.fault("S026", "the start alone has more than 2,000,000 states", ("state", factor.name, "start"))
            break
        levels = np.repeat(levels, len(some), axis=1)
        levels[position[factor.name]] = np.tile(some, len(chance))
        chance = np.repeat(chance, len(some)) * np.tile(share[some], len(chance))
    if joint:
        chance, levels = _joint_start(lowering, joint, chance, levels)
    if not (chance > 0).any() and not any(one.severity == "error" for one in lowering.into):
        lowering.fault("S025", "no state can be the start: every chance is zero", ("state",))
    return chance, levels


def _start_of(lowering: Lowering, factor: Factor) -> np.ndarray:
    values = lowering.vocabulary.values[factor.name]
    share = np.zeros(len(values))
    path: Path = ("state", factor.name, "start")
    listed: Iterable[tuple[str, Scalar]]
    listed = factor.start.items() if isinstance(factor.start, Mapping) else [(str(factor.start), 1.0)]
    for value, chance in listed:
        number = lowering.number(chance, (*path, value) if isinstance(factor.start, Mapping) else path)
        if str(value) not in values:
            _not_listed(lowering, factor.name, str(value), path)
        elif number is not None:
            lowering.not_negative(number, "chance", path)
            share[values.index(str(value))] += number
    if any(one.path[: len(path)] == path for one in lowering.into):
        return share
    if not share.any():
        lowering.fault("S025", f"no value of `{factor.name}` can be the start: every chance is zero", path)
    elif abs(share.sum() - 1) > SUM_TOLERANCE:
        message = f"the chances of the start of `{factor.name}` do not sum to 1"
        lowering.fault("S019", message, path, expected="1", found=f"{share.sum():.12g}")
    return share


def _not_listed(lowering: Lowering, factor: str, value: str, path: Path) -> None:
    values = lowering.vocabulary.values[factor]
    close = nearest(value, values)
    expected = "one of " + ", ".join(f"`{one}`" for one in values[:12])
    hint = f"did you mean `{close}`?" if close else None
    message = f"the start `{value}` is not among the values of `{factor}`"
    lowering.fault("S018", message, path, expected=expected, found=f"`{value}`", hint=hint)


def _joint_start(
    lowering: Lowering, joint: set[str], chance: np.ndarray, levels: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    rows, shares = [], []
    for at, row in enumerate(lowering.game.start):
        path: Path = ("start", at)
        for name in sorted(joint - row.set.keys()):
            lowering.fault("S006", f"this row of the start does not say the value of `{name}`", path)
        found = levels.copy()
        for name, value in row.set.items():
            column = lowering.factor(name, (*path, "set", name))
            if column is None:
                continue
            if value not in lowering.vocabulary.values[name]:
                _not_listed(lowering, name, value, (*path, "set", name))
            else:
                found[column] = lowering.vocabulary.values[name].index(value)
        number = lowering.number(row.chance, (*path, "chance"))
        if number is not None:
            lowering.not_negative(number, "chance", (*path, "chance"))
        rows.append(found)
        shares.append(number or 0.0)
    if not any(shares) and not any(one.path[:1] == ("start",) for one in lowering.into):
        lowering.fault("S025", "no state can be the start: every chance is zero", ("start",))
    elif abs(sum(shares) - 1) > SUM_TOLERANCE and not any(one.path[:1] == ("start",) for one in lowering.into):
        found_text = f"{sum(shares):.12g}"
        lowering.fault(
            "S019",
            "the chances of the joint start do not sum to 1",
            ("start",),
            expected="1",
            found=found_text,
        )
    weights = np.concatenate([share * chance for share in shares])
    return weights, np.concatenate(rows, axis=1)
