"""The page at work: alone, without scripts, on a small screen, on paper, by hand."""

import json
import re

import pytest
from selenium.webdriver import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys


def requests(browser):
    """The addresses that the browser asked for."""
    events = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    return [
        event["params"]["request"]["url"]
        for event in events if event["method"] == "Network.requestWillBeSent"
    ]


def test_the_page_asks_for_nothing_but_itself_and_is_silent(browser, page_path):
    for path in (page_path, page_path.parents[1] / "index.html"):
        browser.get(path.as_uri())
        browser.execute_script("window.scrollTo(0, document.body.scrollHeight)")
        assert requests(browser) == [path.as_uri()]
        # Violations of the content security policy are reported here too.
        assert browser.get_log("browser") == []


def test_the_policy_forbids_what_the_page_does_not_bring(page):
    page.execute_script(
        "window.refused = [];"
        "addEventListener('securitypolicyviolation', e => refused.push(e.effectiveDirective));"
        "const image = new Image(); image.src = 'data:image/gif;base64,R0lGODlhAQABAAAAACw=';"
        "const script = document.createElement('script'); script.text = 'window.ran = true';"
        "document.body.append(image, script);")
    refused = page.execute_async_script("setTimeout(() => arguments[0](refused), 100)")
    assert set(refused) == {"img-src", "script-src-elem"}
    assert not page.execute_script("return window.ran")


def test_the_index_leads_to_the_report_and_back(browser, page_path):
    index = (page_path.parents[1] / "index.html").as_uri()
    browser.get(index)
    browser.find_element(By.CSS_SELECTOR, "tbody a").click()
    assert browser.current_url == page_path.as_uri()
    for name, title in (("agents", "Agents"), ("quality", "Data quality")):
        browser.find_element(By.LINK_TEXT, title).click()
        assert browser.current_url == page_path.with_name(f"{name}.html").as_uri()
    browser.find_element(By.LINK_TEXT, "All periods").click()
    assert browser.current_url == index


# Tables


def bring_into_view(page, element):
    """At once, where the page itself would glide."""
    page.execute_script(
        "arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", element)


def click(page, element):
    bring_into_view(page, element)
    element.click()


def tables(page):
    page.execute_script("for (const f of document.querySelectorAll('details')) f.open = true")
    return page.find_elements(By.CSS_SELECTOR, "table.sortable")


def column(page, table, index):
    """The values of a column from top to bottom, the total at the foot not among them."""
    return page.execute_script(
        "return [...arguments[0].tBodies[0].rows].map(r => r.cells[arguments[1]].dataset.value)",
        table, index)


def is_ordered(page, values, is_number, direction):
    """Whether these are in order, and what is undefined comes last, either way."""
    told = [value for value in values if value != ""]
    right = page.execute_script(
        "const [values, isNumber] = arguments;"
        "return values.sort((a, b) => isNumber ? a - b : a.localeCompare(b))", told, is_number)
    if direction == "descending":
        right.reverse()
    key = float if is_number else str
    return list(map(key, told)) == list(map(key, right)) and not any(values[len(told):])


def sort_and_check(page, act):
    """Sorts every table by columns of numbers and of names, both ways."""
    for table in tables(page):
        heads = table.find_elements(By.CSS_SELECTOR, "thead th")
        foot = page.execute_script("return arguments[0].tFoot?.innerText", table)
        numbers = [i for i, head in enumerate(heads) if head.get_attribute("class") == "n"]
        for index in (numbers[0], numbers[-1], 0):
            before = column(page, table, index)
            button = heads[index].find_element(By.CSS_SELECTOR, "[role=button]")
            directions = set()
            for _ in range(2):
                act(button)
                direction = heads[index].get_attribute("aria-sort")
                directions.add(direction)
                values = column(page, table, index)
                assert sorted(values) == sorted(before)
                assert is_ordered(page, values, index in numbers, direction)
                others = [head for i, head in enumerate(heads) if i != index]
                assert {head.get_attribute("aria-sort") for head in others} == {"none"}
            assert directions == {"ascending", "descending"}
        assert page.execute_script("return arguments[0].tFoot?.innerText", table) == foot


