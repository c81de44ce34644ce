"""Channels: an understanding that passes between parties, secretly or not, until it leaks.

For an instance ``deal`` the block stands for a factor ``deal`` with the values ``none`` and the
understandings that can pass. If the channel is secret, only the parties, the intermediary and those it is
made ``known_to`` see it. Sight does not change as a game is played, so a leak is a second factor,
``deal_public``, with the same values, that all see: ``none`` as long as nothing has leaked, then the
understanding. Once it has leaked its end is public too.

==================================  ==================================================================
``P.conclude_deal``                 none -> the understanding, with chance ``works`` times ``carries``
``P.drop_deal``                     the understanding -> none, in public too
``nature.deal_leaks``               ``deal_public`` takes the value of ``deal``, at ``leak.rate``
``X.leak_deal``                     the same, as a move of those in ``leak.by``
==================================  ==================================================================

With ``offers: true`` one party offers and another answers: ``P.offer_deal`` leads to the value
``UNDERSTANDING_offered_by_P``, from where another party's ``accept_deal`` leads to the understanding and any
party's ``refuse_deal`` back to none. Where several understandings can pass, the moves that name one end in
it: ``P.conclude_deal_UNDERSTANDING``.

States: times 1 + understandings; times 1 + 2 x understandings if it is secret and can leak; with offers
parties x understandings more. A conclusion that ``takes`` time doubles this for each party that can make it.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from detente.scenario._shapes import Flag
from detente.scenario.blocks._draft import Branches, Draft, chances, either, given, sets
from detente.scenario.blocks._fragment import BlockFault, Document, Fragment, Outline
from detente.scenario.blocks._shapes import (
    NEVER,
    Annotated,
    Expression,
    Name,
    Names,
    Part,
    Price,
    Start,
    Takes,
    Titled,
    Worth,
    lifted,
)
from detente.scenario.blocks._terms import Scalar, among, checked_chance, is_zero, negative, product, total


class Intermediary(Part):
    """Who carries word between the parties."""

    actor: Name = Field(description="The actor that carries.")
    carries: Expression = Field("1", description="Chance that word gets through.")
    gains: Expression = Field("0", description="What it gains each time an understanding is concluded.")


class Conclude(Price):
    """How an understanding comes about."""

    by: Names = Field([], description="Who can conclude (or offer) it. Default: every party.")
    works: Expression = Field("1", description="Chance that it is concluded.")
    takes: Annotated[Takes | None, lifted("mean", "a duration")] = Field(
        None, description="Time in transit. Default: none."
    )
    gives: dict[Name, Expression] = Field({}, description="One-off payoffs by actor when it is concluded.")


class Drop(Price):
    """How an understanding ends."""

    by: Names = Field([], description="Who can end it. Default: every party.")
    gives: dict[Name, Expression] = Field({}, description="One-off payoffs by actor when it ends.")


class Leak(Part):
    """How it becomes public."""

    rate: Expression = Field("0", description="Of itself, times per clock unit.")
    by: Names = Field([], description="Who of those that know can leak it by a move.")
    cost: Expression = Field("0", description="What a leak costs the one who leaks.")
    gives: dict[Name, Expression] = Field({}, description="One-off payoffs by actor of any leak.")


class Spec(Titled):
    """A channel between parties."""

    kind: Literal["direct", "back"] = Field("direct", description="`back` is secret by default, `direct` is not.")
    between: Names = Field(description="The parties.")
    through: Annotated[Intermediary | None, lifted("actor", "an actor")] = Field(
        None, description="An intermediary. Default: none."
    )
    secret: Flag | None = Field(
        None, description="Whether only those involved see the understanding. Default: by `kind`."
    )
    known_to: Names = Field([], description="Other observers that are told (`analyst` too).")
    passes: Names = Field(["understanding"], description="The understandings that can pass.")
    start: Start = Field({"none": "1"}, description="`none` or an understanding, or chances.")
    conclude: Conclude = Field(Conclude.model_construct(), description="How it is concluded (or offered).")
    offers: Flag = Field(False, description="Whether one party offers and another accepts or refuses.")
    drop: Annotated[Drop | None, NEVER] = Field(Drop.model_construct(), description="How it ends, or `never`.")
    leak: Annotated[Leak | None, lifted("rate", "a rate")] = Field(
        None, description="How it leaks; a number is a rate. Default: never."
    )
    worth: Worth = Field({}, description="Flow by actor: under any understanding, or by value.")

    @property
    def hides(self) -> bool:
        """Whether only those involved see the understanding."""
        return self.kind == "back" if self.secret is None else self.secret


def expand(name: str, spec: Spec, outline: Outline) -> Fragment:
    """The primitives that one channel stands for (see the module)."""
    found = _Channel(name, spec, outline)
    found.check()
    found.state()
    for party in found.starters:
        for understanding in spec.passes:
            found.start(party, understanding)
    if spec.offers:
        found.answers()
    found.end()
    found.leak()
    found.draft.worth(name, [*found.values], found.stands, spec.worth)
    return found.draft.result


class _Channel:
    """One expansion: the names that all its parts share."""

    def __init__(self, name: str, spec: Spec, outline: Outline) -> None:
        self.name = name
        self.spec = spec
        self.starters = spec.conclude.by or spec.between
        self.offered = (
            [f"{one}_offered_by_{who}" for who in self.starters for one in spec.passes] if spec.offers else []
        )
        self.values = ["none", *self.offered, *spec.passes]
        self.stands = among(name, spec.passes) if self.offered or len(spec.passes) == 1 else f"{name} != none"
        self.public = f"{name}_public" if spec.hides and spec.leak is not None else None
        self.insiders = [*spec.between, *([spec.through.actor] if spec.through else []), *spec.known_to]
        outside = [one for one in (*outline.actors, "analyst") if one not in self.insiders]
        self.draft = Draft(outline, outside if spec.hides else [])

    def check(self) -> None:
        spec, draft = self.spec, self.draft
        if len(set(spec.between)) < 2:
            raise BlockFault("a channel is between at least two parties", ("between",))
        for at, one in enumerate(spec.between):
            draft.actor(one, ("between", at))
        for at, one in enumerate(spec.known_to):
            if one != "analyst":
                draft.actor(one, ("known_to", at))
        if spec.known_to and not spec.hides:
            raise BlockFault("all see this channel, so there is nobody to tell", ("known_to",), "add `secret: true`")
        if spec.through is not None:
            draft.actor(spec.through.actor, ("through", "actor"))
            if spec.through.actor in spec.between:
                raise BlockFault(f"`{spec.through.actor}` is a party and cannot be the intermediary", ("through",))
        if "none" in spec.passes:
            raise BlockFault("`none` is no understanding: it is there by itself", ("passes",))
        if spec.leak is not None and not spec.hides:
            hint = "add `secret: true` (or `kind: back`), or drop `leak`"
            raise BlockFault("what is not secret cannot leak", ("leak",), hint)
        self.check_who()

    def check_who(self) -> None:
        spec, draft = self.spec, self.draft
        for part, one in (("conclude", spec.conclude), ("drop", spec.drop)):
            if one is None:
                continue
            for at, who in enumerate(one.by):
                draft.one_of(who, spec.between, (part, "by", at), f"no party of `{self.name}`")
            draft.prices(one, part, spec.between, f"no party of `{self.name}`")
        for part, one in (("conclude", spec.conclude), ("drop", spec.drop), ("leak", spec.leak)):
            for who in one.gives if one is not None else ():
                draft.actor(who, (part, "gives", who))

    def state(self) -> None:
        spec = self.spec
        self.draft.factor(self.name, self.values, spec.start, title=spec.title, about=self.about())
        if self.public:
            about = f"What is publicly known of `{self.name}`."
            known = ["none", *spec.passes]
            self.draft.factor(self.public, known, {"none": "1"}, hidden_from=[], about=about)

    def about(self) -> str:
        spec = self.spec
        kind = "A back channel" if spec.kind == "back" else "A direct channel"
        through = f" through {spec.through.actor}" if spec.through else ""
        return " ".join(filter(None, [spec.about.strip(), f"{kind} between {', '.join(spec.between)}{through}."]))

    # -- an understanding comes about ------------------------------------------------------------

    def start(self, party: str, understanding: str) -> None:
        """A conclusion by one party, or its offer."""
        spec, conclude = self.spec, self.spec.conclude
        several = f"_{understanding}" if len(spec.passes) > 1 else ""
        carries = checked_chance(spec.through.carries, ("through", "carries")) if spec.through else "1"
        works = checked_chance(conclude.works, ("conclude", "works"))
        if spec.offers:
            verb, chance, branch = (
                "offer",
                carries,
                sets(**{self.name: f"{understanding}_offered_by_{party}"}),
            )
        else:
            verb, chance, branch = "conclude", product(carries, works), self.concluded(understanding)
        self.draft.move(
            party,
            f"{verb}_{self.name}{several}",
            f"{self.name} == none",
            then=either(chance, branch, sets()),
            price=conclude,
            takes=conclude.takes,
            path=("conclude",),
        )

    def concluded(self, understanding: str) -> Document:
        """The branch in which an understanding is concluded."""
        gives: dict[str, Scalar] = dict(self.spec.conclude.gives)
        if self.spec.through is not None:
            carrier = self.spec.through.actor
            gives[carrier] = total(gives.get(carrier, "0"), self.spec.through.gains)
        return sets(**{self.name: understanding}) | given(gives)

    def answers(self) -> None:
        works = checked_chance(self.spec.conclude.works, ("conclude", "works"))
        for party in self.spec.between:
            theirs = [(who, one) for who in self.starters if who != party for one in self.spec.passes]
            values = [f"{one}_offered_by_{who}" for who, one in theirs]
            if theirs:
                self.draft.move(
                    party,
                    f"accept_{self.name}",
                    among(self.name, values),
                    then=self.accepted(values, [one for _, one in theirs], works),
                    path=("offers",),
                )
            self.draft.move(
                party,
                f"refuse_{self.name}",
                among(self.name, self.offered),
                then={self.name: "none"},
                about="Turn an offer down, or take it back.",
                path=("offers",),
            )

    def accepted(self, values: list[str], understandings: list[str], works: str | int | float) -> Branches:
        """Branches to the understanding that was offered."""
        pairs = []
        for one in self.spec.passes:
            mine = [value for value, other in zip(values, understandings, strict=True) if other == one]
            this = product(works, among(self.name, mine)) if len(self.spec.passes) > 1 else works
            pairs.append((this, self.concluded(one)))
        return [*chances(*pairs), *either(works, sets(), sets())[1:]]

    # -- it ends, or leaks ------------------------------------------------------------------------

    def end(self) -> None:
        drop = self.spec.drop
        if drop is None:
            return
        then = {self.name: "none"} | ({self.public: "none"} if self.public else {})
        for party in drop.by or self.spec.between:
            self.draft.move(
                party,
                f"drop_{self.name}",
                self.stands,
                then=then,
                gives=drop.gives,
                price=drop,
                path=("drop",),
            )

    def leak(self) -> None:
        leak, public = self.spec.leak, self.public
        if leak is None or public is None:
            return
        if is_zero(leak.rate) and not leak.by:
            raise BlockFault("this leak can never happen", ("leak",), "give it a `rate`, or name who leaks under `by`")
        when = [self.stands, f"{public} == none"]
        shift = len(self.offered)
        then = {public: f"level({self.name}) - {shift}" if shift else self.name}
        if not is_zero(leak.rate):
            about = "Word gets out."
            self.draft.event(f"{self.name}_leaks", leak.rate, *when, then=then, gives=leak.gives, about=about)
        for at, who in enumerate(leak.by):
            path = ("leak", "by", at)
            if who not in self.insiders or who == "analyst":
                raise BlockFault(f"`{who}` does not know what it would leak", path, "add it to `known_to`")
            gives = {**leak.gives, who: total(leak.gives.get(who, "0"), negative(leak.cost))}
            self.draft.move(who, f"leak_{self.name}", *when, then=then, gives=gives, path=path)
