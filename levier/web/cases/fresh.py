"""A page read some time ago never overwrites what a colleague wrote since."""

import json
from hashlib import sha256
from typing import Any

from django import forms

from levier.web.fields import HouseModelForm

STALE = (
    "Ces informations ont changé depuis que vous avez ouvert la page. Rien n’est enregistré, et "
    "rien de ce que vous avez tapé n’est perdu : relisez, puis enregistrez de nouveau."
)


class FreshForm(HouseModelForm):
    """A form on a row that refuses to write over values its author has not seen.

    The page carries the print of the values that it showed. `changes` and `seen` are what the
    service takes: the new values, and those that must still hold in the table.
    """

    seen_print = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["seen_print"].widget.attrs["class"] = ""
        self.names = [name for name in self._meta.fields if name in self.fields]
        self.seen = {
            name: getattr(self.instance, self.instance._meta.get_field(name).attname)
            for name in self.names
        }
        self.initial["seen_print"] = self._print()
        self.seen_values = {
            self.instance._meta.get_field(name).attname: value for name, value in self.seen.items()
        }
        self.moved: list[tuple[str, Any]] = []

    def clean(self):
        """Refuse a stale page, and show what the values are now."""
        data = super().clean()
        if self.data.get(self.add_prefix("seen_print"), "") != self._print():
            self.moved = [
                (self.fields[name].label, self._now(name))
                for name in self.names
                if name in data and not self._same(name, data[name])
            ]
            self.data = self.data.copy()
            self.data[self.add_prefix("seen_print")] = self._print()
            raise forms.ValidationError(STALE, code="stale")
        return data

    @property
    def changes(self) -> dict[str, Any]:
        """The values typed, by field."""
        return {name: self.cleaned_data[name] for name in self.names}

    def _print(self) -> str:
        plain = json.dumps(self.seen, default=str, sort_keys=True)
        return sha256(plain.encode()).hexdigest()[:16]

    def _same(self, name: str, value: Any) -> bool:
        return self.seen[name] == getattr(value, "pk", value)

    def _now(self, name: str) -> str:
        display = getattr(self.instance, f"get_{name}_display", None)
        value = display() if display else getattr(self.instance, name)
        if isinstance(value, bool):
            return "oui" if value else "non"
        return str(value or "vide")
