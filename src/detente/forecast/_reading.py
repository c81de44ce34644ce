"""From the text of a question to its record, with every mistake pointed at."""

from __future__ import annotations

import math

import numpy as np

from detente.errors import Diagnostic, Path, ScenarioError, did_you_mean, nearest
from detente.forecast import _questions as q
from detente.forecast._times import Times
from detente.game import (
    Binary,
    Call,
    Expression,
    Game,
    Name,
    Node,
    Number,
    Span,
    SyntaxFault,
    Unary,
    can_fail,
    compile_tree,
    describe_values,
    parse,
    trouble,
)

IN_P = {"eventually": 1, "always": 1, "until": 2}
IN_E = {"time_to": 1, "share_of_time": 1, "count": 1, "payoff": 1}
ARITHMETIC = ("+", "-", "*", "/", "**")
FUNCTIONS = {"min": None, "max": None, "exp": 1, "log": 1}
TOP = ("P", "E", "S", "move", *FUNCTIONS)


def read_question(text: str, game: Game, path: Path = ()) -> q.Question:
    """Read a question about a game.

    Parameters
    ----------
    path
        Where in a scenario the question stands, for messages.

    Raises
    ------
    ScenarioError
        With all that is wrong: S036 for what only questions have, S010 to S017, S027 and S031 for their
        expressions, S016 for functions, S014 for actors, S034 for durations and dates.
    """
    into: list[Diagnostic] = []
    try:
        tree = parse(text)
    except SyntaxFault as fault:
        one = fault.diagnostic
        raise ScenarioError(
            [Diagnostic(one.code, one.message, path, one.span, one.expected, hint=one.hint)], text
        ) from None
    part = _Reader(text, game, path, into).top(tree)
    if into:
        raise ScenarioError(into, text)
    return q.Question(text, part, path)


