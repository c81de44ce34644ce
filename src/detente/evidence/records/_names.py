"""Whether the names in records are names of the game."""

from __future__ import annotations

from collections.abc import Sequence

from detente.errors import did_you_mean, nearest
from detente.evidence.records._record import Record
from detente.evidence.records._shapes import Lazy, Tell, listed, short
from detente.game import Game


class Names:
    """The factors with their values and the actors with their moves of one game."""

    def __init__(self, game: Game) -> None:
        self.values = {one.name: one.values for one in game.factors}
        self.known = {one.name: frozenset(one.values) for one in game.factors}
        self.moves: dict[str, list[str]] = {name: [] for name in (*game.actor_names, "nature")}
        for move in game.moves:
            self.moves[move.actor].append(move.name)
        self.moves["nature"] += [one.name for one in game.nature]

    def look_at(self, one: Record, tell: Tell) -> None:
        """Tell of factors, values, actors and moves that the game does not have."""
        for at, name in enumerate(one.factors):
            known = self.known.get(name)
            if known is None:
                if name:
                    self._unknown(tell, "R010", "factor", name, "is no factor of the scenario", list(self.known))
            elif at < len(one.values) and one.values[at] and one.values[at] not in known:
                self._value(tell, name, one.values[at])
        if one.actor and one.kind in ("change", "move"):
            self._mover(one, tell)

    def _mover(self, one: Record, tell: Tell) -> None:
        moves = self.moves.get(one.actor)
        if moves is None:
            self._unknown(tell, "R012", "actor", one.actor, "is no actor of the scenario", list(self.moves))
        elif one.move and one.move not in moves:
            what = "is no event of nature" if one.actor == "nature" else f"is no move of `{one.actor}`"

            def hint() -> str | None:
                owners = [name for name, theirs in self.moves.items() if one.move in theirs]
                return f"it is one of {listed(owners)}" if owners else did_you_mean(one.move, moves)

            tell("R013", "move", f"`{short(one.move)}` {what}", hint=hint)

    def _unknown(self, tell: Tell, code: str, column: str, name: str, why: str, known: Sequence[str]) -> None:
        hint: Lazy = lambda: did_you_mean(name, known)  # noqa: E731
        tell(code, column, f"`{short(name)}` {why}", hint=hint)

    def _value(self, tell: Tell, factor: str, value: str) -> None:
        values = self.values[factor]
        expected = "one of " + listed(values[:12]) + (", …" if len(values) > 12 else "")

        def hint() -> str | None:
            close = nearest(value, values)
            homes = [name for name, others in self.known.items() if value in others]
            return f"did you mean `{close}`?" if close else f"it is a value of {listed(homes)}" if homes else None

        tell("R011", "value", f"`{short(value)}` is no value of `{factor}`", expected=expected, hint=hint)
