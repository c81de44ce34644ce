"""A fragment in the making: one line for each factor, move, event and flow of a block."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy
from typing import Any

from detente.errors import did_you_mean
from detente.scenario.blocks._fragment import BlockFault, Document, Fragment, Outline, Path
from detente.scenario.blocks._shapes import ALL, Price, Takes, price_of
from detente.scenario.blocks._terms import Scalar, complement, every, is_one, is_zero, names_in, number, total

Branches = list[Document]


class Draft:
    """Gathers what a block expands to, and refuses what the rest of the scenario rules out.

    Parameters
    ----------
    outline
        The scenario around the block.
    hidden_from
        The observers that do not see the block's factors.
    """

    def __init__(self, outline: Outline, hidden_from: Iterable[str] = ()) -> None:
        self.outline = outline
        self.hidden_from = tuple(hidden_from)
        self.result = Fragment()
        self._hidden: dict[str, tuple[str, ...]] = {}
        self._seen_with: dict[str, str] = {}
        for at, one in enumerate(self.hidden_from):
            if one != "analyst":
                self.actor(one, ("hidden_from", at))

    # -- names ----------------------------------------------------------------------------

    def actor(self, name: str, path: Path) -> str:
        """The name, if it is an actor's (else S014)."""
        known = self.outline.actors
        if name not in known:
            raise BlockFault(f"`{name}` is no actor of this scenario", path, did_you_mean(name, known), code="S014")
        return name

    def one_of(self, name: str, known: Iterable[str], path: Path, what: str, code: str = "S035") -> str:
        """The name, if it is among those that may stand here."""
        known = list(known)
        if name not in known:
            raise BlockFault(f"`{name}` is {what}", path, did_you_mean(name, known), code=code)
        return name

    def prices(self, price: Price | None, part: str, known: Iterable[str], what: str, code: str = "S035") -> None:
        """Check whom the amounts of a price are given for."""
        for key in ("cost", "when", "gains"):
            self.keys(getattr(price, key, {}), known, (part, key), what, code)

    def keys(self, amounts: Mapping[str, Any], known: Iterable[str], path: Path, what: str, code: str = "S035") -> None:
        """Check the keys of a mapping; the key of a number given for all is passed over."""
        for key in amounts:
            if key != ALL:
                self.one_of(key, known, (*path, key), what, code)

    # -- state ------------------------------------------------------------------------------

    def factor(
        self,
        name: str,
        values: Iterable[str],
        start: Mapping[str, str],
        *,
        ordered: bool = True,
        hidden_from: Iterable[str] | None = None,
        seen_with: str | None = None,
        title: str = "",
        about: str = "",
    ) -> None:
        """Declare a factor; ``seen_with`` names one that is seen by the same observers."""
        listed = list(values)
        for value in start:
            if value not in listed:
                expected = "one of " + ", ".join(f"`{one}`" for one in listed)
                message = f"the start `{value}` is not among the values of `{name}`"
                raise BlockFault(message, ("start",), did_you_mean(value, listed), expected=expected, code="S018")
        sure = next(iter(start)) if len(start) == 1 and is_one(next(iter(start.values()))) else None
        entry: Document = {
            "values": listed,
            "start": sure or {key: number(one) for key, one in start.items()},
        }
        if not ordered:
            entry["ordered"] = False
        self._hidden[name] = tuple(self.hidden_from if hidden_from is None else hidden_from)
        if seen_with is not None:
            self.result.seen_with[name] = self._seen_with[name] = seen_with
            self._hidden[name] = self._hidden[seen_with]
        elif self._hidden[name]:
            entry["hidden_from"] = list(self._hidden[name])
        self.result.state[name] = entry | _texts(title=title, about=about)

    def sees(self, actor: str, factor: str) -> bool:
        """Whether an actor sees a factor of this block or of the scenario so far."""
        if factor not in self._hidden:
            return factor not in self.outline.factors or self.outline.sees(actor, factor)
        if actor in self._hidden[factor]:
            return False
        with_it = self._seen_with.get(factor, factor)
        return self.outline.sees(actor, factor) or self.outline.sees(actor, with_it)

    # -- moves, events, payoffs -----------------------------------------------------------------

    def move(
        self,
        actor: str,
        name: str,
        *conditions: str | None,
        then: Mapping[str, Scalar] | Branches | None = None,
        gives: Mapping[str, Scalar] | None = None,
        price: Price | None = None,
        takes: Takes | None = None,
        about: str = "",
        path: Path = (),
    ) -> None:
        """Declare a move of an actor, open where all conditions hold, its price's too.

        Raises
        ------
        BlockFault
            S022 where the actor does not see what a condition uses.
        """
        gives = dict(gives or {})
        if price is not None:
            conditions = (*conditions, price_of(price.when, actor, "always"))
            gives[actor] = total(gives.get(actor, "0"), price.net(actor))
        when = every(*conditions)
        for factor in sorted(names_in(when) if when else ()):
            if not self.sees(actor, factor):
                self._unseen(actor, f"{actor}.{name}", factor, path)
        entry = _change(when, then, gives)
        if takes is not None:
            mean = number(takes.mean)
            entry["takes"] = mean if takes.phases == 1 else {"mean": mean, "phases": takes.phases}
        self.result.moves.setdefault(actor, {})[name] = entry | _texts(about=about)

    def _unseen(self, actor: str, label: str, factor: str, path: Path) -> None:
        hidden = actor in self._hidden.get(factor, self.outline.hidden.get(factor, ()))
        way = f"take `{actor}` off its `hidden_from`" if hidden else f"add `{factor}` to `sees` of `{actor}`"
        message = f"`{label}` depends on `{factor}`, which `{actor}` does not see"
        raise BlockFault(message, path, f"{way}, or leave the move out", code="S022")

    def event(
        self,
        name: str,
        rate: Scalar,
        *conditions: str | None,
        then: Mapping[str, Scalar] | Branches,
        gives: Mapping[str, Scalar] | None = None,
        about: str = "",
    ) -> None:
        """Declare an event of nature."""
        entry = {"rate": number(rate)} | _change(every(*conditions), then, gives) | _texts(about=about)
        self.result.nature[name] = entry

    def flow(self, actor: str, flow: Scalar, when: str | None = None, about: str = "") -> None:
        """Declare what an actor gets per clock unit; plain zeros are left out."""
        if not is_zero(flow):
            entry: Document = {} if when is None else {"when": when}
            self.result.payoffs.setdefault(actor, []).append(entry | {"flow": number(flow)} | _texts(about=about))

    def worth(self, factor: str, values: Iterable[str], default: str, worth: Mapping[str, Mapping[str, str]]) -> None:
        """Flows by value of a factor; a number given alone counts where ``default`` holds."""
        values = list(values)
        for who, amounts in worth.items():
            self.actor(who, ("worth", who))
            self.keys(amounts, values, ("worth", who), f"no value of `{factor}`", "S013")
            for value, amount in amounts.items():
                self.flow(who, amount, default if value == ALL else f"{factor} == {value}")


