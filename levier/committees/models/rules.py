"""The dated rules of a committee, and who may decide without it: the house's own texts."""

from django.db import models
from django.db.models import F, Q

from levier.accounts.querysets import OwnedQuerySet
from levier.accounts.rows import Owned
from levier.cases.tracks import Track
from levier.catalogue.models import InstrumentKind
from levier.committees.models.members import College, Committee, Lasting
from levier.committees.querysets import DatedQuerySet, WithCollege


class Certainty(models.TextChoices):
    """How sure the house is of a rule."""

    CONFIRMED = "confirmed", "confirmé"
    IN_USE = "in_use", "en usage, à confirmer"


class Dated(Owned):
    """A rule of the house from a first day to a last one, and the document that says so."""

    first_day = models.DateField("premier jour")
    last_day = models.DateField("dernier jour", null=True, blank=True)
    source = models.CharField("source", max_length=200, blank=True)
    certainty = models.CharField(
        "certitude", max_length=10, choices=Certainty, default=Certainty.IN_USE
    )

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True

    def holds_on(self, day) -> bool:
        """Return whether the rule is in force on a day."""
        return self.first_day <= day and (self.last_day is None or day <= self.last_day)


class CommitteeRules(Dated):
    """How a committee sits and decides, from a first day on. 0: the house has set nothing."""

    class Signers(models.TextChoices):
        CHAIR = "chair", "présidence"
        CHAIR_SECRETARY = "chair_secretary", "présidence et secrétariat"
        CHAIR_DIRECTOR = "chair_director", "présidence et direction"

    committee = models.ForeignKey(Committee, models.PROTECT, related_name="rules")
    min_members = models.PositiveSmallIntegerField("quorum (membres)", default=0)
    min_colleges = models.PositiveSmallIntegerField("quorum (collèges)", default=0)
    chair_has_casting_vote = models.BooleanField("voix prépondérante", default=False)
    validity_months = models.PositiveSmallIntegerField("validité d’un accord (mois)")
    written_allowed = models.BooleanField("consultation écrite admise", default=False)
    written_days = models.PositiveSmallIntegerField("délai de réponse (jours)", default=0)
    written_min_members = models.PositiveSmallIntegerField(
        "quorum d’une consultation écrite (votants)", default=0
    )
    written_min_colleges = models.PositiveSmallIntegerField(
        "quorum d’une consultation écrite (collèges)", default=0
    )
    written_reminder_days = models.PositiveSmallIntegerField(
        "rappel avant la fin des réponses (jours)", default=0
    )
    adjournment_months = models.PositiveSmallIntegerField(
        "retour d’un ajournement (mois)", default=0
    )
    signers = models.CharField(
        "signataires du procès-verbal", max_length=16, choices=Signers,
        default=Signers.CHAIR_SECRETARY,
    )  # fmt: skip

    class Meta:
        verbose_name = "règles d’un comité"
        ordering = ["-first_day"]
        constraints = [
            models.UniqueConstraint(
                "organisation", "committee", "first_day", name="committee_rules_once_a_day"
            ),
            models.CheckConstraint(
                name="committee_rules_days_in_order",
                condition=Q(last_day=None) | Q(last_day__gte=F("first_day")),
                violation_error_message="Une règle ne peut pas finir avant d’avoir commencé.",
            ),
        ]

    def __str__(self):
        return f"{self.committee}, depuis le {self.first_day:%d/%m/%Y}"


class CollegeSeats(Owned):
    """The seats and the quorum of a college, under one row of rules. 0: the house has set nothing.

    A written consultation has its own quorum.
    """

    rules = models.ForeignKey(CommitteeRules, models.PROTECT, related_name="college_seats")
    college = models.ForeignKey(College, models.PROTECT, related_name="+", verbose_name="collège")
    seats = models.PositiveSmallIntegerField("sièges", default=0)
    min_members = models.PositiveSmallIntegerField("quorum du collège (membres)", default=0)
    written_min_members = models.PositiveSmallIntegerField(
        "quorum du collège par écrit (votants)", default=0
    )

    objects = WithCollege.from_queryset(OwnedQuerySet)()

    class Meta:
        verbose_name = "sièges d’un collège"
        ordering = ["college"]
        constraints = [
            models.UniqueConstraint("organisation", "rules", "college", name="college_seats_once"),
            models.CheckConstraint(
                name="college_quorum_within_its_seats",
                condition=Q(seats=0)
                | Q(min_members__lte=F("seats"), written_min_members__lte=F("seats")),
                violation_error_message="Le quorum d’un collège ne dépasse pas ses sièges.",
            ),
        ]

    def __str__(self):
        return f"{self.college} : {self.seats}"


