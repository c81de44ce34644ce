"""The workstation cluster of Haverkort, Hermanns and Katoen (2000): two clusters of `n` stations, each behind a switch,
joined by a line; one repair unit looks after one broken thing at a time."""

from detente.game import Event, Factor, Game

PARTS = ("left", "right", "left_switch", "right_switch", "line")


def cluster(n):
    """The game; repairs take 0.5 for a station, 4 for a switch, 8 for the line, and begin after 0.1."""
    units = list(range(n + 1))
    stations = [Factor(f"{side}_n", units, start=str(n)) for side in ("left", "right")]
    joints = [Factor(f"{part}_n", ["down", "up"], start="up") for part in PARTS[2:]]
    repair = Factor("repair", ["none", *PARTS], start="none", ordered=False)
    nature = []
    for part in PARTS:
        station = part in ("left", "right")
        broken = f"level({part}_n) < {n if station else 1}"
        working = f"level({part}_n) > 0"
        fails = {"left": "level(left_n)/500", "right": "level(right_n)/500", "line": "1/5000"}.get(part, "1/4000")
        mends = {"left": 2.0, "right": 2.0, "line": 0.125}.get(part, 0.25)
        lost, won = f"level({part}_n) - 1", f"level({part}_n) + 1"
        nature += [
            Event(f"{part}_fails", fails, when=working, then={f"{part}_n": lost}),
            Event(f"{part}_begins", 10.0, when=f"{broken} and repair == none", then={"repair": part}),
            Event(f"{part}_mended", mends, when=f"repair == {part}", then={f"{part}_n": won, "repair": "none"}),
        ]
    return Game([*stations, *joints, repair], nature=nature)


def minimum(n):
    """Enough stations are connected for the least quality: three quarters of one side's."""
    k = int(0.75 * n)
    return (
        f"(level(left_n) >= {k} and left_switch_n == up) or (level(right_n) >= {k} and right_switch_n == up) or "
        f"(level(left_n) + level(right_n) >= {k} and left_switch_n == up and line_n == up and right_switch_n == up)"
    )
