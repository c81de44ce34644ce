"""Reading claims from their file."""

from __future__ import annotations

import re
from pathlib import Path

from detente.evidence._sheet import Cell, Sheet
from detente.evidence.claims._claims import KINDS, MOST_WORDS, RESOLVED, Claim, Claims, Finding, Trial

_ENTRIES = ("quote", "claim", "kind", "test", "bears", "by", "record")
_TESTS = ("ask", "explanation", "compare", "none")


def read_claims(source: str | Path, *, name: str | None = None) -> Claims:
    """Read a file of claims.

    Parameters
    ----------
    source
        A path, or the text itself where ``name`` is given.
    name
        What messages call the text.

    Raises
    ------
    ScenarioError
        With everything that is wrong and where: C001 to C004, C005 for a quotation that is too long, C006 for a
        test that is none.

    Examples
    --------
    >>> from detente.evidence.claims import read_claims
    >>> claims = read_claims(
    ...     '''
    ... written: 2024-03-20
    ... text: An invented commentary
    ... claims:
    ...   C1:
    ...     quote: the force is not leaving
    ...     claim: The draw-down stops above the base.
    ...     kind: forecast
    ...     test: {ask: "P(eventually(force == base), within=60)", expect: low}
    ...     record: {resolved: unresolved}
    ... ''',
    ...     name="claims",
    ... )
    >>> claims[0].kind, claims[0].trial.expect
    ('forecast', 'low')
    """
    sheet = Sheet(source, "a claims file", name)
    top = sheet.entries(sheet.root, "a claims file", ("written", "text", "claims"), ("written", "claims"))
    rows = tuple(_claim(sheet, key, cell) for key, cell in sheet.named(top.get("claims"), "`claims`"))
    if "claims" in top and top["claims"].value == {}:
        sheet.fault("C003", "a claims file needs at least one claim", top["claims"].place)
    found = Claims(
        written=sheet.plain(top.get("written"), "`written`"),
        citation=sheet.plain(top.get("text"), "`text`"),
        rows=rows,
        file=sheet.file,
        text=sheet.text,
        places={key: cell.place for key, cell in top.items()},
    )
    sheet.finish()
    return found


def _claim(sheet: Sheet, name: str, cell: Cell) -> Claim:
    where = f"the claim `{name}`"
    found = sheet.entries(cell, where, _ENTRIES, ("quote", "claim", "kind", "test", "record"))
    quote = sheet.plain(found.get("quote"), f"`quote` of {where}")
    count = sum(bool(re.search(r"\w", word)) for word in quote.split())
    if count > MOST_WORDS:
        hint = "leave words out, with `...` in their place"
        sheet.fault("C005", f"the quotation of {where} has {count} words", found["quote"].place, hint=hint)
    return Claim(
        name=name,
        quote=quote,
        claim=sheet.plain(found.get("claim"), f"`claim` of {where}"),
        kind=sheet.choice(found.get("kind"), f"`kind` of {where}", KINDS),
        trial=_trial(sheet, where, found.get("test")),
        record=_finding(sheet, where, found.get("record")),
        bears=sheet.plain(found.get("bears"), f"`bears` of {where}"),
        by=sheet.plain(found.get("by"), f"`by` of {where}"),
        places={key: one.place for key, one in found.items()},
    )


def _trial(sheet: Sheet, where: str, cell: Cell | None) -> Trial:
    nothing = Trial("none")
    if cell is None:
        return nothing
    found = sheet.entries(cell, f"`test` of {where}", (*_TESTS, "expect"))
    kinds = [one for one in _TESTS if one in found]
    if isinstance(cell.value, dict) and len(kinds) != 1:
        hint = 'write `{ask: "P(...)", expect: high}`, `{explanation: [..]}`, `{compare: [.., ..]}` or `{none: why}`'
        sheet.fault("C006", f"{where} needs one test, and has {len(kinds) or 'none'}", cell.place, hint=hint)
    if len(kinds) != 1:
        return nothing
    (kind,) = kinds
    expect = sheet.choice(found.get("expect"), f"`expect` of {where}", ("high", "low"))
    if expect and kind != "ask":
        sheet.fault("C006", "`expect` goes with `ask`", found["expect"].place, hint="leave it out")
    part = found[kind]
    if kind == "none":
        return Trial("none", reason=sheet.plain(part, f"`none` of {where}"))
    if kind == "explanation":
        cells = part.value if isinstance(part.value, list) else [part]
        names = tuple(sheet.plain(one, f"an explanation of {where}") for one in cells)
        if not names:
            sheet.fault("C006", f"{where} names no explanation", part.place)
        return Trial("explanation", names=names)
    if kind == "compare":
        return Trial("compare", asks=_pair(sheet, where, part))
    return Trial("ask", asks=(sheet.plain(part, f"`ask` of {where}"),), expect="low" if expect == "low" else "high")


def _pair(sheet: Sheet, where: str, cell: Cell) -> tuple[str, ...]:
    """Two questions, as a list or as ``a`` and ``b``."""
    if isinstance(cell.value, dict):
        found = sheet.entries(cell, f"`compare` of {where}", ("a", "b"), ("a", "b"))
        parts = [found[key] for key in ("a", "b") if key in found]
    else:
        parts = sheet.items(cell, f"`compare` of {where}")
        if len(parts) != 2 and isinstance(cell.value, list):
            hint = "the one that the claim says is likelier comes first"
            sheet.fault("C006", f"{where} compares two questions, not {len(parts)}", cell.place, hint=hint)
    return tuple(sheet.plain(one, f"a question of {where}") for one in parts)


def _finding(sheet: Sheet, where: str, cell: Cell | None) -> Finding:
    if cell is None:
        return Finding("")
    found = sheet.entries(cell, f"`record` of {where}", ("resolved", "on", "what", "source"), ("resolved",))
    words = {key: sheet.plain(found.get(key), f"`{key}` of {where}") for key in ("on", "what", "source")}
    resolved = sheet.choice(found.get("resolved"), f"`resolved` of {where}", RESOLVED)
    return Finding(resolved, words["on"], words["what"], words["source"])
