"""What every template may use: French amounts and days, icons, badges, parts of pages."""

from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path

from django import template
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from levier.kernel import french
from levier.web.badges import badge_of

register = template.Library()
ICONS = Path(__file__).resolve().parents[1] / "icons"
WAITING_DAYS, LATE_DAYS, SOON_DAYS = 14, 30, 31


def _day(value: date | datetime) -> date:
    return timezone.localtime(value).date() if isinstance(value, datetime) else value


@register.filter
def euros(value, cents: bool | None = None) -> str:
    """`36 000 €`; nothing for nothing. `|euros:True` keeps the cents in a whole column."""
    return "" if value in (None, "") else french.euros(Decimal(value), cents)


@register.filter
def short_euros(value) -> str:
    """`17,6 M€`, as key figures show it."""
    return "" if value in (None, "") else french.short_euros(Decimal(value))


@register.filter
def percent(value, places: int | None = None) -> str:
    """A fraction as a percentage: 0.655 gives `65,5 %`."""
    return "" if value in (None, "") else french.percent(Decimal(value), places)


@register.filter
def number(value, places: int | None = None) -> str:
    """`1 234,5`."""
    return "" if value in (None, "") else french.number(value, places)


@register.filter
def long_date(value) -> str:
    """`19 décembre 2024`."""
    return french.long_date(_day(value)) if value else ""


@register.filter
def weekday_date(value) -> str:
    """`jeudi 19 décembre 2024`."""
    return french.long_date(_day(value), weekday=True) if value else ""


@register.filter
def short_date(value) -> str:
    """`19 déc. 2024`."""
    return french.short_date(_day(value)) if value else ""


@register.filter
def numeric_date(value) -> str:
    """`19/12/2024`."""
    return french.numeric_date(_day(value)) if value else ""


@register.filter
def day_and_time(value) -> str:
    """`19 déc. 2024, 18 h 30`, in the house's time zone."""
    if not value:
        return ""
    local = timezone.localtime(value)
    return f"{french.short_date(local.date())}, {local.hour}{french.NBSP}h{french.NBSP}{local:%M}"


@register.filter
def clock(value) -> str:
    """`18 h 30`."""
    return french.clock(value) if value else ""


@register.filter
def plural(count, words: str) -> str:
    """`{{ 2|plural:"dossier" }}` gives `2 dossiers`; `"canal,canaux"` names an odd plural."""
    singular, _, several = words.partition(",")
    return french.plural(int(count or 0), singular, several or None)


@register.filter
def capitalised(text: str) -> str:
    """The first letter in capital, the rest as it is."""
    return french.capitalised(text) if text else ""


@register.filter
def initials(user) -> str:
    """Two letters for the round badge."""
    return user.initials if user else ""


@cache
def _icon_source(name: str) -> SafeString:
    return mark_safe((ICONS / f"{name}.svg").read_text(encoding="utf-8").strip())


@register.simple_tag
def icon(name: str) -> SafeString:
    """An icon drawn in the page, hidden from screen readers: the word beside it speaks."""
    return _icon_source(name)


@register.simple_tag
def badge(word: str, sense: str = "neutre") -> SafeString:
    """A state badge: `{% badge "En retard" "brique" %}`."""
    return format_html('<span class="lv-etat {}">{}</span>', sense, word)


@register.simple_tag
def state_badge(row) -> SafeString:
    """The badge of a row's own state: `{% state_badge case %}`."""
    sense, word = badge_of(row)
    return badge(word, sense)


@register.simple_tag
def amount(value, nature: str = "", missing: str = "non chiffré", cents: bool | None = None):
    """An amount and its nature (asked, granted…); a blank says so and never looks like zero."""
    if value in (None, ""):
        return format_html('<span class="vide">{}</span>', missing)
    text = french.euros(Decimal(value), cents)
    if not nature:
        return format_html('<span class="n">{}</span>', text)
    return format_html('<span class="lv-montant">{}<small>{}</small></span>', text, nature)


@register.simple_tag
def waiting(since: date | None, today: date):
    """How long something has waited: ochre from 14 days, brick from 30."""
    if since is None:
        return ""
    days = (today - _day(since)).days
    sense = "brique" if days >= LATE_DAYS else "ocre" if days >= WAITING_DAYS else ""
    return format_html('<span class="lv-delai {}">{}{}j</span>', sense, days, french.NBSP)


@register.simple_tag
def due(day: date | None, today: date | None = None):
    """A deadline: late (brick), within the month (ochre), later (blue). The delay is written."""
    if day is None:
        return ""
    today = today or timezone.localdate()
    left = (day - today).days
    if left < 0:
        text = f"Retard {-left}{french.NBSP}j"
        return format_html('<span class="lv-delai brique">{}{}</span>', icon("alarm"), text)
    if left == 0:
        return format_html('<span class="lv-delai brique">{}Aujourd’hui</span>', icon("alarm"))
    sense = "ocre" if left < SOON_DAYS else "mer"
    names = {1: "Demain"}
    text = names.get(left, french.short_date(day).rsplit(french.NBSP, 1)[0])
    if day.year != today.year:
        text = french.short_date(day)
    return format_html('<span class="lv-delai {}">{}</span>', sense, text)


@register.inclusion_tag("web/components/field.html", name="field")
def form_field(bound, hint: str = "", wide: bool = False) -> dict:
    """One field of a form: label, input in our style, hint, error said in a sentence.

    `{% field form.email %}`; `wide=True` takes the whole row of a form in two columns. A page that
    comes back cannot fill a file's input again: the field then says which file to choose again.
    """
    widget = bound.field.widget
    kind = getattr(widget, "input_type", "")
    checkbox = kind in ("checkbox", "radio")
    style = "form-check-input" if checkbox else "form-control"
    if kind == "select" or widget.__class__.__name__ in ("Select", "NullBooleanSelect"):
        style = "form-select"
    notes = [f"{bound.auto_id}-aide"] if hint or bound.help_text else []
    attrs = {"class": f"{widget.attrs.get('class', '')} {style}".strip()}
    if bound.errors:
        attrs["aria-invalid"] = "true"
        notes.append(f"{bound.auto_id}-erreur")
    if notes:
        attrs["aria-describedby"] = " ".join(notes)
    hint = hint or bound.help_text
    many = widget.__class__.__name__ in ("CheckboxSelectMultiple", "RadioSelect")
    if many:
        attrs = {}
    sent = bound.form.files.get(bound.html_name) if kind == "file" else None
    return {
        "field": bound,
        "sent_before": sent.name if sent else "",
        "widget": bound.as_widget(attrs=attrs),
        "hint": hint,
        "wide": wide or widget.__class__.__name__ == "Textarea",
        "checkbox": checkbox and not many,
        "many": many,
    }


@register.inclusion_tag("web/components/facts.html")
def fact(label: str, value, missing: str = "non renseigné") -> dict:
    """One line of a `<dl class="lv-faits">`: `{% fact "Commune" person.town %}`."""
    return {"label": label, "value": value, "missing": missing}


@register.simple_tag
def page_url(name: str, *args) -> str:
    """The address of a page, or nothing while the page does not exist."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


@register.filter
def unlocalised(value) -> str:
    """A number as style sheets want it: `12.5`, never `12,5`."""
    return str(value)
