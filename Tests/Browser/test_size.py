"""A centre of 40 services and 400 agents: how much the pages weigh, and how long they are."""

import pathlib
import subprocess

import pytest

from conftest import PROGRAM

SCREEN = 900


@pytest.fixture(scope="session")
def large_path(tmp_path_factory):
    folder = tmp_path_factory.mktemp("large")
    made = subprocess.run(
        [PROGRAM, "demo", "--out", folder, "--services", "40", "--agents", "400",
         "--every", "300s", "--days", "1"],
        check=True, capture_output=True, text=True, timeout=400)
    return pathlib.Path(made.stdout.strip())


@pytest.mark.parametrize("name", ["report", "agents", "quality", "index"])
def test_a_large_centre_fits_ten_screens(browser, large_path, name):
    path = (
        large_path.parents[1] / "index.html" if name == "index"
        else large_path.with_name(f"{name}.html"))
    assert path.stat().st_size <= 1_500_000
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
        "width": 1280, "height": SCREEN, "deviceScaleFactor": 1, "mobile": False})
    browser.get(path.as_uri())
    height = browser.execute_script("return document.documentElement.scrollHeight")
    assert height <= 10 * SCREEN
    # What is cut says so.
    if name == "agents":
        text = browser.find_element("tag name", "main").text
        assert "of 400 are shown" in text or "more of" in text
