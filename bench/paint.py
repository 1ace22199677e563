"""Opens a page in Chromium and prints after how many milliseconds it was first painted.

usage: paint.py PAGE
"""

import pathlib
import sys
import time

from selenium import webdriver
from selenium.webdriver.chrome.service import Service

options = webdriver.ChromeOptions()
options.binary_location = "/usr/bin/chromium"
for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--window-size=1440,900"):
    options.add_argument(argument)
driver = webdriver.Chrome(service=Service("/usr/bin/chromedriver"), options=options)
try:
    times = []
    for _ in range(3):
        driver.get("about:blank")
        driver.get(pathlib.Path(sys.argv[1]).resolve().as_uri())
        paint = None
        while paint is None:
            paint = driver.execute_script(
                "return performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
                " ?? null")
            time.sleep(0.05)
        times.append(paint)
    print(round(sorted(times)[1]))
finally:
    driver.quit()
