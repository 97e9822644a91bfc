"""The one tag library of the pages; a builtin, so no template loads it."""

from django import template
from django.utils import timezone

from congress_poverty.pages import html
from congress_poverty.pages.pieces import piece

register = template.Library()

register.simple_tag(html.icon, name="icon")
register.simple_tag(html.chip, name="chip")
register.simple_tag(html.rate, name="rate")
register.simple_tag(html.bar, name="bar")
register.simple_tag(html.percent, name="percent")


@register.simple_tag
def deadline_chip(due_on, done_on=None, paused="", soon_days=7, today=None):
    """``{% deadline_chip suggestion.due_on done_on=suggestion.answered_on %}``."""
    return html.deadline_chip(
        due_on, today=today or timezone.localdate(), done_on=done_on, paused=paused, soon_days=soon_days
    )


@register.simple_tag(takes_context=True)
def local(context, words):
    """Our own words, written for a 县, as people say them here: ``{% local "全县" %}``."""
    return context["shell"].local(words)


@register.simple_tag(takes_context=True)
def list_head(context):
    """The head of a list: crumbs, title, count, buttons; the same for many who look, so a piece."""
    return piece(
        "components/_head.html",
        context["request"],
        title=context["title"],
        crumbs=tuple(context["crumbs"]),
        count=context.get("count", ""),
        counter=context["page"].counter,
        head_note=context.get("head_note", ""),
        buttons=tuple(context["buttons"]),
        export_link=context.get("export_link", ""),
    )


@register.inclusion_tag("components/_due_card.html")
def deadline_card(due_on, what, note="", done_on=None, soon_days=7, today=None):
    """The large one: what is left, of what, until when, and a ``note`` where that day is off."""
    state = html.deadline(due_on, today=today or timezone.localdate(), done_on=done_on, soon_days=soon_days)
    return {"state": state, "what": what, "due_on": due_on, "note": note}


@register.filter(name="day")
def day(value):
    """``6月14日``; the year only when it is not this one."""
    return html.day(value) or html.DASH


@register.filter
def dash(value):
    """「—」 for what is empty."""
    return html.text(value)


@register.simple_block_tag
def card(content, title="", link="", link_label="", css=""):
    """``{% card "建议内容" link=url link_label="全部 14 条" %}…{% endcard %}``."""
    return html.card(content, title, link, link_label, css)


@register.simple_block_tag
def fact(content, label):
    """One line of a ``<dl class="facts">``: ``{% fact "承办单位" %}…{% endfact %}``."""
    return html.fact(label, content)


@register.simple_tag
def field_row(label, value):
    """``fact`` for a plain value."""
    return html.fact(label, html.text(value))


@register.inclusion_tag("components/_steps.html")
def steps(items):
    """步骤条: items with ``label``, ``state`` (``done now late bad`` or empty) and ``note``."""
    return {"steps": items}


@register.inclusion_tag("components/_timeline.html")
def timeline(events):
    """时间轴, newest first: events with ``label who at text quote tone icon withdrawn``."""
    return {"events": events}


@register.inclusion_tag("components/_tasks.html")
def tasks(items):
    """Task list: items with ``label url state note icon``; ``state`` is a chip."""
    return {"tasks": items}


@register.inclusion_tag("components/_tile.html")
def tile(name, numerator, denominator=None, unit="", target=None, floor=None, link=""):
    """A figure with its fraction and its track; ``link`` opens exactly the rows it counts."""
    return {
        "name": name,
        "value": html.percent(numerator, denominator).rstrip("%") if denominator is not None else numerator,
        "is_rate": denominator is not None and bool(denominator),
        "fraction": f"{numerator} / {denominator}" if denominator is not None else "",
        "unit": unit,
        "target": target,
        "bar": html.bar(numerator, denominator, target=target, floor=floor, width=200, height=6)
        if denominator is not None
        else "",
        "link": link,
    }
