"""The entry point: which settlement all could live with, who blocks it, whether it comes and lasts."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from detente.equilibrium import Equilibrium
from detente.errors import Outcome, UsageError, did_you_mean
from detente.evidence.filtering import ALONE, Observed
from detente.forecast import Mixture, Now, now
from detente.game import ClockFault, Game, Settlement, settlements_of
from detente.study.settlement._instruments import Instrument, instruments_of
from detente.study.settlement._reduced import reduced_forms
from detente.study.settlement._remedy import Remedy, unblocked
from detente.study.settlement._result import SettlementAnalysis, Terms
from detente.study.settlement._stakes import cases_of, gains_of, nows_of, open_share
from detente.study.settlement._terms import chances, terms_of

Progress = Callable[[float, str], None]

HORIZONS = (30, 90, 180, 365)
"""Days, or units of a clock that counts no days."""


def settle(
    subject: Equilibrium | Now | Mixture,
    settlement: Settlement | str | None = None,
    *,
    options: Sequence[str] | None = None,
    horizons: Sequence[float | str] | None = None,
    instruments: Sequence[Instrument | str] = (),
    progress: Progress | None = None,
) -> SettlementAnalysis:
    """Analyse a settlement from the present belief.

    For each option: what each actor would gain by its being agreed now over carrying on, who would accept and who
    blocks, how likely it is to be agreed and by when, and how likely an agreement made now is to last. Values are those
    of the equilibrium, so carrying on has in it all that may come of it, a later agreement too.

    Parameters
    ----------
    subject
        What :func:`detente.observe` gives, a present, or an equilibrium for its start.
    settlement
        The description (``load(...).settlements`` has them), or the name of the factor; where the game has only one
        by the names of the block, it may be left out.
    options
        Only these.
    horizons
        Clock units, or durations such as ``"90 days"``; 30, 90, 180 and 365 days unless given.
    instruments
        What to look for to unblock the options that someone blocks: names (``payment``, ``flow``, ``guarantee``, a
        force of the settlement), or :class:`Instrument`. Each solves the game again, many times.

    Raises
    ------
    UsageError
        Without a settlement, with several and no choice, for names that are not there, and where a settlement is in
        force already.
    NotConverged
        Where a chance could not be computed.

    Notes
    -----
    The present belief is the analyst's. An actor sees more or less; its own gain is the mean over the states that look
    to it like the one it is in, and the mean of these over what it may be seeing is the gain given here.

    References
    ----------
    Nash (1950), The bargaining problem. Tsebelis (2002), Veto players. Fearon (1998), Bargaining, enforcement, and
    international cooperation.

    Examples
    --------
    >>> from detente.equilibrium import solve
    >>> from detente.game import Actor, Event, Factor, Flow, Game, Move
    >>> values = ["none", "federal"]
    >>> game = Game(
    ...     [Factor("peace", values, "none", ordered=False), Factor("peace_tabled", values, "none", ordered=False)],
    ...     [Actor("rebels", discount=0.02, attention=0.3, noise=1.0)],
    ...     [
    ...         Move("rebels", "table_federal", "peace == none and peace_tabled == none", {"peace_tabled": "federal"}),
    ...         Move("rebels", "veto_peace", "peace_tabled != none", {"peace_tabled": "none"}),
    ...     ],
    ...     [Event("peace_agreed", 0.1, "peace_tabled != none", {"peace": "peace_tabled", "peace_tabled": "none"})],
    ...     [Flow("rebels", 0.5, "peace == federal")],
    ... )
    >>> solved = solve(game)
    >>> found = settle(solved)
    >>> start = solved.values[game.space.find({"peace": "none", "peace_tabled": "none"}), 0]
    >>> bool(abs(found["federal"].stakes["rebels"].gain - (0.5 / 0.02 - start)) < 1e-8), found.zone
    (True, ('federal',))
    """
    present = _present(subject)
    nows, _ = nows_of(present)
    asked = request(nows[0].game, settlement, options, horizons, instruments)
    chosen, wanted, times, said, tools = asked.settlement, asked.options, asked.times, asked.said, asked.instruments
    already = 1.0 - float(open_share(present, chosen).sum())
    tell = progress or (lambda share, what: None)
    steps = len(wanted) * (1 + len(tools)) + 1
    settled = chances(present, [f"P(eventually({chosen.factor} != {chosen.none}), within={time!r})" for time in times])
    found: list[Terms] = []
    for at, option in enumerate(wanted):
        tell((at + 1) / steps, f"looking at {option}")
        cases = cases_of(present, chosen, option)
        found.append(terms_of(present, chosen, option, cases, _under(present, chosen, option), times))
    remedies: list[Remedy] = []
    for option in found:
        for tool in tools if option.blockers else ():
            share = (1 + len(wanted) + len(remedies)) / steps

            def heard(what: str, share: float = share) -> None:
                tell(min(share, 1.0), what)

            remedies.append(unblocked(present, chosen, option, tool, heard))
    passed = [who for who in nows[0].game.actor_names if any(who in one.passed for one in found)]
    return SettlementAnalysis(
        settlement=chosen,
        options=tuple(found),
        already=max(0.0, already) if already > 1e-12 else 0.0,
        settled=dict(zip(times, settled, strict=True)),
        horizons=dict(zip(times, said, strict=True)),
        unit=nows[0].game.clock.unit,
        time=nows[0].time,
        date=nows[0].date,
        how=how_of(present),
        explanations=_explanations(present),
        outcome=_outcome(nows),
        residual=max(one.equilibrium.residual for one in nows),
        regret={who: max(one.equilibrium.regret[who] for one in nows) for who in nows[0].game.actor_names},
        reduced=reduced_forms(nows[0].game, chosen, passed),
        remedies=tuple(remedies),
    )


@dataclass(frozen=True)
class Request:
    """What is asked of a settlement, checked against a game; ``said`` has the horizons as a reader says them."""

    settlement: Settlement
    options: tuple[str, ...]
    times: tuple[float, ...]
    said: tuple[str, ...]
    instruments: tuple[Instrument, ...]


def request(
    game: Game,
    settlement: Settlement | str | None = None,
    options: Sequence[str] | None = None,
    horizons: Sequence[float | str] | None = None,
    instruments: Sequence[Instrument | str] = (),
) -> Request:
    """What :func:`settle` is asked for, with everything refused (UsageError) that can be before the game is solved."""
    chosen = _settlement(game, settlement)
    wanted = _options(chosen, options)
    return Request(chosen, wanted, *_horizons(game, horizons), instruments_of(game, chosen, instruments))


def _present(subject: object) -> Now | Mixture:
    if isinstance(subject, Now | Mixture):
        return subject
    if isinstance(subject, Equilibrium):
        return now(subject)
    raise UsageError(
        f"`{type(subject).__name__}` is no present to settle from", "give `observe(...)`, `now(...)`, or `solve(game)`"
    )


def _settlement(game: Game, given: Settlement | str | None) -> Settlement:
    if isinstance(given, Settlement):
        return _checked(game, given)
    known = {one.factor: one for one in settlements_of(game)}
    if isinstance(given, str):
        if given not in known:
            raise UsageError(f"there is no settlement `{given}` in this game", did_you_mean(given, known) or _DESCRIBE)
        return known[given]
    if not known:
        raise UsageError("there is no settlement in this game", _DESCRIBE)
    if len(known) > 1:
        raise UsageError(
            "there are several settlements in this game", "name one: " + ", ".join(f"`{one}`" for one in known)
        )
    return next(iter(known.values()))


_DESCRIBE = "use the block `settlement:`, or describe yours: `Settlement(factor, options, agreed=...)`"


def _checked(game: Game, given: Settlement) -> Settlement:
    """A description that fits the game."""
    values = {one.name: one.values for one in game.factors}
    labels = [*(one.label for one in game.moves), *(one.label for one in game.nature)]
    for name in (given.factor, given.tabled, *given.forces):
        if name and name not in values:
            raise UsageError(
                f"the settlement speaks of a factor `{name}` that the game does not have", did_you_mean(name, values)
            )
    for value in (given.none, *given.options):
        if value not in values[given.factor]:
            hint = did_you_mean(value, values[given.factor])
            raise UsageError(f"`{value}` is no value of `{given.factor}`", hint)
    for label in (*given.agreed, *given.proposals, *given.vetoes, *given.breaches):
        if label not in labels:
            raise UsageError(
                f"the settlement speaks of `{label}`, which the game does not have", did_you_mean(label, labels)
            )
    for who in (*given.positions, *given.salience, *given.capability, *given.status_quo):
        if who not in game.actor_names:
            raise UsageError(
                f"the settlement has a position of `{who}`, no actor of this game", did_you_mean(who, game.actor_names)
            )
    return given


def _options(settlement: Settlement, given: Sequence[str] | None) -> tuple[str, ...]:
    if given is None:
        return settlement.options
    wanted = (given,) if isinstance(given, str) else tuple(given)
    for one in wanted:
        if one not in settlement.options:
            raise UsageError(f"`{one}` is no option of `{settlement.factor}`", did_you_mean(one, settlement.options))
    return tuple(dict.fromkeys(wanted)) or settlement.options


def _horizons(game: Game, given: Sequence[float | str] | None) -> tuple[tuple[float, ...], tuple[str, ...]]:
    """Clock units, rising, and each as a reader says it."""
    clock = game.clock
    if given is None:
        try:
            clock.duration("1 day")
            given = [f"{days} days" for days in HORIZONS]
        except ClockFault:
            given = list(HORIZONS)
    found: dict[float, str] = {}
    for one in given:
        try:
            time = clock.duration(one)
        except ClockFault as fault:
            raise UsageError(str(fault), "write a horizon like `90 days`") from None
        if not 0 < time < math.inf:
            raise UsageError(f"`{one}` is no time ahead", "write a horizon like `90 days`")
        found[time] = one if isinstance(one, str) else f"{time:g} {clock.unit}{'' if time == 1 else 's'}"
    if not found:
        raise UsageError("no horizon was given", "leave `horizons` out for 30, 90, 180 and 365 days")
    times = tuple(sorted(found))
    return times, tuple(found[one] for one in times)


def how_of(present: Now | Mixture) -> str:
    """How the present came about."""
    if isinstance(present, Observed):
        count = len(present.records)
        return f"{count} record{'' if count == 1 else 's'} taken in"
    return nows_of(present)[0][0].how


def _explanations(present: Now | Mixture) -> dict[str, float]:
    if not isinstance(present, Observed) or [one.name for one in present.hypotheses] == [ALONE]:
        return {}
    return dict(present.posterior)


def _under(present: Now | Mixture, settlement: Settlement, option: str) -> Mapping[str, Mapping[str, float]]:
    """The gains by explanation; of those that the evidence excludes, or under which one is in force, none."""
    if not isinstance(present, Observed) or not _explanations(present):
        return {}
    found = {}
    for one, alone in zip(present.hypotheses, present.by_hypothesis, strict=True):
        if alone is not None and open_share(alone, settlement).sum() > 0:
            found[one.name] = gains_of(cases_of(alone, settlement, option))
    return found


def _outcome(nows: Sequence[Now]) -> Outcome:
    """That of the worst equilibrium."""
    worst = int(np.argmax([not one.equilibrium.outcome.converged for one in nows]))
    return nows[worst].equilibrium.outcome
