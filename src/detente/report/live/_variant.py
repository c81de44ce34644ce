"""A scenario as it stands but for some changes, seen from a date."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace


@dataclass(frozen=True)
class Variant:
    """What is changed, and from when it is looked at.

    Attributes
    ----------
    parameters
        Names with other values, in order of name.
    do
        Names of the scenario's `do` blocks that are laid over it, in the order in which they apply.
    at
        Clock units after the start; None for the end of the records, or for the start where there are none.

    Examples
    --------
    >>> Variant.of({"strain": 0.3, "peace": 0.2}, at=12.0).parameters
    (('peace', 0.2), ('strain', 0.3))
    """

    parameters: tuple[tuple[str, float], ...] = ()
    do: tuple[str, ...] = ()
    at: float | None = field(default=None)

    @classmethod
    def of(cls, parameters: Mapping[str, float], do: tuple[str, ...] = (), at: float | None = None) -> Variant:
        """A variant of parameters in any order."""
        return cls(tuple(sorted(parameters.items())), do, at)

    @property
    def base(self) -> Variant:
        """The scenario as it stands, from the same date."""
        return Variant(at=self.at)

    @property
    def game(self) -> Variant:
        """The same changes, whatever the date: what has to be solved for."""
        return replace(self, at=None)

    @property
    def changes_nothing(self) -> bool:
        """Whether the scenario is as it stands."""
        return not self.parameters and not self.do
