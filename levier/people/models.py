from django.db import models
from simple_history.models import HistoricalRecords

from levier.accounts.querysets import OwnedQuerySet
from levier.accounts.rows import Owned
from levier.people.querysets import LiveQuerySet, PrescriberQuerySet, SearchWordQuerySet


class Located(models.Model):
    """Where somebody lives or works, as typed and as the commune register knows it."""

    address = models.CharField("adresse", max_length=200, blank=True)
    postcode = models.CharField("code postal", max_length=5, blank=True)
    commune_code = models.CharField("code commune (Insee)", max_length=5, blank=True)
    town = models.CharField("commune", max_length=80, blank=True)

    class Meta:
        abstract = True


class Person(Located, Owned):
    """A project holder, known once in the house whatever the number of dossiers."""

    class Civility(models.TextChoices):
        MS = "Mme", "Mme"
        MR = "M.", "M."

    class Sex(models.TextChoices):
        FEMALE = "F", "femme"
        MALE = "M", "homme"
        OTHER = "X", "autre"

    civility = models.CharField("civilité", max_length=4, choices=Civility, blank=True)
    last_name = models.CharField("nom", max_length=80)
    first_name = models.CharField("prénom", max_length=80, blank=True)
    sex = models.CharField("sexe", max_length=1, choices=Sex, blank=True)
    birth_date = models.DateField("date de naissance", null=True, blank=True)
    email = models.EmailField("adresse électronique", blank=True)
    phone = models.CharField("téléphone", max_length=20, blank=True)
    home_qpv_code = models.CharField("QPV du domicile", max_length=8, blank=True)
    name_key = models.CharField(max_length=170, editable=False)
    phonetic_key = models.CharField(max_length=40, blank=True, editable=False)
    email_key = models.CharField(max_length=254, blank=True, editable=False)
    phone_key = models.CharField(max_length=20, blank=True, editable=False)
    user = models.OneToOneField(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="person"
    )
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", editable=False
    )

    objects = LiveQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = "personne"
        ordering = ["last_name", "first_name"]
        indexes = [
            models.Index(fields=["organisation", "name_key"], name="person_name"),
            models.Index(fields=["organisation", "birth_date"], name="person_birth"),
            models.Index(fields=["organisation", "phonetic_key"], name="person_sound"),
            models.Index(fields=["organisation", "email_key"], name="person_email"),
            models.Index(fields=["organisation", "phone_key"], name="person_phone"),
        ]
        constraints = [
            models.CheckConstraint(
                name="person_has_a_name",
                condition=~models.Q(last_name=""),
                violation_error_message="Indiquez le nom de la personne.",
            )
        ]

    def __str__(self):
        return self.full_name

    @property
    def full_name(self) -> str:
        """First name, then family name."""
        return f"{self.first_name} {self.last_name}".strip()


class Structure(Located, Owned):
    """A business or an organisation of the social economy; the SIRET says when two are one."""

    name = models.CharField("raison sociale", max_length=160)
    siret = models.CharField("SIRET", max_length=14, blank=True)
    naf_code = models.CharField("code NAF", max_length=6, blank=True)
    legal_form = models.CharField("forme juridique", max_length=60, blank=True)
    legal_category = models.CharField("catégorie juridique (Insee)", max_length=4, blank=True)
    iae_type = models.CharField("type IAE", max_length=10, blank=True)
    is_ess = models.BooleanField("relève de l'ESS", null=True, blank=True)
    created_on = models.DateField("créée le", null=True, blank=True)
    email = models.EmailField("adresse électronique", blank=True)
    phone = models.CharField("téléphone", max_length=20, blank=True)
    name_key = models.CharField(max_length=170, editable=False)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", editable=False
    )

    objects = LiveQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = "structure"
        ordering = ["name"]
        indexes = [models.Index(fields=["organisation", "name_key"], name="structure_name")]
        constraints = [
            models.UniqueConstraint(
                "organisation",
                "siret",
                name="structure_one_per_siret",
                condition=~models.Q(siret=""),
                violation_error_message="Une structure porte déjà ce SIRET.",
            )
        ]

    def __str__(self):
        return self.name


