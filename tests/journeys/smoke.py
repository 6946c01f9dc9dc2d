"""The main job against a running demo: `python -m tests.journeys.smoke BASE_URL`. One line for each step.

Sign-ins come from `manage.py show_sign_ins` of this clone, or from CAS_SMOKE_PASSWORD. With CAS_JOURNEY_SCREENSHOTS
set to a folder, each page is kept there as a picture at 1280 and 360 pixels.
"""

import os
import re
import subprocess
import sys
import time

from playwright.sync_api import sync_playwright

from cas_portal.launcher import chromium
from reports.demo.community import MAIL
from tests.browser import FLAGS
from tests.journeys.main_job import MainJob
from tests.journeys.office import Office


def main(base_url: str) -> int:
    """Do the job step by step; the exit status."""
    path = os.environ.get("CHROMIUM_PATH") or chromium.find()
    if not path:
        print("No Chromium on this machine. Set CHROMIUM_PATH to one.")
        return 1
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(path), args=[*FLAGS, *sandbox])
        office = Office(browser, base_url, password(), MAIL)
        try:
            return run(MainJob(office))
        finally:
            office.close()
            browser.close()


def password() -> str:
    """Return the password of the demo's sign-ins."""
    given = os.environ.get("CAS_SMOKE_PASSWORD")
    if given:
        return given
    environment = {**os.environ, "DEMO": "1"}
    command = [sys.executable, "manage.py", "show_sign_ins"]
    said = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
    found = re.search(r"Password of everybody: (\S+)", said)
    if found is None:
        raise SystemExit(f"manage.py show_sign_ins named no password:\n{said}")
    return found.group(1)


def run(job: MainJob) -> int:
    """Do each step and print it; the first that fails ends the run."""
    for words, step in job.steps:
        began = time.monotonic()
        try:
            step()
        except Exception as failure:
            job.office.keep_pictures()
            print(f"FAILED  {words}\n{type(failure).__name__}: {failure}", flush=True)
            for login, desk in job.office.desks.items():
                print(f"--- {login} at {desk.page.url}\n{desk.words()}", flush=True)
            return 1
        print(f"ok  {words} ({time.monotonic() - began:.1f} s)", flush=True)
    for fault in job.office.faults:
        print(f"FAULT  {fault}")
    return 1 if job.office.faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1].rstrip("/")))
