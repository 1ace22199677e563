"""The pages on paper: A4 upright and across, printed to PDF and read back."""

import base64
import re
import subprocess

import pytest

# Inches.
A4 = {"paperWidth": 8.27, "paperHeight": 11.69}

# What a reader looks for on paper: headings, heads of tables, days.
WANTED = """
const text = e => {
  const copy = e.cloneNode(true);
  for (const mark of copy.querySelectorAll('.def')) mark.remove();
  return copy.textContent.replaceAll('\\u00ad', '').replace(/\\s+/g, ' ').trim();
};
const inPrint = e => !e.closest('.data, .fold:not([open]), details.subject');
return {
  headings: [...document.querySelectorAll('h1, section h2, .parts h3')]
    .filter(e => !e.closest('details.subject, .kind-summary')).map(text),
  heads: [...document.querySelectorAll('thead th')].filter(inPrint)
    .filter(e => !e.closest('.choice') || e.checkVisibility()).map(text),
  rows: [...document.querySelectorAll('tbody th')].filter(inPrint)
    .filter(e => !e.closest('.choice') || e.checkVisibility())
    .map(e => text(e).replace(/^Mon |^Tue |^Wed |^Thu |^Fri |^Sat |^Sun /, '')),
};"""


def squeezed(text):
    """Without what line breaks, hyphens and the beginning of a sentence change."""
    return re.sub(r"[\s\u00ad\u2010\u2066-\u2069-]+", "", text).casefold()


def paper(browser, path, tmp_path, is_across, prepare=""):
    """Prints a page; returns how many sheets it takes, and the text of each."""
    browser.get(path.as_uri())
    browser.execute_script(prepare)
    wanted = browser.execute_script(WANTED)
    printed = browser.execute_cdp_cmd("Page.printToPDF", {
        **A4, "landscape": is_across, "preferCSSPageSize": True})
    file = tmp_path / "page.pdf"
    file.write_bytes(base64.b64decode(printed["data"]))
    text = subprocess.run(
        ["pdftotext", "-raw", file, "-"], check=True, capture_output=True, text=True).stdout
    return text.split("\f")[:-1], wanted


@pytest.mark.parametrize("is_across", [False, True], ids=["upright", "across"])
@pytest.mark.parametrize("name", ["report", "agents", "quality", "index"])
@pytest.mark.parametrize("language", ["en", "de"])
def test_paper_has_every_heading_column_and_row(
        browser, page_path, german_path, tmp_path, language, name, is_across):
    page = page_path if language == "en" else german_path
    path = page.parents[1] / "index.html" if name == "index" else page.with_name(f"{name}.html")
    sheets, wanted = paper(browser, path, tmp_path, is_across)
    if name == "report":
        assert len(sheets) <= 3
    found = squeezed("".join(sheets))
    for kind, texts in wanted.items():
        assert texts or name in ("quality", "index")
        assert [text for text in texts if squeezed(text) not in found] == [], kind
    # A heading is followed by something: none is the last of its sheet.
    for sheet in sheets:
        last = squeezed([line for line in sheet.splitlines() if line.strip()][-1])
        assert last not in {squeezed(heading) for heading in wanted["headings"]}


def test_what_is_folded_is_named_on_paper_and_printed_if_it_is_open(browser, page_path):
    browser.get(page_path.as_uri())
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    lines = """
      return [...document.querySelectorAll('section > .fold')].map(f => {
        const line = f.parentElement.nextElementSibling;
        return [f.checkVisibility(), line.checkVisibility(), line.textContent.toLowerCase()
          .includes(f.querySelector('h2').textContent.toLowerCase())]})"""
    closed = browser.execute_script(lines)
    browser.execute_script("for (const f of document.querySelectorAll('.fold')) f.open = true")
    opened = browser.execute_script(lines)
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
    assert len(closed) > 2
    assert set(map(tuple, closed)) == {(False, True, True)}
    assert {tuple(fold[:2]) for fold in opened} == {(True, False)}


def test_folds_that_follow_each_other_are_one_sentence(browser, page_path, tmp_path):
    last = "document.getElementById('longest').querySelector('details').open = true"
    for prepare, sentences in (
            ("", ["on screen only: waiting times, the 15 longest waits, longest waits before "
                  "abandoning, definitions."]),
            (last, ["on screen only: waiting times.",
                    "on screen only: longest waits before abandoning, definitions."])):
        sheets, _ = paper(browser, page_path, tmp_path, False, prepare)
        found = squeezed("".join(sheets))
        for sentence in sentences:
            assert squeezed(sentence) in found
        # The charts by service come earlier.
        assert found.count("onscreenonly") == len(sentences) + 1


def test_a_total_is_the_last_row_of_its_table_and_stands_once(browser, page_path, tmp_path):
    alone = """
      for (const s of document.querySelectorAll('section:not(#agents), header, footer')) s.remove()"""
    sheets, wanted = paper(
        browser, page_path.with_name("agents.html"), tmp_path, False, prepare=alone)
    lines = [line for sheet in sheets for line in sheet.splitlines()]
    totals = [index for index, line in enumerate(lines) if line.startswith("Total")]
    assert len(totals) == 1
    agents = {row.split()[0] for row in wanted["rows"]}
    rest = [line for line in lines[totals[0] + 1:] if re.search(r"\d:\d\d", line)]
    assert not [line for line in rest if line.split()[0] in agents]
    assert not [line for line in lines if "more of" in line]


@pytest.mark.parametrize(
    "name, section, heading, content",
    [("report", "hours", "Services by hour", "Sales"), ("agents", "scorecards", "Scorecards", "Occupancy"),
     ("agents", "timelines", "Agent timelines", "09:00")])
def test_a_heading_stands_with_its_content(
        browser, page_path, tmp_path, name, section, heading, content):
    for height in range(550, 1050, 50):
        push = f"""
          for (const s of document.querySelectorAll(
            'section:not(#{section}), header, footer, .unprinted')) s.remove();
          const space = document.createElement('div');
          space.style.height = '{height}px';
          document.querySelector('main').prepend(space)"""
        sheets, _ = paper(browser, page_path.with_name(f"{name}.html"), tmp_path, False, push)
        titled = [sheet for sheet in sheets if heading in sheet]
        assert len(titled) == 1 and content in titled[0], height


@pytest.mark.parametrize("is_across", [False, True], ids=["upright", "across"])
def test_a_table_repeats_its_head_on_every_sheet(browser, page_path, tmp_path, is_across):
    alone = """
      for (const s of document.querySelectorAll('section:not(#agents), header, footer')) s.remove()"""
    sheets, wanted = paper(
        browser, page_path.with_name("agents.html"), tmp_path, is_across, prepare=alone)
    assert len(sheets) >= 2 and "RONA" in wanted["heads"]
    for sheet in sheets:
        found = squeezed(sheet)
        assert [head for head in wanted["heads"] if squeezed(head) not in found] == []