class Holding(Owned):
    """A person's own business: what links a holder to their structure."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="holdings")
    structure = models.ForeignKey(Structure, models.PROTECT, related_name="holders")

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = "lien porteur–entreprise"
        constraints = [
            models.UniqueConstraint("organisation", "person", "structure", name="holding_once")
        ]

    def __str__(self):
        return f"{self.person} – {self.structure}"


class Bank(Owned):
    """A lending bank; one met for the first time in a file is created and flagged."""

    name = models.CharField("banque", max_length=120)
    name_key = models.CharField(max_length=120, editable=False)
    code = models.CharField("code banque", max_length=5, blank=True)
    address = models.CharField("adresse", max_length=200, blank=True)
    email = models.EmailField("adresse électronique", blank=True)
    iban = models.CharField(
        "IBAN", max_length=42, blank=True,
        help_text="Le compte où la maison lui verse une indemnité, recopié de son RIB.",
    )  # fmt: skip
    bic = models.CharField("BIC", max_length=14, blank=True)
    postcode = models.CharField("code postal", max_length=16, blank=True)
    town = models.CharField("ville", max_length=35, blank=True)
    is_to_check = models.BooleanField("à vérifier", default=False)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = "banque"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                "organisation",
                "name_key",
                name="bank_one_per_name",
                violation_error_message="Cette banque est déjà connue.",
            )
        ]

    def __str__(self):
        return self.name


class Provider(Owned):
    """A consultancy that works for the organisations supported."""

    name = models.CharField("prestataire", max_length=120)
    name_key = models.CharField(max_length=120, editable=False)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = "prestataire"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint("organisation", "name_key", name="provider_one_per_name")
        ]

    def __str__(self):
        return self.name


class Prescriber(Owned):
    """A body that sends people to the house, or to which the house refers them."""

    name = models.CharField("organisme", max_length=120)
    name_key = models.CharField(max_length=120, editable=False)
    kind = models.CharField("nature", max_length=60, blank=True)
    email = models.EmailField("adresse électronique", blank=True)
    phone = models.CharField("téléphone", max_length=20, blank=True)

    objects = PrescriberQuerySet.as_manager()

    class Meta:
        verbose_name = "prescripteur"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                "organisation",
                "name_key",
                name="prescriber_one_per_name",
                violation_error_message="Cet organisme est déjà connu.",
            )
        ]

    def __str__(self):
        return self.name


class PrescriberAccess(Owned):
    """The account through which a prescriber reads the answers about its own people."""

    prescriber = models.ForeignKey(Prescriber, models.PROTECT, related_name="accesses")
    user = models.OneToOneField("accounts.User", models.PROTECT, related_name="prescriber_access")

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = "accès de prescripteur"

    def __str__(self):
        return f"{self.user} – {self.prescriber}"


class Consent(Owned):
    """What a person agreed to, when and how; withdrawing ends it, and never erases it."""

    class Purpose(models.TextChoices):
        REFERRAL = "referral", "orientation vers un organisme"
        PICTURE = "picture", "photographie dans le rapport"
        CONTACT = "contact", "prise de contact"

    person = models.ForeignKey(Person, models.PROTECT, related_name="consents")
    purpose = models.CharField("objet", max_length=12, choices=Purpose)
    detail = models.CharField("précision", max_length=200, blank=True)
    given_on = models.DateField("donné le")
    means = models.CharField("moyen", max_length=60)
    withdrawn_on = models.DateField("retiré le", null=True, blank=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = "consentement"

    def __str__(self):
        return f"{self.get_purpose_display()} – {self.person}"


class SearchWord(Owned):
    """One normalised word of something that the search box finds."""

    class Kind(models.TextChoices):
        PERSON = "person", "personne"
        STRUCTURE = "structure", "structure"
        CASE = "case", "dossier"
        CAMPAIGN = "campaign", "campagne"
        SITTING = "sitting", "comité"

    word = models.CharField(max_length=24)
    kind = models.CharField(max_length=10, choices=Kind)
    object_key = models.UUIDField()

    objects = SearchWordQuerySet.as_manager()

    class Meta:
        verbose_name = "mot de recherche"
        indexes = [
            models.Index(fields=["organisation", "word", "kind", "object_key"], name="search_word"),
            models.Index(fields=["object_key"], name="search_object"),
        ]

    def __str__(self):
        return self.word
