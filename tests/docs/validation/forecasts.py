"""The part of the page about forecasts and how they came out."""

from __future__ import annotations

import numpy as np
from tests.docs.validation.run import Made
from tests.docs.validation.words import bullets, counted, day, share, table, three

from detente.evidence.explanations import percent, plain
from detente.evidence.scores import Case, Scores, Skill

SHOWN = 30.0
"""The horizon, in days, of the table of single forecasts."""

WALKED_OUT = "2016-04-18"
"""The day on which the opposition left the talks."""

HEADS = ("forecaster", "forecasts", "Brier", "log", "ruled out what came", "RPS", "sureness", "Brier, uncontested")

SURE = 0.95
"""A chance from which on an answer was no forecast."""

EVEN = 0.005
"""A skill below this share is no difference worth a word, as in the sentences of the scores."""


def verdict(made: Made) -> str:
    """Losses first, then what it won, and how little all of it rests on."""
    scores = made.scores
    both = [(one.name, scores.skill(one.name)) for one in scores.rivals[1:]]
    lost = [_whole(scores, name, skill) for name, skill in both if skill.value < -EVEN]
    won = [_whole(scores, name, skill) for name, skill in both if skill.value >= -EVEN]
    apart = min(skill.independent for _, skill in both)
    few = (
        f"All of this rests on {apart} stretches of time that do not overlap. So few make every interval too narrow; "
        "none of them is proof that the difference would come again."
    )
    return bullets([*lost, *_best(made), *won, _calm(scores), few])


def _calm(scores: Scores) -> str:
    """The same without what the coding decides."""
    calm = scores.only(contested=False)
    means = ", ".join(f"{plain(one)} {three(calm.mark(one).brier)}" for one in (scores.model, *_rates(scores)))
    return (
        f"{scores.counts()['contested']} of the outcomes, most of them on the truce, rest on graded records. On the "
        f"other {len([one for one in calm.cases if one.resolved])} the Brier scores are: {means}."
    )


def _best(made: Made) -> list[str]:
    """The questions on which it beats base rates and random choice, and whether other codings take that away."""
    scores = made.scores
    best = [one for one in scores.questions if _won(scores, one)]
    if not best:
        return [
            "There is no question on which it beats both the base rates of the time and actors who choose at random."
        ]
    lines = [
        "It beats both the base rates of the time and actors who choose at random only on "
        + " and ".join(f"*{scores.title(one)}*" for one in best)
        + "."
    ]
    for question in best:
        taken = [name for name, other in made.recoded.items() if not _won(other, question)]
        for name in taken:
            means = ", ".join(
                f"{plain(rival)} {three(made.recoded[name].mark(rival, question).brier)}"
                for rival in (scores.model, *_rates(scores))
            )
            lines.append(f"Under the coding `{name}` it loses that too: Brier scores {means}.")
    return lines


def _won(scores: Scores, question: str) -> bool:
    return all(scores.skill(name, "brier", question).value > EVEN for name in _rates(scores))


def _rates(scores: Scores) -> list[str]:
    """The rivals that a forecaster should beat: base rates of the time, and random choice."""
    return [one.name for one in scores.rivals[1:] if one.name in ("known_before", "uniform choice")]


def _whole(scores: Scores, name: str, skill: Skill) -> str:
    how = "loses to" if skill.value < -EVEN else "beats" if skill.value > EVEN else "does as well as"
    much = "" if abs(skill.value) <= EVEN else f" by {100 * abs(skill.value):.0f}%"
    title = next(one.title for one in scores.rivals if one.name == name)
    text = f"The model {how} **{plain(name)}** ({_small(title)}){much} on the {skill.count} forecasts that both made"
    if skill.low is None or skill.high is None:
        return f"{text}."
    unsure = "" if skill.low > 0 or skill.high < 0 else "; it may be chance"
    return f"{text} (90% interval of the skill {share(skill.low)} to {share(skill.high)}{unsure})."


def _small(title: str) -> str:
    return title[:1].lower() + title[1:]


def asked(made: Made) -> str:
    """Which dates, questions, horizons, by which information."""
    scores, plan = made.scores, made.start.plan
    counts = scores.counts()
    dates = sorted({one.date for one in scores.cases if one.date})
    rows = [
        [
            scores.title(one.name),
            f"`{one.factor or one.ask}`",
            _kind(one.factor, one.ranked),
            *_resolved(scores, one.name),
        ]
        for one in plan.questions
    ]
    horizons = ", ".join(f"{one:g}" for one in scores.horizons[:-1]) + f" and {scores.horizons[-1]:g}"
    lines = [
        f"{counts['made']} forecasts: from {len(dates)} dates a week apart, {day(dates[0])} to {day(dates[-1])}, on "
        f"{len(plan.questions)} questions, {horizons} days ahead. "
        "Each used the records that were public by its date and nothing later. One equilibrium served all dates: it "
        "rests on payoffs and rates, not on records.",
        table(["question", "asks for", "kind", "settled", "contested", "open"], rows),
        _known(scores),
    ]
    return "\n\n".join(lines)


