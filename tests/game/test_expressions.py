"""The expression language: how it reads, what it computes, and what it refuses with which place."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.oracle.expressions import evaluate

from detente.game import Vocabulary, compile_expression
from detente.game._syntax import (
    Binary,
    Call,
    Date,
    Name,
    Number,
    Several,
    SyntaxFault,
    Text,
    Unary,
    parse,
)

VOCABULARY = Vocabulary(
    values={
        "truce": ("broken", "strained", "holding"),
        "force": ("bases", "reduced", "full"),
        "patrol": ("bases", "reduced", "full"),
        "queue": ("0", "1", "2", "-1", "2016-03-15"),
        "camp": ("red", "blue"),
        "odd": ("two words", "and"),
    },
    unordered=frozenset({"camp"}),
    parameters={"upkeep": 0.37, "gain": -1.9},
)


def shape(node):
    """A tree in prefix form."""
    match node:
        case Number(text=text) | Date(text=text):
            return text
        case Name(name=name):
            return name
        case Text(text=text):
            return f"'{text}'"
        case Unary(operator=operator, operand=inner):
            return f"({operator} {shape(inner)})"
        case Binary(operator=operator, left=left, right=right):
            return f"({operator} {shape(left)} {shape(right)})"
        case Several(items=items):
            return f"[{' '.join(map(shape, items))}]"
        case Call(function=function, arguments=arguments, named=named):
            parts = [*map(shape, arguments), *(f"{key}={shape(value)}" for key, value in named)]
            return f"({function} {' '.join(parts)})"


@pytest.mark.parametrize(
    "text, expected",
    [
        ("a + b * c", "(+ a (* b c))"),
        ("a * b + c", "(+ (* a b) c)"),
        ("a - b - c", "(- (- a b) c)"),
        ("a / b / c", "(/ (/ a b) c)"),
        ("a / b * c", "(* (/ a b) c)"),
        ("a ** b ** c", "(** a (** b c))"),
        ("-a ** b", "(- (** a b))"),
        ("a ** -b", "(** a (- b))"),
        ("a ** -b ** c", "(** a (- (** b c)))"),
        ("-a * b", "(* (- a) b)"),
        ("a * -b", "(* a (- b))"),
        ("- - a", "(- (- a))"),
        ("+a - +b", "(- (+ a) (+ b))"),
        ("a - -b", "(- a (- b))"),
        ("a == b + c", "(== a (+ b c))"),
        ("a + b < c * d", "(< (+ a b) (* c d))"),
        ("not a == b", "(not (== a b))"),
        ("not a and b", "(and (not a) b)"),
        ("not not a", "(not (not a))"),
        ("a and b or c and d", "(or (and a b) (and c d))"),
        ("a or b and c or d", "(or (or a (and b c)) d)"),
        ("a < b and c >= d", "(and (< a b) (>= c d))"),
        ("a in [b, c] and d", "(and (in a [b c]) d)"),
        ("a not in [b]", "(not in a [b])"),
        ("not a in [b]", "(not (in a [b]))"),
        ("not a not in [b]", "(not (not in a [b]))"),
        ("a in []", "(in a [])"),
        ("a in [b, c,]", "(in a [b c])"),
        ("(a + b) * c", "(* (+ a b) c)"),
        ("(a == b) == (c == d)", "(== (== a b) (== c d))"),
        ("min(a, b + c, -d)", "(min a (+ b c) (- d))"),
        ("P(a == b, within=[1, 2])", "(P (== a b) within=[1 2])"),
        ("f()", "(f )"),
        ("russia.return", "russia.return"),
        ("1.5e-3 + .25 + 2. + 3E2", "(+ (+ (+ 1.5e-3 .25) 2.) 3E2)"),
        ("a == 'two words'", "(== a 'two words')"),
        ('a == "x"', "(== a 'x')"),
        ("a == 2016-03-15", "(== a 2016-03-15)"),
        ("2016-03-1", "(- (- 2016 03) 1)"),
        ("\n  a\t+  b  ", "(+ a b)"),
    ],
)
def test_precedence(text, expected):
    assert shape(parse(text)) == expected


def test_every_part_knows_its_place():
    text = "upkeep*(level( force )-2) <= -gain"
    tree = parse(text)
    found = {}

    def walk(node):
        found[shape(node)] = text[slice(*node.span)]
        for part in vars(node).values():
            for one in part if isinstance(part, tuple) else (part,):
                if hasattr(one, "span"):
                    walk(one)

    walk(tree)
    assert found["(- gain)"] == "-gain"
    assert found["(level force)"] == "level( force )"
    assert found["(- (level force) 2)"] == "level( force )-2"
    assert found["gain"] == "gain"


# -- what it computes -------------------------------------------------------------------------


def on_all_states(text):
    """The value on every combination of levels, by the package and one by one."""
    faults = []
    found = compile_expression(text, VOCABULARY, (), faults)
    assert faults == []
    sizes = [len(values) for values in VOCABULARY.values.values()]
    levels = np.array(np.meshgrid(*[np.arange(size) for size in sizes], indexing="ij")).reshape(len(sizes), -1)
    got = found(levels)
    names = list(VOCABULARY.values)
    expected = [
        evaluate(text, dict(zip(names, column, strict=True)), VOCABULARY.values, VOCABULARY.parameters)
        for column in levels.T.tolist()
    ]
    return found, got, np.array(expected)


def leaves():
    small = st.integers(1, 997).map(lambda k: repr(round(0.003 + k * 0.0173, 4)))
    return st.sampled_from(
        ["upkeep", "gain", "level(truce)", "level(force)", "truce == strained", "force >= reduced", "true", "never",
         "strained < truce", "camp != red", "queue in [1, -1, '2016-03-15']", "force == patrol", "patrol < force",
         "odd == 'two words'", "odd not in ['and']", "truce not in [broken, holding]", "queue == 2"]
    ).map(lambda text: f"({text})" if " " in text else text) | small  # fmt: skip


def grown(inner):
    pair = st.tuples(inner, inner)
    return st.one_of(
        st.tuples(pair, st.sampled_from(["+", "-", "*"])).map(lambda at: f"{at[0][0]} {at[1]} {at[0][1]}"),
        st.tuples(inner, st.sampled_from(["<", "<=", ">", ">=", "!="]), inner).map(lambda at: f"({' '.join(at)})"),
        st.tuples(inner, st.sampled_from(["and", "or"]), inner).map(lambda at: f"({' '.join(at)})"),
        pair.map(lambda at: f"{at[0]} / (1.7 + ({at[1]}) ** 2)"),
        pair.map(lambda at: f"max({at[0]}, {at[1]}, 0.21)"),
        pair.map(lambda at: f"min({at[0]}, {at[1]})"),
        inner.map(lambda one: f"-{one}"),
        inner.map(lambda one: f"({one})"),
        inner.map(lambda one: f"(not {one})"),
        inner.map(lambda one: f"exp(-(({one}) ** 2))"),
        inner.map(lambda one: f"log(1.3 + ({one}) ** 2)"),
    )


@settings(max_examples=80)
@given(st.recursive(leaves(), grown, max_leaves=10))
def test_arithmetic_is_pythons(text):
    found, got, expected = on_all_states(text)
    np.testing.assert_allclose(got, expected, rtol=1e-11, atol=1e-11)
    if found.constant is not None:
        assert math.isclose(found.constant, expected[0], rel_tol=1e-11, abs_tol=1e-11)
    assert (found.constant is None) == bool(found.uses)


@pytest.mark.parametrize(
    "text, uses",
    [
        ("2*upkeep - gain", set()),
        ("level(truce)*0", {"truce"}),
        ("force == patrol or camp == red", {"force", "patrol", "camp"}),
        ("truce in []", {"truce"}),
    ],
)
def test_what_an_expression_depends_on(text, uses):
    found, got, expected = on_all_states(text)
    assert found.uses == uses
    np.testing.assert_allclose(got, expected)


@pytest.mark.parametrize(
    "text, level", [("queue == 2016-03-15", 4), ("queue == -1", 3), ("2 == queue", 2), ("queue in ['1']", 1)]
)
def test_values_may_look_like_numbers_and_dates(text, level):
    found = compile_expression(text, VOCABULARY, (), [])
    levels = np.zeros((6, 5), dtype=int)
    levels[3] = np.arange(5)
    np.testing.assert_array_equal(found.holds(levels), np.arange(5) == level)


def test_a_condition_where_arithmetic_fails_does_not_hold():
    faults = []
    found = compile_expression("0/level(truce)", VOCABULARY, (), faults)
    levels = np.array([[0, 1]] + [[0, 0]] * 5)
    assert not faults
    np.testing.assert_array_equal(found.holds(levels), [False, False])
    assert np.isnan(found(levels)[0])


# -- what it refuses --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text, code, part, fragment, hint",
    [
        # cannot be read
        ("a & b", "S010", "&", "`&` has no place", "write `and`"),
        ("a | b", "S010", "|", "`|` has no place", "write `or`"),
        ("!a", "S010", "!", "`!` has no place", "write `not` or `!=`"),
        ("2 ^ 3", "S010", "^", "`^` has no place", "write `**` for a power"),
        ("20 % 3", "S010", "%", "`%` has no place", "0.2 for 20 %"),
        ("truce in {broken}", "S010", "{", "`{` has no place", "square brackets"),
        ("truce = broken", "S010", "=", "`=` was not expected", "write `==` to compare"),
        ("1 +", "S010", "", "ends too early", None),
        ("", "S010", "", "ends too early", None),
        ("* 2", "S010", "*", "`*` was not expected", None),
        ("(1 + 2", "S010", "", "`)` was expected here, found the end", "bracket opened at character 1"),
        ("max(1, 2", "S010", "", "`)` was expected", "bracket opened at character 4"),
        ("truce in [broken", "S010", "", "`]` was expected", "bracket opened at character 10"),
        ("1 2", "S010", "2", "`2` was not expected", None),
        ("2upkeep", "S010", "2", "`2` has no place", None),
        ("0 < upkeep < 1", "S010", "<", "comparisons cannot be chained", "`a < b and b < c`"),
        ("truce == 'broken", "S010", "'", "`'` has no place", None),
        ("level(truce, force)", "S010", "level(truce, force)", "`level` takes the name of one factor", None),
        ("level(2)", "S010", "level(2)", "`level` takes the name of one factor", None),
        ("exp(1, 2)", "S010", "exp(1, 2)", "`exp` takes one argument, not 2", None),
        ("log()", "S010", "log()", "`log` takes one argument, not 0", None),
        ("min()", "S010", "min()", "`min` takes at least one argument", None),
        ("max(1, base=3)", "S010", "3", "`max` takes no `base=`", None),
        # names
        ("upkep * 2", "S011", "upkep", "`upkep` is no factor, value or parameter", "did you mean `upkeep`?"),
        ("truse == holding", "S012", "truse", "`truse` is no factor", "did you mean `truce`?"),
        ("holding == truse", "S012", "truse", "`truse` is no factor", "did you mean `truce`?"),
        ("level(farce) > 1", "S012", "farce", "`farce` is no factor", "did you mean `force`?"),
        ("truse in [holding]", "S012", "truse", "`truse` is no factor", "did you mean `truce`?"),
        ("truce == holdin", "S013", "holdin", "`holdin` is no value of `truce`", "did you mean `holding`?"),
        ("truce not in [broken, lost]", "S013", "lost", "`lost` is no value of `truce`", None),
        ("queue == 7", "S013", "7", "`7` is no value of `queue`", None),
        ("queue == 1.0", "S013", "1.0", "`1.0` is no value of `queue`", None),
        ("abs(upkeep)", "S016", "abs", "there is no function `abs`", "known here: `level`"),
        ("mim(1, 2)", "S016", "mim", "there is no function `mim`", "did you mean `min`?"),
        ("truce == full", "S017", "full", "`full` is a value of `force`, not of `truce`", None),
        ("bases != truce", "S017", "bases", "`bases` is a value of `force`, not of `truce`", None),
        # kinds
        ("camp < blue", "S027", "camp < blue", "the values of `camp` have no order", "drop `ordered: false`"),
        ("blue >= camp", "S027", "blue >= camp", "the values of `camp` have no order", None),
        ("truce < force", "S027", "truce < force", "have different values", None),
        ("truce == force", "S031", "truce == force", "have different values", None),
        (
            "truce + 1",
            "S031",
            "truce",
            "the factor `truce` stands where a number should",
            "write `level(truce)`",
        ),
        ("not truce", "S031", "truce", "stands where a number should", None),
        ("holding", "S031", "holding", "the value `holding` stands alone", "write `truce == holding`"),
        ("1 + 'holding'", "S031", "'holding'", "the value `holding` stands where a number", None),
        ("2016-03-15 > 1", "S031", "2016-03-15", "a date (2016-03-15) has no meaning", None),
        ("[1, 2]", "S031", "[1, 2]", "a list stands where a number should", "use it after `in`"),
        (
            "truce in broken",
            "S031",
            "broken",
            "`in` wants a list of values",
            "write `truce in [broken, strained]`",
        ),
        ("3 in [1, 2]", "S031", "3", "`in` asks about a factor", None),
        (
            "truce == 1 + 1",
            "S031",
            "1 + 1",
            "compared with something that is no value",
            "write `level(truce)`",
        ),
        ("truce > upkeep", "S031", "upkeep", "compared with the parameter `upkeep`", "write `level(truce)`"),
    ],
)
def test_refusals_say_what_and_where(text, code, part, fragment, hint):
    faults = []
    found = compile_expression(text, VOCABULARY, ("nature", "calm", "rate"), faults)
    assert [one.code for one in faults] == [code]
    (one,) = faults
    assert fragment in one.message
    assert one.path == ("nature", "calm", "rate")
    assert text[slice(*one.span)] == part
    assert hint is None or hint in one.hint
    assert found.constant == 0.0  # so that the rest can be checked


def test_one_run_shows_every_wrong_name():
    faults = []
    compile_expression("truse == x and level(farce) > 1 and truce == full", VOCABULARY, (), faults)
    assert [one.code for one in faults] == ["S012", "S012", "S017"]


@pytest.mark.parametrize("number", [math.inf, -math.inf, math.nan])
def test_plain_numbers_must_be_finite(number):
    faults = []
    compile_expression(number, VOCABULARY, ("payoffs", 0, "flow"), faults)
    assert [(one.code, one.path) for one in faults] == [("S029", ("payoffs", 0, "flow"))]


# -- limits -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "deep",
    [
        lambda n: "(" * n + "1" + ")" * n,
        lambda n: "-" * n + "1",
        lambda n: "not " * n + "1",
        lambda n: "max(" * n + "1" + ")" * n,
        lambda n: "2**" * n + "1",
        lambda n: "[" * n + "]" * n,
    ],
)
def test_nesting_has_a_limit(deep):
    parse(deep(95))
    for count in (101, 1_000, 1_900):
        with pytest.raises(SyntaxFault, match="nested more than 100 deep"):
            parse(deep(count))


def test_long_sums_are_no_nesting():
    text = "+".join(["0.5"] * 2_500)
    faults = []
    assert compile_expression(text, VOCABULARY, (), faults).constant == 1250.0
    assert not faults


def test_length_has_a_limit():
    assert parse("1" * 10_000)
    with pytest.raises(SyntaxFault, match="longer than 10,000 characters"):
        parse("1" + " " * 10_000)


@settings(max_examples=200)
@given(st.lists(st.sampled_from([*"abx01 .,+-*/()[]=<>!'\"\n", "and ", "not ", "in ", "truce", "level("]), max_size=25))
def test_any_text_is_read_or_refused(parts):
    """Never another exception, and never a span outside the text."""
    text, faults = "".join(parts), []
    compile_expression(text, VOCABULARY, (), faults)
    for one in faults:
        assert one.code.startswith("S0")
        low, high = one.span
        assert 0 <= low <= high <= max(len(text), 1)
