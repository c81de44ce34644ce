"""The times in a question: `at=` and `within=`, as numbers, durations, dates and windows."""

from __future__ import annotations

import math

from detente.errors import Diagnostic, Path, nearest
from detente.forecast._questions import Moment, Window
from detente.game import CONSTANTS, Call, ClockFault, Date, Game, Name, Node, Several, Span, Text, compile_tree


class Times:
    """Reads the times of one question; what is wrong goes ``into`` the list."""

    def __init__(self, text: str, game: Game, path: Path, into: list[Diagnostic]) -> None:
        self.text, self.game, self.path, self.into = text, game, path, into

    def fault(self, message: str, span: Span, hint: str | None = None, code: str = "S036", **more: str) -> None:
        self.into.append(Diagnostic(code, message, self.path, span, hint=hint, **more))  # pyright: ignore

    def needed(self, node: Call, key: str, example: str) -> Moment | None:
        named = dict(node.named)
        if key not in named:
            if not any(name not in ("at", "within", "until") or name == key for name in named):
                inside = self.text[slice(*node.arguments[0].span)]
                hint = f"add `{key}=`: a time, a date, or `inf`; as in `{node.function}({inside}, {example})`"
                self.fault(f"`{self.text[slice(*node.span)]}` does not say at which time", node.span, hint)
            return None
        return self.moment(named[key], key)

    def window(self, node: Call) -> Window | None:
        named = dict(node.named)
        if "within" not in named:
            if not any(nearest(key, ("within",)) for key in named):
                inside = self.text[slice(*node.arguments[0].span)]
                hint = f"add `within=`: a time, a date, `inf` or a window; as in `{node.function}({inside}, within=30)`"
                self.fault(f"`{self.text[slice(*node.span)]}` does not say within which time", node.span, hint)
            return None
        value = named["within"]
        if not isinstance(value, Several):
            high = self.moment(value, "within")
            return None if high is None else Window(Moment(0.0, False, "0", value.span), high)
        if len(value.items) != 2:
            self.fault("a window has two ends", value.span, "write `within=[10, 30]`")
            return None
        low, high = (self.moment(one, "within") for one in value.items)
        if low is None or high is None:
            return None
        if math.isinf(low.time) or (low.dated == high.dated and low.time > high.time):
            self.fault(
                "the window ends before it begins",
                value.span,
                "write the earlier time first, as in `[10, 30]`",
            )
            return None
        return Window(low, high)

    def moment(self, node: Node, key: str) -> Moment | None:
        clock, text = self.game.clock, self.text[slice(*node.span)]
        try:
            if isinstance(node, Date):
                return Moment(clock.at(node.text), True, text, node.span)
            if isinstance(node, Text):
                dated = node.text[:4].isdigit() and node.text[4:5] == "-"
                time = clock.at(node.text) if dated else clock.duration(node.text)
                return self.checked(time, dated, text, node.span, key)
        except ClockFault as fault:
            self.fault(str(fault), node.span, code="S034")
            return None
        if isinstance(node, Several):
            self.fault(f"`{key}=` takes one time here", node.span, "write `at=30`")
            return None
        if (
            isinstance(node, Name)
            and node.name not in self.game.lowered.vocabulary.parameters
            and node.name not in CONSTANTS
        ):
            self.fault(f"`{text}` is no time", node.span, "write clock units, a date, '5 days' in quotes, or `inf`")
            return None
        before = len(self.into)
        found = compile_tree(node, self.text, self.game.lowered.vocabulary, self.path, self.into)
        if len(self.into) > before:
            return None
        if found.constant is None:
            self.fault(f"`{key}=` must not depend on the state", node.span)
            return None
        return self.checked(found.constant, False, text, node.span, key)

    def checked(self, time: float, dated: bool, text: str, span: Span, key: str) -> Moment | None:
        if not time >= 0 and not dated:
            self.fault(f"`{key}={text}` is no time from now on", span, "write 0 or more", found=f"{time:g}")
            return None
        return Moment(time, dated, text, span)
