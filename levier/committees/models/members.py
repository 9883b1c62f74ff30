"""Who may sit: committees, members of the house, representatives, seats."""

from django.db import models
from django.db.models import F, Q

from levier.accounts.querysets import OwnedQuerySet
from levier.accounts.rows import Owned
from levier.committees.querysets import DatedQuerySet, LastingQuerySet


class Lasting(Owned):
    """What a house names and closes by a last day, never erases."""

    last_day = models.DateField("dernier jour", null=True, blank=True)

    objects = LastingQuerySet.as_manager()

    class Meta:
        abstract = True

    def is_open_on(self, day) -> bool:
        """Return whether it may still be used on a day."""
        return self.last_day is None or day <= self.last_day


class College(Lasting):
    """Whom a seat speaks for, as the house names it; `code` never changes."""

    code = models.SlugField("code", max_length=20, editable=False)
    label = models.CharField("collège", max_length=60)

    class Meta:
        verbose_name = "collège"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint("organisation", "code", name="college_one_per_code"),
            models.UniqueConstraint(
                "organisation",
                "label",
                name="college_one_per_name",
                violation_error_message="Un collège porte déjà ce nom.",
            ),
        ]

    def __str__(self):
        return self.label


class Committee(Lasting):
    """A commitment committee, as the house names it; its rules and remits are dated rows.

    `code` never changes: imports, figures and the data of a house find a committee by it.
    """

    code = models.SlugField("code", max_length=20, editable=False)
    label = models.CharField("nom", max_length=80)

    class Meta:
        verbose_name = "comité"
        ordering = ["label"]
        constraints = [
            models.UniqueConstraint("organisation", "code", name="committee_one_per_code"),
            models.UniqueConstraint(
                "organisation",
                "label",
                name="committee_one_per_name",
                violation_error_message="Un comité porte déjà ce nom.",
            ),
        ]

    def __str__(self):
        return self.label


class HouseMember(Owned):
    """A member of the house: a legal person, or a volunteer in their own name."""

    name = models.CharField("membre", max_length=120)
    name_key = models.CharField(max_length=120, editable=False)
    college = models.ForeignKey(
        College, models.PROTECT, related_name="members", verbose_name="collège"
    )
    bank = models.ForeignKey("people.Bank", models.PROTECT, null=True, blank=True, related_name="+")

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = "membre de la maison"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint("organisation", "name_key", name="house_member_one_per_name")
        ]

    def __str__(self):
        return self.name


class Representative(Owned):
    """Somebody who may sit, for the member they represent, during a term."""

    member = models.ForeignKey(
        HouseMember, models.PROTECT, related_name="representatives", verbose_name="membre"
    )
    first_name = models.CharField("prénom", max_length=80, blank=True)
    last_name = models.CharField("nom", max_length=80)
    name_key = models.CharField(max_length=170, editable=False)
    email = models.EmailField("adresse électronique", blank=True)
    user = models.OneToOneField(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="representative"
    )
    employer = models.CharField("employeur", max_length=160, blank=True)
    mandates = models.TextField(
        "mandats", blank=True, help_text="Un par ligne : association, société, commune…"
    )
    term_starts_on = models.DateField("début du mandat", null=True, blank=True)
    term_ends_on = models.DateField("fin du mandat", null=True, blank=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = "représentant"
        ordering = ["last_name", "first_name"]
        constraints = [
            models.CheckConstraint(
                name="representative_term_in_order",
                condition=Q(term_starts_on=None)
                | Q(term_ends_on=None)
                | Q(term_ends_on__gte=F("term_starts_on")),
                violation_error_message="Le mandat ne peut pas finir avant d'avoir commencé.",
            )
        ]

    def __str__(self):
        return f"{self.first_name} {self.last_name}".strip()

    def is_in_term_on(self, day) -> bool:
        """Return whether the term covers a day; without days, it always does."""
        start, end = self.term_starts_on, self.term_ends_on
        return (start is None or start <= day) and (end is None or day <= end)


class Seat(Owned):
    """A representative's seat in a committee, from a first day to a last one, under their term.

    Seats of one person in one committee never meet; whoever held one stays written.
    """

    committee = models.ForeignKey(Committee, models.PROTECT, related_name="seats")
    representative = models.ForeignKey(Representative, models.PROTECT, related_name="seats")
    is_substitute = models.BooleanField("suppléance", default=False)
    is_chair = models.BooleanField("présidence", default=False)
    first_day = models.DateField("premier jour")
    last_day = models.DateField("dernier jour", null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = "siège"
        ordering = ["first_day", "id"]
        constraints = [
            models.UniqueConstraint(
                "organisation", "committee", "representative", "first_day", name="seat_once_a_day"
            ),
            models.CheckConstraint(
                name="seat_days_in_order",
                condition=Q(last_day=None) | Q(last_day__gte=F("first_day")),
                violation_error_message="Un siège ne peut pas finir avant d’avoir commencé.",
            ),
        ]

    def __str__(self):
        return f"{self.representative} ({self.committee})"

    def is_held_on(self, day) -> bool:
        """Return whether the seat covers a day; the term of who holds it is apart."""
        return self.first_day <= day and (self.last_day is None or day <= self.last_day)

    def sits_on(self, day) -> bool:
        """Return whether the seat covers a day, and its holder's term too."""
        return self.is_held_on(day) and self.representative.is_in_term_on(day)

    @property
    def role_said(self) -> str:
        """What the seat is for, in a word."""
        if self.is_chair:
            return "présidence"
        return "suppléance" if self.is_substitute else "titulaire"
