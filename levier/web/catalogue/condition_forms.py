"""The conditions of a version, one line each: kind, threshold, wording, source, certainty."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from django import forms

from levier.kernel.french import NBSP, capitalised
from levier.rules.eligibility.condition_kinds import (
    APPRAISAL,
    KINDS,
    InvalidCondition,
    condition_code,
    kind_and_value,
    sentence_of,
)
from levier.rules.eligibility.terms import CONFIRMED

BLANK_LINES = 2
MOST_LINES = 20
IN_USE = "in_use"
CERTAINTIES = ((CONFIRMED, "confirmée"), (IN_USE, "à confirmer"))


def _kinds() -> list[Any]:
    groups = groupby(KINDS.values(), key=lambda kind: kind.group)
    offered = [(group, [(kind.code, _offered(kind.code)) for kind in kinds])
               for group, kinds in groups]  # fmt: skip
    return [("", "Aucune"), *offered]


def _offered(code: str) -> str:
    """Return a kind as the list offers it: its sentence, with the unit of what it takes."""
    kind = KINDS[code]
    sentence = kind.sentence.format(value="…")
    return f"{sentence} ({kind.unit})" if kind.takes_value else sentence


class ConditionForm(forms.Form):
    """One condition. A line left without a kind is not one."""

    kind = forms.ChoiceField(label="Condition", required=False, choices=_kinds)
    value = forms.CharField(label="Seuil ou liste", required=False, max_length=120)
    label = forms.CharField(label="Libellé", required=False, max_length=200)
    source = forms.CharField(label="Source", required=False, max_length=300)
    certainty = forms.ChoiceField(
        label="Certitude", required=False, choices=CERTAINTIES, initial=CONFIRMED
    )

    def clean(self) -> dict[str, Any]:
        """Read the condition as the rules will. `term` is what the version keeps of it."""
        data = super().clean() or self.cleaned_data
        data["term"] = None
        if not data.get("kind"):
            if "kind" not in self.errors and any(data.get(n) for n in ("value", "label", "source")):
                self.add_error("kind", "Choisissez la condition, ou videz la ligne.")
            return data
        try:
            code = condition_code(data["kind"], data.get("value", ""))
        except InvalidCondition as refusal:
            self.add_error(refusal.field, str(refusal))
            return data
        data["term"] = self._term(code, data)
        return data

    def _term(self, code: str, data: dict[str, Any]) -> dict[str, str]:
        term = {"code": code, "label": self._label(code, data)}
        if data.get("source"):
            term["source"] = data["source"]
        if data.get("certainty") == IN_USE:
            term["certainty"] = IN_USE
        return term

    def _label(self, code: str, data: dict[str, Any]) -> str:
        """Return the words typed; those copied no longer hold once the threshold changed."""
        is_changed = {"kind", "value"} & set(self.changed_data) and "label" not in self.changed_data
        if data.get("label") and not is_changed:
            return str(data["label"])
        said = data["value"] if data["kind"] == APPRAISAL else sentence_of(code)
        return capitalised(str(said))


class _Conditions(forms.BaseFormSet):
    """The conditions of a version: never twice the same."""

    def clean(self) -> None:
        """Refuse the second of two lines that say the same."""
        seen: set[str] = set()
        for line in self.forms:
            term = line.cleaned_data.get("term") if line.is_valid() else None
            if term is None or self._should_delete_form(line):
                continue
            if term["code"] in seen:
                line.add_error("kind", f"Cette condition est déjà écrite{NBSP}: retirez la ligne.")
            seen.add(term["code"])

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        """Name in French the box that takes a line away."""
        super().add_fields(form, index)
        form.fields["DELETE"].label = "Retirer"

    @property
    def terms(self) -> list[dict[str, str]]:
        """The conditions that can be read, in their order, without those taken away."""
        return [
            line.cleaned_data["term"]
            for line in self.forms
            if line.is_valid() and line.cleaned_data.get("term")
            and not self._should_delete_form(line)
        ]  # fmt: skip


ConditionSet = forms.formset_factory(
    ConditionForm, formset=_Conditions, extra=BLANK_LINES, can_delete=True,
    max_num=MOST_LINES, validate_max=True, absolute_max=MOST_LINES,
)  # fmt: skip


def lines_of(conditions: Sequence[dict[str, str]]) -> list[dict[str, str]]:
    """Return the conditions of a version as the lines of a form, to copy then edit."""
    lines = []
    for condition in conditions:
        kind, value = kind_and_value(condition["code"])
        said = KINDS[kind].say(value) if kind == APPRAISAL else value.replace(",", ", ")
        lines.append(
            {
                "kind": kind,
                "value": said,
                "label": condition["label"],
                "source": condition.get("source", ""),
                "certainty": condition.get("certainty", CONFIRMED),
            }
        )
    return lines
