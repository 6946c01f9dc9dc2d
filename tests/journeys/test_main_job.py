"""The main job in Chromium against the suite's own servers, with a real worker and its ticks.

A drill: `make smoke` does the same job on a fresh clone.
"""

import pytest

from reports.demo import sign_ins
from reports.demo.community import MAIL
from tests.journeys.main_job import MainJob
from tests.journeys.office import Office


@pytest.mark.drill
@pytest.mark.browser
def test_a_household_goes_from_the_first_search_to_move_in(browser, live_server, worker, do_job):
    do_job(MainJob(Office(browser, live_server.url, sign_ins.password(), MAIL)))
