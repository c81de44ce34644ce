"""Files made to hurt get a diagnostic, quickly (in processor time) and in little memory."""

import subprocess
import sys
from pathlib import Path

import pytest

SECONDS = 2.0
BYTES = 500_000_000

PROBE = """
import resource, sys, time
resource.setrlimit(resource.RLIMIT_AS, (4 * {bytes}, 4 * {bytes}))
start = time.process_time()
from detente.errors import ScenarioError
from detente.scenario import load
try:
    found = load(sys.argv[1]).check()
except ScenarioError as error:
    found = error.diagnostics
    str(error)
try:  # a child's ru_maxrss begins at what its parent used; VmHWM is its own
    lines = open("/proc/self/status").read().splitlines()
    peak = next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) * 1024
except OSError:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
print(time.process_time() - start, peak, found[0].code if found else "none")
"""

HEAD = "detente: 1\nstate:\n  truce: {values: [broken, holding], start: holding}\n"
EVENT = "nature:\n  calm: {rate: RATE, when: 'WHEN', then: {truce: broken}}\n"


def event(rate: str = "1", when: str = "always") -> str:
    return HEAD + EVENT.replace("RATE", f"'{rate}'").replace("WHEN", when)


def bomb() -> str:
    rows = ["a0: &a0 [" + ", ".join(["x"] * 9) + "]"]
    rows += [f"a{n}: &a{n} [" + ", ".join([f"*a{n - 1}"] * 9) + "]" for n in range(1, 12)]
    return "detente: 1\n" + "\n".join(rows) + "\n"


def mapping_bomb() -> str:
    rows = ["m0: &m0 {k: x}"]
    rows += [f"m{n}: &m{n} {{a: *m{n - 1}, b: *m{n - 1}}}" for n in range(1, 30)]
    return "detente: 1\n" + "\n".join(rows) + "\n"


HOSTILE = {
    "alias bomb": (bomb(), "S003"),
    "mapping bomb": (mapping_bomb(), "S003"),
    "merge bomb": (
        "detente: 1\nm0: &m0 {a: 1}\n" + "".join(f"m{n}: &m{n} {{<<: [*m{n - 1}, *m{n - 1}]}}\n" for n in range(1, 30)),
        "S003",
    ),
    "ten megabytes": ("detente: 1\nabout: " + "x" * 10_000_000, "S002"),
    "brackets in YAML": ("detente: 1\nstate: " + "[" * 1000 + "]" * 1000, "S003"),
    "braces in YAML": ("detente: 1\nstate: " + "{a: " * 1000 + "}" * 1000, "S003"),
    "open brackets to the limit": ("[" * 999_000, "S003"),
    "lists by indentation": ("detente: 1\nstate: \n" + " " + "- " * 1000 + "x\n", "S003"),
    "brackets in an expression": (event(rate="(" * 1000 + "1" + ")" * 1000), "S010"),
    "signs in an expression": (event(rate="-" * 5000 + "1"), "S010"),
    "nots in an expression": (event(when="not " * 2000 + "(truce == broken)"), "S010"),
    "powers in an expression": (event(rate="9**" * 2000 + "9"), "S010"),
    "a tower of powers": (event(rate="9**9**9**9**9**9"), "S029"),
    "a long sum": (event(rate="1+" * 4000 + "1"), "none"),
    "a very long expression": (event(rate="1+" * 20_000 + "1"), "S010"),
    "a million values": (HEAD.replace("broken, holding", ", ".join(f"v{n}" for n in range(1_000_000))), "S002"),
    "as many values as fit": (HEAD.replace("broken, holding", ",".join(f"v{n}" for n in range(125_000))), "S003"),
    "many values": (
        HEAD.replace("broken, holding", ",".join(f"v{n}" for n in range(49_000))).replace("start: holding", "start: v7")
        + "nature: {step: {rate: 1, when: 'level(truce) < 48999', then: {truce: level(truce) + 1}}}\n",
        "none",
    ),
    "many factors": (
        "detente: 1\nstate:\n" + "".join(f"  f{n}: {{values: [a, b, c], start: a}}\n" for n in range(2000)),
        "S026",
    ),
    "a start in every state": (
        "detente: 1\nstate:\n"
        + "".join(
            f"  f{n}: {{values: [a, b, c, d], start: {{a: 0.25, b: 0.25, c: 0.25, d: 0.25}}}}\n" for n in range(12)
        ),
        "S026",
    ),
    "many unknown keys": ("detente: 1\nstate: {}\n" + "".join(f"key{n}: 1\n" for n in range(20_000)), "S005"),
    "many phases": (
        HEAD
        + "actors: {a: {discount: 1, attention: 1, noise: 1}}\n"
        + "moves: {a: {b: {takes: {mean: 1, phases: 999999999}}}}\n",
        "S021",
    ),
    "a circle of parameters": (
        HEAD + "parameters:\n" + "".join(f"  p{n}: p{(n + 1) % 3000}\n" for n in range(3000)),
        "S032",
    ),
    "a chain of parameters": (
        HEAD + "parameters:\n" + "".join(f"  p{n}: p{n + 1}\n" for n in range(3000)) + "  p3000: 1\n",
        "S023",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_refused_quickly(name: str, tmp_path: Path) -> None:
    text, code = HOSTILE[name]
    path = tmp_path / "hostile.yaml"
    path.write_text(text, encoding="utf-8")
    command = [sys.executable, "-c", PROBE.format(bytes=BYTES), str(path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr[-2000:]
    seconds, peak, found = done.stdout.split()
    assert found == code
    assert float(seconds) < SECONDS
    assert int(peak) < BYTES
