"""Records without some of them: what is then not known, said as gaps."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from detente.evidence.records import Record, Records
from detente.game import Clock, Game


def without(records: Records, left_out: Collection[int], games: Sequence[Game], end: float) -> Records:
    """The records but for some, with gaps where those told what a seen factor did.

    Who does not have the report of a change does not know that there was none either. So what the factor did is
    unknown from the record about it before, or the start, to the one after, or the end; what the others say stands.
    Readings just go. Gaps stay: they are what is known of the reports, not reports.

    Parameters
    ----------
    left_out
        Positions in ``records``.
    games
        All the games that the records are read with.
    end
        Clock units after the start to the end of the evidence.
    """
    # At one time: gaps from the start, then the records, then gaps that begin with one of them (and leave together
    # those whose order is not known).
    clock = games[0].clock
    told = [_told(one, games) for one in records]
    about = [one.factors if one.kind == "reading" else found for one, found in zip(records, told, strict=True)]
    kept = [at for at in range(len(records)) if at not in left_out or records[at].kind == "gap"]
    gaps: dict[tuple[str, str, str], tuple[int, Record]] = {}
    for at in sorted(set(range(len(records))) - set(kept)):
        for factor in sorted(told[at]):
            before = [one for one in kept if one < at and factor in about[one]]
            after = [one for one in kept if one > at and factor in about[one]]
            begin = (records[before[-1]].date, before[-1]) if before else (_written(0.0, clock), -1)
            until = records[after[0]].date if after else _written(end, clock)
            gap = Record(begin[0], "gap", (factor,), until=until)
            if gap.ends(clock) > gap.at(clock):
                gaps[factor, gap.date, gap.until] = begin[1], gap
    # `reported` has done its work: only what was public is among the records.
    rows = [(1, replace(records[at], reported="")) for at in kept]
    rows += [(0 if begin < 0 else 2, gap) for begin, gap in gaps.values()]
    rows.sort(key=lambda one: (one[1].at(clock), one[0]))
    return Records(tuple(record for _, record in rows), records.name)


def _told(record: Record, games: Sequence[Game]) -> frozenset[str]:
    """The seen factors of which a change or a move tells that they changed."""
    if record.kind not in ("change", "move"):
        return frozenset()
    seen = {
        name for game in games for name, sees in zip(game.space.factors, game.lowered.sight[-1], strict=True) if sees
    }
    named = set(record.factors) if record.factors else {one for game in games for one in _sets(record, game)}
    return frozenset(named & seen)


def _sets(record: Record, game: Game) -> set[str]:
    """The factors that some branch of the record's move, or event, sets."""
    made = game.nature if record.actor == "nature" else [one for one in game.moves if one.actor == record.actor]
    return {factor for one in made if record.move in ("", one.name) for branch in one.branches for factor in branch.set}


def _written(time: float, clock: Clock) -> str:
    """A time as a record would have it; the clock counts whole days where it has dates."""
    date = clock.date(time)
    return repr(time) if date is None else date.isoformat()
