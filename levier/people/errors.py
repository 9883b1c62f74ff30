"""What the registers of people and structures refuse, in French."""

from levier.kernel.errors import DomainError


class NameMissing(DomainError):
    """Somebody without a name cannot be found again."""

    message = "Indiquez un nom."


class SiretTaken(DomainError):
    """Another structure of the house bears the SIRET."""

    field = "siret"
    message = "La structure « {name} » porte déjà ce SIRET : utilisez sa fiche."


class InvalidSiret(DomainError):
    """The SIRET cannot be one."""

    field = "siret"
    message = "{reason}"


class ConsentMissing(DomainError):
    """Nothing about a person leaves the house without their consent."""

    field = "consent"
    message = "Le consentement de la personne est nécessaire avant de transmettre ses coordonnées."


class BodyNameTaken(DomainError):
    """Two banks, or two prescribing bodies, never share a name."""

    field = "name"
    message = "« {name} » existe déjà : utilisez sa fiche."


class InvalidBankDetails(DomainError):
    """The IBAN or the BIC of a bank cannot be one."""

    message = "{reason}"