def test_tables_sort_by_mouse(page):
    assert len(tables(page)) >= 2
    sort_and_check(page, lambda button: click(page, button))


def test_tables_sort_by_keyboard(page):
    keys = iter([Keys.ENTER, Keys.SPACE] * 100)
    sort_and_check(page, lambda button: button.send_keys(next(keys)))


def visible_rows(page, table):
    return page.execute_script(
        "return [...arguments[0].tBodies[0].rows].filter(r => r.offsetHeight > 0)"
        ".map(r => r.innerText)", table)


def test_the_filter_shows_only_what_is_asked_for(page):
    table = page.find_element(By.CSS_SELECTOR, "table.long")
    everyone = visible_rows(page, table)
    field = page.find_element(By.CSS_SELECTOR, ".filter input")
    click(page, field)
    field.send_keys(everyone[0].split()[0].upper())
    some = visible_rows(page, table)
    assert 0 < len(some) < len(everyone)
    assert all(everyone[0].split()[0].casefold() in row.casefold() for row in some)
    field.send_keys(" and nobody at all")
    assert visible_rows(page, table) == []
    field.clear()
    field.send_keys(" ")
    assert visible_rows(page, table) == everyone


def test_the_filter_is_reached_by_the_tab_key(page):
    table = page.find_element(By.CSS_SELECTOR, "table.long")
    everyone = visible_rows(page, table)
    for _ in range(300):
        ActionChains(page).send_keys(Keys.TAB).perform()
        active = page.switch_to.active_element
        if active.get_attribute("type") == "search":
            break
    assert active.accessible_name == "Filter"
    name = everyone[-1].split()[0]
    ActionChains(page).send_keys(name).perform()
    assert 0 < len(visible_rows(page, table)) < len(everyone)


def tip_at(page, element):
    """What the tooltip says over the middle of an element."""
    bring_into_view(page, element)
    ActionChains(page).move_to_element(element).perform()
    tip = page.find_element(By.CLASS_NAME, "tip")
    assert tip.is_displayed()
    return tip.text.split()


def test_a_mark_of_a_chart_explains_itself_under_the_pointer(page):
    mark = page.find_element(By.CSS_SELECTOR, "table.heat td[data-tip]")
    assert tip_at(page, mark) == mark.get_attribute("data-tip").split()


def test_a_chart_tells_the_figures_of_its_table_under_the_pointer(page):
    plot = page.find_element(By.CSS_SELECTOR, "svg[data-table]")
    told = tip_at(page, plot)
    rows = page.execute_script(
        "return [...document.getElementById(arguments[0].dataset.table).tBodies[0].rows]"
        ".map(r => [...r.cells].map(c => c.textContent))", plot)
    at = [row for row in rows if row[0] == told[0]]
    assert len(at) == 1
    columns = [int(i) for i in plot.get_attribute("data-columns").split()]
    assert [at[0][i] for i in columns] == [word for word in told[1:] if word in at[0]][:len(columns)]


def test_a_service_opens_by_keyboard_and_shows_its_charts(page):
    fold = page.find_element(By.CSS_SELECTOR, "details.subject")
    summary = fold.find_element(By.TAG_NAME, "summary")
    seen = "return [...arguments[0].querySelectorAll('svg.plot')].map(e => e.checkVisibility())"
    assert page.execute_script(seen, fold) == [False] * 4
    bring_into_view(page, summary)
    summary.send_keys(Keys.ENTER)
    assert page.execute_script(seen, fold) == [True] * 4


def test_the_definition_of_a_figure_is_one_tap_away(page):
    links = page.find_elements(By.CSS_SELECTOR, "a.def")
    assert len(links) > 12
    for link in links:
        anchor = link.get_attribute("href").split("#")[1]
        assert page.execute_script("return document.getElementById(arguments[0])", anchor), anchor
    click(page, links[0])
    assert page.execute_script("return document.querySelector(':target dd').innerText.length") > 20


