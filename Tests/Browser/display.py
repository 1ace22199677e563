"""Reads the page's figures back: the value, and how far rounding may have moved it."""

import re


def parse(text):
    """`(value, tolerance)` of what the page shows; `(None, 0)` for the dash of the undefined."""
    text = text.replace("\u00a0", " ").replace("✕", "").replace("≈", "").strip()
    if text == "–":
        return None, 0
    sign = -1 if text.startswith("-") else 1
    words = text.lstrip("-").replace(",", "")
    if words in ("under 0.1%", "over 99.9%"):
        return (0, 0.0005) if words.startswith("under") else (1, 0.0005)
    if found := re.fullmatch(r"(?:(\d+):)?(\d+):(\d\d)", words):
        return sign * (int(found[1] or 0) * 3600 + int(found[2]) * 60 + int(found[3])), 0.5
    found = re.fullmatch(r"(\d+)(?:\.(\d+))?(%)?", words)
    assert found, f"no figure: {text!r}"
    whole, decimals, unit = found[1], found[2] or "", found[3]
    value = sign * float(f"{whole}.{decimals or 0}")
    tolerance = 0.5 * 10 ** -len(decimals)
    if unit == "%":
        return value / 100, tolerance / 100
    # A count is shown whole only when it is.
    return value, tolerance if decimals or unit else 0
