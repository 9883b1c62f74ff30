from django.db import models

from levier.accounts.rows import Owned
from levier.correspondence.querysets import DatedTemplateQuerySet


class Purpose(models.TextChoices):
    """What a message is for; each has its variables and a text of departure."""

    FREE = "free", "message libre"
    PIECES = "pieces", "demande de pièces"
    REMINDER = "reminder", "relance de pièces"
    LETTER = "letter", "envoi d’un courrier de décision"
    CONVOCATION = "convocation", "convocation au comité"
    CONSULTATION = "consultation", "consultation écrite"
    BALLOT_DUE = "ballot_due", "rappel d’une consultation écrite"
    ARREARS = "arrears", "rappel d’une échéance impayée"
    ARREARS_LETTER = "arrears_2", "lettre d’impayé"
    FORMAL_NOTICE = "notice", "mise en demeure"
    ACCOUNTS = "accounts", "demande des comptes annuels"
    ACCOUNTS_DUE = "accounts_due", "relance des comptes annuels"
    DEBITS = "debits", "préavis de prélèvement"


class Dated(Owned):
    """A text that the house edits, by versions: each holds from its first day to the next one."""

    starts_on = models.DateField("en vigueur à partir du")
    written_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    written_at = models.DateTimeField("écrit le", auto_now_add=True)

    objects = DatedTemplateQuerySet.as_manager()

    class Meta:
        abstract = True


class MessageTemplate(Dated):
    """The words of the house for a kind of message."""

    purpose = models.CharField("message", max_length=12, choices=Purpose)
    subject = models.CharField("objet", max_length=200)
    body = models.TextField("texte")

    class Meta:
        verbose_name = "modèle de message"
        ordering = ["purpose", "-starts_on"]
        constraints = [
            models.UniqueConstraint(
                "organisation", "purpose", "starts_on", name="message_template_once_a_day"
            )
        ]

    def __str__(self):
        return self.get_purpose_display()


class Recipient(models.TextChoices):
    """To whom a decision is notified; the values name the letters in their addresses."""

    HOLDER = "porteur", "porteur de projet"
    BANK = "banque", "banque"
    CARRIER = "risque", "porteur du risque"
    FUNDER = "financeur", "financeur"


class LetterOutcome(models.TextChoices):
    """What a letter announces: the outcomes of a committee, which stands above this app."""

    AGREED = "agreed", "accord"
    AGREED_WITH_CONDITIONS = "agreed_with_conditions", "accord sous conditions"
    ADJOURNED = "adjourned", "ajournement"
    REFUSED = "refused", "refus"


class LetterTemplate(Dated):
    """The words of a letter around its table of terms, for a recipient and an outcome."""

    recipient = models.CharField("destinataire", max_length=10, choices=Recipient)
    outcome = models.CharField("décision", max_length=24, choices=LetterOutcome)
    opening = models.TextField("avant le tableau de la décision")
    closing = models.TextField("après le tableau", blank=True)
    file_name = models.CharField("nom du fichier", max_length=120)

    class Meta:
        verbose_name = "modèle de lettre"
        ordering = ["recipient", "outcome", "-starts_on"]
        constraints = [
            models.UniqueConstraint(
                "organisation", "recipient", "outcome", "starts_on", name="letter_template_once"
            )
        ]

    def __str__(self):
        return f"{self.get_recipient_display()}, {self.get_outcome_display()}"


class ContractKind(models.TextChoices):
    """What a contract is about: the kinds of commitments that the house signs."""

    LOAN = "loan", "contrat de prêt"
    ADVANCE = "advance", "convention d’avance remboursable"
    CONTRIBUTION = "contribution", "contrat d’apport"
    GRANT = "grant", "convention d’attribution d’une prime"


class ContractTemplate(Dated):
    """The words of a contract, article by article (`## ` opens one), around its terms."""

    kind = models.CharField("contrat", max_length=14, choices=ContractKind)
    title = models.CharField("titre", max_length=120)
    text = models.TextField("articles")
    file_name = models.CharField("nom du fichier", max_length=120)

    class Meta:
        verbose_name = "modèle de contrat"
        ordering = ["kind", "-starts_on"]
        constraints = [
            models.UniqueConstraint(
                "organisation", "kind", "starts_on", name="contract_template_once_a_day"
            )
        ]

    def __str__(self):
        return self.get_kind_display()


class ReminderSchedule(Dated):
    """After how many days missing pieces are asked again; the former rows stay."""

    days = models.JSONField("jours après la demande")
    link_days = models.PositiveSmallIntegerField("durée du lien de dépôt (jours)", default=45)
    source = models.CharField("décidé par", max_length=160)

    class Meta:
        verbose_name = "calendrier des relances"
        ordering = ["-starts_on"]
        constraints = [
            models.UniqueConstraint("organisation", "starts_on", name="reminder_schedule_once")
        ]

    def __str__(self):
        return ", ".join(f"J+{day}" for day in self.days)
