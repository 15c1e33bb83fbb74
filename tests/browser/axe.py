"""axe-core on a page: what it finds against WCAG 2.2 A and AA and good practice; in the elder view contrast to AAA too."""

from pathlib import Path
from typing import Any

from django.conf import settings
from playwright.sync_api import Page

SOURCE = Path(settings.BASE_DIR) / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
# Written by hand: axe takes rules that aren't on by default only by name.
TARGETS = {"target-size": {"enabled": True}}
ELDER = {"color-contrast-enhanced": {"enabled": True}}
RUN = """async ([within, options]) => {
  const answer = await axe.run(within ? { include: [within] } : document, options);
  return answer.violations.flatMap((rule) => rule.nodes.map((node) =>
    `${rule.id}: ${node.target.join(' ')} · ${node.html.slice(0, 160)} · ${(node.failureSummary || '').split('\\n').slice(1, 3).join(' ').trim()}`));
}"""


def violations(page: Page, *, within: str = "", is_elder: bool = False, without: tuple[str, ...] = ()) -> list[str]:
    """One line per rule and element. `within` is a selector; `without` names rules that judge what isn't ours."""
    if not page.evaluate("Boolean(window.axe)"):
        page.evaluate(SOURCE.read_text())
    rules: dict[str, Any] = {**TARGETS, **(ELDER if is_elder else {}), **{name: {"enabled": False} for name in without}}
    options = {"runOnly": {"type": "tag", "values": TAGS}, "rules": rules, "resultTypes": ["violations"]}
    return page.evaluate(RUN, [within, options])


def told(trouble: dict[str, list[str]]) -> str:
    """Every finding on a line of its own: pytest cuts a long dict short."""
    return "\n".join(f"{where}  {line}" for where, lines in trouble.items() for line in lines)
