"""The result follows from the seed alone: whatever the workers, after an interruption, after a worker's death."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import numpy as np
import pytest
from tests.evidence.uncertainty.games import crowd, seen

from detente.evidence.uncertainty import Ensemble, executor, sample
from detente.evidence.uncertainty._local import Processes

pytestmark = pytest.mark.slow

DRAWS = 24


def run(**more) -> Ensemble:
    return sample(crowd(), seen(), draws=DRAWS, seed=6, target=0.9, most_moves=2, **more)


@pytest.fixture(scope="module")
def alone() -> Ensemble:
    found = run(on=1)
    assert len(found.stages) > 3
    return found


def same(one: Ensemble, two: Ensemble) -> None:
    """Equal to the last bit."""
    for name in ("values", "log_weights", "log_likelihood", "chances"):
        np.testing.assert_array_equal(getattr(one, name), getattr(two, name), strict=True)
    assert one.stages == two.stages
    assert one.log_evidence == two.log_evidence
    assert one.faults == two.faults


class Once:
    """Does something once, the first time that progress is past a share."""

    def __init__(self, share: float, act) -> None:
        self.share, self.act, self.done = share, act, False

    def __call__(self, share: float, words: str) -> None:
        if share > self.share and not self.done:
            self.done = True
            self.act()


def interrupt() -> None:
    raise KeyboardInterrupt


def test_two_processes_give_the_same_as_one(alone):
    with_two = run(on=2)
    same(alone, with_two)
    question = "P(eventually(truce == broken), within=15)"
    assert alone.ask(question, on=1) == with_two.ask(question, on=2)


def test_other_seeds_give_other_draws(alone):
    assert (sample(crowd(), seen(), draws=DRAWS, seed=7, on=1).values[0] != alone.values[0]).all()


@pytest.mark.parametrize("share", [0.1, 0.6], ids=["in the first round", "later"])
def test_an_interrupted_run_goes_on_where_it_stopped(alone, tmp_path, share):
    with pytest.raises(KeyboardInterrupt):
        run(on=1, checkpoint=tmp_path / "run", progress=Once(share, interrupt))
    kept = {one.name: one.read_bytes() for one in (tmp_path / "run").iterdir()}
    assert any(name.startswith("round-") for name in kept)
    assert not any(name.endswith(".new") for name in kept)
    seen_words = []
    same(alone, run(on=2, checkpoint=tmp_path / "run", progress=lambda share, words: seen_words.append(words)))
    assert not any("solving" in one for one in seen_words)
    first = sum(one.startswith("draws from the priors") for one in seen_words)
    assert first < DRAWS if share < 0.3 else first == 0


def test_a_finished_run_is_read_and_not_computed_again(alone, tmp_path):
    run(on=1, checkpoint=tmp_path / "run")
    told = []
    same(alone, run(on=1, checkpoint=tmp_path / "run", progress=lambda share, words: told.append(words)))
    assert told == ["done"]


def test_questions_are_kept_in_the_checkpoint_too(alone, tmp_path):
    found = run(on=1, checkpoint=tmp_path / "run")
    question = "P(force == base, at=30)"
    with pytest.raises(KeyboardInterrupt):
        found.ask(question, on=1, checkpoint=tmp_path / "run", progress=Once(0.5, interrupt))
    told = []
    again = found.ask(question, on=1, checkpoint=tmp_path / "run", progress=lambda share, words: told.append(share))
    assert min(told) > 0.5
    assert again == alone.ask(question, on=1)


def test_a_killed_run_goes_on_too(alone, tmp_path):
    """The whole program is killed, with its workers: what is on disk is a good checkpoint."""
    script = (
        "from tests.evidence.uncertainty.test_same import *\n"
        "import detente.evidence.uncertainty._round as rounds\n"
        "rounds.EVERY = 0.0\n"
        "def die(share, words):\n"
        "    if share > 0.4: os.kill(os.getpid(), signal.SIGKILL)\n"
        f"run(on=2, checkpoint={str(tmp_path / 'run')!r}, progress=die)\n"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(one or os.getcwd() for one in sys.path)}
    done = subprocess.run([sys.executable, "-c", script], env=environment, timeout=300, check=False)
    assert done.returncode == -signal.SIGKILL
    same(alone, run(on=1, checkpoint=tmp_path / "run"))


def test_a_local_worker_that_dies_is_replaced(alone):
    pool = Processes(2)
    try:
        kill = Once(0.3, lambda: os.kill(pool._running[0].pid, signal.SIGKILL))
        same(alone, run(on=pool, progress=kill))
        assert kill.done
    finally:
        pool.close()


def test_workers_end_with_the_parent():
    script = (
        "from detente.evidence.uncertainty import executor\n"
        "import os, signal\n"
        "pool = executor(2)\n"
        "print(sorted(pool.run(abs, [-3, 4, -5])), [one.pid for one in pool._running], flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=120, check=False)
    assert done.stdout.startswith("[(0, 3), (1, 4), (2, 5)]")
    pids = [int(one) for one in done.stdout.split("] [")[1].strip(" ]\n").split(",")]
    end = time.monotonic() + 20
    while any(_alive(one) for one in pids) and time.monotonic() < end:
        time.sleep(0.1)
    assert not any(_alive(one) for one in pids)


def _alive(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat") as stream:
            return stream.read().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


# -- Dask ------------------------------------------------------------------------------------------

distributed = pytest.importorskip("distributed")


def test_a_cluster_gives_the_same_though_a_worker_is_killed_and_restarted(alone):
    """Two workers with nannies, which start a new worker in the place of the one killed."""
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster:
        pids = [one.pid for one in cluster.workers.values()]
        kill = Once(0.2, lambda: os.kill(pids[0], signal.SIGKILL))
        same(alone, run(on=cluster.scheduler_address, progress=kill))
        assert kill.done


def test_a_cluster_gives_the_same_though_one_of_two_workers_dies_for_good(alone):
    """Two workers without nannies, each with two threads; nothing takes the place of the one killed."""
    with distributed.LocalCluster(n_workers=0, processes=True, dashboard_address=None) as cluster:
        address = cluster.scheduler_address
        command = [sys.executable, "-m", "distributed.cli.dask_worker", address, "--no-nanny", "--nthreads", "2"]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(one or os.getcwd() for one in sys.path)}
        workers = [
            subprocess.Popen([*command, "--no-dashboard"], env=environment, stderr=subprocess.DEVNULL) for _ in range(2)
        ]
        try:
            with distributed.Client(address, set_as_default=False) as client:
                client.wait_for_workers(2, timeout=60)
            kill = Once(0.2, workers[0].kill)
            same(alone, run(on=address, progress=kill))
            assert kill.done
            assert workers[0].wait(10) == -signal.SIGKILL
        finally:
            for one in workers:
                one.kill()
                one.wait()


def test_a_cluster_without_workers_is_given_up(tmp_path):
    from detente.errors import UsageError
    from detente.evidence.uncertainty._dask import Cluster

    with distributed.LocalCluster(n_workers=0, processes=True, dashboard_address=None) as cluster:
        found = Cluster(cluster.scheduler_address, without=1.0)
        with pytest.raises(UsageError, match="has had no worker for 1 seconds"):
            list(found.run(abs, [-1, -2]))
        found.close()


def test_an_address_where_nobody_answers_is_refused():
    from detente.errors import UsageError
    from detente.evidence.uncertainty._dask import Cluster

    began = time.monotonic()
    with pytest.raises(UsageError, match=r"no Dask scheduler answers at tcp://127\.0\.0\.1:1 within 2 seconds"):
        Cluster("tcp://127.0.0.1:1", answer=2.0)
    assert time.monotonic() - began < 20


def test_an_address_that_makes_no_sense_is_refused():
    from detente.errors import UsageError

    with pytest.raises(UsageError, match="no Dask scheduler answers at tpc://here"):
        executor("tpc://here")
