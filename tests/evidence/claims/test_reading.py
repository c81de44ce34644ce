"""Files of claims: what they say, and every way in which one can be wrong."""

from __future__ import annotations

import pytest

from detente.errors import ScenarioError
from detente.evidence.claims import read_claims

TEXT = """
written: 2024-03-20
text: An invented commentary of 20.03.2024
claims:
  C1:
    quote: the army means it ... "really"
    claim: The plan is real.
    kind: motive
    test: {explanation: [real]}
    bears: well
    record: {resolved: unresolved, what: nothing seen, source: nobody}
  C2:
    quote: nothing will break before the month is out
    claim: The truce is not broken by the end of March.
    kind: forecast
    test: {ask: "P(eventually(truce == broken), within=2024-03-31)", expect: low}
    by: 2024-03-31
    record: {resolved: false, on: 2024-03-21, what: it broke, source: AP}
  C3:
    quote: talks sooner than a breach
    claim: Talks are likelier than a breach.
    kind: forecast
    test:
      compare: {a: "P(talks == on, at=9)", b: "P(truce == broken, at=9)"}
    record: {resolved: contested}
  C4:
    quote: so it should be
    claim: The parties should talk.
    kind: norm
    test: {none: a norm}
    record: {resolved: not checkable}
"""


def test_a_file_without_claims() -> None:
    with pytest.raises(ScenarioError, match="a claims file needs at least one claim") as error:
        read_claims("written: 2024-03-20\nclaims: {}\n", name="claims")
    (one,) = error.value.diagnostics
    assert one.code == "C003"
    assert one.place is not None
    assert (one.place.line, one.place.column) == (2, 9)


def test_what_a_file_says() -> None:
    claims = read_claims(TEXT, name="claims")
    assert (claims.written, claims.citation, len(claims)) == ("2024-03-20", "An invented commentary of 20.03.2024", 4)
    one, two, three, four = claims
    assert (one.trial.kind, one.trial.names, one.bears) == ("explanation", ("real",), "well")
    assert (two.trial.expect, two.by, two.record.on) == ("low", "2024-03-31", "2024-03-21")
    assert three.trial.asks == ("P(talks == on, at=9)", "P(truce == broken, at=9)")
    assert (four.trial.kind, four.trial.reason) == ("none", "a norm")
    assert claims[1:3] == (two, three)


def test_two_questions_may_be_a_list() -> None:
    text = TEXT.replace(
        '{a: "P(talks == on, at=9)", b: "P(truce == broken, at=9)"}', '["P(talks == on, at=9)", "S(x)"]'
    )
    assert read_claims(text, name="claims")[2].trial.asks == ("P(talks == on, at=9)", "S(x)")


def test_twelve_words_are_the_most() -> None:
    twelve = "one two three four five six ... seven eight nine ten eleven twelve"
    read_claims(TEXT.replace("so it should be", twelve), name="claims")
    with pytest.raises(ScenarioError, match="has 13 words") as caught:
        read_claims(TEXT.replace("so it should be", f"{twelve} thirteen"), name="claims")
    (one,) = caught.value.diagnostics
    assert (one.code, one.place.line) == ("C005", 27)


WRONG = [
    ("written: 2024-03-20\n", "", "C003", "needs an entry `written`"),
    ("text: An", "texts: An", "C002", "has no entry `texts`"),
    ("kind: motive", "kind: motif", "C004", "cannot be `motif`"),
    ("    kind: motive\n", "", "C003", "needs an entry `kind`"),
    ("resolved: unresolved", "resolved: maybe", "C004", "cannot be `maybe`"),
    ("resolved: unresolved, ", "", "C003", "needs an entry `resolved`"),
    ("{explanation: [real]}", "{explanation: []}", "C006", "names no explanation"),
    ("{explanation: [real]}", '{explanation: [real], none: "no"}', "C006", "has 2"),
    ("{explanation: [real]}", "{}", "C006", "has none"),
    ("{explanation: [real]}", "{explanation: [real], expect: high}", "C006", "`expect` goes with `ask`"),
    ("{explanation: [real]}", "yes", "C004", "is a mapping"),
    ("expect: low", "expect: lowish", "C004", "cannot be `lowish`"),
    (', b: "P(truce == broken, at=9)"}', "}", "C003", "needs an entry `b`"),
    ("quote: so it should be", "quote: [so]", "C004", "is a text"),
    ("  C4:\n", "  C3:\n", "C004", "stands twice"),
]


@pytest.mark.parametrize(("old", "new", "code", "message"), WRONG, ids=[one[3] for one in WRONG])
def test_what_is_wrong_is_told_with_its_place(old: str, new: str, code: str, message: str) -> None:
    assert old in TEXT
    with pytest.raises(ScenarioError) as caught:
        read_claims(TEXT.replace(old, new, 1), name="claims.yaml")
    (one,) = [found for found in caught.value.diagnostics if message in found.message]
    assert one.code == code
    assert one.place is not None
    assert one.place.file == "claims.yaml"
    line = TEXT.split(old)[0].count("\n") + 1
    assert abs(one.place.line - line) <= 5


def test_a_list_of_three_is_no_comparison() -> None:
    text = TEXT.replace('{a: "P(talks == on, at=9)", b: "P(truce == broken, at=9)"}', '["a", "b", "c"]')
    with pytest.raises(ScenarioError, match="compares two questions, not 3"):
        read_claims(text, name="claims")