class _Reader:
    """One pass over a tree; ``into`` collects what is wrong."""

    def __init__(self, text: str, game: Game, path: Path, into: list[Diagnostic]) -> None:
        self.text, self.game, self.path, self.into = text, game, path, into
        self.vocabulary = game.lowered.vocabulary
        self.times = Times(text, game, path, into)

    def fault(self, message: str, span: Span, hint: str | None = None, code: str = "S036", **more: str) -> q.Constant:
        self.into.append(Diagnostic(code, message, self.path, span, hint=hint, **more))  # pyright: ignore
        return q.Constant(math.nan)

    # -- the outermost layer --------------------------------------------------------------

    def top(self, node: Node) -> q.Part:
        if isinstance(node, Call) and node.function == "move":
            return self.move(node)
        return self.part(node)

    def part(self, node: Node) -> q.Part:
        match node:
            case Number(value=value):
                return q.Constant(value)
            case Name(name=name) if name in self.vocabulary.parameters:
                return q.Constant(float(self.vocabulary.parameters[name]))
            case Name(name="inf"):
                return q.Constant(math.inf)
            case Unary(operator="-" | "+" as sign, operand=inner):
                return q.Operation(sign, (self.part(inner),))
            case Binary(operator=operator, left=left, right=right) if operator in ARITHMETIC:
                return q.Operation(operator, (self.part(left), self.part(right)))
            case Call():
                return self.call(node)
        hint = "ask `P(..., at=30)`, `P(eventually(...), within=30)`, `E(...)`, `S(...)` or `move(actor)`"
        if isinstance(node, Binary | Unary | Name) and self.is_condition(node):
            inside = self.text[slice(*node.span)]
            return self.fault(f"`{inside}` is a condition, not a question", node.span, f"ask `P({inside}, at=30)`")
        if isinstance(node, Name):
            close = did_you_mean(node.name, self.vocabulary.parameters) if self.vocabulary.parameters else None
            return self.fault(f"`{node.name}` is no question and no parameter", node.span, close or hint)
        return self.fault(f"`{self.text[slice(*node.span)]}` is no question", node.span, hint)

    def is_condition(self, node: Node) -> bool:
        some: list[Diagnostic] = []
        compile_tree(node, self.text, self.vocabulary, (), some)
        return not some

    def call(self, node: Call) -> q.Part:
        match node.function:
            case "P":
                return self.probability(node)
            case "E":
                return self.expectation(node)
            case "S":
                return self.long_run(node)
            case "move":
                return self.fault(
                    "`move(actor)` gives a table and cannot be part of arithmetic", node.span, "ask it alone"
                )
            case name if name in FUNCTIONS:
                return self.function(node)
        name, inside = node.function, self.text[slice(*node.span)]
        if name in IN_P or name in IN_E:
            around = "P" if name in IN_P else "E"
            tail = "" if name == "time_to" else ", within=30"
            return self.fault(f"`{name}` stands inside `{around}(...)`", node.span, f"write `{around}({inside}{tail})`")
        alike = next((one for one in TOP if one.lower() == name.lower()), None)
        known = (*TOP, *IN_P, *IN_E)
        close = f"did you mean `{alike}`?" if alike else did_you_mean(name, known) or "ask with `P`, `E`, `S` or `move`"
        return self.fault(f"there is no question `{name}`", node.span, close, "S016")

    def function(self, node: Call) -> q.Part:
        wanted, got = FUNCTIONS[node.function], len(node.arguments)
        if node.named or got == 0 or (wanted is not None and got != wanted):
            return self.fault(f"`{node.function}` takes {wanted or 'one or more'} numbers", node.span, code="S010")
        return q.Operation(node.function, tuple(self.part(one) for one in node.arguments))

    # -- the forms ---------------------------------------------------------------------------

    def probability(self, node: Call) -> q.Part:
        only = self.only(node, "P(A, at=30)")
        if only is None:
            return q.Constant(math.nan)
        if isinstance(only, Call) and only.function in IN_E:
            inside = self.text[slice(*only.span)]
            return self.fault(f"`{only.function}` is an expectation", node.span, f"write `E({inside}, ...)`")
        if not (isinstance(only, Call) and self.is_path_formula(only)):
            self.keys(node, ("at",), "`eventually`, `always` and `until` go with `within=`")
            at = self.times.needed(node, "at", "at=30")
            amount = self.condition(only)
            return q.Constant(math.nan) if at is None else q.At(amount, False, at)
        self.keys(node, ("within",), "`at=` goes with a plain condition: `P(A, at=30)`")
        if only.function not in IN_P:
            close = did_you_mean(only.function, IN_P)
            return self.fault(f"there is no `{only.function}` in a question", only.span, close, "S016")
        if not self.arguments(only, IN_P[only.function]):
            return q.Constant(math.nan)
        within = self.times.window(node)
        if within is None:
            return q.Constant(math.nan)
        parts = [self.condition(one) for one in only.arguments]
        if only.function == "until":
            return q.Until(parts[0], parts[1], within)
        return q.Until(None, parts[0], within, always=only.function == "always")

    def is_path_formula(self, node: Call) -> bool:
        """Whether a call is, or was meant as, `eventually` and the like rather than `level` and the like."""
        return node.function in IN_P or node.function not in ("level", "min", "max", "exp", "log")

    def expectation(self, node: Call) -> q.Part:
        only = self.only(node, "E(payoff(actor), within=30)")
        if only is None:
            return q.Constant(math.nan)
        if isinstance(only, Call) and only.function in IN_P:
            inside = self.text[slice(*only.span)]
            return self.fault(f"`{only.function}` is a probability", node.span, f"write `P({inside}, within=30)`")
        if not isinstance(only, Call) or not self.is_path_formula(only):
            self.keys(node, ("at",), "a number over the state is asked for at one time: `E(level(X), at=30)`")
            at = self.times.needed(node, "at", "at=30")
            amount = self.condition(only, numeric=True)
            return q.Constant(math.nan) if at is None else q.At(amount, True, at)
        if only.function not in IN_E:
            close = did_you_mean(only.function, IN_E)
            return self.fault(f"there is no `{only.function}` in a question", only.span, close, "S016")
        if not self.arguments(only, 1):
            return q.Constant(math.nan)
        return self.measure(node, only)

    def measure(self, node: Call, only: Call) -> q.Part:
        argument = only.arguments[0]
        if only.function == "time_to":
            self.keys(node, (), "a mean time has no horizon: write `E(time_to(A))`")
            return q.TimeTo(self.condition(argument))
        if only.function == "share_of_time":
            self.keys(node, ("within",), "write `E(share_of_time(A), within=30)`")
            within = self.times.window(node)
            condition = self.condition(argument)
            return q.Constant(math.nan) if within is None else q.Share(condition, within)
        self.keys(node, ("within", "until"), f"write `E({only.function}(...), within=30)`")
        named = dict(node.named)
        until = self.condition(named["until"]) if "until" in named else None
        if until is not None and "within" in named:
            return self.fault("give `within=` or `until=`, not both", named["until"].span)
        within = self.times.window(node) if until is None else None
        what = self.label(argument) if only.function == "count" else self.actor(argument)
        if what is None or (within is None and until is None):
            return q.Constant(math.nan)
        return q.Count(what, within, until) if only.function == "count" else q.Payoff(what, within, until)

    def long_run(self, node: Call) -> q.Part:
        only = self.only(node, "S(A)")
        self.keys(node, (), "a long-run share has no horizon: write `S(A)`")
        if only is None:
            return q.Constant(math.nan)
        if isinstance(only, Call) and (only.function in IN_P or only.function in IN_E):
            return self.fault(f"`S` takes a condition, not `{only.function}`", only.span, "write `S(A)`")
        return q.LongRunShare(self.condition(only))

    def move(self, node: Call) -> q.Part:
        only = self.only(node, "move(actor)")
        self.keys(node, (), "write `move(actor)`")
        actor = None if only is None else self.actor(only)
        return q.Constant(math.nan) if actor is None else q.NextMove(actor)

    # -- arguments ---------------------------------------------------------------------------

    def only(self, node: Call, example: str) -> Node | None:
        if len(node.arguments) == 1:
            return node.arguments[0]
        self.fault(
            f"`{node.function}` asks about one thing, not {len(node.arguments)}",
            node.span,
            f"write `{example}`",
        )
        return None

    def arguments(self, node: Call, wanted: int) -> bool:
        if len(node.arguments) == wanted and not node.named:
            return True
        if node.named:
            key, value = node.named[0]
            hint = f"close the bracket of `{node.function}` before `{key}=`"
            self.fault(f"`{key}=` stands inside `{node.function}(...)`", value.span, hint)
        else:
            word = "argument" if wanted == 1 else "arguments"
            self.fault(f"`{node.function}` takes {wanted} {word}, not {len(node.arguments)}", node.span)
        return False

    def keys(self, node: Call, known: tuple[str, ...], hint: str) -> None:
        seen: set[str] = set()
        for key, value in node.named:
            if key in seen:
                self.fault(f"`{key}=` stands twice", value.span)
            elif key not in known:
                close = nearest(key, known)
                self.fault(
                    f"`{node.function}` takes no `{key}=` here",
                    value.span,
                    f"did you mean `{close}=`?" if close else hint,
                )
            seen.add(key)

    def actor(self, node: Node) -> str | None:
        known = self.game.actor_names
        if isinstance(node, Name) and node.name in known:
            return node.name
        what = self.text[slice(*node.span)]
        hint = did_you_mean(what, known) if known else "this game has no actors"
        self.fault(f"`{what}` is no actor of this scenario", node.span, hint, "S014")
        return None

    def label(self, node: Node) -> str | None:
        lowered, what = self.game.lowered, self.text[slice(*node.span)]
        known = [one.label for one in (*lowered.moves, *lowered.events)]
        if isinstance(node, Name) and node.name in [
            *known,
            *(f"{one}.wait" for one in self.game.actor_names),
        ]:
            return node.name
        short = [one for one in known if one.split(".")[1] == what]
        hint = f"write `{short[0]}`" if short else did_you_mean(what, known) or "write it like `actor.move`"
        self.fault(f"`{what}` is no move or event of this scenario", node.span, hint)
        return None

    def condition(self, node: Node, numeric: bool = False) -> Expression:
        found = compile_tree(node, self.text, self.vocabulary, self.path, self.into)
        if self.into:
            return found
        # Arithmetic that fails somewhere would silently count as false.
        space = self.game.space
        wrong = trouble(found, self.vocabulary, space.levels) if can_fail(found) else None
        if wrong is not None:
            code, span, state = wrong
            part = self.text[slice(*span)]
            what = f"`{part}` is zero and something is divided by it" if code == "S028" else f"`{part}` is not finite"
            where = f" in the state `{describe_values(space.describe(state))}`" if found.constant is None else ""
            self.fault(what + where, span, code=code)
        elif numeric and not np.isfinite(found(space.levels)).all():
            self.fault(f"`{self.text[slice(*node.span)]}` is not a finite number", node.span, code="S029")
        return found