def _kind(factor: str, ranked: bool) -> str:
    return ("value, in order" if ranked else "value") if factor else "yes or no"


def _resolved(scores: Scores, question: str) -> list[str]:
    cases = [one for one in scores.cases if one.question == question]
    settled, contested = (sum(getattr(one, key) for one in cases) for key in ("resolved", "contested"))
    return [str(settled), str(contested), str(len(cases) - settled)]


def _known(scores: Scores) -> str:
    """How many answers were as good as certain when they were given."""
    cases = [one for one in scores.cases if one.question == "truce_breaks"]
    sure = _sure(scores)
    rest = [one for one in cases if one.time not in sure]
    if not sure or not rest:
        return ""
    names = [one.name for one in scores.rivals if one.name in (scores.model, *_rates(scores))]
    shown = ", ".join(f"{plain(name)} {three(_brier(rest, name))}" for name in names)
    return (
        f"Not every forecast was hard. On {len(sure)} of the dates the model took the truce to be broken already, so "
        f"its answer to *{scores.title('truce_breaks')}* was yes, as it had to be "
        f"({counted(len(cases) - len(rest), 'forecast')}). On the other {len(rest)} the Brier scores are: {shown}."
    )


def _sure(scores: Scores) -> set[float]:
    """The dates on which the truce was taken to be broken already."""
    least: dict[float, float] = {}
    for one in scores.cases:
        given = one.chances[scores.model]
        if one.question == "truce_breaks" and given is not None:
            least[one.time] = min(least.get(one.time, 1.0), given[-1])
    return {time for time, chance in least.items() if chance > SURE}


def _brier(cases: list[Case], name: str) -> float:
    lost = [(chance - 1.0) ** 2 for one in cases if (chance := one.chance(name)) is not None]
    return float(np.mean(lost)) if lost else float("nan")


def why(made: Made) -> str:
    """Where the model loses, in the sentences of the scores, and what lies behind the largest losses."""
    said = [one for one in made.scores.sentences() if one.startswith("On `") and " the model loses to " in one]
    return "\n\n".join([bullets(said), " ".join(_behind(made.scores))])


def _behind(scores: Scores) -> list[str]:
    """What was expected to end, and did not."""
    sure = _sure(scores)
    truce = [one for one in scores.cases if one.question == "truce" and one.horizon == SHOWN and one.time in sure]
    talks = [
        one
        for one in scores.cases
        if one.question == "geneva" and one.horizon == SHOWN and one.date and one.date.isoformat() > WALKED_OUT
    ]
    lines, soon = [], []
    for cases, value, where in (
        (truce, "broken", "took the truce to be broken"),
        (talks, "yes", f"could know that the talks had stopped (after {WALKED_OUT})"),
    ):
        given, came = _mean(cases, value, scores.model), float(np.mean([one.outcome == value for one in cases]))
        random = _mean(cases, value, "uniform choice")
        asked = "that it was broken" if value == "broken" else "that talks were in session"
        lines.append(
            f"On the {len(cases)} dates on which the model {where} it gave a mean chance of {percent(given)} {asked} "
            f"{SHOWN:g} days on; it was so after {percent(came)} of them. "
            f"Actors who choose at random gave {percent(random)}."
        )
        soon.append(given < came if value == "broken" else given > came)
    if all(soon):
        lines.append("So the model has truces renewed and talks reopened much sooner than they were.")
    return ["What lies behind the largest losses:", *lines]


def _mean(cases: list[Case], value: str, name: str) -> float:
    return float(np.mean([given[one.values.index(value)] for one in cases if (given := one.chances[name]) is not None]))


