"""The shape of a scenario: which keys there are, and what stands under each.

The JSON Schema for editors is made from this model. What names and expressions mean is
checked later, by the game.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, AliasChoices, BeforeValidator, Discriminator, Field, Tag, WithJsonSchema

from detente.game import PRIORS
from detente.scenario._shapes import (
    NAME_SCHEMA,
    Duration,
    Expression,
    Flag,
    Name,
    Names,
    Number,
    Part,
    Text,
    Whole,
    by_shape,
    fault,
)

VERSION = "1"

_PRIOR_SCHEMA = {
    "type": "object",
    "minProperties": 1,
    "maxProperties": 1,
    "additionalProperties": False,
    "properties": {
        kind: {
            "description": ", ".join(numbers),
            "type": "array",
            "items": {"type": "number"},
            "minItems": len(numbers),
            "maxItems": len(numbers),
        }
        for kind, numbers in PRIORS.items()
    },
}


def _sees(value: Any) -> Any:
    if value == "all":
        return None
    if isinstance(value, str) and value:
        return [value]
    if not isinstance(value, list):
        raise fault("`all`, or a list of factors")
    return value


Sees = Annotated[
    list[Name] | None,
    BeforeValidator(_sees),
    WithJsonSchema({"anyOf": [{"const": "all"}, {"type": "string"}, {"type": "array", "items": {"type": "string"}}]}),
]


class ClockPart(Part):
    """The unit of time, and the date of time 0."""

    unit: Name = Field("day", description="second, minute, hour, day, week, month, year, or a word of your own")
    start: Text | None = Field(None, description="the date of time 0, as in 2016-02-27")


class ParameterPart(Part):
    """A named number that expressions refer to."""

    value: Expression = Field(description="a number, or an expression over other parameters")
    prior: Annotated[dict[str, list[Number]], WithJsonSchema(_PRIOR_SCHEMA)] | None = Field(
        None, description="what is thought of it before the evidence, as in {lognormal: [-3.0, 0.5]}"
    )
    about: Text = Field("", description="what it means, with its unit")
    source: Text = Field("", description="where the value is from")
    judgement: Text = Field("", description="why this value, where it is nobody's but yours")
    known: Text = Field("", description="the date from which it could be known; default: always")


class ActorPart(Part):
    """A party that chooses."""

    name: Text = Field("", description="the name to show")
    discount: Expression = Field(description="how fast the future loses weight, per clock unit; above 0")
    attention: Expression = Field(description="moments to act per clock unit; above 0")
    noise: Expression = Field(description="scale of the shocks to each option, in utility units; above 0")
    sees: Sees = Field(None, description="the factors that it sees: `all` (default) or a list")
    waits: Expression = Field("always", description="where it may let a moment pass: `always`, `never` or a condition")
    about: Text = Field("", description="who it is and what it wants")


def _some(values: list[str]) -> list[str]:
    if not values:
        raise fault("a list of at least one value")
    return values


Values = Annotated[
    Names,
    AfterValidator(_some),
    WithJsonSchema({"anyOf": [NAME_SCHEMA, {"type": "array", "items": NAME_SCHEMA, "minItems": 1}]}),
]


class FactorPart(Part):
    """One aspect of the state."""

    values: Values = Field(description="its values, in order; at least one")
    start: by_shape(text=Name, mapping=dict[str, Expression]) | None = Field(  # pyright: ignore[reportInvalidTypeForm]
        None, description="a value, or chances by value that sum to 1"
    )
    ordered: Flag = Field(True, description="false where the listing is no order")
    hidden_from: Names = Field([], description="who does not see it: actors, or `analyst`")
    title: Text = Field("", description="the name to show")
    about: Text = Field("", description="what it stands for")


class StartPart(Part):
    """One row of a joint start: these values together, with this chance."""

    chance: Expression
    set: dict[str, Name]


class BranchPart(Part):
    """One way that a change can turn out."""

    chance: Expression = Field(description="a number or an expression; the chances of the branches sum to 1")
    set: dict[str, Expression] = Field({}, description="new values by factor")
    gives: dict[str, Expression] = Field({}, description="one-off payoffs by actor")


class TakesPart(Part):
    """How long a change is under way."""

    mean: Duration = Field(description="mean duration, as in `5 days`, a number of clock units, or an expression")
    phases: Whole = Field(1, description="1 for an exponential duration; more for a steadier one")


Then = by_shape(mapping=dict[str, Expression], listed=list[BranchPart])


class MovePart(Part):
    """Something that an actor can do at one of its moments."""

    when: Expression = Field("always", description="where it is open; it may use only what the actor sees")
    then: Then = Field({}, description="new values by factor, or a list of branches with chances")  # pyright: ignore[reportInvalidTypeForm]
    gives: dict[str, Expression] = Field({}, description="one-off payoffs by actor, whichever the branch")
    takes: by_shape(text=Duration, mapping=TakesPart) | None = Field(  # pyright: ignore[reportInvalidTypeForm]
        None, description="a mean duration in which the change is under way"
    )
    about: Text = Field("", description="what it stands for")


class EventPart(Part):
    """Something that nature does."""

    rate: Expression = Field(description="times per clock unit while the condition holds; 0 or more")
    when: Expression = Field("always", description="where it can happen")
    then: Then = Field({}, description="new values by factor, or a list of branches with chances")  # pyright: ignore[reportInvalidTypeForm]
    gives: dict[str, Expression] = Field({}, description="one-off payoffs by actor, whichever the branch")
    about: Text = Field("", description="what it stands for")


class FlowPart(Part):
    """What an actor gets per clock unit while a condition holds."""

    flow: Expression
    when: Expression = "always"
    about: Text = ""


Payoff = by_shape(text=Expression, mapping=FlowPart, listed=list[FlowPart])


class BeliefsPart(Part):
    """What the actors' beliefs are made from."""

    memory: Duration | None = Field(None, description="how long the past is remembered; default: 1 / mean discount")


