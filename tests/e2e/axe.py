"""Asks axe-core, the accessibility checker, about the page that is open."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from tests.e2e.browser import Browser

RULES = {
    "light": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    "dark": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},
}
DRESS = "document.documentElement.dataset.theme = arguments[0]"
RUN = """
const [runOnly, done] = [arguments[0], arguments[arguments.length - 1]];
const still = () => document.getAnimations().every((one) => one.playState !== "running");
const begin = () => axe.run(document, { runOnly, resultTypes: ["violations"] }).then(
  (result) => done(result.violations.map((one) => `${one.id}: ${one.help}: ` + one.nodes.map(
    (node) => `${node.target} ${(node.any[0] || node.all[0] || node.none[0] || {}).message || ""}`).join(" | "))),
  (problem) => done([String(problem)]));
let patience = 40;
const wait = () => (still() || --patience < 0 ? begin() : setTimeout(wait, 25));
wait();
"""


def violations(browser: Browser) -> list[str]:
    """What is wrong with this page, in its light and in its dark dress."""
    if not browser.script("return Boolean(window.axe)"):
        browser.script(_source())
    found = []
    before = browser.script("return document.documentElement.dataset.theme")
    for theme, rules in RULES.items():
        browser.script(DRESS, theme)
        found += [f"{theme}: {one}" for one in browser.driver.execute_async_script(RUN, rules)]
    browser.script(DRESS, before)
    return found


@lru_cache(maxsize=1)
def _source() -> str:
    return (Path(__file__).parent / "axe.min.js").read_text()
