from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from levier.accounts.querysets import OwnedQuerySet
from levier.accounts.rows import Owned
from levier.catalogue.querysets import VersionQuerySet
from levier.rules.eligibility.limits import listed_months
from levier.rules.lawful_use import USES


class Carrier(Owned):
    """Who carries the risk of a commitment: the network's guarantor or investor, or the house."""

    code = models.SlugField("code", max_length=20)
    name = models.CharField("porteur du risque", max_length=120)
    address = models.CharField("adresse", max_length=200, blank=True)
    email = models.EmailField("adresse électronique", blank=True)
    is_house = models.BooleanField("fonds propres de la maison", default=False)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = "porteur du risque"
        constraints = [models.UniqueConstraint("organisation", "code", name="carrier_one_per_code")]

    def __str__(self):
        return self.name


class InstrumentKind(models.TextChoices):
    """What an instrument is, and so which commitment it opens."""

    GUARANTEE = "guarantee", "garantie bancaire"
    LOAN = "loan", "prêt"
    CONTRIBUTION = "contribution", "apport"
    ADVANCE = "advance", "avance remboursable"
    GRANT = "grant", "prime ou subvention"


class Instrument(Owned):
    """A product of the house: guarantee, loan, contribution, advance or grant."""

    code = models.SlugField("code", max_length=60)
    label = models.CharField("instrument", max_length=120)
    kind = models.CharField("nature", max_length=14, choices=InstrumentKind)
    carrier = models.ForeignKey(
        Carrier, models.PROTECT, related_name="instruments", verbose_name="porteur du risque"
    )
    aliases = models.JSONField("autres noms", default=list, blank=True)
    use = models.CharField(
        "usage de l'argent", max_length=20, choices=list(USES.items()), default="business_aid"
    )
    position = models.PositiveSmallIntegerField("rang", default=0)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = "instrument"
        ordering = ["position", "label"]
        constraints = [
            models.UniqueConstraint(
                "organisation",
                "code",
                name="instrument_one_per_code",
                violation_error_message="Ce code est déjà celui d'un autre instrument.",
            )
        ]

    def __str__(self):
        return self.label


