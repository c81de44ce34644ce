"""Forces: what an actor has in a theatre, withdrawn and returned one level at a time.

For an instance ``force`` of actor ``owner`` with levels ``low < ... < high`` the block stands for

* a factor ``force`` with these levels, in order; the lowest is what stays;
* a move ``owner.withdraw_force``, open above the lowest level: one level down;
* a move ``owner.return_force``, open below the highest level: one level up with chance ``readiness``,
  else nothing; the cost is paid when it is ordered, whatever comes of it;
* a flow of ``-upkeep`` to the owner for each level above the lowest (or by level).

A withdrawal or return that ``takes`` time adds the factor ``owner_MOVE_under_way``; only one of
the two can be under way. States: times the number of levels, plus one less than that for each of the two
that takes time (and for each of its phases).
"""

from __future__ import annotations

from pydantic import Field

from detente.scenario.blocks._draft import Draft, either, sets
from detente.scenario.blocks._fragment import BlockFault, Fragment, Outline
from detente.scenario.blocks._shapes import (
    ALL,
    NEVER,
    Amount,
    Annotated,
    Expression,
    Instance,
    Name,
    Names,
    Part,
    Start,
    Takes,
    lifted,
    price_of,
)
from detente.scenario.blocks._terms import Scalar, checked_chance, negative, product, total


class Withdraw(Part):
    """How the force is drawn down."""

    move: Name | None = Field(None, description="The move's name. Default: `withdraw_` and the instance's name.")
    takes: Annotated[Takes | None, lifted("mean", "a duration")] = Field(
        None, description="Time in transit. Default: none."
    )
    cost: Expression = Field("0", description="Paid by the owner when it is ordered.")
    when: Expression | None = Field(None, description="A further condition; only what the owner sees.")
    gives: dict[Name, Expression] = Field({}, description="One-off payoffs by actor, when ordered.")


class Return(Withdraw):
    """How the force comes back."""

    move: Name | None = Field(None, description="The move's name. Default: `return_` and the instance's name.")
    readiness: Amount = Field(
        {ALL: "1"},
        description="Chance that an ordered return comes about; one, or one by the level it starts from.",
    )


class Spec(Instance):
    """An actor's force in a theatre."""

    of: Name = Field(description="The actor whose force it is.")
    levels: Names = Field(["bases", "reduced", "full"], description="The levels, lowest first; the lowest stays.")
    bases: Names = Field([], description="Names of what stays at the lowest level (a text only).")
    start: Start = Field({}, description="A level, or chances by level. Default: the highest.")
    upkeep: Amount = Field(
        {ALL: "0"},
        description="Cost per clock unit: a number for each level above the lowest, or one by level.",
    )
    withdraw: Annotated[Withdraw | None, NEVER] = Field(
        Withdraw.model_construct(), description="Down by one level, or `never`."
    )
    return_: Annotated[Return | None, NEVER] = Field(
        Return.model_construct(), alias="return", description="Up by one level, or `never`."
    )


def expand(name: str, spec: Spec, outline: Outline) -> Fragment:
    """The primitives that one force stands for (see the module)."""
    draft = Draft(outline, spec.hidden_from)
    owner = draft.actor(spec.of, ("of",))
    if len(spec.levels) < 2:
        raise BlockFault("a force has at least two levels", ("levels",), "write them lowest first: `[bases, full]`")
    draft.factor(name, spec.levels, spec.start or {spec.levels[-1]: "1"}, title=spec.title, about=_about(spec))
    _withdraw(draft, name, spec)
    _return(draft, name, spec)
    _upkeep(draft, owner, name, spec)
    return draft.result


def _about(spec: Spec) -> str:
    bases = [str(one) for one in spec.bases]
    stays = f"What stays at `{spec.levels[0]}`: {', '.join(bases)}." if bases else ""
    return " ".join(filter(None, [spec.about.strip(), stays]))


def _name(part: Withdraw, kind: str, name: str) -> str:
    return part.move or f"{kind}_{name}"


def _idle(spec: Spec, part: Withdraw | None, kind: str, name: str) -> str | None:
    """That the other of the two movements is not under way."""
    if part is None or part.takes is None:
        return None
    return f"{spec.of}_{_name(part, kind, name)}_under_way == {'no' if part.takes.phases == 1 else 'none'}"


def _withdraw(draft: Draft, name: str, spec: Spec) -> None:
    part = spec.withdraw
    if part is None:
        return
    idle = _idle(spec, spec.return_, "return", name)
    down = f"level({name}) - 1" if part.takes is None else f"max(level({name}) - 1, 0)"
    draft.move(
        spec.of,
        _name(part, "withdraw", name),
        f"{name} > {spec.levels[0]}",
        idle,
        part.when,
        then={name: down},
        gives=_gives(draft, spec.of, part, "withdraw"),
        takes=part.takes,
        about=f"Draw `{name}` down by one level.",
        path=("withdraw",),
    )


def _return(draft: Draft, name: str, spec: Spec) -> None:
    part = spec.return_
    if part is None:
        return
    idle = _idle(spec, spec.withdraw, "withdraw", name)
    top = len(spec.levels) - 1
    up = f"level({name}) + 1" if part.takes is None else f"min(level({name}) + 1, {top})"
    draft.move(
        spec.of,
        _name(part, "return", name),
        f"{name} < {spec.levels[-1]}",
        idle,
        part.when,
        then=either(_readiness(draft, name, spec.levels, part), sets(**{name: up}), sets()),
        gives=_gives(draft, spec.of, part, "return"),
        takes=part.takes,
        about=f"Bring `{name}` back by one level.",
        path=("return",),
    )


def _readiness(draft: Draft, name: str, levels: list[str], part: Return) -> Scalar:
    path = ("return", "readiness")
    draft.keys(part.readiness, levels[:-1], path, f"no level that `{name}` could return from", "S013")
    if ALL in part.readiness:
        return checked_chance(part.readiness[ALL], path)
    for level, chance in part.readiness.items():
        checked_chance(chance, (*path, level))
    return total(*(product(price_of(part.readiness, one, "1"), f"{name} == {one}") for one in levels[:-1]))


def _gives(draft: Draft, owner: str, part: Withdraw, kind: str) -> dict[str, Scalar]:
    for who in part.gives:
        draft.actor(who, (kind, "gives", who))
    return {**part.gives, owner: total(part.gives.get(owner, "0"), negative(part.cost))}


def _upkeep(draft: Draft, owner: str, name: str, spec: Spec) -> None:
    draft.keys(spec.upkeep, spec.levels, ("upkeep",), f"no level of `{name}`", "S013")
    for level, cost in spec.upkeep.items():
        if level == ALL:
            draft.flow(owner, product("-1", cost, f"level({name})"), about=f"Upkeep of `{name}`.")
        else:
            draft.flow(owner, negative(cost), f"{name} == {level}", about=f"Upkeep of `{name}`.")
