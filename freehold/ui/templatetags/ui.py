"""The tags and filters of `{% load ui %}`; each formats one value or builds one address."""

from datetime import date, datetime
from functools import lru_cache
from typing import cast

import segno
from django import template
from django.http import HttpRequest
from django.template import Context
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from lucide.jinja import lucide

from freehold.kernel import clock
from freehold.kernel.money import Money
from freehold.ui import formats
from freehold.ui.pills import Tone, pill_of

register = template.Library()

TONE_ICONS = {
    Tone.NEUTRAL: "circle",
    Tone.SUCCESS: "circle-check",
    Tone.WARNING: "triangle-alert",
    Tone.DANGER: "circle-x",
    Tone.INFO: "info",
    Tone.CHANGING: "loader-circle",
}


@lru_cache(maxsize=256)
def _drawn(name: str, size: int, classes: str) -> SafeString:
    drawn = lucide(name, size=size, aria_hidden="true", focusable="false", **{"class": classes})
    return mark_safe(drawn)  # noqa: S308  (drawn from the wheel, by names that stand in templates)


@register.simple_tag
def icon(name: str, size: int = 18, turning: bool = False) -> SafeString:
    """A lucide icon as inline SVG. It is decoration: words stand beside it."""
    return _drawn(name, size, "icon turning" if turning else "icon")


@register.simple_tag
def pill(tone: str, label: str) -> SafeString:
    """A state in words: tone is neutral, success, warning, danger, info or changing."""
    known = Tone(tone)
    kind = Tone.INFO if known is Tone.CHANGING else known
    drawn = icon(TONE_ICONS[known], 14, turning=known is Tone.CHANGING)
    return format_html('<span class="pill pill-{}">{}{}</span>', kind, drawn, label)


@register.simple_tag
def state(value: str, label: str = "") -> SafeString:
    """The pill of a state that `ui/states.py` knows by name; `label` replaces its words."""
    tone, words = pill_of(value)
    return pill(tone, label or str(words))


@register.filter(name="datetime")
def instant(value: datetime | None) -> SafeString | str:
    """An instant in the person's zone and language, exact in its title."""
    if value is None:
        return "–"
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        value.isoformat(),
        formats.exact_instant(value),
        formats.written_instant(value),
    )


@register.filter(name="until")
def written_end(value: datetime) -> SafeString:
    """An instant that something lasts until: the hour alone where it is today."""
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        value.isoformat(),
        formats.exact_instant(value),
        formats.written_end(value, now=clock.now()),
    )


@register.filter(name="day")
def written_day(value: date | None) -> SafeString | str:
    """A date (or the day of an instant in the person's zone), as written in their language."""
    if value is None:
        return "–"
    local = timezone.localtime(value) if isinstance(value, datetime) else value
    return format_html('<time datetime="{}">{}</time>', local.isoformat(), date_format(local, "DATE_FORMAT"))


@register.filter(name="money")
def written_money(value: Money) -> str:
    """An amount with its currency."""
    return formats.written_money(value)


@register.filter(name="bytes")
def written_bytes(value: int) -> str:
    """A size as people say it."""
    return formats.written_bytes(value)


@register.simple_tag
def qr(text: str, label: str = "") -> SafeString:
    """A QR code as inline SVG, black on white in both themes."""
    drawn = segno.make(text, error="m").svg_inline(border=2, dark="#000", light="#fff", omitsize=True)
    return format_html(
        '<div class="qr" role="img" aria-label="{}">{}</div>',
        label or _("QR code"),
        mark_safe(drawn),  # noqa: S308  (drawn by segno: paths alone, the text does not appear)
    )


@register.simple_tag(takes_context=True)
def sort_header(context: Context, key: str, label: str, numeric: bool = False) -> SafeString:
    """A column's head that sorts: `?sort=key`, once more for `?sort=-key`. Drops the paging cursor.

    `sort` of the context says how the list is sorted now, where the address does not.
    """
    query = _request(context).GET.copy()
    now = query.get("sort") or str(context.get("sort", ""))
    query["sort"] = f"-{key}" if now == key else key
    for cursor in ("after", "before"):
        query.pop(cursor, None)
    direction = {key: "ascending", f"-{key}": "descending"}.get(now, "")
    return format_html(
        '<th scope="col"{}{}><a class="sort" href="?{}"{}>{}{}</a></th>',
        mark_safe(' class="number"') if numeric else "",
        format_html(' aria-sort="{}"', direction) if direction else "",
        query.urlencode(),
        mark_safe(" data-sorted") if direction else "",
        label,
        icon("arrow-down" if direction == "descending" else "arrow-up", 14),
    )


@register.inclusion_tag("ui/chips.html", takes_context=True)
def chips(context: Context, name: str, choices: list[tuple[str, str]], label: str) -> dict[str, object]:
    """A filter whose value lives in the address as `?name=value`; the first chip takes it away again."""
    query = _request(context).GET.copy()
    chosen = query.get(name, "")
    for dropped in (name, "after", "before"):
        query.pop(dropped, None)

    def address(value: str) -> str:
        wanted = query.copy()
        if value:
            wanted[name] = value
        return f"?{wanted.urlencode()}"

    return {
        "label": label,
        "chips": [
            {"label": text, "url": address(value), "current": value == chosen}
            for value, text in [("", _("All")), *choices]
        ],
    }


@register.inclusion_tag("ui/search.html", takes_context=True)
def search(context: Context, label: str, name: str = "q") -> dict[str, object]:
    """The search of a list, in the address as `?q=`; with script it swaps `#list` and `#filters` while typing."""
    request = _request(context)
    return {
        "label": label,
        "name": name,
        "path": request.path,
        "value": request.GET.get(name, ""),
        "kept": _kept(request, name),
    }


@register.inclusion_tag("ui/kept.html", takes_context=True)
def keep(context: Context, *dropped: str) -> dict[str, object]:
    """Hidden inputs that carry the address's other parameters through a GET form; cursors never."""
    return {"kept": _kept(_request(context), *dropped)}


def _kept(request: HttpRequest, *dropped: str) -> list[tuple[str, str]]:
    gone = {*dropped, "after", "before"}
    return [(name, value) for name, values in request.GET.lists() for value in values if name not in gone]


def _request(context: Context) -> HttpRequest:
    return cast(HttpRequest, context["request"])
