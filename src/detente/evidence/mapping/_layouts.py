"""The columns of event lists that are widely used, and how each writes its dates."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class DateForm:
    """How a date is written: a pattern of `strptime`, of the first ``length`` characters if that is given."""

    pattern: str
    length: int | None = None


ISO = DateForm("%Y-%m-%d", 10)


@dataclass(frozen=True)
class Layout:
    """One way to lay out a list of events.

    Parameters
    ----------
    columns
        All columns, in order where the file has no line that names them.
    date, dates
        The column of the date, and how it may be written.
    reported
        The column with the day on which the event became public, if the list has one.
    separator
        What separates the columns.
    others
        Other sets of columns that the same list has had, for files without a line of names.
    quoted
        Whether a text may stand in quotation marks.
    """

    name: str
    about: str
    columns: tuple[str, ...]
    date: str
    dates: tuple[DateForm, ...] = (ISO,)
    reported: str | None = None
    separator: str = ","
    header: bool = True
    others: tuple[tuple[str, ...], ...] = ()
    quoted: bool = True

    def fitting(self, width: int) -> tuple[str, ...] | None:
        """The set of columns with this many of them."""
        return next((one for one in (self.columns, *self.others) if len(one) == width), None)


CHRONOLOGY = Layout(
    "chronology",
    "A hand-made chronology with a source and Admiralty grades for each event.",
    (
        "date", "actor", "kind", "event", "where", "magnitude", "unit", "source", "source_grade", "info_grade",
        "notes",
    ),
    date="date",
)  # fmt: skip

UCDP_GED = Layout(
    "ucdp_ged",
    "UCDP Georeferenced Event Dataset: one row for each deadly event. The date is that of the end.",
    (
        "id", "relid", "year", "active_year", "code_status", "type_of_violence", "conflict_dset_id",
        "conflict_new_id", "conflict_name", "dyad_dset_id", "dyad_new_id", "dyad_name", "side_a_dset_id",
        "side_a_new_id", "side_a", "side_b_dset_id", "side_b_new_id", "side_b", "number_of_sources",
        "source_article", "source_office", "source_date", "source_headline", "source_original", "where_prec",
        "where_coordinates", "where_description", "adm_1", "adm_2", "latitude", "longitude", "geom_wkt",
        "priogrid_gid", "country", "country_id", "region", "event_clarity", "date_prec", "date_start", "date_end",
        "deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown", "best", "high", "low", "gwnoa", "gwnob",
    ),
    date="date_end",
)  # fmt: skip

ACLED = Layout(
    "acled",
    "ACLED export: one row for each event of political violence or protest.",
    (
        "event_id_cnty", "event_date", "year", "time_precision", "disorder_type", "event_type", "sub_event_type",
        "actor1", "assoc_actor_1", "inter1", "actor2", "assoc_actor_2", "inter2", "interaction",
        "civilian_targeting", "iso", "region", "country", "admin1", "admin2", "admin3", "location", "latitude",
        "longitude", "geo_precision", "source", "source_scale", "notes", "fatalities", "tags", "timestamp",
    ),
    date="event_date",
    dates=(ISO, DateForm("%d %B %Y"), DateForm("%d-%B-%Y"), DateForm("%d/%m/%Y")),
)  # fmt: skip

_CODES = ("Code", "Name", "CountryCode", "KnownGroupCode", "EthnicCode", "Religion1Code", "Religion2Code")
_CODES += ("Type1Code", "Type2Code", "Type3Code")


def _gdelt(places: tuple[str, ...]) -> tuple[str, ...]:
    return (
        "GLOBALEVENTID", "SQLDATE", "MonthYear", "Year", "FractionDate",
        *(f"Actor{number}{code}" for number in (1, 2) for code in _CODES),
        "IsRootEvent", "EventCode", "EventBaseCode", "EventRootCode", "QuadClass", "GoldsteinScale", "NumMentions",
        "NumSources", "NumArticles", "AvgTone",
        *(f"{who}Geo_{place}" for who in ("Actor1", "Actor2", "Action") for place in places),
        "DATEADDED", "SOURCEURL",
    )  # fmt: skip


_PLACES = ("Type", "FullName", "CountryCode", "ADM1Code", "Lat", "Long", "FeatureID")
_PLACES_2 = ("Type", "FullName", "CountryCode", "ADM1Code", "ADM2Code", "Lat", "Long", "FeatureID")

GDELT = Layout(
    "gdelt",
    "GDELT event export with CAMEO codes, version 2.0 (61 columns) or 1.0 (58, before April 2013 57).",
    _gdelt(_PLACES_2),
    date="SQLDATE",
    dates=(DateForm("%Y%m%d", 8),),
    reported="DATEADDED",
    separator="\t",
    header=False,
    others=(_gdelt(_PLACES), _gdelt(_PLACES)[:-1]),
    quoted=False,
)

LAYOUTS = {one.name: one for one in (CHRONOLOGY, UCDP_GED, ACLED, GDELT)}
"""The layouts by name."""
