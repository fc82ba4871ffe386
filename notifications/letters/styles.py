"""How a mail looks. Written on every element, for mail programs drop style sheets; in px, for Outlook knows no rem."""

from __future__ import annotations

import re

_CELL = "padding:3px 16px 3px 0;text-align:left;vertical-align:top"
_STYLES = {
    "body": "margin:0;padding:0;background:#f3f6f6",
    "div.letter": "max-width:576px;margin:0 auto;padding:24px;background:#ffffff;border-top:6px solid #0b6a71;"
    "color:#1b1b1b;font:16px/1.5 'Noto Sans',Arial,sans-serif",
    "p": "margin:0 0 16px",
    "p.from": "margin:0 0 4px;color:#0b6a71;font-weight:bold",
    "p.stop": "margin:16px 0 0;font-size:14px",
    "p.line": "margin:0 0 16px;padding-left:16px;border-left:4px solid #0b6a71",
    "p.ending": "margin:24px 0 0;padding-top:16px;border-top:1px solid #d5dddd;color:#565c5c",
    "h1": "margin:0 0 20px;font-size:22px;line-height:1.3",
    "h2": "margin:24px 0 4px;font-size:17px;line-height:1.4",
    "ul": "margin:0 0 16px;padding-left:22px",
    "ul.old": "margin:0 0 16px;padding-left:22px;color:#565c5c",
    "li": "margin:0 0 4px",
    "blockquote": "margin:0 0 16px;padding-left:16px;border-left:4px solid #0b6a71",
    "table": "margin:0 0 16px;border-collapse:collapse;font:inherit",
    "th": f"{_CELL};font-weight:bold",
    "td": _CELL,
    "del": "color:#565c5c;text-decoration:line-through",
    "ins": "background:#e0f1e4;text-decoration:none",
    "a": "color:#0b6a71",
    "a.button": "display:inline-block;padding:11px 18px;border-radius:4px;background:#0b6a71;color:#ffffff;"
    "font-weight:bold;text-decoration:none",
}
# Values stand escaped in a letter, so that what looks like a tag is one of the templates; class comes first in it.
_TAG = re.compile(r'<([a-z][a-z0-9]*)(?: class="([a-z]+)")?(?=[ >])')


def with_styles(html: str) -> str:
    """The same with the style of each element in its tag; a class nobody knows is left."""
    return _TAG.sub(_with_style, html)


def _with_style(tag: re.Match[str]) -> str:
    name, kind = tag.groups()
    style = _STYLES.get(f"{name}.{kind}" if kind else name)
    return f'<{name} style="{style}"' if style else tag[0]
