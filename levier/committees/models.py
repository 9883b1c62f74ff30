from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from levier.accounts.querysets import OwnedQuerySet
from levier.accounts.rows import Owned
from levier.committees.querysets import AgendaItemQuerySet, DecisionQuerySet, SittingQuerySet


class College(models.TextChoices):
    """Whom a seat speaks for."""

    VOLUNTEER = "volunteer", "bénévole"
    BANK = "bank", "banque"
    AUTHORITY = "authority", "collectivité"
    ESS = "ess", "acteur ESS"
    ACCOUNTANT = "accountant", "expert-comptable"
    OTHER = "other", "autre"


class Committee(Owned):
    """A commitment committee and its rules, which the house sets."""

    class Kind(models.TextChoices):
        CREATION = "creation", "TPE"
        ENGAGED = "engaged", "Projets engagés"
        ESS = "ess", "ESS"
        DASESS = "dasess", "DASESS"

    kind = models.CharField("comité", max_length=10, choices=Kind)
    label = models.CharField("nom", max_length=80)
    min_members = models.PositiveSmallIntegerField("quorum (membres)", default=0)
    min_colleges = models.PositiveSmallIntegerField("quorum (collèges)", default=0)
    chair_has_casting_vote = models.BooleanField("voix prépondérante", default=False)
    validity_months = models.PositiveSmallIntegerField("validité d'un accord (mois)", default=6)
    rules_source = models.CharField("source des règles", max_length=200, blank=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = "comité"
        ordering = ["label"]
        constraints = [
            models.UniqueConstraint("organisation", "kind", name="committee_one_per_kind")
        ]

    def __str__(self):
        return self.label


class HouseMember(Owned):
    """A member of the house: a legal person, or a volunteer in their own name."""

    name = models.CharField("membre", max_length=120)
    name_key = models.CharField(max_length=120, editable=False)
    college = models.CharField("collège", max_length=12, choices=College)
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


class Seat(Owned):
    """A representative's seat in a committee."""

    committee = models.ForeignKey(Committee, models.PROTECT, related_name="seats")
    representative = models.ForeignKey(Representative, models.PROTECT, related_name="seats")
    is_substitute = models.BooleanField("suppléance", default=False)
    is_chair = models.BooleanField("présidence", default=False)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = "siège"
        constraints = [
            models.UniqueConstraint("organisation", "committee", "representative", name="seat_once")
        ]

    def __str__(self):
        return f"{self.representative} ({self.committee})"


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


class Outcome(models.TextChoices):
    """What a committee may decide."""

    AGREED = "agreed", "accord"
    AGREED_WITH_CONDITIONS = "agreed_with_conditions", "accord avec conditions"
    ADJOURNED = "adjourned", "ajournement"
    REFUSED = "refused", "refus"


class Decision(Owned):
    """What the committee decided on one requested instrument of one dossier."""

    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="decisions")
    request = models.ForeignKey(
        "cases.FundingRequest", models.PROTECT, null=True, blank=True, related_name="decisions"
    )
    outcome = models.CharField("décision", max_length=24, choices=Outcome)
    amount = models.DecimalField(
        "montant accordé (€)", max_digits=14, decimal_places=2, null=True, blank=True
    )
    decided_on = models.DateField("décidé le")
    valid_until = models.DateField("valable jusqu'au", null=True, blank=True)
    reason = models.TextField("motif", blank=True)
    recorded_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField("saisi le", auto_now_add=True)
    is_past = models.BooleanField("repris de l'historique", default=False)
    idempotency_key = models.UUIDField("clé de saisie", null=True, blank=True)

    objects = DecisionQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = "décision"
        ordering = ["decided_on", "id"]
        constraints = [
            models.UniqueConstraint(
                "organisation",
                "item",
                "request",
                name="decision_one_per_request",
                violation_error_message="Cette demande est déjà décidée.",
            ),
            models.UniqueConstraint(
                "organisation",
                "idempotency_key",
                name="decision_once",
                condition=Q(idempotency_key__isnull=False),
            ),
            models.CheckConstraint(
                name="decision_amount_fits_outcome",
                condition=Q(outcome__in=("adjourned", "refused"), amount=None)
                | Q(outcome__in=("agreed", "agreed_with_conditions")),
                violation_error_message="Un refus ou un ajournement ne porte pas de montant.",
            ),
        ]

    def __str__(self):
        return f"{self.get_outcome_display()} ({self.decided_on:%d/%m/%Y})"


class Condition(Owned):
    """A condition put on an agreement: the contract waits until it is lifted."""

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="conditions")
    text = models.CharField("condition", max_length=300)
    owner = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    due_on = models.DateField("avant le", null=True, blank=True)
    lifted_on = models.DateField("levée le", null=True, blank=True)
    lifted_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    evidence = models.CharField("preuve", max_length=200, blank=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = "condition"
        ordering = ["id"]

    def __str__(self):
        return self.text
