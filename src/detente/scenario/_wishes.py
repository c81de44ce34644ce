"""The questions and moments of a scenario, read and checked against its game."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import replace

from detente.errors import Diagnostic, Path, did_you_mean
from detente.game import (
    Binary,
    Call,
    Clock,
    ClockFault,
    Game,
    Name,
    Node,
    SyntaxFault,
    Unary,
    Vocabulary,
    compile_expression,
    compile_tree,
    parse,
)
from detente.scenario._asked import Moment, Question
from detente.scenario._model import MomentPart, QuestionPart, ScenarioPart

ASKED = {
    "P": ("condition",),
    "E": ("amount",),
    "S": ("condition",),
    "move": ("actor",),
    "eventually": ("condition",),
    "always": ("condition",),
    "until": ("condition", "condition"),
    "time_to": ("condition",),
    "share_of_time": ("condition",),
    "count": ("change",),
    "payoff": ("actor",),
}
"""What stands in the brackets of each word of the language of questions.

Here names are checked, so that `check` finds them without solving; whoever answers reads the whole.
"""

_PATHS = ("eventually", "always", "until")
_TIMES = ("at", "within", "until")
_AMOUNTS = ("time_to", "share_of_time", "count", "payoff")
_HINT = "as in `P(truce == broken, at=30)`, `E(time_to(truce == broken))`, `S(truce == holding)` or `move(russia)`"


def questions_of(part: ScenarioPart, game: Game, into: list[Diagnostic]) -> tuple[Question, ...]:
    """The questions; what is wrong with them goes ``into`` the list."""
    written = part.questions
    if written is None:
        return ()
    named = written.items() if isinstance(written, dict) else enumerate(written)
    return tuple(_question(key, one, game, into) for key, one in named)


def _question(key: str | int, one: QuestionPart | str, game: Game, into: list[Diagnostic]) -> Question:
    name = key if isinstance(key, str) else str(key + 1)
    path: Path = ("questions", key)
    row = one if isinstance(one, QuestionPart) else QuestionPart(question=one)
    if isinstance(one, QuestionPart):
        path = (*path, "question")
    check_question(row.question, game, path, into)
    if not (row.tolerance >= 0 and math.isfinite(row.tolerance)):
        into.append(
            Diagnostic(
                "S036",
                "a tolerance is a share of the value",
                (*path[:2], "tolerance"),
                expected="0 or more",
                found=f"{row.tolerance:g}",
            )
        )
    expect = row.expect
    home: Path = (*path[:2], "expect")
    if isinstance(expect, str):
        found = constant(expect, game, home, into)
    elif expect is None:
        found = None
    else:
        found = {move: constant(text, game, (*home, move), into) for move, text in expect.items()}
    return Question(name, row.question, found, row.tolerance, row.title, row.about)


def constant(text: str, game: Game, path: Path, into: list[Diagnostic]) -> float:
    """A number such as ``7/5`` or ``inf``, parameters allowed."""
    vocabulary = Vocabulary({}, parameters=game.lowered.vocabulary.parameters)
    before = len(into)
    found = compile_expression(text, vocabulary, path, into).constant
    if len(into) == before and (found is None or math.isnan(found)):
        into.append(Diagnostic("S029", f"`{text}` is not a number", path))
    elif found is not None and math.isinf(found) and "inf" not in text:
        into.append(Diagnostic("S029", f"`{text}` is not finite", path, hint="write `inf` where that is meant"))
    return 0.0 if found is None else found


def check_question(text: str, game: Game, path: Path, into: list[Diagnostic]) -> None:
    """Report what is wrong with a question before anything is solved: syntax, and names."""
    try:
        tree = parse(text)
    except SyntaxFault as fault:
        into.append(replace(fault.diagnostic, path=path))
        return
    calls = _asking(tree)
    if not calls or all(one.function in _PATHS + _AMOUNTS for one in calls):
        into.append(Diagnostic("S036", f"`{text}` asks nothing", path, hint=_HINT))
        return
    for call in calls:
        _check_call(call, text, game, path, into)


def _asking(tree: Node) -> list[Call]:
    """The calls that ask something, arithmetic between them aside."""
    match tree:
        case Call():
            return [tree]
        case Unary(operand=operand):
            return _asking(operand)
        case Binary(left=left, right=right):
            return _asking(left) + _asking(right)
        case _:
            return []


def _check_call(call: Call, text: str, game: Game, path: Path, into: list[Diagnostic]) -> None:
    if call.function in ("min", "max", "exp", "log"):
        for one in call.arguments:
            for inner in _asking(one):
                _check_call(inner, text, game, path, into)
        return
    if call.function not in ASKED:
        _no_question(call, ("P", "E", "S", "move"), path, into)
        return
    wants = ASKED[call.function]
    if len(call.arguments) != len(wants):
        number = {1: "one thing", 2: "two things"}[len(wants)]
        message = f"`{call.function}` asks about {number}, found {len(call.arguments)}"
        into.append(Diagnostic("S036", message, path, call.span, hint=_HINT))
        return
    for key, value in call.named:
        if key not in _TIMES:
            message = f"`{call.function}` takes no `{key}=`"
            into.append(Diagnostic("S036", message, path, value.span, hint=did_you_mean(key, _TIMES)))
    for kind, argument in zip(wants, call.arguments, strict=True):
        inside = argument.function if isinstance(argument, Call) else ""
        if (call.function == "P" and inside in _PATHS) or (call.function == "E" and inside in _AMOUNTS):
            assert isinstance(argument, Call)
            _check_call(argument, text, game, path, into)
        elif call.function in ("P", "E") and inside and inside not in ("level", "min", "max", "exp", "log"):
            assert isinstance(argument, Call)
            _no_question(argument, _PATHS if call.function == "P" else _AMOUNTS, path, into)
        elif kind in ("condition", "amount"):
            compile_tree(argument, text, game.lowered.vocabulary, path, into)
        elif kind == "actor":
            _check_name(argument, game.actor_names, "S014", "is no actor of this scenario", path, into)
        else:
            labels = [one.label for one in (*game.moves, *game.nature)]
            labels += [f"{one}.wait" for one in game.actor_names]
            _check_name(argument, labels, "S011", "is no move or event of this scenario", path, into)


def _no_question(call: Call, known: tuple[str, ...], path: Path, into: list[Diagnostic]) -> None:
    span = (call.span[0], call.span[0] + len(call.function))
    hint = did_you_mean(call.function, known)
    into.append(Diagnostic("S016", f"there is no question `{call.function}`", path, span, hint=hint))


def _check_name(node: Node, known: Iterable[str], code: str, what: str, path: Path, into: list[Diagnostic]) -> None:
    if not isinstance(node, Name):
        into.append(Diagnostic("S036", "a name stands here", path, node.span, hint=_HINT))
    elif node.name not in known:
        into.append(Diagnostic(code, f"`{node.name}` {what}", path, node.span, hint=did_you_mean(node.name, known)))


def moments_of(part: ScenarioPart, game: Game, into: list[Diagnostic]) -> dict[str, Moment]:
    """The moments by name; what is wrong with them goes ``into`` the list."""
    return {name: _moment(name, one, game, into) for name, one in part.moments.items()}


def _moment(name: str, one: MomentPart, game: Game, into: list[Diagnostic]) -> Moment:
    path: Path = ("moments", name)
    if one.date is None and one.given is None:
        into.append(Diagnostic("S006", f"`{name}` says neither `date:` nor `given:`", path))
    at = None
    if one.date is not None:
        at = _time(one.date, game.clock, (*path, "date"), into)
    if one.given is not None:
        compile_expression(one.given, game.lowered.vocabulary, (*path, "given"), into)
    return Moment(name, at, one.date or "", one.given, one.title, one.about)


def _time(text: str, clock: Clock, path: Path, into: list[Diagnostic]) -> float:
    """Clock units from the start to a date, or a duration from it."""
    try:
        is_date = re.fullmatch(r"\s*\d{4}-\d{1,2}-\d{1,2}\s*", text) is not None
        found = clock.at(text.strip()) if is_date else clock.duration(text)
    except ClockFault as fault:
        into.append(Diagnostic("S034", str(fault), path))
        return 0.0
    if not 0 <= found < math.inf:
        message = f"`{text}` is not at or after the start of the scenario"
        into.append(Diagnostic("S034", message, path))
    return found