class AnalystPart(Part):
    """The observer outside the game."""

    sees: Sees = Field(None, description="the factors that the analyst sees: `all` (default) or a list")


class OverlayPart(Part):
    """An explanation that is the same scenario with some parts laid over it."""

    prior: Expression | None = Field(None, description="its chance before the evidence; default: all alike")
    title: Text = ""
    about: Text = ""
    parameters: Any = None
    actors: Any = None
    state: Any = None
    start: Any = None
    moves: Any = None
    nature: Any = None
    payoffs: Any = None
    beliefs: Any = None
    analyst: Any = None
    forces: Any = None
    ceasefire: Any = None
    talks: Any = None
    channels: Any = None
    settlement: Any = None


class RemovePart(Part):
    """What a change takes out; its factors stay, so that what names them can still be read."""

    actors: Names = Field([], description="actors that do nothing and gain nothing any more")
    bases: Names = Field([], description="bases of forces; a force without any does not come back to its lowest level")
    channels: Names = Field([], description="channels through which nothing passes any more")
    guarantors: Names = Field([], description="guarantors that neither answer nor restrain, in any ceasefire")
    blocks: Names = Field([], description="other blocks, as in `talks.geneva`: no moves, events and payoffs of theirs")
    payoffs: Names = Field([], description="actors that lose what they get per clock unit, blocks' flows too")


class DoPart(Part):
    """A change that could be made to the scenario, for a comparison."""

    title: Text = Field("", description="the name to show")
    about: Text = Field("", description="what is changed, and why")
    from_: Literal["start", "now", "record"] = Field(
        "now", alias="from", description="how the changed game meets the records: `start`, `now` or `record`"
    )
    start: dict[str, by_shape(text=Name, mapping=dict[str, Expression])] = Field(  # pyright: ignore[reportInvalidTypeForm]
        {}, description="by factor: the value that it begins with, or chances by value"
    )
    guards: dict[str, Expression] = Field({}, description="by `actor.move` or `nature.event`: where it is open")
    forbid: Names = Field([], description="moves and events that are never open")
    force: Names = Field([], description="moves that the actor makes wherever they are open")
    pays: dict[str, Payoff] = Field(  # pyright: ignore[reportInvalidTypeForm]
        {}, description="by actor: further payoffs per clock unit, besides those that it has"
    )
    remove: RemovePart | None = Field(None, description="what is taken out")
    parameters: Any = None
    actors: Any = None
    state: Any = None
    moves: Any = None
    nature: Any = None
    payoffs: Any = None
    beliefs: Any = None
    analyst: Any = None
    forces: Any = None
    ceasefire: Any = None
    talks: Any = None
    channels: Any = None
    settlement: Any = None


class OfPart(Part):
    """Explanations that are the values of a hidden factor, and perhaps overlays beside them."""

    of: Name = Field(description="the factor whose values are the rival explanations")
    about: dict[str, Text] = Field({}, description="by value: what it says")
    overlays: dict[str, OverlayPart] = Field(
        {}, description="further explanations by name; the values share the chance that these leave"
    )


def _explanations(value: Any) -> str:
    of_factor = isinstance(value, dict) and (isinstance(value.get("of"), str) or "overlays" in value)
    return "<of>" if of_factor else "<overlays>"


