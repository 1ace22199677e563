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
    ("4,510", 4510, 0), ("–", None, 0), ("78.8\u00a0%", 0.788, 0.0005), ("-0.4", -0.4, 0.05),
    ("7.8\u00a0s", 7.8, 0.05), ("42\u00a0s", 42, 0.5), ("▼\u00a04m\u00a005s", 245, 0.5),
    ("7h\u00a032m", 27120, 30), ("0.86", 0.86, 0.005),
])
def test_the_display_formats_are_understood(text, value, tolerance):
    assert parse(text) == (pytest.approx(value), pytest.approx(tolerance))


def test_every_figure_is_the_one_in_the_json(page, figures):
    found = shown(page)
    assert len(found) > 400
    for path, text in found:
        value, tolerance = parse(text)
        told = figure_at(figures, path)
        if told is None or value is None:
            assert told is value, f"{path}: {told} is shown as {text}"
        else:
            assert abs(told - value) <= tolerance + 1e-9, f"{path}: {told} is shown as {text}"


def test_every_service_and_agent_is_on_the_page(page, figures):
    paths = {tuple(path.split(".")[:2]) for path, _ in shown(page)}
    for people in ("services", "agents"):
        assert {name for kind, name in paths if kind == people} == set(figures[people])
    for name in ("offered", "answered", "abandoned", "serviceLevel", "asaSeconds"):
        assert ("totals", name) in paths


def test_every_name_is_on_the_page(page, figures):
    text = page.find_element(By.TAG_NAME, "main").text
    for people in ("services", "agents"):
        for one in figures[people].values():
            assert one["name"] in text
