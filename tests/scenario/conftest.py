"""Scenarios that several tests use."""

import pytest

TWO_PARTIES = """\
detente: 1
title: Two parties and a guarantor
clock: {unit: day, start: 2016-02-27}
parameters:
  upkeep: {value: 0.05, prior: {lognormal: [-3.0, 0.5]}, about: cost a day of each level, source: "..."}
actors:
  russia:     {name: Russia, discount: 0.01, attention: 0.2, noise: 1.0}
  government: {discount: 0.01, attention: 0.3, noise: 1.0, sees: [truce, forces]}
state:
  truce:  {values: [broken, strained, holding], start: holding}
  forces: {values: [bases, reduced, full], start: full}
  plan:   {values: [coordinated, weakness], start: {coordinated: 0.5, weakness: 0.5},
           hidden_from: [government, analyst]}
moves:
  russia:
    draw_down: {when: forces == full, then: {forces: reduced}, gives: {russia: "4*(plan == weakness)"}}
    return:    {when: forces != full, then: {forces: full}, gives: {russia: -3}}
  government:
    violate:   {when: truce == holding, then: {truce: strained}}
    offensive:
      when: truce == strained
      then: [{chance: 0.8, set: {truce: broken}}, {chance: 0.2, set: {truce: holding}, gives: {government: -1}}]
nature:
  calm: {when: truce == strained, rate: 0.1, then: {truce: holding}}
payoffs:
  russia:
    - {flow: "-upkeep * level(forces)"}
    - {when: truce == holding, flow: 0.1}
  government:
    - {when: truce == broken, flow: "0.12*level(forces) - 0.1"}
beliefs: {memory: 60}
"""


@pytest.fixture
def two_parties() -> str:
    """The example of the language."""
    return TWO_PARTIES
