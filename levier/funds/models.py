from django.db import models
from django.db.models import F, Q

from levier.accounts.querysets import OwnedQuerySet
from levier.accounts.rows import Owned
from levier.funds.querysets import EnvelopeQuerySet, FunderQuerySet
from levier.kernel.french import NBSP
from levier.rules.lawful_use import USES, unlawful_reason


class Funder(Owned):
    """A body that pays: State, Region, Department, EPCI, city, network, or the house itself."""

    class Kind(models.TextChoices):
        STATE = "state", "État"
        REGION = "region", "Région"
        DEPARTMENT = "department", "Département"
        EPCI = "epci", "intercommunalité"
        CITY = "city", "ville"
        NETWORK = "network", "réseau"
        OWN = "own", "fonds propres"
        EUROPE = "europe", "Union européenne"

    name = models.CharField("financeur", max_length=120)
    name_key = models.CharField(max_length=120, editable=False)
    short_name = models.CharField("sigle", max_length=30, blank=True)
    kind = models.CharField("nature", max_length=12, choices=Kind)
    epci_siren = models.CharField("SIREN de l'EPCI", max_length=9, blank=True)
    commune_code = models.CharField("code commune", max_length=5, blank=True)
    address = models.CharField("adresse", max_length=200, blank=True)
    email = models.EmailField("adresse électronique", blank=True)
    logo = models.ForeignKey(
        "documents.StoredFile", models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = FunderQuerySet.as_manager()

    class Meta:
        verbose_name = "financeur"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                "organisation",
                "name_key",
                name="funder_one_per_name",
                violation_error_message="Ce financeur est déjà connu.",
            )
        ]

    def __str__(self):
        return self.name


class FunderAccess(Owned):
    """The account through which a funder reads its envelopes and its territory."""

    funder = models.ForeignKey(Funder, models.PROTECT, related_name="accesses")
    user = models.OneToOneField("accounts.User", models.PROTECT, related_name="funder_access")

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = "accès de financeur"

    def __str__(self):
        return f"{self.user} – {self.funder}"


class Agreement(Owned):
    """A convention with a funder: its period and what it pays for."""

    funder = models.ForeignKey(Funder, models.PROTECT, related_name="agreements")
    number = models.CharField("numéro", max_length=40)
    title = models.CharField("objet", max_length=160)
    first_day = models.DateField("premier jour")
    last_day = models.DateField("dernier jour", null=True, blank=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = "convention"
        ordering = ["-first_day"]
        constraints = [
            models.UniqueConstraint(
                "organisation",
                "number",
                name="agreement_one_per_number",
                violation_error_message="Une convention porte déjà ce numéro.",
            )
        ]

    def __str__(self):
        return f"{self.number} – {self.title}"


class Operation(Owned):
    """A European operation (FEDER, FSE+, FTJ) to which dossiers and journeys belong."""

    class Fund(models.TextChoices):
        FEDER = "FEDER", "FEDER"
        FSE = "FSE+", "FSE+"
        FTJ = "FTJ", "FTJ"

    code = models.CharField("code", max_length=40)
    fund = models.CharField("fonds", max_length=6, choices=Fund)
    title = models.CharField("intitulé", max_length=160)
    programme = models.CharField("programme", max_length=120, blank=True)
    first_day = models.DateField("premier jour")
    last_day = models.DateField("dernier jour", null=True, blank=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = "opération européenne"
        ordering = ["fund", "code"]
        constraints = [
            models.UniqueConstraint("organisation", "code", name="operation_one_per_code")
        ]

    def __str__(self):
        return f"{self.fund} – {self.title}"


class Envelope(Owned):
    """Money that a funder puts down for a scheme, over a period, that cannot be overdrawn.

    An opening envelope has no amount: it takes what was decided before Levier was installed.
    """

    funder = models.ForeignKey(Funder, models.PROTECT, related_name="envelopes")
    agreement = models.ForeignKey(
        Agreement, models.PROTECT, null=True, blank=True, related_name="envelopes"
    )
    title = models.CharField("enveloppe", max_length=160)
    scheme = models.SlugField("dispositif (code de l'instrument)", max_length=60)
    amount = models.DecimalField(
        "montant (€)", max_digits=14, decimal_places=2, null=True, blank=True
    )
    purposes = models.JSONField("ce que le financeur paie", default=list, blank=True)
    is_opening = models.BooleanField("enveloppe d'ouverture, sans montant", default=False)
    first_day = models.DateField("premier jour")
    last_day = models.DateField("dernier jour", null=True, blank=True)

    objects = EnvelopeQuerySet.as_manager()

    class Meta:
        verbose_name = "enveloppe"
        ordering = ["title"]
        constraints = [
            models.UniqueConstraint(
                "organisation",
                "title",
                "first_day",
                name="envelope_one_per_title",
                violation_error_message="Une enveloppe porte déjà ce nom à cette date.",
            ),
            models.CheckConstraint(
                name="envelope_amount_unless_opening",
                condition=Q(is_opening=True, amount=None) | Q(is_opening=False, amount__gt=0),
                violation_error_message="Indiquez le montant de l'enveloppe, supérieur à zéro.",
            ),
            models.CheckConstraint(
                name="envelope_days_in_order",
                condition=Q(last_day=None) | Q(last_day__gte=F("first_day")),
                violation_error_message="Le dernier jour ne peut pas précéder le premier.",
            ),
        ]

    def __str__(self):
        return self.title

    def refusal_of(self, use: str, day) -> str:
        """Return why this money may not pay for a use (a key of USES) on a day, in French.

        The law comes first, then what the envelope itself was put down for; nothing when it may.
        """
        if self.is_opening:
            return ""
        reason = unlawful_reason(self.funder.kind, use, day)
        if not reason and self.purposes and use not in self.purposes:
            words = ", ".join(USES[purpose] for purpose in self.purposes)
            reason = f"son financeur la réserve à{NBSP}: {words}"
        if not reason:
            return ""
        what = f"«{NBSP}{USES[use]}{NBSP}»"
        return f"L’enveloppe «{NBSP}{self}{NBSP}» ne peut pas payer {what}{NBSP}: {reason}."
