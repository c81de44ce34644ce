"""Arithmetic on text: whatever is written, the value is the value of the parts."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.game import Clock, Vocabulary, compile_expression
from detente.scenario.blocks import BlockFault
from detente.scenario.blocks._terms import (
    among,
    checked_chance,
    checked_range,
    complement,
    every,
    names_in,
    negative,
    number,
    product,
    rate_of,
    total,
)

PARAMETERS = {"a": 1.7, "b": -0.45}

PARTS = st.one_of(
    st.floats(-99, 99, allow_nan=False).map(lambda value: repr(round(value, 3))),
    st.sampled_from(
        ["a", "b", "a + b", "-a", "a * b", "a == b", "a > b and b < 1", "not a", "max(a, b)", "a / 2", "a - 1", "-3"]
    ),
)


def value(source: str | float) -> float:
    faults: list = []
    found = compile_expression(source, Vocabulary({}, parameters=PARAMETERS), (), faults)
    assert not faults, faults
    return float(found.constant)


@given(st.lists(PARTS, min_size=1, max_size=4))
def test_a_product_is_the_product_of_its_parts(parts):
    assert value(product(*parts)) == pytest.approx(math.prod(map(value, parts)), rel=1e-12, abs=1e-9)


@given(st.lists(PARTS, min_size=1, max_size=4))
def test_a_total_is_the_sum_of_its_parts(parts):
    assert value(total(*parts)) == pytest.approx(sum(map(value, parts)), abs=1e-9)


@given(PARTS)
def test_negative_and_complement(part):
    assert value(negative(part)) == pytest.approx(-value(part))
    assert value(complement(part)) == pytest.approx(1 - value(part))


@given(st.lists(st.sampled_from(["a > b", "b > a", "a > b or b > a", "always", "not a", "a in_ b"]), max_size=4))
def test_every_condition_holds_at_once(parts):
    parts = [part for part in parts if "in_" not in part]
    joined = every(*parts, None)
    wanted = all(value(part) for part in parts)
    assert joined is None or bool(value(joined)) == wanted
    assert (joined is None) == all(part == "always" for part in parts)


@pytest.mark.parametrize(
    ("found", "written"),
    [
        (product("-1", "upkeep", "level(force)"), "-upkeep * level(force)"),
        (product("0.5", "0.2"), 0.1),
        (product("0", "a"), 0),
        (negative("3"), -3),
        (negative("a + b"), "-(a + b)"),
        (total("0", "a == b", "2"), "(a == b) + 2"),
        (complement("0.7"), 0.3),
        (every("a == 1 or b == 2", None), "a == 1 or b == 2"),
        (every("a == 1 or b == 2", "c == 3"), "(a == 1 or b == 2) and c == 3"),
        (every("c == 3", "c == 3"), "c == 3"),
        (every("always", "true"), None),
        (among("truce", ["broken"]), "truce == broken"),
        (among("truce", ["none", "broken"]), "truce in [none, broken]"),
        (number("2.50"), 2.5),
        (number("a"), "a"),
        (number("1e3"), 1000),
    ],
)
def test_what_is_written(found, written):
    assert found == written
    assert type(found) is type(written)


def test_names_in_an_expression():
    assert names_in("max(a, level(b)) > 1 and c not in ['d', e] or -f == g") == set("abcdefg")


@pytest.mark.parametrize(
    "combine", [negative, complement, names_in, every, lambda text: product("a", text), lambda text: total("1", text)]
)
def test_what_cannot_be_read_is_refused_as_it_was_written(combine):
    with pytest.raises(BlockFault, match="`a == ` cannot be read: the expression ends too early") as caught:
        combine("a == ")
    assert caught.value.code == "S010"


@pytest.mark.parametrize(
    ("duration", "rate"),
    [
        ("12 days", "1/12"),
        ("36 hours", "1/1.5"),
        ("1 day", 1),
        ("4", "1/4"),
        ("lag", "1/lag"),
        ("lag + 2", "1/(lag + 2)"),
    ],
)
def test_rates_of_durations(duration, rate):
    assert rate_of(duration, Clock(), ("last",)) == rate


@pytest.mark.parametrize(("duration", "code"), [("0", "S021"), ("-3 days", "S021"), ("4 moons", "S034")])
def test_durations_that_are_none(duration, code):
    with pytest.raises(BlockFault) as caught:
        rate_of(duration, Clock(), ("rounds", "last"))
    assert caught.value.code == code
    assert caught.value.path == ("rounds", "last")


@pytest.mark.parametrize(
    ("chance", "good"), [("0", True), ("1", True), ("1.0001", False), ("-0.1", False), ("a * 3", True)]
)
def test_chances(chance, good):
    if good:
        assert checked_chance(chance, ("works",)) == chance
    else:
        with pytest.raises(BlockFault, match="`works` is a chance"):
            checked_chance(chance, ("works",))


@pytest.mark.parametrize(("place", "good"), [("0", True), ("100", True), ("100.5", False), ("-1", False), ("p", True)])
def test_scales(place, good):
    if good:
        assert checked_range(place, 0, 100, ("x",)) == place
    else:
        with pytest.raises(BlockFault, match="`x` is off the scale"):
            checked_range(place, 0, 100, ("x",))
