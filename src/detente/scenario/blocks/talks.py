"""Talks: rounds that a convenor opens, that parties leave and come back to, on an agenda.

For an instance ``geneva`` the block stands for a factor ``geneva`` with the values

    suspended < scheduled < in_session < agreed

and for

=================================  ===================================================================
``CONVENOR.open_geneva``           scheduled -> in_session, where every condition to attend holds
``nature.geneva_round_ends``       in_session -> agreed with chance ``agrees``, else scheduled;
                                   1 / ``last`` times per clock unit
``PARTY.walk_out_of_geneva``       in_session -> suspended
``PARTY.return_to_geneva``         suspended -> scheduled, where its own condition to attend holds
``CONVENOR.suspend_geneva``        in_session -> suspended
``CONVENOR.reschedule_geneva``     suspended -> scheduled, where every condition to attend holds
=================================  ===================================================================

A factor ``geneva_absent`` (nobody, or a party) records who walked out: only that party can return, and
the convenor reschedules only if nobody did. With ``names_who_left: false`` there is no such factor, any
party may return and the convenor may always reschedule. An agenda of two or more items adds the factor
``geneva_agenda`` (the items, in order): a round that ends moves on to the next item with chance ``advances``,
and agreement comes only at the last. Where a settlement is reached through the talks, what is tabled in a
session lapses at its end.

States: times 4, one more for each party with ``names_who_left``, times the items of the agenda.
"""

from __future__ import annotations

from pydantic import Field

from detente.scenario._shapes import Flag
from detente.scenario.blocks._draft import Draft, chances, sets
from detente.scenario.blocks._fragment import BlockFault, Document, Fragment, Outline
from detente.scenario.blocks._shapes import (
    NEVER,
    Amount,
    Annotated,
    Duration,
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
    price_of,
)
from detente.scenario.blocks._terms import (
    checked_chance,
    complement,
    every,
    is_zero,
    product,
    rate_of,
    total,
)

PROGRESS = ("suspended", "scheduled", "in_session", "agreed")


class Rounds(Part):
    """How a round ends."""

    last: Duration = Field(description="Mean length of a round.")
    agrees: Expression = Field("0", description="Chance that a round ends in agreement.")


class Agenda(Part):
    """What is discussed, one item after another."""

    items: Names = Field(description="The items, in the order in which they are taken.")
    advances: Expression = Field("1", description="Chance that a round settles its item.")


class Spec(Instance):
    """Talks in rounds."""

    convenor: Name = Field(description="The actor that opens, suspends and reschedules.")
    parties: Names = Field(description="The actors that attend.")
    start: Start = Field({"scheduled": "1"}, description="A value, or chances by value.")
    attend: Amount = Field({}, description="Condition to attend: one, or one by party.")
    open: Price = Field(Price.model_construct(), description="Opening a round.")
    rounds: Annotated[Rounds, lifted("last", "a duration")] = Field(
        description="Length of rounds and their outcome; a duration is the length."
    )
    walk_out: Annotated[Gain | None, NEVER] = Field(Gain.model_construct(), description="Leaving a round, or `never`.")
    return_: Annotated[Price | None, NEVER] = Field(
        Price.model_construct(), alias="return", description="Coming back, or `never`."
    )
    suspend: Annotated[Price | None, NEVER] = Field(None, description="Suspension by the convenor. Default: never.")
    reschedule: Annotated[Price | None, NEVER] = Field(
        Price.model_construct(),
        description="Rescheduling by the convenor, or `never`. Default: where it can be needed.",
    )
    names_who_left: Flag = Field(True, description="Whether the state records who walked out.")
    agenda: Annotated[Agenda | None, lifted("items", "a list of items", lists=True)] = Field(
        None, description="The agenda; a list is its items."
    )
    worth: Worth = Field({}, description="Flow by actor: while in session, or by value.")


def at_last_item(name: str, spec: Spec) -> str | None:
    """The condition that the last item of the agenda is under discussion; None where there is but one."""
    items = spec.agenda.items if spec.agenda is not None else []
    return f"{name}_agenda == {items[-1]}" if len(items) > 1 else None


def expand(name: str, spec: Spec, outline: Outline) -> Fragment:
    """The primitives that these talks stand for (see the module)."""
    found = _Talks(name, spec, outline)
    found.check()
    found.state()
    found.convenor()
    found.rounds()
    for party in spec.parties:
        found.party(party)
    found.draft.worth(name, PROGRESS, f"{name} == in_session", spec.worth)
    return found.draft.result


