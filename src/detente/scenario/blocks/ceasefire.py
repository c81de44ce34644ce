"""A ceasefire: a ladder that violations go down and repair goes up, with spoilers and guarantors.

For an instance ``truce`` the block stands for a factor ``truce`` with the ladder

    none < broken < strained < holding

(no truce yet; one that collapsed; in force but violated; in force and kept), so that ``truce >= strained``
means that it is in force. Between the rungs:

==================================  ==================================================================
``X.agree_truce``                   none or broken -> holding, with chance ``works``
``PARTY.violate_truce`` (minor)     holding -> strained, with chance ``monitoring.seen``
``PARTY.break_truce`` (large)       in force -> broken with chance ``breaks``, else strained
``GROUP.spoil_truce``               one rung down, or at once to broken with chance ``breaks``
``nature.truce_spoiled_by_GROUP``   the same, where the group is no actor
``X.strike_outside_truce``          on groups left out; leaves it strained with chance ``strains``
``X.repair_truce``                  strained -> holding, with chance ``works``
``nature.truce_calms``              strained -> holding, at rate ``repair.rate + monitoring.calms``
``G.answer_truce``                  a large violation by a party not its own: broken -> strained
``G.restrain_truce``                one rung up: where strained, or broken and its own side is blamed
==================================  ==================================================================

With guarantors a second factor ``truce_blamed`` (nobody, or a party) says whose large violation stands
unanswered; it is other than ``nobody`` only while the truce is broken. States: times 4 (as many rungs as
are reached), and one more for each party with guarantors.
"""

from __future__ import annotations

from typing import Any

from pydantic import Field

from detente.scenario.blocks._draft import Draft, chances, either, sets
from detente.scenario.blocks._fragment import BlockFault, Document, Fragment, Outline
from detente.scenario.blocks._shapes import (
    NEVER,
    Annotated,
    Expression,
    Gain,
    Instance,
    Name,
    Names,
    Part,
    Price,
    Start,
    Worth,
    lifted,
)
from detente.scenario.blocks._terms import (
    Scalar,
    among,
    checked_chance,
    complement,
    is_zero,
    negative,
    product,
    total,
)

LADDER = ("none", "broken", "strained", "holding")
IN_FORCE = "strained"

MEANINGS = {
    "agree": "Bring the truce about.",
    "violate": "A minor violation.",
    "break": "A large violation.",
    "spoil": "An attack from outside the truce that harms it.",
    "strike_outside": "A strike on groups that the truce leaves out.",
    "repair": "Bring a strained truce back.",
    "answer": "Answer a large violation by the other side.",
    "restrain": "Call the own side to order.",
}
"""What the kinds of move mean, for readers."""


class Effort(Price):
    """An attempt that some actors can make, at a cost."""

    works: Expression = Field("1", description="Chance that it works.")


class Agree(Effort):
    """How a truce comes about, at first and again."""

    by: Names = Field([], description="Who can bring it about. Default: the guarantors, or else the parties.")


class Large(Gain):
    """Large violations."""

    breaks: Expression = Field("1", description="Chance that the truce is broken, not only strained.")


class Repair(Effort):
    """How a strained truce comes to hold again."""

    rate: Expression = Field("0", description="Of itself, times per clock unit.")
    by: Names = Field([], description="Who can also repair it by a move.")


class Spoiler(Part):
    """A group outside the truce that harms it."""

    rate: Expression | None = Field(None, description="Times per clock unit; for a group that is no actor.")
    gains: Expression = Field("0", description="What it gains each time; for a group that is an actor.")
    cost: Expression = Field("0", description="What it pays each time; for a group that is an actor.")
    when: Expression | None = Field(None, description="A further condition.")
    breaks: Expression = Field("0", description="Chance that the truce is broken at once, not one rung lower.")


class Strikes(Gain):
    """Strikes on the groups left out, which the truce allows."""

    by: Names = Field([], description="Who strikes. Default: the parties.")
    strains: Expression = Field("0", description="Chance that a strike leaves the truce strained.")


