"""Histories simulated where it is not known which of several games is being played."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from detente.forecast._mixture import Mixture
from detente.forecast._paths import Paths, write_frame
from detente.forecast._simulate import check_simulation, simulate
from detente.forecast._uniformisation import Progress

if TYPE_CHECKING:
    import polars

    from detente.charts import Chart


@dataclass(frozen=True)
class MixedPaths:
    """Histories of a mixture: each path is played under one of its games, drawn by the weights.

    Attributes
    ----------
    game
        int64 (paths,): which of the mixture's games each path is played under.
    parts
        By game, its paths in the order in which they have it; None for a game that no path drew.
    """

    mixture: Mixture = field(repr=False)
    seed: int
    horizon: float
    game: np.ndarray = field(repr=False)
    parts: tuple[Paths | None, ...] = field(repr=False)

    def __len__(self) -> int:
        return len(self.game)

    @property
    def path(self) -> np.ndarray:
        """int64 (events,): whose event, game by game."""
        found = [np.flatnonzero(self.game == at)[one.path] for at, one in enumerate(self.parts) if one is not None]
        return np.concatenate(found)

    def to_frame(self) -> polars.DataFrame:
        """As :meth:`Paths.to_frame`, with a column ``game`` after ``path``; empty where a game lacks a factor."""
        import polars

        frames = []
        for at, one in enumerate(self.parts):
            if one is None:
                continue
            frame = one.to_frame().with_columns(polars.col(polars.Enum).cast(polars.String))
            own = polars.Series("path", np.flatnonzero(self.game == at)).gather(frame["path"].cast(polars.UInt32))
            frames.append(frame.with_columns(own).insert_column(1, polars.Series("game", np.full(len(frame), at))))
        return polars.concat(frames, how="diagonal").sort("path", maintain_order=True)

    def plot(self, factor: str | None = None) -> Chart:
        """As :meth:`Paths.plot`, over the paths of all games; games without the factor are left out."""
        from detente.forecast._shares import shares_chart

        return shares_chart([one for one in self.parts if one is not None], factor)

    def _repr_html_(self) -> str:
        from detente.charts import frame_html

        return frame_html(f"{len(self):,} simulated paths", self.to_frame(), f"Seed {self.seed}.", most=12)

    def write(self, path: str | os.PathLike[str]) -> Path:
        """Write the frame to ``NAME.csv`` or ``NAME.parquet``: whole, or not at all."""
        return write_frame(path, self.to_frame)


def simulate_mixture(
    mixture: Mixture,
    *,
    paths: int = 1000,
    horizon: float = 365.0,
    seed: int = 0,
    waits: bool = False,
    threads: int | None = None,
    progress: Progress | None = None,
) -> MixedPaths:
    """Simulate histories where rival explanations are games of their own.

    Each path's game is drawn by the weights, so chances read off the paths are those of :func:`ask` on the mixture.

    Parameters
    ----------
    mixture
        What the evidence leads to, say.
    paths, horizon, seed, waits, threads, progress
        As for :func:`simulate`. The same seed gives the same paths.

    Raises
    ------
    UsageError
        As :func:`simulate` does.
    """
    check_simulation(paths, horizon, seed)
    count = len(mixture.nows)
    game = np.random.default_rng(np.random.SeedSequence([seed, count])).choice(count, size=paths, p=mixture.weights)
    parts: list[Paths | None] = []
    for at, present in enumerate(mixture.nows):
        mine = int((game == at).sum())
        own = int(np.random.SeedSequence([seed, at]).generate_state(1)[0])
        more = {"horizon": horizon, "seed": own, "waits": waits, "threads": threads, "progress": progress}
        parts.append(simulate(present, paths=mine, **more) if mine else None)
    return MixedPaths(mixture, seed, horizon, game, tuple(parts))
