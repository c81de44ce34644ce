"""Which of the records that rules make can be used: in time, of the game, not twice, and saying something new."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.evidence.mapping._candidates import REASON
from detente.evidence.mapping._coarse import coarse_reasons
from detente.evidence.mapping._events import DATE, TIME
from detente.evidence.mapping._fit import record_of, refused
from detente.evidence.mapping._repeats import repeated
from detente.evidence.mapping._rules import Rules
from detente.game import Game

if TYPE_CHECKING:
    import polars as pl

_OF, _VALUE, _WHY = "detente:of", "detente:value", "detente:why"
_KEYS = (_OF, _VALUE, "kind", "factor", "actor", "move", "grade", "order")
_SAME = (DATE, "kind", "factor", "value", "actor", "move", "source")
MOST_COMBINED = 20_000
"""More different combinations of entries than these are looked at column by column first."""

MOST_REASONS = 20
"""So many different reasons of records that cannot be are told apart."""


def sieve(found: pl.DataFrame, rules: Rules, game: Game | None, start: float | None) -> pl.DataFrame:
    """The records with a reason for each that is not used; repeated changes as readings where rules say so."""
    import polars as pl

    if start is not None:
        found = _because(found, pl.col(TIME) < start, "before the start of the scenario")
    found = _possible(found, game)
    if rules.repeats != "keep":
        found = _new(found, game, as_readings=rules.repeats == "reading")
    good = found[REASON].is_null().to_numpy()
    again = good.copy()
    again[good] = ~found.filter(pl.Series(good)).select(pl.struct(_SAME).is_first_distinct()).to_series().to_numpy()
    return _because(found, pl.lit(pl.Series(again, dtype=pl.Boolean)), "the same record twice")


def _because(found: pl.DataFrame, where: pl.Expr, reason: str) -> pl.DataFrame:
    import polars as pl

    new = pl.col(REASON).is_null() & where
    return found.with_columns(pl.when(new).then(pl.lit(reason)).otherwise(pl.col(REASON)).alias(REASON))


def _possible(found: pl.DataFrame, game: Game | None) -> pl.DataFrame:
    """Each combination of entries is looked at once; where there are very many, the columns first."""
    import polars as pl

    # Whether a gap ends after it begins depends on its date; without a game no other value can be wrong.
    gap = pl.col("kind") == "gap"
    alike = pl.col("value") if game is not None else pl.col("value").str.replace_all("[^;]+", "x")
    found = found.with_columns(
        pl.when(gap).then(pl.col(DATE)).otherwise(pl.lit("")).alias(_OF),
        pl.when(gap).then(pl.col("value")).otherwise(alike).alias(_VALUE),
    )
    combined = _combined(found)
    if game is not None and combined.height > MOST_COMBINED:
        for wrong, reason in coarse_reasons(game):
            found = _because(found, wrong, reason)
        combined = _combined(found)
    plain = "2000-01-01" if game is None or game.clock.start else "0"
    records = []
    for date, value, *entries in combined.iter_rows():
        kind, factor, actor, move, grade, order = entries
        records.append(record_of(date or plain, (kind, factor, value, actor, move, grade, "", "", order)))
    why = refused(records, game)
    if why:
        kinds = set(list(dict.fromkeys(why.values()))[:MOST_REASONS])
        reasons = [one if one in kinds else "another thing that records cannot be" for one in why.values()]
        told = combined[list(why)].with_columns(pl.Series(_WHY, reasons))
        found = found.join(told, on=_KEYS, how="left", maintain_order="left", nulls_equal=True)
        found = found.with_columns(pl.coalesce(REASON, _WHY).alias(REASON)).drop(_WHY)
    return found.drop(_OF, _VALUE)


def _combined(found: pl.DataFrame) -> pl.DataFrame:
    import polars as pl

    return found.filter(pl.col(REASON).is_null()).select(_KEYS).unique(maintain_order=True)


def _new(found: pl.DataFrame, game: Game | None, *, as_readings: bool) -> pl.DataFrame:
    """Changes to the value that a factor has already are no news."""
    import polars as pl

    good = found[REASON].is_null().to_numpy()
    rows = found.filter(pl.Series(good)).select("kind", "factor", "value", "actor", "move").iter_rows()
    old = good.copy()
    old[good] = repeated(rows, game)
    repeats = pl.lit(pl.Series(old, dtype=pl.Boolean))
    if not as_readings:
        return _because(found, repeats, "no change: the factor has this value already")
    found = _because(
        found, repeats & pl.col("factor").str.contains(";"), "no change: the factors have these values already"
    )
    turned = repeats & pl.col(REASON).is_null()
    cleared = {"kind": "reading", "actor": "", "move": ""}
    return found.with_columns(
        pl.when(turned).then(pl.lit(new)).otherwise(pl.col(name)).alias(name) for name, new in cleared.items()
    )
