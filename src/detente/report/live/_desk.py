"""A scenario with its solutions kept, so that an answer soon follows a change."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from detente.equilibrium import Equilibrium, solve
from detente.errors import UsageError, did_you_mean
from detente.evidence import hypotheses_of, observe
from detente.evidence.filtering import ALONE
from detente.game import Game
from detente.report._answers import answers
from detente.report._contest import Contest
from detente.report._material import Material, material_of
from detente.report._rivals import OneGame
from detente.report._subject import Crisis, Moment, Subject, subject_of
from detente.report._views import Seen, chance, look
from detente.report._weigh import trail
from detente.report.live._standing import Line, Standing, questions_read
from detente.report.live._variant import Variant

TOLERANCE = 1e-7
"""On the residual of the scenario as it stands."""
CHANGED = 1e-5
"""On the residual of a change: answers are then right to about as much, far below what a page shows, and sooner."""
KEPT = 8
"""Solutions kept beside those of the scenario as it stands and of each set of `do` blocks."""

Tell = Callable[[float, str], None]


class Desk:
    """A scenario, its records, and what was solved of it so far.

    A variant is solved from the solution of the scenario as it stands (under the same `do` blocks): what was looked at
    before never matters, so the same variant has the same answers however it was come to.

    Parameters
    ----------
    crisis
        A scenario.
    name
        As the user calls it.
    """

    def __init__(self, crisis: Crisis, name: str | None = None) -> None:
        self.crisis, self.name = crisis, name
        self._subjects: dict[tuple[str, ...], Subject] = {}
        self._materials: dict[tuple[str, ...], Material | None] = {}
        self._roots: dict[tuple[str, ...], Contest] = {}
        self._solved: OrderedDict[Variant, Contest] = OrderedDict()
        self._seen: OrderedDict[Variant, Seen] = OrderedDict()

    def subject(self, do: tuple[str, ...] = ()) -> Subject:
        """What a report needs to know of the scenario, with `do` blocks laid over it."""
        if do not in self._subjects:
            self._subjects[do] = subject_of(self._crisis(do), name=self.name)
        return self._subjects[do]

    def _crisis(self, do: tuple[str, ...]) -> Any:
        if not do:
            return self.crisis
        known = getattr(self.crisis, "do", None) or {}
        for name in do:
            if name not in known:
                raise UsageError(f"there is no `do` block `{name}` in this scenario", did_you_mean(name, known))
        return self.crisis.with_do(*do)  # pyright: ignore[reportAttributeAccessIssue]

    def material(self, do: tuple[str, ...] = ()) -> Material | None:
        """The records, checked against the game; None where there are none."""
        if do not in self._materials:
            subject = self.subject(do)
            self._materials[do] = material_of(None, subject.evidence, subject.game)
        return self._materials[do]

    def contest(self, variant: Variant, tell: Tell) -> Contest:
        """The explanations with their games solved, solutions kept.

        Raises
        ------
        NotConverged
            Where a game has no converged solution.
        """
        root = self._root(variant.do, tell)
        wanted = variant.game
        if not wanted.parameters:
            return root
        if wanted in self._solved:
            self._solved.move_to_end(wanted)
            return self._solved[wanted]
        found = Contest(root.rivals, self._hypotheses(root.rivals, tell, root, dict(wanted.parameters)))
        self._solved[wanted] = found
        while len(self._solved) > KEPT:
            self._solved.popitem(last=False)
        return found

    def _root(self, do: tuple[str, ...], tell: Tell) -> Contest:
        """The scenario as it stands, under `do` blocks."""
        if do not in self._roots:
            before = self._root((), tell) if do else None
            subject = self.subject(do)
            rivals = subject.contest
            if self.material(do) is None:  # without records overlays have nothing to be weighed by
                rivals = OneGame.of(subject.game, subject.hidden, subject.explanations)
            self._roots[do] = Contest(rivals, self._hypotheses(rivals, tell, before, {}))
        return self._roots[do]

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
        """
        if variant in self._seen:
            self._seen.move_to_end(variant)
            return self._seen[variant]
        contest = self.contest(variant, tell)
        material = self.material(variant.do)
        subject = self.subject(variant.do)
        tell(0.95, "taking the records in" if material else "forecasting")
        if material is not None:
            looked = look(_without_moments(subject), contest.hypotheses, material, variant.at)
            if looked.end is None:
                # Raises what stood in the way, with its place.
                observe(contest.hypotheses, material.records, until=variant.at, grades=material.grades)
            assert looked.end is not None
            found = looked.end
        else:
            moment = Moment("asked", variant.at or 0.0, title="the date asked for")
            found = look(_only(subject, moment), contest.hypotheses, None, None).seen[-1]
        self._seen[variant] = found
        while len(self._seen) > 4 * KEPT:
            self._seen.popitem(last=False)
        return found

    def standing(self, variant: Variant, questions: Sequence[tuple[str, str]], tell: Tell) -> Standing:
        """How things stand in a variant.

        Parameters
        ----------
        questions
            Texts, each with what it is about.
        """
        seen = self.seen(variant, tell)
        contest = self.contest(variant, tell)
        tell(0.97, "asking")
        texts = [text for text, _ in questions]
        wrong = questions_read(seen.present, texts)
        good = [text for text in texts if text not in wrong]
        values = dict(zip(good, answers(seen.present, good), strict=True))
        equilibria = contest.equilibria
        return Standing(
            variant=variant,
            time=seen.view.at,
            date=seen.view.date,
            unit=equilibria[0].game.clock.unit,
            basis=seen.view.basis,
            explanations={one.name: chance(one, seen) for one in contest.hypotheses if one.name != ALONE},
            lines=tuple(Line(text, about, values.get(text), wrong.get(text)) for text, about in questions),
            trail=() if seen.observed is None else trail(seen.observed),
            seconds=sum(one.seconds for one in equilibria),
            games=len(equilibria),
            states=max(len(one.game.space) for one in equilibria),
            residual=max(one.residual for one in equilibria),
            regret=max((gain for one in equilibria for gain in one.regret.values()), default=0.0),
        )

    def with_whole_trail(self, variant: Variant, standing: Standing, tell: Tell) -> Standing:
        """How things stand at a date, with the chances of the explanations to the end of the records."""
        whole = self.seen(variant.game, tell)
        return replace(standing, trail=() if whole.observed is None else trail(whole.observed))


def _shape(game: Game) -> tuple[int, tuple[str, ...]]:
    return len(game.space), game.actor_names


def _without_moments(subject: Subject) -> Subject:
    return replace(subject, moments=())


def _only(subject: Subject, moment: Moment) -> Subject:
    return replace(subject, moments=(moment,))
