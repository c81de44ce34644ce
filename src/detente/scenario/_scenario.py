"""A scenario that was read: its game, and what it wants to know."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType

from detente.errors import Diagnostic, ScenarioError, UsageError, did_you_mean
from detente.game import MAX_STATES, Actor, Clock, Factor, Game, Parameter, Settlement, Start, settlements_of
from detente.scenario._asked import Explanation, Moment, Question
from detente.scenario._build import NOT_GAME, Built, build, in_order
from detente.scenario._evidence import Evidence, check_known, evidence_of, missing_files, with_whole_paths
from detente.scenario._explained import explanations_of, overlays_home
from detente.scenario._settlements import settlements_in
from detente.scenario._sites import Site, sites_of
from detente.scenario._tree import Node, Source, difference, merged
from detente.scenario._wishes import moments_of, questions_of
from detente.scenario._write import to_yaml

_SAID_OF_OVERLAY = ("prior", "title", "about")


@dataclass(frozen=True, eq=False)
class Scenario:
    """A scenario in which nothing was found wrong.

    Attributes
    ----------
    path
        The file it was read from, or the name it was given.
    text
        As it was written.
    parameters, moments, explanations
        By name.
    evidence
        Where the dated record stands; None where the scenario has no `evidence:`.
    places
        By name: where on the map things are.
    """

    path: str
    text: str = field(repr=False)
    title: str
    about: str = field(repr=False)
    sources: tuple[str, ...] = field(repr=False)
    parameters: Mapping[str, Parameter] = field(repr=False)
    questions: tuple[Question, ...] = field(repr=False)
    moments: Mapping[str, Moment] = field(repr=False)
    explanations: Mapping[str, Explanation] = field(repr=False)
    evidence: Evidence | None = field(repr=False)
    places: Mapping[str, Site] = field(repr=False)
    _base: Built = field(repr=False)
    _overlays: Mapping[str, Built] = field(repr=False)

    @property
    def sha256(self) -> str:
        """Hash of the text, in hexadecimal: which scenario a result is about."""
        import hashlib  # loads OpenSSL, which reading a scenario does not need

        return hashlib.sha256(self.text.encode("utf-8")).hexdigest()

    @property
    def clock(self) -> Clock:
        """The unit of time and the date of its start."""
        return self._game.clock

    @property
    def actors(self) -> Mapping[str, Actor]:
        """The actors by name."""
        return MappingProxyType({one.name: one for one in self._game.actors})

    @property
    def factors(self) -> Mapping[str, Factor]:
        """The factors by name, those that blocks and ``takes`` make included."""
        return MappingProxyType({one.name: one for one in self._game.factors})

    @cached_property
    def settlements(self) -> tuple[Settlement, ...]:
        """What the blocks `settlement` describe; where there are none, what the names in the game tell."""
        found = settlements_in(self._base.places.written, self._game)
        return found or settlements_of(self._game)

    @property
    def _game(self) -> Game:
        assert self._base.game is not None
        return self._base.game

    def game(
        self,
        explanation: str | None = None,
        set: Mapping[str, float | str] | None = None,
        max_states: int = MAX_STATES,
    ) -> Game:
        """The game of the scenario.

        Parameters
        ----------
        explanation
            Under this explanation: the hidden factor starts at this value, or the overlay is laid over.
            None for the scenario as it stands.
        set
            Other values for some parameters, everywhere.
        max_states
            The limit on reachable states.

        Raises
        ------
        UsageError
            No such explanation or parameter.
        ScenarioError
            The new values make the game an impossible one (a negative rate, say).
        """
        game = self._under(explanation)
        changes: dict[str, object] = {}
        if set:
            game = self._raising_placed(explanation, lambda: game.with_parameters(**set))
        if max_states != game.max_states:
            changes["max_states"] = max_states
        return game.replace(**changes) if changes else game

    def _under(self, explanation: str | None) -> Game:
        if explanation is None:
            return self._game
        if explanation not in self.explanations:
            hint = did_you_mean(explanation, self.explanations) or "the scenario has no `explanations:`"
            raise UsageError(f"there is no explanation `{explanation}`", hint)
        overlay = self._overlays.get(explanation)
        if overlay is not None:
            assert overlay.game is not None
            return overlay.game
        return self._started[explanation]

    @cached_property
    def _started(self) -> dict[str, Game]:
        return {
            name: started(self._game, one.factor, name)
            for name, one in self.explanations.items()
            if one.factor is not None
        }

    def _raising_placed(self, explanation: str | None, make):
        try:
            return make()
        except ScenarioError as error:
            raise ScenarioError(self.placed(error.diagnostics, explanation), self.text) from None

    def placed(self, found: Iterable[Diagnostic], explanation: str | None = None) -> tuple[Diagnostic, ...]:
        """Diagnostics of this scenario's game (of its space or tables, say) with their places in the file."""
        built = self._overlays.get(explanation or "", self._base)
        return tuple(built.placed(found))

    def check(self, max_states: int = MAX_STATES) -> list[Diagnostic]:
        """Everything that is wrong or worth a look, in the reachable states too, under every overlay.

        Warnings are given for the scenario itself only: an overlay may well leave a move without use.
        """
        found = list(self.missing())
        for name in (None, *self._overlays):
            game = self.game(explanation=name, max_states=max_states)
            try:
                warnings = game.tables.warnings
            except ScenarioError as error:
                found += self.placed(error.diagnostics, name)
            else:
                found += self.placed(warnings) if name is None else ()
        return in_order(found)

    def missing(self) -> tuple[Diagnostic, ...]:
        """What `check` says of files that `evidence:` names and that are not there, each with its place."""
        return () if self.evidence is None else self.placed(missing_files(self.evidence, self._base.tree))

    def expanded(self) -> str:
        """The same scenario in primitives only, as YAML: blocks and ``takes`` written out.

        The files of its evidence are named from the root: the text may be kept anywhere.
        """
        tree = self._base.tree
        overlays = {name: self._difference(name) for name in self._overlays}
        for name, change in overlays.items():
            tree = tree.put((*overlays_home(tree), name), change)
        return to_yaml(tree if self.evidence is None else with_whole_paths(tree, self.evidence))

    def _difference(self, name: str) -> Node:
        written = self._base.tree.at((*overlays_home(self._base.tree), name))
        assert written is not None
        said = {key: child for key, child in written.items() if key in _SAID_OF_OVERLAY}
        change = difference(self._base.tree, self._overlays[name].tree)
        inside = change.value if change is not None else {}
        children = said | {key: child for key, child in inside.items() if key not in NOT_GAME}
        return replace(written, value=children)


