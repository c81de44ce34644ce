"""Sentences that show themselves in a notebook, and are otherwise the texts that they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars


class Sentences(tuple[str, ...]):
    """Sentences, one for each record: a tuple of texts."""

    __slots__ = ()

    def to_frame(self) -> polars.DataFrame:
        """One row a sentence: ``record`` (counted from 1) and ``sentence``."""
        import polars

        kinds = {"record": polars.Int64, "sentence": polars.String}
        return polars.DataFrame(list(enumerate(self, 1)), schema=kinds, orient="row")

    def _repr_html_(self) -> str:
        from detente.charts import list_html

        return list_html("Why each record counts", self)


class Summary(str):
    """A verdict in a few sentences: a text."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        import html

        return f"<p>{html.escape(self)}</p>"
