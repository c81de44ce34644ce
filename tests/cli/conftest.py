"""The program as its users run it: a process of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from detente.cli import main

SMALL = """\
detente: 1
title: A truce under pressure
clock: {unit: day, start: 2024-03-01}
parameters:
  calming: {value: 0.07, prior: {lognormal: [-2.7, 0.4]}, about: how often a day it calms, judgement: twice a month}
  spoils: {value: 0.3, prior: {uniform: [0.1, 0.6]}, about: worth of a broken truce a day, source: a made-up report}
actors:
  army: {name: The army, discount: 0.02, attention: 0.4, noise: 0.7, about: Holds the line.}
  rebels: {name: The rebels, discount: 0.03, attention: 0.25, noise: 0.9, sees: [truce], about: Hold the hills.}
state:
  truce: {values: [broken, strained, holding], start: holding, about: the truce}
  mood: {values: [dark, bright], start: {dark: 0.35, bright: 0.65}, hidden_from: [rebels, analyst]}
moves:
  army:
    attack: {when: truce == strained, then: {truce: broken}, gives: {army: "0.4 * (mood == dark)"}, about: An assault.}
  rebels:
    shell: {when: truce == holding, then: {truce: strained}, about: A road is shelled.}
nature:
  calm: {when: truce != holding, rate: calming, then: {truce: holding}}
payoffs:
  army: {when: truce == broken, flow: "spoils * (mood == dark) - 0.1"}
  rebels: {when: truce == holding, flow: 0.15}
explanations: {of: mood, about: {dark: they mean it, bright: they do not}}
questions:
  - {question: "P(mood == dark, at=17)", expect: 7/20, about: The mood is dark}
  - {question: "E(time_to(truce == broken))", about: Days until it breaks}
  - {question: "P(eventually(truce == broken), within=2024-03-10)", about: Broken by 10 March}
  - move(army)
moments:
  after_a_week: {date: 2024-03-15, given: truce == strained, about: Two weeks on.}
"""


@dataclass(frozen=True)
class Done:
    """A process that ended."""

    code: int
    out: str
    err: str

    @property
    def record(self) -> Any:
        return json.loads(self.out, parse_constant=lambda name: pytest.fail(f"{name} is not JSON"))


@pytest.fixture(scope="session")
def run() -> Callable[..., Done]:
    def detente(*words: str, cwd: Path | None = None, **environment: str) -> Done:
        env = {name: value for name, value in os.environ.items() if name != "DETENTE_DEBUG"}
        found = subprocess.run(
            [sys.executable, "-m", "detente", *words],
            capture_output=True,
            text=True,
            cwd=cwd,
            env={**env, "COLUMNS": "96", **environment},
            timeout=300,
        )
        return Done(found.returncode, found.stdout, found.stderr)

    return detente


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("scenario") / "small.yaml"
    path.write_text(SMALL, encoding="utf-8")
    return str(path)


@pytest.fixture
def refused(capsys, monkeypatch):
    """Run in this process: exit code, stdout and stderr."""
    monkeypatch.setenv("COLUMNS", "96")

    def call(*words: str) -> tuple[int, str, str]:
        try:
            code = main(words)
        except SystemExit as stop:
            code = int(stop.code or 0)
        found = capsys.readouterr()
        return code, found.out, found.err

    return call