def started(game: Game, factor: str, value: str) -> Game:
    """The same game with a factor known to start at a value."""
    if any(factor in row.set for row in game.start):
        rows = [row for row in game.start if row.set.get(factor) == value]
        whole = " + ".join(f"({row.chance})" for row in rows)
        return game.replace(start=[Start(row.set, f"({row.chance})/({whole})") for row in rows])
    factors = [replace(one, start=value) if one.name == factor else one for one in game.factors]
    return game.replace(factors=factors)


def read_scenario(tree: Node, source: Source, faults: list[Diagnostic]) -> Scenario:
    """The scenario of a tree.

    Raises
    ------
    ScenarioError
        With everything that is wrong, in order of place, ``faults`` included.
    """
    base = build(tree, source)
    faults = [*faults, *base.faults]
    overlays = {name: build(under, source) for name, under in _overlaid(tree)}
    for name, built in overlays.items():
        faults += built.faults
        faults += base.placed(_unknown_parameters(name, tree))
    wishes = None
    if base.game is not None and base.part is not None:
        more: list[Diagnostic] = []
        wishes = (
            questions_of(base.part, base.game, more),
            moments_of(base.part, base.game, more),
            explanations_of(base.part, base.game, more),
            evidence_of(base.part, source.file, more),
            sites_of(base.part, base.game, more),
        )
        check_known(base.part, base.game.clock, more)
        faults += base.placed(more)
    if faults or wishes is None or base.part is None:
        raise ScenarioError(in_order(faults), source.text)
    questions, moments, explanations, evidence, places = wishes
    assert base.game is not None
    return Scenario(
        path=source.file,
        text=source.text,
        title=base.part.title,
        about=base.part.about,
        sources=tuple(_notes(base.part.sources)),
        parameters=MappingProxyType({one.name: one for one in base.game.parameters}),
        questions=questions,
        moments=MappingProxyType(moments),
        explanations=MappingProxyType(explanations),
        evidence=evidence,
        places=MappingProxyType(places),
        _base=base,
        _overlays=MappingProxyType(overlays),
    )


def _overlaid(tree: Node) -> list[tuple[str, Node]]:
    """Each overlay laid over the scenario."""
    written = tree.at(overlays_home(tree))
    if written is None or not written.is_mapping:
        return []
    base = _with_long_parameters(tree)
    for key in NOT_GAME:
        base = base.without(key)
    found = []
    for name, one in written.items():
        if one.is_mapping:
            over = one
            for key in (*_SAID_OF_OVERLAY, *NOT_GAME, "detente"):
                over = over.without(key)
            found.append((name, merged(base, _with_long_parameters(over))))
    return found


def _with_long_parameters(tree: Node) -> Node:
    """Parameters given as a number written as `{value: ...}`, so that an overlay keeps their prior."""
    parameters = tree.get("parameters")
    for name, one in list(parameters.items()) if parameters is not None else []:
        if one.is_text and not one.is_empty:
            long = replace(one, value={"value": one}, keys={"value": one.spot})
            tree = tree.put(("parameters", name), long)
    return tree


def _unknown_parameters(name: str, tree: Node) -> list[Diagnostic]:
    """An overlay gives parameters other values; it does not declare new ones."""
    home = (*overlays_home(tree), name, "parameters")
    new, own = tree.at(home), tree.get("parameters")
    known = [one for one, _ in own.items()] if own is not None else []
    return [
        Diagnostic(
            "S015",
            f"`{one}` is no parameter of this scenario",
            (*home, one),
            hint=did_you_mean(one, known),
        )
        for one, _ in (new.items() if new is not None else ())
        if one not in known
    ]


def _notes(sources: object) -> list[str]:
    """The sources as lines of text, whatever their shape."""
    if isinstance(sources, str):
        return [sources]
    if isinstance(sources, list):
        return [str(one) for one in sources]
    if isinstance(sources, dict):
        lines = []
        for key, one in sources.items():
            said = ", ".join(one.values()) if isinstance(one, dict) else one
            lines.append(f"{key}: {said}")
        return lines
    return []
