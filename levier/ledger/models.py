from django.db import models
from django.db.models import Q

from levier.accounts.querysets import OwnedQuerySet
from levier.accounts.rows import Owned
from levier.ledger.querysets import AppendOnlyQuerySet, PostingQuerySet


class LedgerAccount(Owned):
    """An account of the house's own chart."""

    number = models.CharField("compte", max_length=12)
    label = models.CharField("intitulé", max_length=120)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = "compte"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint("organisation", "number", name="ledger_account_once")
        ]

    def __str__(self):
        return f"{self.number} {self.label}"


class LedgerBook(Owned):
    """The last number given in a house's ledger: locked while an entry is posted."""

    last_number = models.PositiveIntegerField("dernier numéro", default=0)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = "livre"
        constraints = [models.UniqueConstraint("organisation", name="ledger_book_once")]

    def __str__(self):
        return str(self.last_number)


class Posted(Owned):
    """A row of the ledger: written once, never changed, never deleted."""

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        """Write a new row; a written one never changes."""
        if not self._state.adding:
            raise TypeError("A posted entry is never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        """Refuse: a correction is a reversal."""
        raise TypeError("A posted entry is never deleted.")


class LedgerEntry(Posted):
    """What one event posted. `key` is kept for good; `digest` is that of the content."""

    number = models.PositiveIntegerField("n°")
    journal = models.CharField("journal", max_length=10)
    day = models.DateField("jour")
    label = models.CharField("libellé", max_length=200)
    piece = models.CharField("pièce", max_length=60)
    about = models.CharField("à propos de", max_length=100)
    key = models.CharField("clé", max_length=160)
    digest = models.CharField("empreinte", max_length=64)
    reverses = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="reversed_by"
    )
    recorded_at = models.DateTimeField("comptabilisée le", auto_now_add=True)
    recorded_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = "écriture"
        ordering = ["number"]
        indexes = [
            models.Index(fields=["organisation", "day"], name="ledger_entry_by_day"),
            models.Index(fields=["organisation", "about"], name="ledger_entry_by_about"),
        ]
        constraints = [
            models.UniqueConstraint("organisation", "number", name="ledger_entry_number"),
            models.UniqueConstraint("organisation", "key", name="ledger_entry_key"),
        ]

    def __str__(self):
        return f"{self.number} {self.label}"


class LedgerPosting(Posted):
    """One line of an entry: euros to the debit or to the credit of an account."""

    entry = models.ForeignKey(LedgerEntry, models.PROTECT, related_name="postings")
    account = models.ForeignKey(LedgerAccount, models.PROTECT, related_name="postings")
    rank = models.PositiveSmallIntegerField("rang")
    debit = models.DecimalField("débit (€)", max_digits=14, decimal_places=2, default=0)
    credit = models.DecimalField("crédit (€)", max_digits=14, decimal_places=2, default=0)

    objects = PostingQuerySet.as_manager()

    class Meta:
        verbose_name = "ligne d’écriture"
        ordering = ["entry__number", "rank"]
        constraints = [
            models.UniqueConstraint("organisation", "entry", "rank", name="ledger_posting_rank"),
            models.CheckConstraint(
                name="ledger_posting_one_side",
                condition=Q(debit__gt=0, credit=0) | Q(debit=0, credit__gt=0),
                violation_error_message="Une ligne porte un débit ou un crédit.",
            ),
        ]

    def __str__(self):
        return f"{self.account.number} {self.debit - self.credit}"
