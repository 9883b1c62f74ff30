"""A sitting: who came, its agenda, who withdrew, who voted what."""

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from levier.accounts.querysets import OwnedQuerySet
from levier.accounts.rows import Owned
from levier.committees.models.members import College, Committee, Representative
from levier.committees.querysets import AgendaItemQuerySet, SittingQuerySet


class Sitting(Owned):
    """One meeting of a committee: number, day, place, agenda, attendance, minutes."""

    class State(models.TextChoices):
        PLANNED = "planned", "prévu"
        OPEN = "open", "en séance"
        HELD = "held", "tenu"
        MINUTED = "minuted", "procès-verbal figé"

    number = models.CharField("n° de comité", max_length=14)
    committee = models.ForeignKey(
        Committee, models.PROTECT, null=True, related_name="sittings", verbose_name="comité"
    )
    held_on = models.DateField("date", null=True)
    starts_at = models.TimeField("heure", null=True, blank=True)
    place = models.CharField("lieu", max_length=120, blank=True)
    office = models.ForeignKey(
        "accounts.Office", models.PROTECT, null=True, blank=True, related_name="sittings"
    )
    state = models.CharField("état", max_length=10, choices=State, default=State.PLANNED)
    chair = models.ForeignKey(
        Representative, models.PROTECT, null=True, blank=True, related_name="chaired"
    )
    is_stub = models.BooleanField("numéro d'une année non importée", default=False)
    imported_from = models.CharField("repris de", max_length=60, blank=True)
    minutes = models.ForeignKey(
        "documents.StoredFile", models.PROTECT, null=True, blank=True, related_name="+"
    )
    minutes_hash = models.CharField("empreinte du procès-verbal", max_length=64, blank=True)

    objects = SittingQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = "séance de comité"
        ordering = ["-held_on", "-number"]
        indexes = [
            models.Index(fields=["organisation", "-held_on", "-number"], name="sitting_by_day"),
            models.Index(fields=["organisation", "state", "held_on"], name="sitting_by_state"),
        ]
        constraints = [
            models.UniqueConstraint(
                "organisation",
                "number",
                name="sitting_one_per_number",
                violation_error_message="Un comité porte déjà ce numéro.",
            ),
            models.CheckConstraint(
                name="sitting_has_a_day_unless_stub",
                condition=Q(is_stub=True) | Q(held_on__isnull=False),
                violation_error_message="Indiquez la date du comité.",
            ),
        ]

    def __str__(self):
        return self.number


class Attendance(Owned):
    """A representative called to a sitting, and whether they came."""

    sitting = models.ForeignKey(Sitting, models.PROTECT, related_name="attendances")
    representative = models.ForeignKey(Representative, models.PROTECT, related_name="attendances")
    college = models.CharField("collège", max_length=12, choices=College)
    is_present = models.BooleanField("présent·e", default=False)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = "présence"
        ordering = ["representative__last_name"]
        constraints = [
            models.UniqueConstraint(
                "organisation", "sitting", "representative", name="attendance_once"
            )
        ]

    def __str__(self):
        return f"{self.representative} ({self.sitting})"


class AgendaItem(Owned):
    """A dossier laid before a sitting."""

    sitting = models.ForeignKey(Sitting, models.PROTECT, related_name="items")
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="agenda_items")
    position = models.PositiveSmallIntegerField("rang", default=1)
    presented_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    debate = models.TextField("synthèse des débats", blank=True)
    is_closed = models.BooleanField("décidé", default=False)

    objects = AgendaItemQuerySet.as_manager()

    class Meta:
        verbose_name = "point de l'ordre du jour"
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                "organisation",
                "sitting",
                "case",
                name="agenda_item_once",
                violation_error_message="Ce dossier est déjà à l'ordre du jour.",
            )
        ]

    def __str__(self):
        return f"{self.sitting}, point {self.position}"


class Withdrawal(Owned):
    """A member out of one dossier's debate, vote, quorum and documents."""

    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="withdrawals")
    representative = models.ForeignKey(Representative, models.PROTECT, related_name="withdrawals")
    reason = models.CharField("motif", max_length=200)
    declared_at = models.DateTimeField("déclaré le", auto_now_add=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = "déport"
        constraints = [
            models.UniqueConstraint(
                "organisation",
                "item",
                "representative",
                name="withdrawal_once",
                violation_error_message="Ce membre s'est déjà déporté de ce dossier.",
            )
        ]

    def __str__(self):
        return f"{self.representative} ({self.item})"


class Vote(Owned):
    """What one member voted on one point."""

    class Choice(models.TextChoices):
        FOR = "for", "pour"
        AGAINST = "against", "contre"
        ABSTENTION = "abstention", "abstention"

    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="votes")
    representative = models.ForeignKey(Representative, models.PROTECT, related_name="votes")
    choice = models.CharField("vote", max_length=10, choices=Choice)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = "vote"
        constraints = [
            models.UniqueConstraint("organisation", "item", "representative", name="vote_once")
        ]

    def __str__(self):
        return f"{self.representative} : {self.get_choice_display()}"