# Elsewhere


CONTENT = """
const seen = e => e.getClientRects().length > 0;
const text = e => e.innerText.replace(/\\s+/g, ' ').trim();
return {
  headings: [...document.querySelectorAll('h1, h2')].filter(seen).map(text),
  figures: [...document.querySelectorAll('[data-figure]')].filter(seen)
    .map(e => e.dataset.figure + ' ' + text(e)),
  rows: [...document.querySelectorAll('tr')].filter(seen).map(text),
  sentences: [...document.querySelectorAll('p, dt, dd, figcaption')].filter(seen).map(text),
  charts: [...document.querySelectorAll('svg')].filter(seen).length,
  scripts: typeof document.querySelector('.tip'),
  buttons: document.querySelectorAll('[role=button]').length,
}"""


def test_without_scripts_everything_is_there(page, page_path):
    scripted = page.execute_script(CONTENT)
    page.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    page.get(page_path.as_uri())
    plain = page.execute_script(CONTENT)
    assert scripted.pop("buttons") > 0
    assert plain.pop("buttons") == 0
    assert len(plain["figures"]) > 30
    assert plain["charts"] > 10
    assert plain == scripted


WIDE = """
for (const fold of document.querySelectorAll('details.fold, details.more')) fold.open = true;
const width = document.documentElement.clientWidth, found = [];
for (const e of document.querySelectorAll('nav, table, section, .tile, .scroll')) {
  if (!e.checkVisibility() || e.closest('.data')) continue;
  if (e.matches('.scroll') ? e.scrollWidth > e.clientWidth + 1
      : e.getBoundingClientRect().right > width + 1) found.push(e.tagName + ' ' + e.className);
}
return [document.documentElement.scrollWidth - width, found];
"""


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("name", ["report", "agents", "quality", "index"])
def test_nothing_scrolls_sideways_on_any_screen(browser, page_path, german_path, language, name):
    page = page_path if language == "en" else german_path
    path = page.parents[1] / "index.html" if name == "index" else page.with_name(f"{name}.html")
    for width in (360, 768, 1024, 1280, 1366, 1440, 1920, 2560):
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
            "width": width, "height": 740, "deviceScaleFactor": 1, "mobile": width < 1000})
        browser.get(path.as_uri())
        assert browser.execute_script("return innerWidth") == width
        assert browser.execute_script(WIDE) == [0, []], width


def test_every_chart_has_a_text_and_a_table(page):
    for plot in page.find_elements(By.CSS_SELECTOR, "svg.plot"):
        assert len(plot.get_attribute("aria-label")) > 20
        assert page.execute_script(
            "return document.getElementById(arguments[0].dataset.table).tBodies[0].rows.length",
            plot) > 4


def test_the_german_page_has_german_words_and_numbers(browser, german_path):
    browser.get(german_path.as_uri())
    text = browser.find_element(By.TAG_NAME, "main").text
    assert browser.execute_script("return document.documentElement.lang") == "de"
    for word in ("Abbruchrate", "Ziel", "Wartezeit", "Total"):
        assert word in text
    for word in ("Offered", "Abandoned", "Service level", "Longest", "not ready"):
        assert word not in text
    level = browser.find_element(
        By.CSS_SELECTOR, "[data-figure='totals.serviceLevel']").text
    assert re.fullmatch(r"\d+,\d+\s%", level)
    assert browser.get_log("browser") == []


def test_a_page_without_names_has_none(browser, nameless_path, figures):
    browser.get(nameless_path.as_uri())
    source = browser.page_source
    for agent in figures["agents"].values():
        assert agent["name"] not in source and agent["id"] not in source
    browser.get(nameless_path.with_name("agents.html").as_uri())
    source = browser.page_source
    for agent in figures["agents"].values():
        assert agent["name"] not in source and agent["id"] not in source
    assert "Agent 1" in source