Explanations = Annotated[
    Annotated[OfPart, Tag("<of>")] | Annotated[dict[str, OverlayPart], Tag("<overlays>")],
    Discriminator(_explanations),
]


class QuestionPart(Part):
    """A question, and perhaps the answer that is expected."""

    question: Expression = Field(
        validation_alias=AliasChoices("question", "ask"), description="as in P(truce == broken, at=30)"
    )
    expect: by_shape(text=Expression, mapping=dict[str, Expression]) | None = Field(  # pyright: ignore[reportInvalidTypeForm]
        default=None, description="the expected value, fractions allowed; by move for move(...)"
    )
    tolerance: Number = Field(default=1e-5, description="relative")
    title: Text = ""
    about: Text = ""


class MomentPart(Part):
    """A named now: the law of motion until a date, then what is known of the state."""

    date: Text | None = Field(None, description="a date, or a number of clock units")
    given: Expression | None = Field(None, description="a condition that holds then")
    title: Text = ""
    about: Text = ""


_SHARES = {"type": "object", "additionalProperties": {"type": "number", "minimum": 0, "maximum": 1}}
Shares = Annotated[dict[str, Number], WithJsonSchema(_SHARES)]


class EvidencePart(Part):
    """The dated record: files beside this one, and how far its sources are trusted."""

    records: Names = Field([], description="a file of records, or a list of them: .csv, .parquet or .duckdb")
    claims: Name | None = Field(None, description="a file of claims to test")
    scores: Name | None = Field(None, description="a file that says which forecasts to score")
    reliability: Shares = Field({}, description="by letter A to F: the chance that such a source has anything to say")
    credibility: Shares = Field({}, description="by digit 1 to 6: the chance that such a report is right")
    false_reports: Number | None = Field(None, description="false reports of one kind per clock unit")


class PlacePart(Part):
    """A place on the map, to the nearest city."""

    at: list[Number] = Field(description="latitude and longitude in degrees, to 0.05")
    kind: Literal["base", "front", "city", "crossing", "place"] = Field("place", description="what it is")
    of: Name | None = Field(None, description="the factor whose value it shows, or the actor that it belongs to")
    title: Text = Field("", description="the name to show")
    about: Text = ""
    source: Text = Field("", description="where its position is from")


Parameter = by_shape(text=Expression, mapping=ParameterPart)
Question = by_shape(text=Expression, mapping=QuestionPart)
Questions = by_shape(mapping=dict[str, Question], listed=list[Question])
Sources = by_shape(text=Text, listed=list[Text], mapping=dict[str, by_shape(text=Text, mapping=dict[str, Text])])


class ScenarioPart(Part):
    """A scenario of Detente, version 1 of the language."""

    detente: Literal["1"] = Field(description="the version of the language")
    title: Text = Field("", description="the name to show")
    about: Text = Field("", description="what it is about, in a few sentences")
    sources: Sources | None = Field(None, description="where its facts are from")  # pyright: ignore[reportInvalidTypeForm]
    clock: ClockPart = ClockPart.model_construct(unit="day", start=None)
    parameters: dict[str, Parameter] = Field({}, description="named numbers")  # pyright: ignore[reportInvalidTypeForm]
    actors: dict[str, ActorPart] = Field({}, description="who chooses")
    state: dict[str, FactorPart] = Field(description="what may change: the factors and their values")
    start: list[StartPart] = Field([], description="a joint start of some factors, in place of their own")
    moves: dict[str, dict[str, MovePart]] = Field({}, description="by actor: what it can do")
    nature: dict[str, EventPart] = Field({}, description="what happens by itself")
    payoffs: dict[str, Payoff] = Field({}, description="by actor: what it gets per clock unit")  # pyright: ignore[reportInvalidTypeForm]
    beliefs: BeliefsPart | None = Field(None, description="what the actors' beliefs are made from")
    analyst: AnalystPart | None = Field(None, description="the observer outside the game")
    explanations: Explanations | None = Field(
        None, description="rival explanations: the values of a hidden factor, or overlays by name"
    )
    questions: Questions | None = Field(None, description="what to ask")  # pyright: ignore[reportInvalidTypeForm]
    moments: dict[str, MomentPart] = Field({}, description="named nows, by name")
    evidence: EvidencePart | None = Field(None, description="the dated record, in files beside this one")
    places: dict[str, PlacePart] = Field({}, description="where on the map things are, by name")
    do: dict[str, DoPart] = Field({}, description="changes that could be made, by name, for comparisons")
    forces: Any = None
    ceasefire: Any = None
    talks: Any = None
    channels: Any = None
    settlement: Any = None