def chances(*pairs: tuple[Scalar, Document]) -> Branches:
    """Branches with their chances; those with a plain chance of 0 are left out."""
    return [{"chance": number(chance)} | entry for chance, entry in pairs if not is_zero(chance)]


def either(chance: Scalar, this: Document, otherwise: Document) -> Branches:
    """Two branches; ``otherwise`` has the rest of the chance."""
    return chances((chance, this), (complement(chance), otherwise))


def sets(**values: Scalar) -> Document:
    """A branch that gives factors new values."""
    return {"set": {name: number(value) for name, value in values.items()}}


def given(gives: Mapping[str, Scalar]) -> Document:
    """The `gives` of a branch or change, without plain zeros."""
    some = {who: number(amount) for who, amount in gives.items() if not is_zero(amount)}
    return {"gives": some} if some else {}


def _change(
    when: str | None, then: Mapping[str, Scalar] | Branches | None, gives: Mapping[str, Scalar] | None
) -> Document:
    """A change as an author would write it: one that is sure has no list of branches."""
    entry: Document = {} if when is None else {"when": when}
    gives = dict(gives or {})
    if isinstance(then, list) and len(then) == 1 and is_one(then[0]["chance"]):
        for who, amount in then[0].get("gives", {}).items():
            gives[who] = total(gives.get(who, "0"), amount)
        then = then[0]["set"]
    if isinstance(then, Mapping):
        then = {name: number(value) for name, value in then.items()}
    return entry | ({"then": deepcopy(then)} if then else {}) | given(gives)


def _texts(**texts: str) -> Document:
    return {key: text for key, text in texts.items() if text}
