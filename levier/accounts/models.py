from django.contrib.auth.models import AbstractBaseUser
from django.db import models

from levier.accounts.querysets import STAFF_ROLES, OwnedQuerySet, UserManager
from levier.accounts.rows import Keyed, Owned


class Organisation(Keyed):
    """A house (territorial association), or the network that gathers several."""

    class Kind(models.TextChoices):
        HOUSE = "house", "maison"
        NETWORK = "network", "réseau"

    code = models.SlugField("code", max_length=40, unique=True)
    name = models.CharField("nom", max_length=120)
    kind = models.CharField("nature", max_length=10, choices=Kind, default=Kind.HOUSE)
    network = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="houses", verbose_name="réseau"
    )
    department = models.CharField("département", max_length=3, blank=True)
    address = models.CharField("adresse", max_length=200, blank=True)
    postcode = models.CharField("code postal", max_length=5, blank=True)
    town = models.CharField("ville", max_length=80, blank=True)
    phone = models.CharField("téléphone", max_length=20, blank=True)
    email = models.EmailField("adresse électronique", blank=True)
    director_name = models.CharField("direction", max_length=120, blank=True)
    legal_status = models.CharField("statut", max_length=120, blank=True)

    class Meta:
        verbose_name = "organisation"

    def __str__(self):
        return self.name


class Office(Owned):
    """An office (agence) of a house."""

    name = models.CharField("agence", max_length=80)
    address = models.CharField("adresse", max_length=200, blank=True)
    postcode = models.CharField("code postal", max_length=5, blank=True)
    commune_code = models.CharField("code commune", max_length=5, blank=True)
    phone = models.CharField("téléphone", max_length=20, blank=True)
    is_head_office = models.BooleanField("siège", default=False)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = "agence"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                "organisation",
                "name",
                name="office_one_per_name",
                violation_error_message="Une agence porte déjà ce nom.",
            )
        ]

    def __str__(self):
        return self.name


class Team(Owned):
    """A team (pôle) of a house."""

    code = models.SlugField("code", max_length=20)
    name = models.CharField("pôle", max_length=60)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = "pôle"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint("organisation", "code", name="team_one_per_code"),
        ]

    def __str__(self):
        return self.name


class Role(models.TextChoices):
    """What a user comes for. docs/roles.csv says what each may do."""

    ADVISOR = "advisor", "conseil et financement"
    BRSA_ADVISOR = "brsa_advisor", "conseil BRSA"
    DLA_OFFICER = "dla_officer", "chargé·e de mission DLA"
    SECRETARY = "secretary", "secrétariat des comités"
    MEMBER = "member", "membre de comité"
    FINANCE = "finance", "gestion financière"
    DIRECTOR = "director", "direction"
    FUNDER = "funder", "financeur"
    PRESCRIBER = "prescriber", "prescripteur"
    ENTREPRENEUR = "entrepreneur", "entrepreneur·e"
    CITIZEN = "citizen", "citoyen·ne"
    ADMINISTRATOR = "administrator", "administration"
    NETWORK_ADMINISTRATOR = "network_administrator", "administration du réseau"


class User(Keyed, AbstractBaseUser):
    """Somebody who may sign in, or a colleague of the past named on dossiers (no password)."""

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="users", verbose_name="organisation"
    )
    email = models.EmailField("adresse électronique", unique=True)
    first_name = models.CharField("prénom", max_length=60)
    last_name = models.CharField("nom", max_length=60)
    role = models.CharField("rôle", max_length=30, choices=Role)
    staff_code = models.CharField("code dans l'équipe", max_length=10, blank=True)
    position = models.CharField("fonction", max_length=80, blank=True)
    office = models.ForeignKey(
        Office, models.PROTECT, null=True, blank=True, related_name="users", verbose_name="agence"
    )
    team = models.ForeignKey(
        Team, models.PROTECT, null=True, blank=True, related_name="users", verbose_name="pôle"
    )
    area = models.CharField("secteur", max_length=80, blank=True)
    phone = models.CharField("téléphone", max_length=20, blank=True)
    is_active = models.BooleanField("compte ouvert", default=True)
    joined_at = models.DateTimeField("créé le", auto_now_add=True)

    objects = UserManager()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["first_name", "last_name"]

    class Meta:
        verbose_name = "compte"
        ordering = ["last_name", "first_name"]
        constraints = [
            models.UniqueConstraint(
                "organisation",
                "staff_code",
                name="user_one_per_staff_code",
                condition=~models.Q(staff_code=""),
                violation_error_message="Ce code est déjà celui d'une autre personne de l'équipe.",
            )
        ]

    def __str__(self):
        return self.full_name

    @property
    def full_name(self) -> str:
        """First name, then family name."""
        return f"{self.first_name} {self.last_name}"

    @property
    def initials(self) -> str:
        """Two letters for the round badge."""
        return (self.first_name[:1] + self.last_name[:1]).upper()

    @property
    def is_staff_of_house(self) -> bool:
        """True for those who work in the house."""
        return self.role in STAFF_ROLES