class InstrumentVersion(Owned):
    """The terms of an instrument between two days; those in force never overlap."""

    LIFE = frozenset(
        {"last_day", "status", "source", "document", "closing_source", "closing_document"}
    )

    class Status(models.TextChoices):
        CONFIRMED = "confirmed", "confirmée"
        IN_USE = "in_use", "en usage, à confirmer par la maison"
        INACTIVE = "inactive", "non confirmée, inactive"

    class StateAid(models.TextChoices):
        COUNTED = "counted", "comptée en de minimis"
        TO_CHECK = "to_check", "comptée, base à confirmer"
        NOT_AID = "not_aid", "pas une aide"

    class Surety(models.TextChoices):
        EXCLUDED = "excluded", "exclue"
        LIMITED = "limited", "limitée"
        FREE = "free", "libre"
        UNKNOWN = "unknown", "non précisée"

    instrument = models.ForeignKey(Instrument, models.PROTECT, related_name="versions")
    first_day = models.DateField("premier jour")
    last_day = models.DateField("dernier jour", null=True, blank=True)
    status = models.CharField("état", max_length=10, choices=Status)
    max_quota = models.DecimalField(
        "quotité maximale", max_digits=5, decimal_places=4, null=True, blank=True
    )
    max_quota_development = models.DecimalField(
        "quotité maximale en développement", max_digits=5, decimal_places=4, null=True, blank=True
    )
    cap_amount = models.DecimalField(
        "plafond garanti (€)", max_digits=14, decimal_places=2, null=True, blank=True
    )
    cap_counts_outstanding = models.BooleanField(
        "le plafond compte les engagements en cours du même emprunteur", default=False
    )
    min_amount = models.DecimalField(
        "montant minimal (€)", max_digits=14, decimal_places=2, null=True, blank=True
    )
    max_amount = models.DecimalField(
        "montant maximal (€)", max_digits=14, decimal_places=2, null=True, blank=True
    )
    max_cost_share = models.DecimalField(
        "part maximale du coût", max_digits=5, decimal_places=4, null=True, blank=True
    )
    min_months = models.PositiveSmallIntegerField("durée minimale (mois)", null=True, blank=True)
    max_months = models.PositiveSmallIntegerField("durée maximale (mois)", null=True, blank=True)
    allowed_months = models.JSONField("seules durées admises (mois)", default=list, blank=True)
    annual_rate = models.DecimalField(
        "taux annuel", max_digits=7, decimal_places=6, null=True, blank=True
    )
    commission_rate = models.DecimalField(
        "commission", max_digits=6, decimal_places=5, null=True, blank=True
    )
    commission_base = models.CharField(
        "assiette de la commission",
        max_length=10,
        choices=[("guaranteed", "montant garanti"), ("loan", "prêt")],
        default="guaranteed",
    )
    surety = models.CharField("caution", max_length=10, choices=Surety, default=Surety.UNKNOWN)
    surety_max_share = models.DecimalField(
        "caution maximale (part du prêt)", max_digits=5, decimal_places=4, null=True, blank=True
    )
    conditions = models.JSONField("conditions", default=list, blank=True)
    coupled_kind = models.CharField("couplé à", max_length=14, choices=InstrumentKind, blank=True)
    min_age = models.PositiveSmallIntegerField("âge minimal", null=True, blank=True)
    max_age = models.PositiveSmallIntegerField("âge maximal", null=True, blank=True)
    validity_months = models.PositiveSmallIntegerField("validité de l'accord (mois)", default=6)
    amendment_tolerance_share = models.DecimalField(
        "tolérance d'avenant (part du montant)", max_digits=5, decimal_places=4, default=0
    )
    bank_loan_min_ratio = models.DecimalField(
        "prêt bancaire minimal (part du montant)",
        max_digits=5, decimal_places=4, null=True, blank=True,
    )  # fmt: skip
    bank_loan_as_long = models.BooleanField("le prêt bancaire dure au moins autant", default=False)
    bank_loan_surety_max_share = models.DecimalField(
        "caution maximale sur le prêt bancaire couplé",
        max_digits=5, decimal_places=4, null=True, blank=True,
    )  # fmt: skip
    max_share_of_total = models.DecimalField(
        "part maximale du plan de financement",
        max_digits=5, decimal_places=4, null=True, blank=True,
    )  # fmt: skip
    stacking_quota_cap = models.DecimalField(
        "somme maximale des quotités d'un prêt",
        max_digits=5, decimal_places=4, null=True, blank=True,
    )  # fmt: skip
    match_ratio = models.DecimalField(
        "autres fonds exigés (part du montant)",
        max_digits=5, decimal_places=4, null=True, blank=True,
    )  # fmt: skip
    once_per_person = models.BooleanField("une fois par personne et par réseau", default=False)
    lent_to_person = models.BooleanField("prêté à la personne, compté en apport", default=False)
    min_deferral_months = models.PositiveSmallIntegerField(
        "différé minimal (mois)", null=True, blank=True
    )
    max_deferral_months = models.PositiveSmallIntegerField(
        "différé maximal (mois)", null=True, blank=True
    )
    state_aid = models.CharField(
        "aide d'État", max_length=10, choices=StateAid, default=StateAid.TO_CHECK
    )
    source = models.CharField("source", max_length=300)
    document = models.ForeignKey(
        "documents.StoredFile",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="document",
    )
    closing_source = models.CharField("source de la fermeture", max_length=300, blank=True)
    closing_document = models.ForeignKey(
        "documents.StoredFile",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="document de la fermeture",
    )
    note = models.TextField("remarque", blank=True)

    objects = VersionQuerySet.as_manager()

    class Meta:
        verbose_name = "version d'instrument"
        ordering = ["instrument", "-first_day"]
        constraints = [
            models.UniqueConstraint(
                "organisation",
                "instrument",
                "first_day",
                name="version_one_per_first_day",
                violation_error_message="Une version commence déjà ce jour-là.",
            ),
            models.CheckConstraint(
                name="version_days_in_order",
                condition=Q(last_day=None) | Q(last_day__gte=F("first_day")),
                violation_error_message="Le dernier jour ne peut pas précéder le premier.",
            ),
        ]

    def __str__(self):
        return f"{self.instrument} ({self.first_day:%d/%m/%Y})"

    @property
    def months_admitted(self) -> str:
        """The only durations admitted, in French; nothing when any between the bounds is."""
        return listed_months(self.allowed_months) if self.allowed_months else ""

    @property
    def awaits_confirmation(self) -> bool:
        """Whether the terms, or one of the conditions, are in use and to be confirmed."""
        in_use = self.Status.IN_USE
        return self.status == in_use or any(
            condition.get("certainty") == in_use for condition in self.conditions
        )

    def save(self, *args, **kwargs):
        """Write a version; its terms never change afterwards: dossiers decided on it show them.

        Its conditions may only become more certain.
        """
        changed = set(kwargs.get("update_fields") or self.LIFE | {"terms"})
        if not self._state.adding:
            if "conditions" in changed and self._asks_the_same():
                changed.discard("conditions")
            if not changed <= self.LIFE:
                raise TypeError("The terms of a version never change: close it and add another.")
        super().save(*args, **kwargs)

    def _asks_the_same(self) -> bool:
        """Whether the conditions are those written, whatever their certainty."""
        written = type(self).objects.values_list("conditions", flat=True).get(pk=self.pk)
        return _without_certainty(written) == _without_certainty(self.conditions)

    def clean(self):
        """Refuse a version that overlaps another; inactive ones only meet one another."""
        others = InstrumentVersion.objects.filter(instrument=self.instrument_id).exclude(pk=self.pk)
        inactive = Q(status=self.Status.INACTIVE)
        others = others.filter(inactive if self.status == self.Status.INACTIVE else ~inactive)
        overlap = others.filter(Q(last_day=None) | Q(last_day__gte=self.first_day))
        if self.last_day:
            overlap = overlap.filter(first_day__lte=self.last_day)
        if overlap.exists():
            raise ValidationError(
                "Cette version chevauche une autre version du même instrument : fermez-la d'abord."
            )


