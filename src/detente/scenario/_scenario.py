"""A scenario that was read: its game, and what it wants to know."""

from __future__ import annotations

import copyreg
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType

from detente.errors import Diagnostic, ScenarioError, UsageError, did_you_mean
from detente.game import MAX_STATES, Actor, Clock, Factor, Game, Parameter, Settlement, Start, settlements_of
from detente.scenario._asked import Explanation, Moment, Question
from detente.scenario._build import NOT_GAME, Built, build, in_order
from detente.scenario._do import Do, read, written
from detente.scenario._do_spelled import in_primitives, needs_blocks
from detente.scenario._done import done, raise_wrong
from detente.scenario._evidence import Evidence, check_known, evidence_of, missing_files, with_whole_paths
from detente.scenario._explained import explanations_of, overlays_home
from detente.scenario._notes import notes
from detente.scenario._overlaid import SAID_OF_OVERLAY, overlaid, unknown_parameters
from detente.scenario._settlements import settlements_in
from detente.scenario._sites import Site, sites_of
from detente.scenario._tree import Node, Source, difference
from detente.scenario._wishes import moments_of, questions_of
from detente.scenario._write import to_yaml


def _frozen(items: dict) -> MappingProxyType:
    return MappingProxyType(items)


# A scenario travels to other processes.
copyreg.pickle(MappingProxyType, lambda mapping: (_frozen, (dict(mapping),)))


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
    do
        The changes that the scenario names, by name; :meth:`with_do` makes them.
    done
        The changes that were made, in order.
    set_factors
        The factors whose start these changes gave.
    warnings
        What is worth a look in these changes.
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
    do: Mapping[str, Do] = field(repr=False)
    _source: Source = field(repr=False)
    _tree: Node = field(repr=False)
    _base: Built = field(repr=False)
    _overlays: Mapping[str, Built] = field(repr=False)
    done: tuple[Do, ...] = ()
    set_factors: tuple[str, ...] = field(default=(), repr=False)
    warnings: tuple[Diagnostic, ...] = field(default=(), repr=False)

    @property
    def sha256(self) -> str:
        """Hash of the text and of the changes made to it, in hexadecimal: which scenario a result is about."""
        import hashlib  # loads OpenSSL, which reading a scenario does not need

        changed = "".join(f"\ndo:\n{one.text}" for one in self.done if not one.changes_nothing)
        return hashlib.sha256((self.text + changed).encode("utf-8")).hexdigest()

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

    @property
    def set_parameters(self) -> tuple[str, ...]:
        """The parameters to which the changes made gave other values or priors."""
        given = (one.node.get("parameters") for one in self.done)
        return tuple(dict.fromkeys(name for node in given if node is not None for name, _ in node.items()))

    def changes(self, what: str | Mapping[str, object] | Do, name: str = "do") -> tuple[Do, ...]:
        """Changes, read: the name of one of ``do:``, a text of YAML, or a mapping of the same shape.

        Where the text or the mapping has the one key ``do``, the named changes under it; else one of the
        name ``name``.

        Raises
        ------
        UsageError
            No such name, or nothing that could be a change.
        ScenarioError
            What is wrong with the shape, with places in the text.
        """
        return read(what, self.do, name)

    def with_do(self, *changes: str | Mapping[str, object] | Do) -> Scenario:
        """The scenario with changes made, in order; path, text, questions, moments and evidence are kept.

        Parameters
        ----------
        changes
            Each as in :meth:`changes`.

        Raises
        ------
        UsageError
            As :meth:`changes` does.
        ScenarioError
            What is wrong with a change, or with the scenario that it leads to, with places in the text
            in which the change stands.

        Examples
        --------
        >>> from detente.scenario import loads
        >>> scenario = loads('''
        ... detente: 1
        ... state: {light: {values: [red, green], start: red}}
        ... nature:
        ...   turn: {rate: 1, when: light == red, then: {light: green}}
        ...   fail: {rate: 1, when: light == green, then: {light: red}}
        ... do: {reliable: {title: It never fails, forbid: nature.fail}}
        ... ''')
        >>> changed = scenario.with_do("reliable", {"start": {"light": "green"}})
        >>> [one.label for one in changed.game().nature if one.when == "never"]
        ['nature.fail']
        >>> len(scenario.game().space), len(changed.game().space)
        (2, 1)
        """
        read_ones = [one for what in changes for one in read(what, self.do)]
        if not read_ones:
            return self
        every = (*self.done, *read_ones)
        found = done(self._tree, self._source, every)
        overlays = {name: done(tree, self._source, every) for name, tree in overlaid(self._tree)}
        raise_wrong([found, *overlays.values()], every, self._source)
        built = found.built
        assert built.part is not None
        assert built.game is not None
        more: list[Diagnostic] = []
        explanations = explanations_of(built.part, built.game, more)
        if more:
            raise ScenarioError(in_order(built.placed(more)), self.text)
        return replace(
            self,
            parameters=MappingProxyType({one.name: one for one in built.game.parameters}),
            explanations=MappingProxyType(explanations),
            _base=built,
            _overlays=MappingProxyType({name: one.built for name, one in overlays.items()}),
            done=every,
            set_factors=found.sets,
            warnings=found.warnings,
        )

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
                found += self.placed(warnings) if name is None and not self.done else ()
        found += self.warnings
        for name in self.do if not self.done else ():
            try:
                found += self.with_do(name).check(max_states)
            except ScenarioError as error:
                found += error.diagnostics
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
        for name, one in self.do.items():
            if needs_blocks(one):
                changed = done(self._tree, self._source, [one])
                tree = tree.put(("do", name), in_primitives(one, self._base.tree, changed))
        return to_yaml(tree if self.evidence is None else with_whole_paths(tree, self.evidence))

    def _difference(self, name: str) -> Node:
        written = self._base.tree.at((*overlays_home(self._base.tree), name))
        assert written is not None
        said = {key: child for key, child in written.items() if key in SAID_OF_OVERLAY}
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
    overlays = {name: build(under, source) for name, under in overlaid(tree)}
    for name, built in overlays.items():
        faults += built.faults
        faults += base.placed(unknown_parameters(name, tree))
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
        sources=tuple(notes(base.part.sources)),
        parameters=MappingProxyType({one.name: one for one in base.game.parameters}),
        questions=questions,
        moments=MappingProxyType(moments),
        explanations=MappingProxyType(explanations),
        evidence=evidence,
        places=MappingProxyType(places),
        do=MappingProxyType(written(tree, base.part.do)),
        _source=source,
        _tree=tree,
        _base=base,
        _overlays=MappingProxyType(overlays),
    )