def means(made: Made) -> str:
    """Every forecaster over everything, then the Brier score by question and horizon."""
    scores = made.scores
    marks = [(plain(one.name), scores.mark(one.name)) for one in scores.rivals]
    calm = scores.only(contested=False)
    whole = [
        [name, str(one.count), three(one.brier), three(one.log), str(one.impossible), three(one.rps),
         percent(one.sureness), three(calm.mark(rival.name).brier)]
        for rival, (name, one) in zip(scores.rivals, marks, strict=True)
    ]  # fmt: skip
    names = [plain(one.name) for one in scores.rivals]
    rows = [
        [scores.title(question) if not horizon else "", f"{horizon:g}" if horizon else "all",
         *(three(scores.mark(one.name, question, horizon).brier) for one in scores.rivals)]
        for question in scores.questions
        for horizon in (None, *scores.horizons)
    ]  # fmt: skip
    return "\n\n".join(
        [
            table(HEADS, whole),
            f"The last column leaves out the {scores.counts()['contested']} forecasts whose outcome rests on graded "
            "records. The baselines take a graded record at its word, and so does the coding that decides; the model "
            "keeps some doubt, which costs it something where the coding is right.",
            "Brier score by question and days ahead; less is better.",
            table(["question", "days", *names], rows),
        ]
    )


def skills(made: Made) -> str:
    """The skill of the model against each rival, with intervals."""
    scores = made.scores
    rivals = scores.rivals[1:]
    rows = [
        [_heading(scores, question) if not horizon else "", f"{horizon:g}" if horizon else "all",
         str(scores.skill(rivals[0].name, "brier", question, horizon).independent),
         *(_cell(scores.skill(one.name, "brier", question, horizon)) for one in rivals)]
        for question in ("", *scores.questions)
        for horizon in (None, *scores.horizons)
    ]  # fmt: skip
    return table(["question", "days", "stretches", *(f"against {plain(one.name)}" for one in rivals)], rows)


def _heading(scores: Scores, question: str) -> str:
    return scores.title(question) if question else "**all questions**"


def _cell(one: Skill) -> str:
    if not one.count:
        return ""
    if np.isnan(one.value):
        return "rival lost nothing"
    if one.low is None or one.high is None or share(one.high) == share(one.value):
        return share(one.value)
    return f"{share(one.value)} ({share(one.low)} to {share(one.high)})"


def reliable(made: Made) -> str:
    """The reliability table of the model."""
    rows = [
        [f"{percent(one.low)} to {percent(one.high)}", str(one.count), str(one.dates), percent(one.mean),
         percent(one.share), f"{percent(one.band[0])} to {percent(one.band[1])}", "" if one.inside else "off"]
        for one in made.scores.reliability()
    ]  # fmt: skip
    return table(["chance given", "events", "dates", "mean chance", "happened", "if right, 90%", ""], rows)


def worst(made: Made) -> str:
    """The post-mortems."""
    return bullets(
        one for one in made.scores.sentences() if " the model gave " in one and " to what then happened: " in one
    )


def single(made: Made) -> str:
    """What was given to what then happened, date by date, at one horizon."""
    scores = made.scores
    cases = [one for one in scores.cases if one.horizon == SHOWN]
    head = ["as of", *(scores.title(one) for one in scores.questions)]
    dates = sorted({one.time for one in cases})
    rows = [[day(_at(cases, time)[0].date), *map(outcome, _at(cases, time))] for time in dates]
    return table(head, rows)


def _at(cases: list[Case], time: float) -> list[Case]:
    return [one for one in cases if one.time == time]


def outcome(case: Case) -> str:
    """What came, and the chance that the model gave it: `broken 23%`; a mark where it is contested."""
    chance = case.chance("model")
    if chance is None:
        return "open"
    return f"{plain(case.outcome or '')} {percent(chance)}" + ("\\*" if case.contested else "")


def codings(made: Made) -> str:
    """The Brier scores under each coding: forecasts as they were, and forecasts made anew by that coding."""
    names = [one.name for one in made.scores.rivals]
    rows = [["the main record", "", *(three(made.scores.mark(one).brier) for one in names)]]
    for coding in made.scores.codings:
        kept, anew = made.scores.coded(coding), made.recoded[coding]
        rows.append([f"`{coding}`", "resolved by it", *(three(kept.mark(one).brier) for one in names)])
        rows.append(["", "made and resolved by it", *(three(anew.mark(one).brier) for one in names)])
    return table(["coding", "", *(plain(one) for one in names)], rows)


def hindsight(made: Made) -> str:
    """The leak check, and what no check can find."""
    checked, scores = made.checked, made.scores
    tried = (
        f"Each of the {len(checked.forecasters)} forecasters was given the whole record and altered futures (later "
        "records with other values, on other days, doubtful, gaps that last longer) as of each of the "
        f"{checked.dates} dates, {checked.changes} futures in all. "
    )
    if checked.leaks:
        found = f"**{counted(len(checked.leaks), 'forecast')} changed**, the first: {checked.leaks[0]}."
    else:
        found = "No forecast changed by a single bit."
    late = [one for one in scores.sentences() if one.startswith(("Some numbers", "On the other dates", "The baseline"))]
    return "\n\n".join([tried + found, " ".join(late)])
