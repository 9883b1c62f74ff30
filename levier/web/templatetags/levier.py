"""What every template may use: French amounts and days, icons, state badges."""

from django import template

register = template.Library()
