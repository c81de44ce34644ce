"""The reachable states: found from the start by following every step with a chance above zero."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from detente.errors import Diagnostic, ScenarioError, UsageError, did_you_mean
from detente.game._lower import Lowered
from detente.game._meaning import Levels, Vocabulary, compile_expression
from detente.game._successors import decode, encode, steps

if TYPE_CHECKING:
    import polars

BITMAP_LIMIT = 2**27
"""Largest product of factor sizes for which one byte a combination is spent on the search."""

WHOLE_LIMIT = 50_000
"""Up to this many combinations all are tabulated at once and the reachable ones picked out."""

CHUNK = 262_144

SMALL_CHUNK = 16_384


@dataclass(frozen=True)
class StateSpace:
    """The reachable states of a game, as a table.

    ``space["truce"]`` is the column of a factor's levels, int (states,).

    Attributes
    ----------
    levels
        int (factors, states): positions in the factors' listings.
    codes
        int64 (states,): mixed-radix codes, rising.
    start
        float64 (states,): the start distribution.
    """

    vocabulary: Vocabulary
    levels: Levels = field(repr=False)
    codes: np.ndarray = field(repr=False)
    start: np.ndarray = field(repr=False)

    def __len__(self) -> int:
        return len(self.codes)

    def __getitem__(self, factor: str) -> np.ndarray:
        position = self.vocabulary.position
        if factor not in position:
            raise UsageError(f"there is no factor `{factor}`", did_you_mean(factor, position))
        return self.levels[position[factor]]

    @property
    def factors(self) -> tuple[str, ...]:
        """The factors' names, in order."""
        return tuple(self.vocabulary.values)

    @cached_property
    def sizes(self) -> tuple[int, ...]:
        """How many values each factor has."""
        return tuple(len(values) for values in self.vocabulary.values.values())

    def values(self, factor: str) -> np.ndarray:
        """The value of a factor in each state, str (states,)."""
        return np.array(self.vocabulary.values[factor], dtype=object)[self[factor]]

    def holds(self, condition: str | bool) -> np.ndarray:
        """Where a condition holds, bool (states,)."""
        return self._compiled(condition).holds(self.levels)

    def number(self, expression: str | float) -> np.ndarray:
        """The value of an expression in each state, float64 (states,)."""
        return self._compiled(expression)(self.levels)

    def _compiled(self, source: str | float):
        faults: list[Diagnostic] = []
        found = compile_expression(source, self.vocabulary, (), faults)
        if faults:
            raise ScenarioError(faults)
        return found

    def describe(self, state: int) -> dict[str, str]:
        """The value of each factor in one state."""
        columns = self.levels[:, state]
        return {name: values[at] for (name, values), at in zip(self.vocabulary.values.items(), columns, strict=True)}

    def find(self, values: Mapping[str, str]) -> int:
        """The position of the state with these values, all factors given."""
        levels = np.array([[self.vocabulary.values[name].index(values[name])] for name in self.vocabulary.values])
        code = encode(levels, self.sizes)[0]
        at = int(np.searchsorted(self.codes, code))
        if at == len(self.codes) or self.codes[at] != code:
            raise UsageError(f"no reachable state has {describe_values(values)}")
        return at

    def positions(self, codes: np.ndarray) -> np.ndarray:
        """int32 (codes,): positions of reachable codes."""
        if self._lookup is not None:
            return self._lookup[codes]
        return np.searchsorted(self.codes, codes).astype(np.int32)

    @cached_property
    def _lookup(self) -> np.ndarray | None:
        product = math.prod(self.sizes)
        if product > min(BITMAP_LIMIT // 4, max(1_000_000, 16 * len(self.codes))):
            return None
        table = np.full(product, -1, dtype=np.int32)
        table[self.codes] = np.arange(len(self.codes), dtype=np.int32)
        return table

    def to_frame(self) -> polars.DataFrame:
        """One row a state: its position ``state``, the value of each factor, and its chance at the ``start``.

        A factor of the name of another column gets ``state_`` in front.
        """
        from detente.game._shown import space_frame

        return space_frame(self)

    def _repr_html_(self) -> str:
        from detente.game._shown import space_html

        return space_html(self)

    def labels(self, sees: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Group states that look the same.

        Parameters
        ----------
        sees
            bool (factors,): the factors that the observer sees.

        Returns
        -------
        label
            int32 (states,): the group of each state, from 0.
        first
            int (groups,): one state of each group.
        """
        if sees.all():
            every = np.arange(len(self), dtype=np.int32)
            return every, every
        masked = np.where(sees[:, None], self.levels, 0)
        _, first, label = np.unique(encode(masked, self.sizes), return_index=True, return_inverse=True)
        return label.astype(np.int32), first


def describe_values(values: Mapping[str, str]) -> str:
    """Write a state as an author would: ``truce == holding and forces == full``."""
    return " and ".join(f"{name} == {value}" for name, value in values.items())


def enumerate_states(lowered: Lowered, max_states: int) -> StateSpace:
    """Find the reachable states.

    Raises
    ------
    ScenarioError
        S026 with the factors that cause it, before memory is spent; S025 without any state.
    """
    sizes = lowered.sizes
    product = math.prod(sizes)
    if product >= 2**62:
        raise too_many(lowered, max_states, "the factors' values combine in more than 4e18 ways")
    first = encode(lowered.start_levels, sizes)
    first = np.unique(first[lowered.start_chance > 0])
    if len(first) == 0:
        raise ScenarioError([Diagnostic("S025", "no state can be the start: every chance is zero", ("state",))])
    if len(first) > max_states:
        raise too_many(lowered, max_states, f"the start alone has {len(first):,} states")
    if product <= min(WHOLE_LIMIT, max_states):
        codes = _among_all(lowered, product, first)
    elif product <= BITMAP_LIMIT:
        codes = _by_rounds(lowered, first, max_states, product)
    else:
        codes = _by_parts(lowered, first, max_states)
    start = np.zeros(len(codes))
    np.add.at(
        start,
        np.searchsorted(codes, encode(lowered.start_levels, sizes)[lowered.start_chance > 0]),
        lowered.start_chance[lowered.start_chance > 0],
    )
    return StateSpace(lowered.vocabulary, decode(codes, sizes), codes, start)


def too_many(lowered: Lowered, max_states: int, why: str) -> ScenarioError:
    """The diagnostic for a state space over the limit, with the factors that cause it."""
    sizes = sorted(((len(values), name) for name, values in lowered.vocabulary.values.items()), reverse=True)
    largest = ", ".join(f"`{name}` ({size:,} values)" for size, name in sizes[:5])
    message = f"more than {max_states:,} states can be reached: {why}"
    hint = "drop values or factors, or raise the limit with `--max-states`"
    return ScenarioError(
        [Diagnostic("S026", message, ("state",), found=f"the largest factors are {largest}", hint=hint)]
    )


def _targets(lowered: Lowered, codes: np.ndarray) -> Iterator[np.ndarray]:
    """Codes that one step from the given states leads to, repetitions included."""
    for at in range(0, len(codes), CHUNK):
        part = codes[at : at + CHUNK]
        levels = decode(part, lowered.sizes)
        for change in (*lowered.moves, *lowered.events):
            for step in steps(lowered, change, levels, part):
                yield step.target[step.target >= 0]


def _by_rounds(lowered: Lowered, first: np.ndarray, max_states: int, product: int) -> np.ndarray:
    """Breadth first, with one byte for every combination."""
    known = np.zeros(product, dtype=bool)
    known[first] = True
    frontier, count, rounds = first, len(first), 0
    while len(frontier):
        fresh = []
        for target in _targets(lowered, frontier):
            new = target[~known[target]]
            if len(new):
                known[new] = True
                fresh.append(_distinct(new))
                count += len(fresh[-1])
                if count > max_states:
                    raise too_many(lowered, max_states, f"the search stopped at {count:,}")
        frontier = np.concatenate(fresh) if fresh else np.empty(0, np.int64)
        rounds += 1
        if rounds >= 100 and product <= min(8_000_000, 4 * max_states) and len(frontier) < 1000:
            return _limited(lowered, _among_all(lowered, product, first), max_states)
    return np.flatnonzero(known)


def _limited(lowered: Lowered, codes: np.ndarray, max_states: int) -> np.ndarray:
    if len(codes) > max_states:
        raise too_many(lowered, max_states, f"{len(codes):,} were found")
    return codes


def _by_parts(lowered: Lowered, first: np.ndarray, max_states: int) -> np.ndarray:
    """Depth first in small parts, for sparse products, with the known codes in two sorted arrays.

    Going deep first meets few states twice, so that a space over the limit is refused soon.
    """
    known, recent, stack = first, first[:0], [first]
    while stack:
        part = stack.pop()
        if len(part) > SMALL_CHUNK:
            stack.append(part[:-SMALL_CHUNK])
            part = part[-SMALL_CHUNK:]
        found = list(_targets(lowered, part))
        if not found:
            continue
        targets = _distinct(np.concatenate(found))
        targets = _without(_without(targets, known), recent)
        if len(known) + len(recent) + len(targets) > max_states:
            count = len(known) + len(recent) + len(targets)
            raise too_many(lowered, max_states, f"the search stopped at {count:,}")
        if len(targets):
            stack.append(targets)
            recent = np.sort(np.concatenate([recent, targets]))
        if len(recent) > len(known):
            known, recent = np.sort(np.concatenate([known, recent])), recent[:0]
    return np.sort(np.concatenate([known, recent]))


def _distinct(codes: np.ndarray) -> np.ndarray:
    """The different codes, rising (sorting integers beats hashing them here)."""
    found = np.sort(codes)
    return found[np.append(True, found[1:] != found[:-1])] if len(found) else found


def _without(codes: np.ndarray, sorted_codes: np.ndarray) -> np.ndarray:
    """The codes that are not in a sorted array."""
    if len(sorted_codes) == 0:
        return codes
    near = np.minimum(np.searchsorted(sorted_codes, codes), len(sorted_codes) - 1)
    return codes[sorted_codes[near] != codes]


def _among_all(lowered: Lowered, product: int, first: np.ndarray) -> np.ndarray:
    """Tabulate all combinations once and follow the arrows in bulk: few rounds of evaluation, deep chains too."""
    every = np.arange(product, dtype=np.int64)
    sources, targets = [], []
    for at in range(0, product, CHUNK):
        part = every[at : at + CHUNK]
        levels = decode(part, lowered.sizes)
        for change in (*lowered.moves, *lowered.events):
            for step in steps(lowered, change, levels, part):
                good = (step.target >= 0) & (step.target != part[step.source])
                sources.append(part[step.source[good]])
                targets.append(step.target[good])
    if not sources:
        return first
    source, target = np.concatenate(sources), np.concatenate(targets)
    order = np.argsort(source, kind="stable")
    return _closure(np.searchsorted(source[order], np.arange(product + 1)), target[order], first, product)


def _closure(begin: np.ndarray, target: np.ndarray, first: np.ndarray, product: int) -> np.ndarray:
    """Codes reachable along arrows kept by source; plain lists where the frontier is narrow."""
    known = np.zeros(product, dtype=bool)
    known[first] = True
    frontier = first
    while len(frontier) > 64:
        spans = [target[begin[one] : begin[one + 1]] for one in frontier] if len(frontier) < 1000 else None
        if spans is None:
            counts = begin[frontier + 1] - begin[frontier]
            offsets = np.repeat(begin[frontier] - np.concatenate([[0], np.cumsum(counts)[:-1]]), counts)
            found = target[offsets + np.arange(counts.sum())]
        else:
            found = np.concatenate(spans)
        new = _distinct(found[~known[found]])
        known[new] = True
        frontier = new
    stack = frontier.tolist()
    begins = begin.tolist()
    while stack:
        one = stack.pop()
        for other in target[begins[one] : begins[one + 1]].tolist():
            if not known[other]:
                known[other] = True
                stack.append(other)
    return np.flatnonzero(known)
