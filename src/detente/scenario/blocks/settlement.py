"""A settlement: options, what living under each is worth to whom, and who can stop it.

For an instance ``peace`` reached through the talks ``geneva`` the block stands for two factors with the
same values, ``none`` and the options: ``peace`` (what is agreed) and ``peace_tabled`` (what is proposed).

========================  ==========================================================================
``A.table_OPTION``        in session and nothing tabled or agreed: the option is tabled
``V.veto_peace``          the tabled option is off the table
``nature.peace_agreed``   in session: what is tabled is agreed, and ``geneva`` too;
                          1 / ``decides_in`` times per clock unit, so that silence is consent
``B.breach_peace``        an agreed option -> none, ``geneva`` -> suspended, at a cost
========================  ==========================================================================

What is tabled lapses when the session ends. With an agenda, tabling and agreement wait for its last item.
What living under an option is worth to an actor, per clock unit:

    - stakes * salience / 100 * loss(d)

where the distance ``d`` is ``(100 - position) / 100`` for a position on each option (100 wants it, 0
rejects it), or ``|place - position| / 100`` where the options have places on one scale from 0 to 100. The
loss is one of

=============  ==============================
``linear``     ``d``
``quadratic``  ``d ** 2``
``root``       ``d ** 0.5``
``threshold``  1 where ``d > beyond``, else 0
=============  ==============================

Under none it is ``- stakes * salience / 100 * status_quo`` (with the mean of the saliences where they
differ by option).

States: 2 x options more than the talks have: an option is tabled in session, and agreed where the talks are.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema

from detente.scenario._shapes import fault
from detente.scenario.blocks._draft import Draft
from detente.scenario.blocks._fragment import BlockFault, Fragment, Outline, Path
from detente.scenario.blocks._shapes import (
    ALL,
    NEVER,
    Amount,
    Duration,
    Expression,
    Gain,
    Instance,
    Name,
    Names,
    Part,
    Price,
    Start,
    lifted,
    price_of,
)
from detente.scenario.blocks._terms import (
    Scalar,
    bracketed,
    checked_range,
    is_zero,
    negative,
    plain,
    product,
    rate_of,
    total,
)
from detente.scenario.blocks.talks import at_last_item


class Loss(Part):
    """How a distance hurts."""

    form: Literal["linear", "quadratic", "root", "threshold"] = Field(
        "linear", description="Linear d, quadratic d**2, root d**0.5, or threshold: 1 beyond it."
    )
    beyond: Expression = Field("0.5", description="The threshold, for that form.")


class Agreement(Part):
    """What an agreement brings with it."""

    sets: dict[Name, Expression] = Field({}, description="New values of other factors.")
    gives: dict[Name, Expression] = Field({}, description="One-off payoffs by actor.")


class Breach(Gain):
    """How an agreement is broken."""

    by: Names = Field([], description="Who can break it. Default: those with a veto, or else the parties of the talks.")
    sets: dict[Name, Expression] = Field({}, description="New values of other factors.")
    gives: dict[Name, Expression] = Field({}, description="One-off payoffs of others.")


def _options(value: object) -> object:
    """A list of options is one without places."""
    if not isinstance(value, list):
        return value
    if len(set(map(str, value))) < len(value):
        raise fault("each option once")
    return dict.fromkeys(value)


Options = Annotated[
    dict[Name, Expression | None],
    BeforeValidator(_options),
    WithJsonSchema({"type": ["array", "object"]}),
]


class Spec(Instance):
    """A political settlement."""

    through: Name = Field(description="The talks that it is reached in: an instance of `talks`.")
    options: Options = Field(
        description="The options: a list, or the place of each on a scale from 0 to 100.",
    )
    start: Start = Field({"none": "1"}, description="`none` or an option, or chances.")
    positions: dict[Name, Amount] = Field(
        {}, description="By actor: the support for each option, 0 to 100; with places, the actor's place."
    )
    salience: dict[Name, Amount] = Field(
        {}, description="By actor: how much it matters, 0 to 100; one, or one by option. Default: 50."
    )
    loss: Annotated[Loss, lifted("form", "a form of loss")] = Field(
        Loss.model_construct(), description="The form of the loss: linear, quadratic, root or threshold."
    )
    stakes: Amount = Field(
        {ALL: "1"}, description="Flow lost per clock unit at salience 100 and loss 1; one, or one by actor."
    )
    status_quo: Amount = Field(
        {ALL: "0.5"}, description="Loss of living without a settlement, 0 to 1; one, or one by actor."
    )
    proposed_by: Names = Field([], description="Who can table options. Default: the convenor of the talks.")
    table: Price = Field(Price.model_construct(), description="Tabling an option.")
    veto: Names = Field([], description="Who can take a tabled option off the table.")
    veto_cost: Amount = Field({ALL: "0"}, description="What a veto costs; one, or one by actor.")
    decides_in: Duration = Field(description="Mean time in session from tabling to agreement, if nobody vetoes.")
    agreement: Agreement = Field(Agreement.model_construct(), description="What an agreement brings with it.")
    breach: Annotated[Breach | None, NEVER] = Field(
        Breach.model_construct(), description="How it can be broken, or `never`."
    )


def expand(name: str, spec: Spec, outline: Outline) -> Fragment:
    """The primitives that one settlement stands for (see the module)."""
    found = _Settlement(name, spec, outline)
    found.check()
    found.state()
    found.tabling()
    found.agreement()
    if spec.breach is not None:
        found.breach(spec.breach)
    for actor in spec.positions:
        found.living(actor)
    return found.draft.result


class _Settlement:
    """One expansion: the names that all its parts share."""

    def __init__(self, name: str, spec: Spec, outline: Outline) -> None:
        self.name = name
        self.spec = spec
        self.outline = outline
        self.draft = Draft(outline, spec.hidden_from)
        self.tabled = f"{name}_tabled"
        self.options = [str(one) for one in spec.options]
        talks = outline.blocks.get("talks", {})
        self.draft.one_of(spec.through, talks, ("through",), "not an instance of `talks`")
        self.talks = talks[spec.through]
        self.in_session = [f"{spec.through} == in_session", at_last_item(spec.through, self.talks)]

    def check(self) -> None:
        spec, draft = self.spec, self.draft
        if not self.options or "none" in self.options:
            message = "`none` is no option: it is there by itself" if self.options else "a settlement needs an option"
            raise BlockFault(message, ("options",))
        if not is_zero(self.talks.rounds.agrees):
            hint = f"drop `agrees` from `{spec.through}`: the talks are agreed when an option is"
            raise BlockFault(f"`{spec.through}` could be agreed without an option", ("through",), hint)
        for part in ("proposed_by", "veto"):
            for at, who in enumerate(getattr(spec, part)):
                draft.actor(who, (part, at))
        for key in ("positions", "salience", "stakes", "status_quo", "veto_cost"):
            draft.keys(getattr(spec, key), self.outline.actors, (key,), "no actor of this scenario", "S014")
        for part in ("table", "breach"):
            draft.prices(getattr(spec, part), part, self.outline.actors, "no actor of this scenario", "S014")
        for who in spec.salience:
            draft.one_of(who, spec.positions, ("salience", who), "given a salience but no position")

    def state(self) -> None:
        spec, values = self.spec, ["none", *self.options]
        self.draft.factor(self.name, values, spec.start, ordered=False, title=spec.title, about=spec.about.strip())
        about = f"The option that is on the table in `{spec.through}`."
        self.draft.factor(self.tabled, values, {"none": "1"}, ordered=False, seen_with=self.name, about=about)

    def tabling(self) -> None:
        spec = self.spec
        for who in spec.proposed_by or [self.talks.convenor]:
            for option in self.options:
                self.draft.move(
                    who,
                    f"table_{option}",
                    *self.in_session,
                    f"{self.name} == none",
                    f"{self.tabled} == none",
                    then={self.tabled: option},
                    price=spec.table,
                    path=("proposed_by",),
                )
        for who in spec.veto:
            self.draft.move(
                who,
                f"veto_{self.name}",
                f"{self.tabled} != none",
                then={self.tabled: "none"},
                gives={who: negative(price_of(spec.veto_cost, who))},
                path=("veto",),
            )

    def agreement(self) -> None:
        spec = self.spec
        then = {self.name: self.tabled, self.tabled: "none", spec.through: "agreed"}
        self.draft.event(
            f"{self.name}_agreed",
            rate_of(spec.decides_in, self.outline.clock, ("decides_in",)),
            *self.in_session,
            f"{self.tabled} != none",
            then=then | self.sets(spec.agreement.sets, then, "agreement"),
            gives=self.gives(spec.agreement.gives, "agreement"),
            about="What is tabled is agreed.",
        )

    def breach(self, breach: Breach) -> None:
        then = {self.name: "none", self.spec.through: "suspended"}
        then |= self.sets(breach.sets, then, "breach")
        for at, who in enumerate(breach.by or self.spec.veto or self.talks.parties):
            self.draft.actor(who, ("breach", "by", at))
            self.draft.move(
                who,
                f"breach_{self.name}",
                f"{self.name} != none",
                then=then,
                gives=self.gives(breach.gives, "breach"),
                price=breach,
                path=("breach",),
            )

    def sets(self, values: dict[str, str], own: dict[str, str], part: str) -> dict[str, Scalar]:
        for factor in values:
            if factor in own or factor == self.tabled:
                raise BlockFault(f"`{factor}` is set already", (part, "sets", factor), "leave it out")
        truces = [one for one in values if f"{one}_blamed" in self.outline.factors]
        return {**values, **{f"{one}_blamed": "nobody" for one in truces if f"{one}_blamed" not in values}}

    def gives(self, gives: dict[str, str], part: str) -> dict[str, Scalar]:
        for who in gives:
            self.draft.actor(who, (part, "gives", who))
        return dict(gives)

    # -- what living under an option is worth -------------------------------------------------

    def living(self, actor: str) -> None:
        stakes = price_of(self.spec.stakes, actor, "1")
        saliences = [self.salience(actor, option) for option in self.options]
        quo = checked_range(price_of(self.spec.status_quo, actor, "0.5"), 0, 1, ("status_quo",))
        mean = saliences[0] if len(set(map(str, saliences))) == 1 else self.mean(saliences)
        self.draft.flow(actor, product("-1", stakes, mean, "0.01", quo), f"{self.name} == none", "No settlement.")
        for option, salience in zip(self.options, saliences, strict=True):
            loss = self.loss(self.distance(actor, option))
            flow = product("-1", stakes, salience, "0.01", loss)
            self.draft.flow(actor, flow, f"{self.name} == {option}", f"Living under `{option}`.")

    @staticmethod
    def mean(saliences: list[Scalar]) -> Scalar:
        whole = total(*saliences)
        number = plain(whole)
        return f"({whole})/{len(saliences)}" if number is None else float(number) / len(saliences)

    def salience(self, actor: str, option: str) -> Scalar:
        amounts = self.spec.salience.get(actor, {ALL: "50"})
        return self.by_option(amounts, option, ("salience", actor))

    def by_option(self, amounts: dict[str, str], option: str, path: Path) -> Scalar:
        self.draft.keys(amounts, self.options, path, "none of the options", "S013")
        if ALL not in amounts and option not in amounts:
            raise BlockFault(
                f"nothing is said about `{option}`",
                path,
                f"add `{option}: 50`, a number from 0 to 100",
                code="S006",
            )
        at = path if ALL in amounts else (*path, option)
        return checked_range(price_of(amounts, option), 0, 100, at)

    def distance(self, actor: str, option: str) -> Scalar:
        amounts, place = self.spec.positions[actor], self.spec.options[option]
        if place is None:
            support = self.by_option(amounts, option, ("positions", actor))
            number = plain(support)
            return f"1 - {bracketed(support)}/100" if number is None else float((100 - number) / 100)
        checked_range(place, 0, 100, ("options", option))
        if ALL not in amounts:
            hint = "write `options:` as a list, or one number for the actor"
            raise BlockFault("the options have places, so an actor has one place too", ("positions", actor), hint)
        position = checked_range(amounts[ALL], 0, 100, ("positions", actor))
        one, two = plain(place), plain(position)
        if one is None or two is None:
            return f"max({place} - {bracketed(position)}, {position} - {bracketed(place)})/100"
        return float(abs(one - two) / 100)

    def loss(self, distance: Scalar) -> Scalar:
        form, beyond = self.spec.loss.form, self.spec.loss.beyond
        if form == "threshold":
            known, limit = plain(distance), plain(beyond)
            return f"({distance}) > ({beyond})" if known is None or limit is None else int(known > limit)
        power = {"linear": 1.0, "quadratic": 2.0, "root": 0.5}[form]
        if isinstance(distance, float):
            return float(f"{distance**power:.12g}")
        return distance if power == 1 else f"({distance})**{power:g}"
