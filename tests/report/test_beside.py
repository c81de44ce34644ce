"""Jobs in other processes while this one goes on."""

import functools
import time

import pytest

from detente.errors import UsageError
from detente.evidence.uncertainty import executor
from detente.report import format_of
from detente.report._beside import Beside, Late, beside


@pytest.fixture(params=["here", "there"])
def working(request):
    found = Beside(None if request.param == "here" else executor(2))
    yield found
    found.end()


def test_results_come_by_name(working) -> None:
    working.start(
        {
            "a": functools.partial(divmod, 17, 5),
            "b": functools.partial(max, 3, -4),
            "c": functools.partial(format_of, "page.docx"),
        }
    )
    assert working.result("b") == 3
    assert working.result("a") == (3, 2)
    assert working.result("a", time.monotonic() + 60) == (3, 2)
    with pytest.raises(UsageError, match=r"page\.docx"):
        working.result("c")


def test_what_comes_late_is_told(working) -> None:
    working.start({"a": functools.partial(time.sleep, 20)})
    begun = time.monotonic()
    with pytest.raises(Late):
        working.result("a", begun + (0.3 if working.on is not None else 0.0))
    working.end()
    assert time.monotonic() - begun < 10


def test_after_what_is_late_there_is_room_for_other_work() -> None:
    working = Beside(executor(2))
    working.start({"a": functools.partial(time.sleep, 30), "b": functools.partial(time.sleep, 30)})
    with pytest.raises(Late):
        working.result("b", time.monotonic() + 0.2)
    begun = time.monotonic()
    free = working.free
    assert dict(free.run(abs, [-7, 2, -9])) == {0: 7, 1: 2, 2: 9}
    assert time.monotonic() - begun < 20
    free.close()


def test_where_it_is_not_worth_it_there_is_one_process() -> None:
    with beside(False) as working:
        assert working.free == 1
        working.start({"a": functools.partial(sum, (1, 2))})
        assert working.result("a") == 3


def interrupted(children: list) -> None:
    with beside(True) as working:
        if working.on is None:
            pytest.skip("one core only")
        working.start({"a": functools.partial(time.sleep, 60)})
        time.sleep(0.5)
        children += [one.child for one in working.on._running]
        raise KeyboardInterrupt


def test_an_interruption_ends_the_processes() -> None:
    children = []
    with pytest.raises(KeyboardInterrupt):
        interrupted(children)
    assert children
    assert all(one.poll() is not None for one in children)