class _Talks:
    """One expansion: the names that all its parts share."""

    def __init__(self, name: str, spec: Spec, outline: Outline) -> None:
        self.name = name
        self.spec = spec
        self.draft = Draft(outline, spec.hidden_from)
        self.outline = outline
        self.absent = f"{name}_absent" if spec.names_who_left and spec.walk_out is not None else None
        settlements = outline.blocks.get("settlement", {}).items()
        self.reached = {key: one for key, one in settlements if one.through == name}
        self.lapses = {f"{one}_tabled": "none" for one in self.reached}

    def check(self) -> None:
        spec, draft = self.spec, self.draft
        draft.actor(spec.convenor, ("convenor",))
        if not spec.parties:
            raise BlockFault("talks have at least one party", ("parties",))
        for at, one in enumerate(spec.parties):
            draft.actor(one, ("parties", at))
        draft.keys(spec.attend, spec.parties, ("attend",), f"no party of `{self.name}`")
        by_convenor = {"open": spec.open, "suspend": spec.suspend, "reschedule": spec.reschedule}
        for part, price in by_convenor.items():
            draft.prices(price, part, [spec.convenor], f"not the convenor of `{self.name}`")
        for part, price in {"walk_out": spec.walk_out, "return": spec.return_}.items():
            draft.prices(price, part, spec.parties, f"no party of `{self.name}`")

    def state(self) -> None:
        spec, draft, name = self.spec, self.draft, self.name
        items = spec.agenda.items if spec.agenda is not None else []
        agenda = f"On the agenda: {', '.join(items)}." if items else ""
        about = " ".join(filter(None, [spec.about.strip(), agenda]))
        draft.factor(name, PROGRESS, spec.start, title=spec.title, about=about)
        if self.absent:
            about = f"Who walked out of `{name}` and has not come back."
            values = ["nobody", *spec.parties]
            draft.factor(self.absent, values, {"nobody": "1"}, ordered=False, seen_with=name, about=about)
        if at_last_item(name, spec):
            about = f"The item that `{name}` has come to."
            draft.factor(f"{name}_agenda", items, {items[0]: "1"}, seen_with=name, about=about)

    def to(self, progress: str, absent: str | None = None) -> Document:
        """New values of the talks and, where it is recorded, of who is absent."""
        return {self.name: progress} | ({self.absent: absent} if self.absent and absent else {})

    def from_session(self, progress: str, absent: str | None = None) -> Document:
        """The same at the end of a session: what was tabled in it lapses."""
        return self.to(progress, absent) | self.lapses

    def convenor(self) -> None:
        spec, name = self.spec, self.name
        attend = every(*dict.fromkeys(spec.attend.values()))
        when = [f"{name} == scheduled", attend]
        self.convenes("open", spec.open, when, self.to("in_session"), "Open a round.")
        if spec.suspend is not None:
            then = self.from_session("suspended")
            self.convenes("suspend", spec.suspend, [f"{name} == in_session"], then, "Suspend the round.")
        if spec.reschedule is not None and (
            "reschedule" in spec.model_fields_set or self.suspended_with_nobody_absent()
        ):
            here = f"{self.absent} == nobody" if self.absent else None
            when = [f"{name} == suspended", here, attend]
            about = "Set a date for the next round."
            self.convenes("reschedule", spec.reschedule, when, self.to("scheduled"), about)

    def suspended_with_nobody_absent(self) -> bool:
        """Whether the talks can come to be suspended without a party that walked out and is to return."""
        spec = self.spec
        breached = any(one.breach is not None for one in self.reached.values())
        return self.absent is None or spec.suspend is not None or "suspended" in spec.start or breached

    def convenes(self, kind: str, price: Price, when: list[str | None], then: Document, about: str) -> None:
        who = self.spec.convenor
        self.draft.move(who, f"{kind}_{self.name}", *when, then=then, price=price, about=about, path=(kind,))

    def rounds(self) -> None:
        spec, name = self.spec, self.name
        rate = rate_of(spec.rounds.last, self.outline.clock, ("rounds", "last"))
        agrees = checked_chance(spec.rounds.agrees, ("rounds", "agrees"))
        last, moves_on, further = at_last_item(name, spec), "0", ""
        if last is not None and spec.agenda is not None:
            further = f"{name}_agenda"
            advances = checked_chance(spec.agenda.advances, ("agenda", "advances"))
            agrees = product(agrees, last)
            moves_on = product(advances, f"{further} < {spec.agenda.items[-1]}")
        rest = "0" if is_zero(agrees) and is_zero(moves_on) else total(agrees, moves_on)
        then = chances(
            (agrees, sets(**{name: "agreed"})),
            (moves_on, sets(**self.from_session("scheduled"), **{further: f"level({further}) + 1"})),
            (complement(rest), sets(**self.from_session("scheduled"))),
        )
        self.draft.event(f"{name}_round_ends", rate, f"{name} == in_session", then=then, about="A round ends.")

    def party(self, party: str) -> None:
        spec, name = self.spec, self.name
        if spec.walk_out is not None:
            self.draft.move(
                party,
                f"walk_out_of_{name}",
                f"{name} == in_session",
                then=self.from_session("suspended", party),
                price=spec.walk_out,
                about="Leave the round.",
                path=("walk_out",),
            )
        if spec.return_ is not None:
            left = f"{self.absent} == {party}" if self.absent else f"{name} == suspended"
            self.draft.move(
                party,
                f"return_to_{name}",
                left,
                price_of(spec.attend, party, "always"),
                then=self.to("scheduled", "nobody"),
                price=spec.return_,
                about="Come back to the talks.",
                path=("return",),
            )
