"""A real report in a real browser: made once, opened anew for every test."""

import json
import os
import pathlib
import subprocess

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("LUCSTATS", ROOT / ".build/debug/lucstats")


@pytest.fixture(scope="session")
def page_path(tmp_path_factory):
    """The page of a simulated day."""
    folder = tmp_path_factory.mktemp("demo")
    made = subprocess.run(
        [PROGRAM, "demo", "--out", folder, "--every", "240s", "--days", "1"],
        check=True, capture_output=True, text=True, timeout=120)
    return pathlib.Path(made.stdout.strip())


def report(page_path, out, *words):
    """The page of the same day, asked for with other options."""
    subprocess.run(
        [PROGRAM, "report", "--warehouse", page_path.parents[1] / "warehouse.db",
         "--period", page_path.parent.name, "--out", out, "--format", "html", *words],
        check=True, capture_output=True, timeout=120)
    return out / page_path.parent.name / "report.html"


@pytest.fixture(scope="session")
def german_path(page_path, tmp_path_factory):
    return report(page_path, tmp_path_factory.mktemp("german"), "--language", "de")


@pytest.fixture(scope="session")
def nameless_path(page_path, tmp_path_factory):
    return report(page_path, tmp_path_factory.mktemp("nameless"), "--no-names")


@pytest.fixture(scope="session")
def figures(page_path):
    """What `report.json` holds, the services and agents by their identifiers."""
    report = json.loads(page_path.with_name("report.json").read_text())
    for people in ("services", "agents"):
        report[people] = {one["id"]: one for one in report[people]}
    return report


@pytest.fixture(scope="session")
def chromium():
    options = webdriver.ChromeOptions()
    options.binary_location = "/usr/bin/chromium"
    for argument in (
        "--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu",
        "--window-size=1280,900", "--lang=en",
    ):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(service=Service("/usr/bin/chromedriver"), options=options)
    yield driver
    driver.quit()


@pytest.fixture
def browser(chromium):
    """The browser with its settings and logs as new."""
    chromium.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
    chromium.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    chromium.get("about:blank")
    for log in ("browser", "performance"):
        chromium.get_log(log)
    return chromium


@pytest.fixture
def page(browser, page_path):
    """The browser with the report open."""
    browser.get(page_path.as_uri())
    return browser
