"""Shapes that several blocks share: amounts and conditions by actor, moves that may be left out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, GetCoreSchemaHandler, GetJsonSchemaHandler, WithJsonSchema
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from detente.scenario._shapes import Duration, Expression, Name, Names, Part, Text, Whole, fault
from detente.scenario.blocks._terms import Scalar, negative, total

ALL = "<all>"
"""The key under which a number stands that was given once for all (no name an author could write)."""


class lifted:  # noqa: N801 (reads as a word in annotations)
    """One scalar (or one list) stands for a mapping with that under ``key``."""

    def __init__(self, key: str, what: str, *, lists: bool = False) -> None:
        self.key = key
        self.what = what
        self.kinds = (str, int, float, list) if lists else (str, int, float)

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_before_validator_function(self.lift, handler(source))

    def lift(self, value: Any) -> Any:
        """The mapping that the scalar stands for."""
        if isinstance(value, self.kinds):
            return {self.key: value}
        if not isinstance(value, dict):
            raise fault(f"{self.what}, or a mapping")
        return value

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        short = ["string", "number", "array"] if list in self.kinds else ["string", "number"]
        return {"anyOf": [{"type": short}, handler(schema)]}


class OrNever:
    """``never`` (or ``false``) in place of a mapping leaves that kind of move out."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        inner = core_schema.nullable_schema(handler(source))
        return core_schema.no_info_before_validator_function(self.absent, inner)

    @staticmethod
    def absent(value: Any) -> Any:
        """None where the author wrote ``never``."""
        return None if isinstance(value, str | bool) and str(value).lower() in ("never", "false", "no") else value

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"anyOf": [handler(schema), {"const": "never"}]}


NEVER = OrNever()

Amount = Annotated[dict[Name, Expression], lifted(ALL, "a number or an expression")]
"""A number or expression for all, or one for each actor (or level, or option) by name."""


def _sure(value: Any) -> Any:
    return {str(value): "1"} if isinstance(value, str | int | float) else value


Start = Annotated[
    dict[Name, Expression],
    BeforeValidator(_sure),
    WithJsonSchema({"type": ["string", "number", "object"]}),
]
"""A value, or the chance of each."""

Worth = dict[Name, Amount]
"""What an actor gets per clock unit: one number, or one for each value of the factor."""


class Takes(Part):
    """Time in transit."""

    mean: Duration = Field(description="Mean duration.")
    phases: Whole = Field(1, description="Number of exponential phases; more phases, less spread.")


class Price(Part):
    """What a kind of move costs, and when it is open."""

    cost: Amount = Field({ALL: "0"}, description="Paid by who makes the move; one number, or one by actor.")
    when: Amount = Field({}, description="A further condition; one, or one by actor.")

    def net(self, actor: str) -> Scalar:
        """What the one who makes the move gets."""
        return negative(price_of(self.cost, actor))


class Gain(Price):
    """What a kind of move gains and costs, and when it is open."""

    gains: Amount = Field({ALL: "0"}, description="What the one who makes the move gains; one, or one by actor.")

    def net(self, actor: str) -> Scalar:
        """What the one who makes the move gets."""
        return total(price_of(self.gains, actor), negative(price_of(self.cost, actor)))


class Titled(Part):
    """What every instance of a block may say of itself."""

    title: Text = Field("", description="Name for reports.")
    about: Text = Field("", description="What it is, for readers.")


class Instance(Titled):
    """An instance whose factors may be hidden from some."""

    hidden_from: Names = Field([], description="Observers (actors, `analyst`) that do not see its factors.")


def price_of(amounts: Mapping[str, str], key: str, default: str = "0") -> str:
    """The amount for one actor (or level, or option)."""
    return amounts.get(key, amounts.get(ALL, default))
