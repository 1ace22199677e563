"""What the page shows is what `report.json` says, and that is as its schema says."""

import json

import pytest
from selenium.webdriver.common.by import By

from display import parse

from jsonschema import Draft202012Validator


def figure_at(report, path):
    """The value at a dotted path."""
    value = report
    for name in path.split("."):
        value = None if value is None else value[name]
    return value


def shown(page):
    """Every figure on the page: its path and its text."""
    return page.execute_script(
        "return [...document.querySelectorAll('[data-figure]')]"
        ".map(e => [e.dataset.figure, e.innerText])")


def test_the_json_is_as_its_schema_says(page_path):
    schema = json.loads((page_path.parents[1] / "report.schema.json").read_text())
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    report = json.loads(page_path.with_name("report.json").read_text())
    assert [error.message for error in validator.iter_errors(report)] == []
    # The validator would tell: without a member that is required, and with a text for a count.
    for broken in ({**report, "previous": 1}, {k: v for k, v in report.items() if k != "totals"}):
        assert not validator.is_valid(broken)


@pytest.mark.parametrize("text, value, tolerance", [
    ("4,510", 4510, 0), ("–", None, 0), ("78.8%", 0.788, 0.0005), ("-0.4", -0.4, 0.05),
    ("0:08", 8, 0.5), ("✕\u00a04:05", 245, 0.5), ("7:32:10", 27130, 0.5), ("0.86", 0.86, 0.005),
    ("under 0.1%", 0, 0.0005), ("79.96%", 0.7996, 0.00005),
])
def test_the_display_formats_are_understood(text, value, tolerance):
    assert parse(text) == (pytest.approx(value), pytest.approx(tolerance))


@pytest.fixture
def all_shown(browser, page_path):
    """Every figure on the three pages: its path and its text, folds open."""
    found = []
    for name in ("report", "agents", "quality"):
        browser.get(page_path.with_name(f"{name}.html").as_uri())
        browser.execute_script("for (const f of document.querySelectorAll('details')) f.open = true")
        found += shown(browser)
    return found


def test_every_figure_is_the_one_in_the_json(all_shown, figures):
    assert len(all_shown) > 350
    for path, text in all_shown:
        value, tolerance = parse(text.split("\n")[0])
        told = figure_at(figures, path)
        if told is None or value is None:
            assert told is value, f"{path}: {told} is shown as {text}"
        else:
            assert abs(told - value) <= tolerance + 1e-9, f"{path}: {told} is shown as {text}"


def test_every_service_and_agent_is_on_a_page(browser, page_path, figures):
    for name, people in (("report", "services"), ("agents", "agents")):
        browser.get(page_path.with_name(f"{name}.html").as_uri())
        browser.execute_script("for (const f of document.querySelectorAll('details')) f.open = true")
        text = browser.find_element(By.TAG_NAME, "main").text
        for one in figures[people].values():
            assert one["name"] in text
