"""What axe-core finds, with every fold open, in light and dark, wide and narrow."""

import importlib.util
import pathlib

import pytest

# The package brings axe-core along; its own driver is not needed.
PACKAGE = pathlib.Path(importlib.util.find_spec("axe_playwright_python").origin).parent
SCRIPT = next(PACKAGE.rglob("axe.min.js"))


# All rules once; what else a width can change, without the slow contrast of colors; and in the dark
# the contrast alone, which is all that a scheme changes.
EVERY = "{runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice']"
VARIANTS = [("light", 1440, EVERY + "}"),
            ("light", 360, EVERY + ", rules: {'color-contrast': {enabled: false}}}"),
            ("dark", 1440, "{runOnly: {type: 'rule', values: ['color-contrast']}}")]


def violations(browser, rules):
    """Runs axe-core in the page; it is brought from outside, past the page's policy."""
    browser.execute_cdp_cmd("Page.setBypassCSP", {"enabled": True})
    browser.refresh()
    browser.execute_script(SCRIPT.read_text())
    found = browser.execute_async_script(
        "const done = arguments[0];"
        "for (const fold of document.querySelectorAll('details')) fold.open = true;"
        f"axe.run({rules})"
        ".then(r => done(r.violations.map(v => [v.id, v.nodes.length,"
        " v.nodes[0].html.slice(0, 300), v.nodes[0].failureSummary])), e => done(String(e)))")
    browser.execute_cdp_cmd("Page.setBypassCSP", {"enabled": False})
    return found


@pytest.mark.parametrize(
    "scheme, width, rules", VARIANTS, ids=[f"{scheme}-{width}" for scheme, width, _ in VARIANTS])
@pytest.mark.parametrize("name", ["report", "agents", "quality", "index"])
def test_axe_finds_nothing(browser, page_path, scheme, width, rules, name):
    path = (
        page_path.parents[1] / "index.html" if name == "index"
        else page_path.with_name(f"{name}.html"))
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {
        "features": [{"name": "prefers-color-scheme", "value": scheme}]})
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
        "width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 1000})
    browser.set_script_timeout(120)
    browser.get(path.as_uri())
    found = violations(browser, rules)
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
    assert found == []