class Remit(Dated):
    """One line of what a committee may decide, from a first day to a last one.

    A field left empty names everything: all tracks, all products, no floor, no ceiling. The line
    that names the product goes before that of its nature, then that of all products. Amounts are
    in euros, of what the dossier engages; `over_amount` is excluded, `max_amount` included.
    """

    committee = models.ForeignKey(Committee, models.PROTECT, related_name="remits")
    track = models.CharField("filière", max_length=12, choices=Track, blank=True)
    instrument = models.ForeignKey(
        "catalogue.Instrument", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="produit",
    )  # fmt: skip
    kind = models.CharField("nature", max_length=14, choices=InstrumentKind, blank=True)
    over_amount = models.DecimalField(
        "au-dessus de (€)", max_digits=14, decimal_places=2, null=True, blank=True
    )
    max_amount = models.DecimalField(
        "jusqu’à (€)", max_digits=14, decimal_places=2, null=True, blank=True
    )

    class Meta:
        verbose_name = "attribution"
        ordering = ["track", "kind", "-first_day", "id"]
        constraints = [
            models.CheckConstraint(
                name="remit_days_in_order",
                condition=Q(last_day=None) | Q(last_day__gte=F("first_day")),
                violation_error_message="Une attribution ne peut pas finir avant d’avoir commencé.",
            ),
            models.CheckConstraint(
                name="remit_of_an_instrument_or_a_kind",
                condition=Q(instrument=None) | Q(kind=""),
                violation_error_message="Choisissez un produit ou une nature, pas les deux.",
            ),
            models.CheckConstraint(
                name="remit_amounts_in_order",
                condition=(Q(over_amount=None) | Q(over_amount__gte=0))
                & (Q(max_amount=None) | Q(max_amount__gt=0))
                & (Q(over_amount=None) | Q(max_amount=None) | Q(max_amount__gt=F("over_amount"))),
                violation_error_message="Le montant le plus haut vient après le plus bas.",
            ),
        ]

    def __str__(self):
        return f"{self.committee}, {self.object_said}"

    @property
    def object_said(self) -> str:
        """What the line is about, in words."""
        track = self.get_track_display() if self.track else "toutes filières"
        what = self.instrument or (self.get_kind_display() if self.kind else "tous produits")
        return f"{track}, {what}"


class Body(Lasting):
    """Who may decide by delegation, as the house names it; `code` never changes.

    `said` is how a letter names it, after « par ».
    """

    code = models.SlugField("code", max_length=20, editable=False)
    label = models.CharField("instance", max_length=60)
    said = models.CharField("dans une lettre", max_length=80)
    noted_by_director = models.BooleanField("notée par la direction seule", default=False)

    class Meta:
        verbose_name = "instance délégataire"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint("organisation", "code", name="body_one_per_code"),
            models.UniqueConstraint(
                "organisation",
                "label",
                name="body_one_per_name",
                violation_error_message="Une instance porte déjà ce nom.",
            ),
        ]

    def __str__(self):
        return self.label


class Delegation(Dated):
    """Up to what amount a body does an act alone, for an instrument or a whole kind of them."""

    class Act(models.TextChoices):
        DECIDE = "decide", "décider une demande"
        RESTRUCTURE = "restructure", "restructurer un prêt"
        WRITE_OFF = "write_off", "passer en perte"

    body = models.ForeignKey(
        Body, models.PROTECT, related_name="delegations", verbose_name="instance"
    )
    act = models.CharField("pour", max_length=11, choices=Act, default=Act.DECIDE)
    instrument = models.ForeignKey(
        "catalogue.Instrument", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="produit",
    )  # fmt: skip
    kind = models.CharField("nature", max_length=14, choices=InstrumentKind, blank=True)
    max_amount = models.DecimalField("montant maximum (€)", max_digits=14, decimal_places=2)
    needs_ratification = models.BooleanField("à ratifier au comité suivant", default=True)

    class Meta:
        verbose_name = "délégation"
        ordering = ["body", "-first_day"]
        constraints = [
            models.UniqueConstraint(
                "organisation",
                "body",
                "act",
                "instrument",
                "first_day",
                condition=Q(kind=""),
                name="delegation_of_product_once",
                violation_error_message="Une délégation commence déjà ce jour-là.",
            ),
            models.UniqueConstraint(
                "organisation",
                "body",
                "act",
                "kind",
                "first_day",
                condition=~Q(kind=""),
                name="delegation_of_kind_once",
                violation_error_message="Une délégation commence déjà ce jour-là.",
            ),
            models.CheckConstraint(
                name="delegation_of_an_instrument_or_a_kind",
                condition=Q(instrument=None) & ~Q(kind="") | Q(instrument__isnull=False, kind=""),
                violation_error_message="Choisissez un produit ou une nature, pas les deux.",
            ),
            models.CheckConstraint(
                name="delegation_ratified_for_decisions",
                condition=Q(act="decide") | Q(needs_ratification=False),
                violation_error_message="Seule une décision sur une demande se ratifie.",
            ),
            models.CheckConstraint(
                name="delegation_above_zero",
                condition=Q(max_amount__gt=0),
                violation_error_message="Une délégation porte un montant.",
            ),
        ]

    def __str__(self):
        what = str(self.instrument or self.get_kind_display())
        if self.act != self.Act.DECIDE:
            what = f"{self.get_act_display()}, {what}"
        return f"{self.body}, {what}"
