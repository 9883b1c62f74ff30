from datetime import date
from decimal import Decimal

from django.db import models
from django.db.models import F, Q

from levier.accounts.querysets import OwnedQuerySet
from levier.accounts.rows import Owned
from levier.banking.models.payments import BankFile
from levier.banking.states import LIVING, CollectionState, MandateState
from levier.kernel.french import long_date
from levier.rules.servicing.collections import (
    Return,
    Sequence,
    lapses_on,
    notice_by,
    reaction_to,
    soonest_presented,
)


class MandateQuerySet(OwnedQuerySet):
    """Questions about mandates."""

    def about(self, subject: str):
        """Mandates given for one thing, named as the journal does."""
        return self.filter(subject=subject)


class CollectionQuerySet(OwnedQuerySet):
    """Questions about debits."""

    def about(self, subject: str):
        """Debits of the mandates given for one thing."""
        return self.filter(mandate__subject=subject)

    def to_announce(self, on: date):
        """Debits without a notice, or whose announced day the bank can no longer hold on a day."""
        late = Q(state=CollectionState.NOTICED, due_on__lt=soonest_presented(on))
        return self.filter(Q(state=CollectionState.PLANNED) | late)

    def to_hand_over(self, on: date):
        """Debits announced, whose day the bank can still hold."""
        return self.filter(state=CollectionState.NOTICED, due_on__gte=soonest_presented(on))


class Mandate(Owned):
    """What lets the house debit somebody's account, for one thing named as text."""

    rum = models.CharField("référence unique (RUM)", max_length=35)
    debtor_name = models.CharField("titulaire du compte débité", max_length=70)
    iban = models.CharField("IBAN", max_length=34)
    bic = models.CharField("BIC", max_length=11, blank=True)
    postcode = models.CharField("code postal", max_length=16, blank=True)
    town = models.CharField("ville", max_length=35, blank=True)
    country = models.CharField("pays", max_length=2, default="FR")
    subject = models.CharField("à propos de", max_length=100)
    subject_label = models.CharField("objet", max_length=160)
    signed_on = models.DateField("signé le")
    is_recurrent = models.BooleanField("récurrent", default=True)
    state = models.CharField(
        "état", max_length=10, choices=MandateState, default=MandateState.ACTIVE
    )
    reason = models.CharField("motif", max_length=200, blank=True)
    last_presented_on = models.DateField("dernière présentation", null=True, blank=True)
    presented = models.PositiveIntegerField("présentations", default=0)
    evidence = models.ForeignKey(
        "documents.StoredFile", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="mandat signé",
    )  # fmt: skip
    recorded_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField("enregistré le", auto_now_add=True)
    idempotency_key = models.UUIDField("clé de saisie")

    objects = MandateQuerySet.as_manager()

    class Meta:
        verbose_name = "mandat de prélèvement"
        verbose_name_plural = "mandats de prélèvement"
        ordering = ["-signed_on", "rum"]
        indexes = [models.Index(fields=["organisation", "subject"], name="mandate_by_subject")]
        constraints = [
            models.UniqueConstraint(
                "organisation",
                "rum",
                name="mandate_one_per_rum",
                violation_error_message="Cette référence de mandat est déjà prise.",
            ),
            models.UniqueConstraint("organisation", "idempotency_key", name="mandate_once"),
            models.CheckConstraint(
                name="mandate_presented_on_a_day",
                condition=Q(presented=0, last_presented_on=None)
                | Q(presented__gt=0, last_presented_on__isnull=False),
                violation_error_message="Un mandat présenté l’a été un jour\u00a0: datez-le.",
            ),
        ]

    def __str__(self):
        return self.rum

    @property
    def lapses_on(self) -> date:
        """The last day on which it may be presented."""
        return lapses_on(self.signed_on, self.last_presented_on)

    def has_lapsed(self, day: date) -> bool:
        """Return whether nothing may be presented any more on that day."""
        return day > self.lapses_on

    def fault_on(self, day: date) -> str | None:
        """Return why nothing may be debited on that day, None when it may."""
        if self.state != MandateState.ACTIVE:
            why = f" ({self.reason})" if self.reason else ""
            return f"Le mandat {self.rum} est {self.get_state_display()}{why}."
        if self.has_lapsed(day):
            return (
                f"Le mandat {self.rum} est caduc\u00a0: rien ne se présente après le "
                f"{long_date(self.lapses_on)}. Faites-en signer un autre."
            )
        if not self.is_recurrent and self.presented:
            return f"Le mandat {self.rum} est ponctuel, et a déjà servi."
        return None


