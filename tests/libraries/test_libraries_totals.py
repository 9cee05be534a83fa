"""Network totals: sums of what was released, each event once, and nothing that was not."""

import reporting
from cast import PAST
from humanshelf.libraries.totals import Totals, table, totals_of


def published(house, *codes):
    with house.inside():
        code = reporting.publish(*codes)
    house.change("UPDATE publication SET sample = 0")
    return code


def filled(house, *readers):
    with house.inside():
        reporting.season(*readers)


def test_nothing_is_summed_that_was_not_released(stage, baku):
    filled(baku, 40)
    assert totals_of(stage.app) == Totals()


def test_both_libraries_are_summed_from_rounded_figures(stage, baku, nu):
    filled(baku, 41)
    filled(nu, 57)
    published(baku, PAST)
    published(nu, PAST)
    found = totals_of(stage.app)
    assert found == Totals(libraries=2, reports=2, events=2, cards=105, readings=95)


def test_an_event_in_two_reports_counts_once(stage, baku):
    filled(baku, 40, 60)
    for codes in ((PAST,), (PAST, "past1"), (PAST,)):
        published(baku, *codes)
    found = totals_of(stage.app)
    assert (found.reports, found.events, found.readings) == (1, 2, 100)


def test_withdrawn_reports_samples_and_other_years_are_left_out(stage, baku, nu):
    filled(baku, 40)
    filled(nu, 40)
    code = published(baku, PAST)
    assert totals_of(stage.app, 2026).reports == 1
    assert totals_of(stage.app, 2025) == Totals()
    with nu.inside():
        reporting.publish(PAST)
    assert totals_of(stage.app).reports == 1
    baku.change("UPDATE publication SET withdrawn = '2026-10-18' WHERE code = ?", code)
    assert totals_of(stage.app) == Totals()


def test_few_readings_stay_unknown_in_the_sum(stage, baku):
    filled(baku, 4)
    published(baku, PAST)
    found = totals_of(stage.app)
    assert found == Totals(libraries=1, reports=1, events=1, kept_back=1)
    assert table(found, as_json=False).splitlines()[-1] == "kept_back\t1"
    assert '"schema": 1' in table(found, as_json=True)
