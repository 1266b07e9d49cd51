from datetime import date

from topics.corpus.evidence.events import EVENT_KINDS, FOUNDING_KINDS, load_events, load_foundings
from topics.defaults import default_path


def test_the_table_of_events_is_sound() -> None:
    """Dates are in order, kinds are known, names are unique, words have two characters or more."""
    table = load_events()
    plenums = [event for c in table.congresses.values() for event in c.plenums]
    events = [*table.events, *plenums, *(c.congress for c in table.congresses.values())]
    assert len({event.name for event in events}) == len(events)
    for event in events:
        assert event.kind in EVENT_KINDS
        assert event.announced <= event.first <= (event.last or date.max), event.name
        assert event.kind == "formula" or event.last is not None, event.name
    for entry in [*table.events, *table.anniversaries]:
        assert entry.words
        assert all(len(word) > 1 for word in entry.words), entry.name
    assert [p.first for p in plenums] == sorted(p.first for p in plenums)


def test_the_table_of_foundings_is_sound() -> None:
    """Kinds are known, years in order, no city is of higher rank before it was one."""
    table = load_foundings()
    assert len(table) > 400
    for place, kinds in table.items():
        assert 2 <= len(place) <= 5
        assert set(kinds) <= set(FOUNDING_KINDS)
        assert all(1900 < first <= last < 2030 for first, last in kinds.values()), place
        if set(kinds) >= {"city", "prefecture"}:
            assert kinds["city"][0] <= kinds["prefecture"][0], place
    rows = default_path("cities.tsv").read_text("utf-8").splitlines()
    named = [tuple(row.split("\t")[:2]) for row in rows if not row.startswith("#")]
    assert len(named) == len(set(named))