class CollectionNotice(Owned):
    """What was announced to a debtor: the days and amounts of debits, in words kept as they left.

    `message` names the e-mail as the journal does; blank when it left by post.
    """

    mandate = models.ForeignKey(Mandate, models.PROTECT, related_name="notices")
    sent_on = models.DateField("envoyé le")
    lines = models.JSONField("jours et montants", default=list)
    subject = models.CharField("objet", max_length=200)
    text = models.TextField("texte")
    by_post = models.BooleanField("par courrier", default=False)
    message = models.CharField("message", max_length=100, blank=True)
    sent_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    idempotency_key = models.UUIDField("clé de saisie")

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = "préavis de prélèvement"
        verbose_name_plural = "préavis de prélèvement"
        ordering = ["-sent_on", "-id"]
        constraints = [
            models.UniqueConstraint("organisation", "idempotency_key", name="notice_once")
        ]

    def __str__(self):
        return f"préavis du {self.sent_on:%d/%m/%Y}"

    def announces(self, day: date, amount: Decimal) -> bool:
        """Return whether this debit was announced, and early enough."""
        said = [day.isoformat(), f"{amount:.2f}"]
        return said in self.lines and self.sent_on <= notice_by(day)


class Collection(Owned):
    """One debit of a mandate, for one due date; its number is the end-to-end reference.

    `line_on` is the due date of the schedule, `due_on` the day of the debit. `operation_key` names
    what it notes on the loan, and makes it unique. A debit presented again is another one.
    """

    number = models.CharField("n°", max_length=20)
    mandate = models.ForeignKey(Mandate, models.PROTECT, related_name="collections")
    amount = models.DecimalField("montant (€)", max_digits=14, decimal_places=2)
    line_on = models.DateField("échéance du")
    due_on = models.DateField("à prélever le")
    sequence = models.CharField(
        "séquence", max_length=4, choices=[(each.value, each.value) for each in Sequence]
    )
    is_last = models.BooleanField("dernier du mandat", default=False)
    state = models.CharField(
        "état", max_length=10, choices=CollectionState, default=CollectionState.PLANNED
    )
    notice = models.ForeignKey(
        CollectionNotice, models.PROTECT, null=True, blank=True, related_name="collections"
    )
    file = models.ForeignKey(
        BankFile, models.PROTECT, null=True, blank=True, related_name="collections"
    )
    batch = models.CharField("lot", max_length=35, blank=True)
    retries = models.PositiveSmallIntegerField("représentations", default=0)
    again_of = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="again"
    )
    booked_on = models.DateField("encaissé le", null=True, blank=True)
    returned_on = models.DateField("revenu le", null=True, blank=True)
    return_code = models.CharField("code de retour", max_length=8, blank=True)
    reason = models.CharField("motif", max_length=300, blank=True)
    prepared_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField("préparé le", auto_now_add=True)
    handed_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    operation_key = models.UUIDField("clé de l'opération")

    objects = CollectionQuerySet.as_manager()

    class Meta:
        verbose_name = "prélèvement"
        ordering = ["-number"]
        indexes = [
            models.Index(fields=["organisation", "state", "due_on"], name="collection_by_state")
        ]
        constraints = [
            models.UniqueConstraint("organisation", "number", name="collection_one_per_number"),
            models.UniqueConstraint("organisation", "operation_key", name="collection_once"),
            models.UniqueConstraint(
                "organisation",
                "mandate",
                "line_on",
                condition=Q(state__in=LIVING),
                name="collection_one_living_a_due_date",
                violation_error_message="Cette échéance a déjà son prélèvement.",
            ),
            models.CheckConstraint(
                name="collection_amount_positive",
                condition=Q(amount__gt=0),
                violation_error_message="Le montant doit être supérieur à zéro.",
            ),
            models.CheckConstraint(
                name="collection_under_four_eyes",
                condition=Q(handed_by=None) | ~Q(handed_by=F("prepared_by")),
                violation_error_message="Une autre personne remet le prélèvement.",
            ),
            models.CheckConstraint(
                name="collection_announced_then_handed",
                condition=Q(state__in=("planned", "cancelled"))
                | Q(state="noticed", notice__isnull=False)
                | Q(notice__isnull=False, handed_by__isnull=False, file__isnull=False),
                violation_error_message="Un prélèvement est annoncé, puis remis dans un fichier.",
            ),
        ]

    def __str__(self):
        return self.number

    @property
    def notice_by(self) -> date:
        """The last day to announce it."""
        return notice_by(self.due_on)

    @property
    def reaction(self) -> Return | None:
        """What its return asks for, None while it did not come back."""
        if self.state != CollectionState.RETURNED:
            return None
        return reaction_to(self.return_code, self.retries)
