"""Places on the map: what is read of them, and that a scenario keeps them."""

import pickle

import pytest

from detente.casebook import load
from detente.scenario import Site, loads

PLACES = """
places:
  harbour: {at: [-34.9, 179.95], kind: base, of: truce, title: The harbour, about: a port, source: an atlas}
  gate: {at: [0, -180]}
"""


def test_places_are_read(two_parties: str) -> None:
    found = loads(two_parties + PLACES).places
    assert found == {
        "harbour": Site("harbour", -34.9, 179.95, "base", "truce", "The harbour", "a port", "an atlas"),
        "gate": Site("gate", 0.0, -180.0),
    }


def test_places_say_nothing_of_the_game(two_parties: str) -> None:
    assert loads(two_parties + PLACES).game() == loads(two_parties).game()


def test_a_scenario_in_primitives_keeps_them(two_parties: str) -> None:
    one = loads(two_parties + PLACES)
    assert loads(one.expanded()).places == one.places


def test_the_syrian_places_are_cities_in_reach_of_each_other() -> None:
    places = load("syria-2016").places
    assert {"hmeimim", "tartus", "aleppo", "damascus", "palmyra", "raqqa"} <= set(places)
    for one in places.values():
        assert 32 < one.latitude < 37.5
        assert 35.5 < one.longitude < 42.5
        assert one.source
        assert round(one.latitude * 20, 6) % 1 == 0
    assert (
        places["aleppo"].latitude > places["hmeimim"].latitude > places["tartus"].latitude > places["damascus"].latitude
    )
    assert places["raqqa"].longitude > places["palmyra"].longitude > places["damascus"].longitude


@pytest.mark.parametrize("case", ["two-parties-and-a-guarantor", "crisis-bargaining-ladder"])
def test_invented_cases_have_none(case: str) -> None:
    assert load(case).places == {}


def test_a_scenario_travels_to_other_processes(two_parties: str) -> None:
    one = loads(two_parties + PLACES)
    again = pickle.loads(pickle.dumps(one))
    assert again.places == one.places
    assert again.game() == one.game()
    assert again.sha256 == one.sha256
    with pytest.raises(TypeError):
        again.places["gate"] = None