class Reaction(Part):
    """What a guarantor does about a violation."""

    cost: Expression = Field("0", description="What it costs the guarantor.")
    penalty: Expression = Field("0", description="What it costs the party that it is about.")
    works: Expression = Field("1", description="Chance that the truce goes one rung up.")
    when: Expression | None = Field(None, description="A further condition; only what the guarantor sees.")


class Guarantor(Part):
    """An outside power behind some of the parties."""

    of: Names = Field(description="The parties on its own side.")
    force: Name | None = Field(None, description="The factor whose level decides whether it can answer.")
    needs: Name | None = Field(None, description="It can answer from this level on. Default: the second lowest.")
    answer: Reaction | None = Field(
        None, description="To a large violation by a party not on its side. Default: it does not."
    )
    restrain: Reaction | None = Field(None, description="Of its own side. Default: it does not.")


class Monitoring(Part):
    """What observers on the ground change."""

    seen: Expression = Field(
        "1", description="Chance that a minor violation is noticed; one unnoticed strains nothing."
    )
    attributed: Expression = Field(
        "1", description="Chance that a large violation is blamed on who did it, else on nobody."
    )
    exposed: Expression = Field("0", description="What a party loses by a minor violation that is noticed.")
    calms: Expression = Field("0", description="Added to the rate of repair.")


class Spec(Instance):
    """A ceasefire."""

    parties: Names = Field(description="The actors that it binds.")
    left_out: Names = Field([], description="Groups outside it. Default: those named under `spoilers`.")
    start: Start = Field({"none": "1"}, description="A rung, or chances by rung.")
    agree: Annotated[Agree | None, NEVER] = Field(
        None, description="How it is agreed, and renewed. Default: not at all."
    )
    minor: Annotated[Gain | None, NEVER] = Field(Gain.model_construct(), description="Minor violations, or `never`.")
    large: Annotated[Large | None, NEVER] = Field(Large.model_construct(), description="Large violations, or `never`.")
    repair: Annotated[Repair, lifted("rate", "a rate")] = Field(
        Repair.model_construct(), description="Repair; a number is its rate."
    )
    spoilers: dict[Name, Annotated[Spoiler, lifted("rate", "a rate")]] = Field(
        {}, description="Groups left out that harm it; a number is a rate."
    )
    strikes: Strikes | None = Field(None, description="Strikes on the groups left out. Default: none.")
    guarantors: dict[Name, Guarantor] = Field({}, description="Outside powers that answer and restrain.")
    monitoring: Monitoring = Field(Monitoring.model_construct(), description="What observers change.")
    worth: Worth = Field({}, description="Flow by actor: while it holds, or by rung.")


def expand(name: str, spec: Spec, outline: Outline) -> Fragment:
    """The primitives that one ceasefire stands for (see the module)."""
    found = _Ceasefire(name, spec, outline)
    found.check()
    found.state()
    found.violations()
    found.outsiders()
    found.upward()
    for who, guarantor in spec.guarantors.items():
        found.guarantor(who, guarantor)
    found.draft.worth(name, LADDER, f"{name} == holding", spec.worth)
    return found.draft.result


