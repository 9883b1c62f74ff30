"""What funders and envelopes refuse, in French."""

from levier.kernel.errors import DomainError


class FundsRefused(DomainError):
    """A funder, an agreement, an operation or an envelope contradicts itself or another row."""

    message = "{reason}"
