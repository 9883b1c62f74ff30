"""A sitting: who came, its agenda, who withdrew, who voted what."""

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from levier.accounts.querysets import OwnedQuerySet
from levier.accounts.rows import Owned
from levier.committees.models.members import College, Committee, Representative
from levier.committees.models.rules import Body
from levier.committees.querysets import AgendaItemQuerySet, SittingQuerySet


class Sitting(Owned):
    """One meeting of a committee: number, day, place, agenda, attendance, minutes."""

    class State(models.TextChoices):
        PLANNED = "planned", "prévu"
        OPEN = "open", "en séance"
        HELD = "held", "tenu"
        MINUTED = "minuted", "procès-verbal figé"
        CANCELLED = "cancelled", "annulé"

    class Mode(models.TextChoices):
        MEETING = "meeting", "séance"
        WRITTEN = "written", "consultation écrite"
        DELEGATION = "delegation", "décision par délégation"

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
    mode = models.CharField("forme", max_length=10, choices=Mode, default=Mode.MEETING)
    body = models.ForeignKey(
        Body, models.PROTECT, null=True, blank=True, related_name="acts",
        verbose_name="instance délégataire",
    )  # fmt: skip
    opened_at = models.DateTimeField("consultation ouverte le", null=True, blank=True)
    closes_at = models.DateTimeField("réponses jusqu’au", null=True, blank=True)
    voting_closed_at = models.DateTimeField("votes clos le", null=True, blank=True)
    current_item = models.ForeignKey(
        "AgendaItem", models.PROTECT, null=True, blank=True, related_name="+"
    )
    invitation_rank = models.PositiveSmallIntegerField("rang de la convocation", default=0)
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
            models.CheckConstraint(
                name="sitting_body_of_a_delegation",
                condition=Q(mode="delegation", body__isnull=False)
                | ~Q(mode="delegation") & Q(body=None),
                violation_error_message="Seule une décision par délégation a une instance.",
            ),
            models.UniqueConstraint(
                "organisation",
                "body",
                "held_on",
                name="sitting_one_delegation_a_day",
                condition=Q(mode="delegation") & ~Q(state="minuted"),
            ),
        ]

    def __str__(self):
        return self.number

    def get_state_display(self) -> str:
        """The state in words; a consultation is not « en séance »."""
        if self.mode == self.Mode.WRITTEN and self.state == self.State.OPEN:
            return "à décider" if self.voting_closed_at else "réponses attendues"
        return self.State(self.state).label


class Attendance(Owned):
    """A representative called to a sitting, what they answered, and whether they came."""

    class Answer(models.TextChoices):
        YES = "yes", "viendra"
        NO = "no", "ne viendra pas"

    sitting = models.ForeignKey(Sitting, models.PROTECT, related_name="attendances")
    representative = models.ForeignKey(Representative, models.PROTECT, related_name="attendances")
    college = models.ForeignKey(College, models.PROTECT, related_name="+", verbose_name="collège")
    is_substitute = models.BooleanField("suppléance", default=False)
    is_present = models.BooleanField("présent·e", default=False)
    answer = models.CharField("réponse", max_length=3, choices=Answer, blank=True)
    answered_at = models.DateTimeField("répondu le", null=True, blank=True)
    convened_rank = models.PositiveSmallIntegerField("convocation reçue", null=True, blank=True)

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
    minutes_planned = models.PositiveSmallIntegerField("durée prévue (min)", default=15)
    debate = models.TextField("synthèse des débats", blank=True)
    is_closed = models.BooleanField("décidé", default=False)
    sent_back_because = models.CharField("sans décision", max_length=300, blank=True)
    is_outside_remit = models.BooleanField("hors des attributions, confirmé", default=False)

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
    """A member out of one dossier's debate, vote, quorum and documents.

    Without a point, it stands for a dossier taken off, until it is laid again.
    """

    item = models.ForeignKey(AgendaItem, models.PROTECT, null=True, related_name="withdrawals")
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="withdrawals")
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
        return f"{self.representative} ({self.item or self.case})"


class WithdrawalProposal(Owned):
    """A tie found between a member and a dossier: accepted, or dismissed with a reason."""

    class Ground(models.TextChoices):
        BANK = "bank", "banque représentée"
        NAME = "name", "nom de famille"
        EMPLOYER = "employer", "employeur"
        MANDATE = "mandate", "mandat"

    class State(models.TextChoices):
        PROPOSED = "proposed", "à trancher"
        ACCEPTED = "accepted", "déport déclaré"
        DISMISSED = "dismissed", "écarté"

    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="proposals")
    representative = models.ForeignKey(Representative, models.PROTECT, related_name="+")
    ground = models.CharField("motif", max_length=10, choices=Ground)
    reason = models.CharField("lien trouvé", max_length=300)
    state = models.CharField("suite", max_length=10, choices=State, default=State.PROPOSED)
    answer = models.CharField("raison", max_length=200, blank=True)
    answered_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = "déport proposé"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                "organisation", "item", "representative", "ground", name="proposal_once"
            )
        ]

    def __str__(self):
        return f"{self.representative} : {self.reason}"


class Movement(Owned):
    """An arrival or a departure during a sitting, as from one point of its agenda."""

    sitting = models.ForeignKey(Sitting, models.PROTECT, related_name="movements")
    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="movements")
    representative = models.ForeignKey(Representative, models.PROTECT, related_name="+")
    is_present = models.BooleanField("présent·e dès ce point")

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = "arrivée ou départ"
        ordering = ["item__position", "id"]
        constraints = [
            models.UniqueConstraint("organisation", "item", "representative", name="movement_once")
        ]

    def __str__(self):
        word = "arrive" if self.is_present else "part"
        return f"{self.representative} {word} au point {self.item.position}"


class Vote(Owned):
    """What one member voted on one point."""

    class Choice(models.TextChoices):
        FOR = "for", "pour"
        AGAINST = "against", "contre"
        ABSTENTION = "abstention", "abstention"

    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="votes")
    representative = models.ForeignKey(Representative, models.PROTECT, related_name="votes")
    choice = models.CharField("vote", max_length=10, choices=Choice)
    remark = models.TextField("remarque", blank=True)
    cast_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = "vote"
        constraints = [
            models.UniqueConstraint("organisation", "item", "representative", name="vote_once")
        ]

    def __str__(self):
        return f"{self.representative} : {self.get_choice_display()}"