class _Ceasefire:
    """One expansion: the names that all its parts share."""

    def __init__(self, name: str, spec: Spec, outline: Outline) -> None:
        self.name = name
        self.spec = spec
        self.outline = outline
        self.draft = Draft(outline, spec.hidden_from)
        self.blamed = f"{name}_blamed" if spec.guarantors else None
        self.in_force = f"{name} >= {IN_FORCE}"

    def check(self) -> None:
        spec, draft = self.spec, self.draft
        if len(set(spec.parties)) < 2:
            raise BlockFault("a ceasefire binds at least two parties", ("parties",))
        for at, one in enumerate(spec.parties):
            draft.actor(one, ("parties", at))
            if one in spec.left_out or one in spec.spoilers:
                path = ("left_out",) if one in spec.left_out else ("spoilers", one)
                raise BlockFault(f"`{one}` is a party and cannot also be left out", path)
        for group in spec.spoilers if spec.left_out else ():
            draft.one_of(group, spec.left_out, ("spoilers", group), "not among the groups that are left out")
        for part in ("agree", "minor", "large", "repair", "strikes"):
            draft.prices(getattr(spec, part), part, self.outline.actors, "no actor of this scenario", "S014")

    def state(self) -> None:
        spec, draft = self.spec, self.draft
        left_out = [*spec.left_out] or [*spec.spoilers]
        outside = f"Left out of it: {', '.join(left_out)}." if left_out else ""
        about = " ".join(filter(None, [spec.about.strip(), outside]))
        draft.factor(self.name, LADDER, spec.start, title=spec.title, about=about)
        if self.blamed:
            values = ["nobody", *spec.parties]
            about = f"Whose large violation of `{self.name}` stands unanswered."
            draft.factor(self.blamed, values, {"nobody": "1"}, ordered=False, seen_with=self.name, about=about)

    def to(self, rung: Scalar, blamed: str | None = None) -> Document:
        """The branch to another rung; whoever was blamed no longer is, unless ``blamed`` says who."""
        return sets(**{self.name: rung}, **({self.blamed: blamed} if self.blamed and blamed else {}))

    def move(self, actor: str, kind: str, *conditions: str | None, **more: Any) -> None:
        """A move of the given kind, with what it means for the reader."""
        self.draft.move(actor, f"{kind}_{self.name}", *conditions, about=MEANINGS[kind], **more)

    # -- down the ladder ----------------------------------------------------------------------

    def violations(self) -> None:
        for party in self.spec.parties:
            if self.spec.minor is not None:
                self.minor(party, self.spec.minor)
            if self.spec.large is not None:
                self.large(party, self.spec.large)

    def minor(self, party: str, minor: Gain) -> None:
        seen = checked_chance(self.spec.monitoring.seen, ("monitoring", "seen"))
        noticed = sets(**{self.name: "strained"})
        if not is_zero(self.spec.monitoring.exposed):
            noticed["gives"] = {party: negative(self.spec.monitoring.exposed)}
        then = either(seen, noticed, sets())
        self.move(party, "violate", f"{self.name} == holding", then=then, price=minor, path=("minor",))

    def large(self, party: str, large: Large) -> None:
        breaks = checked_chance(large.breaks, ("large", "breaks"))
        known = checked_chance(self.spec.monitoring.attributed, ("monitoring", "attributed"))
        known = known if self.blamed else "0"
        then = chances(
            (product(breaks, known), self.to("broken", party)),
            (product(breaks, complement(known)), self.to("broken", "nobody")),
            (complement(breaks), self.to("strained")),
        )
        self.move(party, "break", self.in_force, then=then, price=large, path=("large",))

    def outsiders(self) -> None:
        for group, spoiler in self.spec.spoilers.items():
            self.spoiler(group, spoiler)
        strikes = self.spec.strikes
        if strikes is None:
            return
        if not (self.spec.left_out or self.spec.spoilers):
            raise BlockFault("no group is left out that could be struck", ("strikes",), "name them under `left_out`")
        strains = checked_chance(strikes.strains, ("strikes", "strains"))
        for at, actor in enumerate(strikes.by or self.spec.parties):
            self.draft.actor(actor, ("strikes", "by", at))
            then = None if is_zero(strains) else either(strains, self.to("strained"), sets())
            self.move(actor, "strike_outside", self.in_force, then=then, price=strikes, path=("strikes",))

    def spoiler(self, group: str, spoiler: Spoiler) -> None:
        path = ("spoilers", group)
        breaks = checked_chance(spoiler.breaks, (*path, "breaks"))
        then = either(breaks, self.to("broken", "nobody"), self.to(f"level({self.name}) - 1", "nobody"))
        if group not in self.outline.actors:
            if spoiler.rate is None:
                hint = "say how often: `rate: 0.01`; or declare it under `actors`"
                raise BlockFault(f"`{group}` is no actor, so its attacks need a rate", path, hint)
            label = f"{self.name}_spoiled_by_{group}"
            about = f"{group} harms the truce."
            self.draft.event(label, spoiler.rate, self.in_force, spoiler.when, then=then, about=about)
            return
        if spoiler.rate is not None:
            hint = "give it `gains` instead of a rate"
            raise BlockFault(f"`{group}` is an actor and chooses when to spoil", (*path, "rate"), hint)
        gives = {group: total(spoiler.gains, negative(spoiler.cost))}
        when = (self.in_force, spoiler.when)
        self.move(group, "spoil", *when, then=then, gives=gives, path=path)

    # -- up the ladder --------------------------------------------------------------------------

    def upward(self) -> None:
        agree, repair = self.spec.agree, self.spec.repair
        if agree is not None:
            by = agree.by or [*self.spec.guarantors] or self.spec.parties
            self.effort("agree", agree, by, f"{self.name} in [none, broken]", self.to("holding", "nobody"))
        self.effort("repair", repair, repair.by, f"{self.name} == strained", self.to("holding"))
        rate = total(repair.rate, self.spec.monitoring.calms)
        if not is_zero(rate):
            then = {self.name: "holding"}
            about = "A strained truce settles."
            self.draft.event(f"{self.name}_calms", rate, f"{self.name} == strained", then=then, about=about)

    def effort(self, kind: str, effort: Effort, by: list[str], when: str, success: Document) -> None:
        works = checked_chance(effort.works, (kind, "works"))
        for at, actor in enumerate(by):
            self.draft.actor(actor, (kind, "by", at))
            self.move(actor, kind, when, then=either(works, success, sets()), price=effort, path=(kind,))

    def guarantor(self, who: str, guarantor: Guarantor) -> None:
        path = ("guarantors", who)
        self.draft.actor(who, path)
        for at, one in enumerate(guarantor.of):
            self.draft.one_of(one, self.spec.parties, (*path, "of", at), "no party of this truce")
        others = [one for one in self.spec.parties if one not in guarantor.of]
        if guarantor.answer is None and guarantor.restrain is None:
            hint = "add `answer: {cost: 1}` or `restrain: {cost: 1}`"
            raise BlockFault(f"`{who}` neither answers nor restrains", path, hint)
        if guarantor.answer is not None:
            if not others:
                raise BlockFault("every party is on its own side: there is nobody to answer", (*path, "answer"))
            blamed = f"{self.name} == broken and {among(str(self.blamed), others)}"
            whom = {one: f"{self.blamed} == {one}" for one in others}
            strong = self.strong_enough(guarantor, (*path, "force"))
            self.reaction(who, "answer", guarantor.answer, [blamed, strong], whom, self.to("strained", "nobody"))
        elif guarantor.force is not None:
            raise BlockFault(
                "a force matters only to who answers", (*path, "force"), "add `answer: {}`, or drop `force`"
            )
        if guarantor.restrain is not None:
            own = f"{self.name} == broken and {among(str(self.blamed), guarantor.of)}"
            whom = {one: f"{self.name} == strained or {self.blamed} == {one}" for one in guarantor.of}
            up = self.to(f"level({self.name}) + 1", "nobody")
            self.reaction(who, "restrain", guarantor.restrain, [f"{self.name} == strained or {own}"], whom, up)

    def strong_enough(self, guarantor: Guarantor, path: tuple[str, ...]) -> str | None:
        force, needs = guarantor.force, guarantor.needs
        if force is None:
            if needs is not None:
                raise BlockFault(
                    "`needs` is a level of a force that is not named", (*path[:-1], "needs"), "add `force:`"
                )
            return None
        known = self.outline.factors
        self.draft.one_of(force, known, path, "no factor of this scenario", "S012")
        levels = known[force]
        if needs is None:
            needs = levels[min(1, len(levels) - 1)]
        self.draft.one_of(needs, levels, (*path[:-1], "needs"), f"no value of `{force}`", "S013")
        return f"{force} >= {needs}"

    def reaction(
        self,
        who: str,
        kind: str,
        reaction: Reaction,
        when: list[str | None],
        whom: dict[str, str],
        success: Document,
    ) -> None:
        """A guarantor's move; ``whom`` says under what condition each party pays the penalty."""
        path = ("guarantors", who, kind)
        works = checked_chance(reaction.works, (*path, "works"))
        gives: dict[str, Scalar] = {}
        for one, its in whom.items():
            gives[one] = product("-1", reaction.penalty, *([its] if len(whom) > 1 else []))
        gives[who] = total(gives.get(who, "0"), negative(reaction.cost))
        then = either(works, success, sets())
        self.move(who, kind, *when, reaction.when, then=then, gives=gives, path=path)