def _without_certainty(conditions: list[dict[str, str]]) -> list[dict[str, str]]:
    return [
        {name: value for name, value in condition.items() if name != "certainty"}
        for condition in conditions
    ]


class ThirdPartyAid(Owned):
    """An aid that somebody else gives, and that a financing plan may name: dated, not ours."""

    class Nature(models.TextChoices):
        GRANT = "grant", "subvention"
        LOAN = "loan", "prêt ou avance"
        OTHER = "other", "autre aide"

    giver = models.CharField("donneur", max_length=160)
    label = models.CharField("aide", max_length=160)
    nature = models.CharField("nature", max_length=8, choices=Nature, default=Nature.GRANT)
    terms = models.TextField("conditions", blank=True)
    max_amount = models.DecimalField(
        "montant maximal (€)", max_digits=14, decimal_places=2, null=True, blank=True
    )
    max_cost_share = models.DecimalField(
        "part maximale du coût", max_digits=5, decimal_places=4, null=True, blank=True
    )
    first_day = models.DateField("premier jour")
    last_day = models.DateField("dernier jour", null=True, blank=True)
    status = models.CharField(
        "état", max_length=10, choices=InstrumentVersion.Status,
        default=InstrumentVersion.Status.IN_USE,
    )  # fmt: skip
    counts_in_de_minimis = models.BooleanField("comptée en de minimis", default=True)
    source = models.CharField("source", max_length=300)
    document = models.ForeignKey(
        "documents.StoredFile", models.PROTECT, null=True, blank=True, related_name="+"
    )
    closing_source = models.CharField("source de la fermeture", max_length=300, blank=True)
    closing_document = models.ForeignKey(
        "documents.StoredFile", models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = VersionQuerySet.as_manager()

    class Meta:
        verbose_name = "aide d'un tiers"
        ordering = ["giver", "label", "-first_day"]
        constraints = [
            models.UniqueConstraint(
                "organisation", "giver", "label", "first_day",
                name="third_party_aid_one_per_first_day",
                violation_error_message="Cette aide est déjà connue à ce premier jour.",
            ),
            models.CheckConstraint(
                name="third_party_aid_days_in_order",
                condition=Q(last_day=None) | Q(last_day__gte=F("first_day")),
                violation_error_message="Le dernier jour ne peut pas précéder le premier.",
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.label} ({self.giver})"


class PieceKind(Owned):
    """A kind of document that dossiers ask for."""

    code = models.SlugField("code", max_length=40)
    label = models.CharField("pièce", max_length=120)
    validity_months = models.PositiveSmallIntegerField("validité (mois)", null=True, blank=True)
    help_text = models.CharField("aide", max_length=200, blank=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = "type de pièce"
        ordering = ["label"]
        constraints = [
            models.UniqueConstraint("organisation", "code", name="piece_kind_one_per_code")
        ]

    def __str__(self):
        return self.label


class RequiredPiece(Owned):
    """A piece that an instrument asks for before the committee, or before payment."""

    class Stage(models.TextChoices):
        COMMITTEE = "committee", "avant le comité"
        SETUP = "setup", "avant la mise en place"

    instrument = models.ForeignKey(Instrument, models.PROTECT, related_name="required_pieces")
    piece_kind = models.ForeignKey(PieceKind, models.PROTECT, related_name="+")
    stage = models.CharField("exigée", max_length=10, choices=Stage, default=Stage.COMMITTEE)
    only_for = models.CharField("seulement si", max_length=40, blank=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = "pièce exigée"
        constraints = [
            models.UniqueConstraint(
                "organisation", "instrument", "piece_kind", name="required_piece_once"
            )
        ]

    def __str__(self):
        return f"{self.piece_kind} ({self.instrument})"
