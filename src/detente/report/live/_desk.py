"""A scenario with its solutions kept, so that an answer soon follows a change."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

import numpy as np

from detente.equilibrium import Equilibrium, solve
from detente.errors import UsageError, did_you_mean
from detente.evidence import hypotheses_of, observe
from detente.evidence.filtering import ALONE, Observed
from detente.game import Game
from detente.report._answers import answers
from detente.report._briefing import View
from detente.report._contest import Contest
from detente.report._material import Material, material_of
from detente.report._rivals import OneGame
from detente.report._subject import Crisis, Moment, Subject, subject_of
from detente.report._views import Seen, chance, look
from detente.report._weigh import trail
from detente.report.live._standing import Line, Standing, questions_read
from detente.report.live._variant import Variant
from detente.study.counterfactual import belief_under

TOLERANCE = 1e-7
"""On the residual of the scenario as it stands."""
CHANGED = 1e-5
"""On the residual of a change: answers are then right to about as much, far below what a page shows, and sooner."""
KEPT = 8
"""Solutions kept beside that of the scenario as it stands."""

Tell = Callable[[float, str], None]


class Desk:
    """A scenario, its records, and what was solved of it so far.

    Other parameters are solved from the solution of the scenario as it stands: what was looked at before never matters,
    so they have the same answers however they were come to. A game that `do` blocks change may be solved from another
    changed game of the same states, to the same tolerance.

    Parameters
    ----------
    crisis
        A scenario.
    name
        As the user calls it.
    """

    def __init__(self, crisis: Crisis, name: str | None = None) -> None:
        self.crisis, self.name = crisis, name
        self._stands: Contest | None = None
        self._solved: OrderedDict[tuple[tuple[str, float], ...], Contest] = OrderedDict()
        self._seen: OrderedDict[Variant, Seen] = OrderedDict()
        self._since: dict[Variant, str] = {}
        self._others: list[Equilibrium] = []

    @cached_property
    def subject(self) -> Subject:
        """What a report needs to know of the scenario."""
        return subject_of(self.crisis, name=self.name)

    @cached_property
    def material(self) -> Material | None:
        """The records, checked against the game; None where there are none."""
        return material_of(None, self.subject.evidence, self.subject.game)

    def contest(self, variant: Variant, tell: Tell) -> Contest:
        """The explanations with their games solved, without `do` blocks; solutions are kept.

        Raises
        ------
        NotConverged
            Where a game has no converged solution.
        """
        root = self._root(tell)
        if not variant.parameters:
            return root
        if variant.parameters not in self._solved:
            made = self._hypotheses(root.rivals, tell, root, dict(variant.parameters))
            self._solved[variant.parameters] = Contest(root.rivals, made)
        return _kept(self._solved, variant.parameters, KEPT)

    def _root(self, tell: Tell) -> Contest:
        """The scenario as it stands."""
        if self._stands is None:
            rivals = self.subject.contest
            if self.material is None:  # without records overlays have nothing to be weighed by
                rivals = OneGame.of(self.subject.game, self.subject.hidden, self.subject.explanations)
            self._stands = Contest(rivals, self._hypotheses(rivals, tell, None, {}))
        return self._stands

    def _hypotheses(self, rivals: Any, tell: Tell, near: Contest | None, parameters: dict[str, float]) -> Any:
        ready = {} if near is None else {_shape(one.game): one for one in near.equilibria}
        same = None if near is None else iter(near.equilibria)

        def solved(game: Game, **options: Any) -> Equilibrium:
            # The games of the explanations come in the same order each time; with other explanations, by their shape.
            warm = next(same, None) if same is not None else None
            if warm is None or _shape(warm.game) != _shape(game):
                warm = ready.get(_shape(game))
            return solve(game, **{**options, "warm": warm})

        return hypotheses_of(
            rivals, parameters=parameters or None, solve=solved, search=0, progress=tell,
            tolerance=CHANGED if parameters else TOLERANCE,
        )  # fmt: skip

    def seen(self, variant: Variant, tell: Tell) -> Seen:
        """What is believed at the variant's date.

        Raises
        ------
        Impossible
            Where a record is impossible under the changes.
        UsageError
            For `do` blocks that there are not, and for such as meet the records in different ways.
        """
        if variant not in self._seen:
            self._seen[variant] = self._under(variant, tell) if variant.do else self._looked(variant, tell)
        return _kept(self._seen, variant, 4 * KEPT)

    def _looked(self, variant: Variant, tell: Tell) -> Seen:
        contest = self.contest(variant, tell)
        tell(0.95, "taking the records in" if self.material else "forecasting")
        if self.material is None:
            moment = Moment("asked", variant.at or 0.0, title="the date asked for")
            return look(replace(self.subject, moments=(moment,)), contest.hypotheses, None, None).seen[-1]
        looked = look(replace(self.subject, moments=()), contest.hypotheses, self.material, variant.at)
        if looked.end is None:
            # Raises what stood in the way, with its place.
            observe(contest.hypotheses, self.material.records, until=variant.at, grades=self.material.grades)
        assert looked.end is not None
        return looked.end

    def _under(self, variant: Variant, tell: Tell) -> Seen:
        """With `do` blocks: the changed game, met by the records in the way that the blocks say."""
        known = self.crisis.do  # pyright: ignore[reportAttributeAccessIssue]
        for name in variant.do:
            if name not in known:
                raise UsageError(f"there is no `do` block `{name}` in this scenario", did_you_mean(name, known))
        contest, parameters = self.contest(variant, tell), dict(variant.parameters)
        records, grades = (None, None) if self.material is None else (self.material.records, self.material.grades)
        before = observe(contest.hypotheses, records, until=variant.at, grades=grades)
        under = belief_under(
            self.crisis, variant.do, before, lambda game: self._changed(game, contest, tell),  # pyright: ignore
            records=records, grades=grades, until=variant.at, set=parameters,
        )  # fmt: skip
        belief = under.belief
        observed = belief if isinstance(belief, Observed) else None
        view = View("asked", belief.time, belief.date, None, "", 1.0, basis=" ".join([under.stated, *under.warnings]))
        self._since[variant] = under.since
        return Seen(view, belief, observed)

    def _changed(self, game: Game, contest: Contest, tell: Tell) -> Equilibrium:
        """A changed game, solved once, from a solution of a game of its shape where there is one."""
        for one in (*contest.equilibria, *self._others):
            if one.game == game:
                return one
        near = (*self._others, *contest.equilibria)
        warm = next((one for one in near if np.array_equal(one.game.space.codes, game.space.codes)), None)

        def show(stage: str, share: float, residual: float) -> None:
            tell(share, f"solving the changed game: {stage}, residual {residual:.1e}")

        found = solve(game, search=0, tolerance=CHANGED, warm=warm, progress=show)
        self._others = [found, *self._others][:KEPT]
        return found

    def since(self, variant: Variant) -> str:
        """How the variant's `do` blocks meet the records: `start`, `now`, `record`; empty before it was looked at."""
        return self._since.get(variant, "")

    def against(self, variant: Variant, tell: Tell) -> Variant:
        """The scenario as it stands, as a variant is compared with it: from the same date, or from the start."""
        if variant.do:
            self.seen(variant, tell)
        return Variant(at=0.0) if self.since(variant) == "start" else variant.base

    def standing(self, variant: Variant, questions: Sequence[tuple[str, str]], tell: Tell) -> Standing:
        """How things stand in a variant.

        Parameters
        ----------
        questions
            Texts, each with what it is about.
        """
        seen = self.seen(variant, tell)
        equilibria = tuple({id(one.equilibrium): one.equilibrium for one in seen.present.nows}.values())
        tell(0.97, "asking")
        texts = [text for text, _ in questions]
        wrong = questions_read(seen.present, texts)
        good = [text for text in texts if text not in wrong]
        values = dict(zip(good, answers(seen.present, good), strict=True))
        return Standing(
            variant=variant,
            time=seen.view.at,
            date=seen.view.date,
            unit=equilibria[0].game.clock.unit,
            basis=seen.view.basis,
            explanations=self._chances(variant, seen, tell),
            lines=tuple(Line(text, about, values.get(text), wrong.get(text)) for text, about in questions),
            trail=() if seen.observed is None or self.since(variant) == "start" else trail(seen.observed),
            seconds=sum(one.seconds for one in equilibria),
            games=len(equilibria),
            states=max(len(one.game.space) for one in equilibria),
            residual=max(one.residual for one in equilibria),
            regret=max((gain for one in equilibria for gain in one.regret.values()), default=0.0),
        )

    def _chances(self, variant: Variant, seen: Seen, tell: Tell) -> dict[str, float]:
        """Of the explanations; an intervention leaves them as they are."""
        if self.since(variant) == "now":
            plain = replace(variant, do=())
            return self._chances(plain, self.seen(plain, tell), tell)
        hypotheses = self.contest(variant, tell).hypotheses if seen.observed is None else seen.observed.hypotheses
        return {one.name: chance(one, seen) for one in hypotheses if one.name != ALONE}

    def with_whole_trail(self, variant: Variant, standing: Standing, tell: Tell) -> Standing:
        """How things stand at a date, with the chances of the explanations to the end of the records."""
        if self.since(variant) in ("start", "now"):
            return standing
        whole = self.seen(variant.game, tell)
        return replace(standing, trail=() if whole.observed is None else trail(whole.observed))


def _shape(game: Game) -> tuple[int, tuple[str, ...]]:
    return len(game.space), game.actor_names


def _kept(into: OrderedDict, key: Any, most: int) -> Any:
    """What was put there, now the last used; the first ones go where there are too many."""
    into.move_to_end(key)
    while len(into) > most:
        into.popitem(last=False)
    return into[key]
