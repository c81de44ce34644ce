"""Reading a plan of scores from its file."""

from __future__ import annotations

from pathlib import Path

from detente.evidence._sheet import Cell, Sheet
from detente.evidence.scores._plan import HORIZON, Baseline, Hazard, Plan, Target
from detente.game import Game

_TOP = ("from", "to", "every", "horizons", "questions", "baselines", "until", "codings", "smoothing")
_HAZARD = ("from", "to", "rate", "factor", "source", "known", "judgement")


def read_plan(source: str | Path, *, name: str | None = None, game: Game | None = None) -> Plan:
    """Read a plan of scores.

    Parameters
    ----------
    source
        A path, or the text itself where ``name`` is given.
    name
        What messages call the text.
    game
        Check the plan against this game too.

    Raises
    ------
    ScenarioError
        With everything that is wrong and where: C001 to C004, and with a game C007 to C009.

    Examples
    --------
    >>> from detente.evidence.scores import read_plan
    >>> plan = read_plan(
    ...     '''
    ... from: 0
    ... to: 20
    ... every: 5
    ... horizons: [4, 8]
    ... questions: {truce: {factor: truce, ranked: true}, breach: {ask: "P(eventually(truce == broken), within={h})"}}
    ... ''',
    ...     name="plan",
    ... )
    >>> [one.name for one in plan.questions], plan.questions[1].text(8.0)
    (['truce', 'breach'], 'P(eventually(truce == broken), within=8)')
    """
    sheet = Sheet(source, "a plan of scores", name)
    plan = _plan(sheet, None if name is not None else Path(source).parent)
    sheet.finish()
    if game is not None:
        plan.checked(game)
    return plan


def _plan(sheet: Sheet, folder: Path | None) -> Plan:
    top = sheet.entries(sheet.root, "a plan of scores", _TOP, ("from", "to", "every", "horizons", "questions"))
    questions = tuple(_target(sheet, name, cell) for name, cell in sheet.named(top.get("questions"), "`questions`"))
    baselines = tuple(_baseline(sheet, name, cell) for name, cell in sheet.named(top.get("baselines"), "`baselines`"))
    horizons = top.get("horizons")
    lengths = [] if horizons is None else horizons.value if isinstance(horizons.value, list) else [horizons]
    codings = {
        key: sheet.plain(cell, f"the coding `{key}`") for key, cell in sheet.named(top.get("codings"), "`codings`")
    }
    if folder is not None:
        codings = {key: str(folder / file) for key, file in codings.items()}
    smoothing = sheet.number(top.get("smoothing"), "`smoothing`")
    if smoothing is not None and smoothing < 2:
        sheet.fault("C004", "`smoothing` is 2 or more", top["smoothing"].place, found=f"{smoothing:g}")
    return Plan(
        begin=sheet.plain(top.get("from"), "`from`"),
        end=sheet.plain(top.get("to"), "`to`"),
        every=sheet.plain(top.get("every"), "`every`"),
        horizons=tuple(sheet.plain(one, "a horizon") for one in lengths),
        questions=questions,
        baselines=baselines,
        until=sheet.plain(top.get("until"), "`until`"),
        codings=codings,
        smoothing=10.0 if smoothing is None else smoothing,
        file=sheet.file,
        text=sheet.text,
        places={key: cell.place for key, cell in top.items()},
    )


def _target(sheet: Sheet, name: str, cell: Cell) -> Target:
    found = sheet.entries(cell, f"the question `{name}`", ("factor", "ranked", "ask", "title"))
    factor, ask = (sheet.plain(found.get(key), f"`{key}`") for key in ("factor", "ask"))
    place = cell.place if not cell.value else (found.get("ask") or found.get("factor") or cell).place
    if isinstance(cell.value, dict) and bool(factor) == bool(ask):
        hint = 'write `{factor: truce}` or `{ask: "P(eventually(truce == broken), within={h})"}`'
        message = f"the question `{name}` has either a factor or a question in words"
        sheet.fault("C003" if not factor else "C004", message, cell.place, hint=hint)
    if ask and HORIZON not in ask:
        hint = "write `within={h}` or `at={h}`"
        sheet.fault("C007", f"the question `{name}` does not say where the horizon goes", place, hint=hint)
    ranked = sheet.choice(found.get("ranked"), "`ranked`", ("true", "false")) == "true"
    if ranked and ask:
        sheet.fault(
            "C004", "only the values of a factor can be ranked", found["ranked"].place, hint="leave `ranked` out"
        )
    return Target(name, factor, ranked, ask, sheet.plain(found.get("title"), "`title`"), place)


def _baseline(sheet: Sheet, name: str, cell: Cell) -> Baseline:
    where = f"the baseline `{name}`"
    found = sheet.entries(cell, where, ("hazards", "title"), ("hazards",))
    hazards = found.get("hazards")
    rows = [] if hazards is None else sheet.items(hazards, f"`hazards` of {where}")
    return Baseline(
        name, tuple(_hazard(sheet, where, one) for one in rows), sheet.plain(found.get("title"), f"`title` of {where}")
    )


def _hazard(sheet: Sheet, where: str, cell: Cell) -> Hazard:
    found = sheet.entries(cell, f"a hazard of {where}", _HAZARD, ("from", "to", "rate"))
    words = {key: sheet.plain(found.get(key), f"`{key}`") for key in _HAZARD if key != "rate"}
    rate = sheet.number(found.get("rate"), "`rate`")
    if rate is not None and rate < 0:
        sheet.fault("C008", "a rate is 0 or more", found["rate"].place, found=f"{rate:g}")
    if words["from"] and words["from"] == words["to"]:
        sheet.fault("C008", f"{where}: a value cannot give way to itself", found["to"].place)
    return Hazard(
        before=words["from"],
        after=words["to"],
        rate=rate or 0.0,
        factor=words["factor"],
        source=words["source"],
        known=words["known"],
        judgement=words["judgement"],
        place=cell.place,
    )
