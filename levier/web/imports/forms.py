"""The workbook dropped on the page."""

from django import forms

FIRST_YEAR, LAST_YEAR = 1990, 2100


class WorkbookForm(forms.Form):
    """A file and its year. What the file holds is checked by its reading."""

    workbook = forms.FileField(
        label="Classeur de l’année (.xlsx)",
        error_messages={"required": "Choisissez le classeur à importer."},
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
    )
    year = forms.IntegerField(
        label="Année",
        min_value=FIRST_YEAR,
        max_value=LAST_YEAR,
        error_messages={"required": "Indiquez l’année du classeur."},
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )


class StockForm(forms.Form):
    """The workbook of a stock."""

    workbook = forms.FileField(
        label="Classeur du stock (.xlsx)",
        error_messages={"required": "Choisissez le classeur à importer."},
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
    )
