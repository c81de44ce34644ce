"""Scenarios that the tests of the workbench open: one that is quick, one that is slow, and some that are wrong."""

QUICK = """\
detente: 1
title: A line in the sand
clock: {unit: day, start: 2024-03-01}
parameters:
  calming: {value: 0.07, prior: {lognormal: [-2.7, 0.4]}, about: how often a day it calms}
  spoils: {value: 0.3, prior: {uniform: [0.1, 0.6]}, about: worth of a broken line a day}
actors:
  army: {discount: 0.02, attention: 0.4, noise: 0.7}
  rebels: {discount: 0.03, attention: 0.25, noise: 0.9, sees: [line]}
state:
  line: {values: [broken, strained, holding], start: holding}
  mood: {values: [dark, bright], start: {dark: 0.35, bright: 0.65}, hidden_from: [rebels, analyst]}
moves:
  army:
    attack: {when: line == strained, then: {line: broken}, gives: {army: "0.4 * (mood == dark)"}}
  rebels:
    shell: {when: line == holding, then: {line: strained}}
nature:
  calm: {when: line != holding, rate: calming, then: {line: holding}}
payoffs:
  army: {when: line == broken, flow: "spoils * (mood == dark) - 0.1"}
  rebels: {when: line == holding, flow: 0.15}
questions:
  - {question: "P(eventually(line == broken), within=17)", about: Broken in 17 days}
  - {question: "E(time_to(line == broken))", about: Days until it breaks}
  - {question: "move(army)", about: What the army does}
"""

OTHER = QUICK.replace("A line in the sand", "Another secret matter").replace("0.07", "0.19")
"""The same shape, another title, other numbers."""


NL = "\n"


def rows(count: int = 16, values: int = 3) -> str:
    """Posts that two sides take from each other, ``values ** count`` states less those that cannot be reached."""
    names = [f"post_{number}" for number in range(count)]
    levels = ", ".join(f"v{number}" for number in range(values))
    state = "\n".join(f"  {name}: {{values: [{levels}], start: v{values // 2}}}" for name in names)
    up, down = [], []
    for at, name in enumerate(names):
        less, more = f"when: {name} < v{values - 1}", f"{name}: level({name}) + 1"
        up.append(f"    push_{name}: {{{less}, then: {{{more}}}, gives: {{red: -0.{1 + at}}}}}")
        down.append(
            f"    take_{name}: {{when: {name} > v0, then: {{{name}: level({name}) - 1}}, gives: {{blue: -0.2}}}}"
        )
    worth = " + ".join(f"0.{3 + at} * level({name})" for at, name in enumerate(names))
    return f"""\
detente: 1
title: Posts along a road
clock: {{unit: day, start: 2024-03-01}}
parameters:
  worth: {{value: 0.8, prior: {{uniform: [0.2, 2]}}, about: what a post is worth a day}}
actors:
  red: {{discount: 0.002, attention: 0.6, noise: 0.05}}
  blue: {{discount: 0.003, attention: 0.5, noise: 0.05}}
state:
{state}
moves:
  red:
{NL.join(up)}
  blue:
{NL.join(down)}
payoffs:
  red: {{flow: "worth * ({worth})"}}
  blue: {{flow: "-worth * ({worth})"}}
questions:
  - "P(eventually(post_0 == v0), within=17)"
"""


SLOW = rows(8, 3)
"""6,561 states and little noise: many seconds."""

BOMB = (
    "detente: 1\n"
    + "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
    + "".join(f"a{number}: &a{number} [{', '.join([f'*a{number - 1}'] * 9)}]\n" for number in range(1, 9))
    + "title: *a8\n"
)
"""A few hundred bytes that mean 9^9 words."""

DEEP = "detente: 1\ntitle: " + "[" * 20_000 + "]" * 20_000 + "\n"
DEEP_EXPRESSION = QUICK.replace("flow: 0.15", 'flow: "' + "(" * 5_000 + "0.15" + ")" * 5_000 + '"')
