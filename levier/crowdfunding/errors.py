"""What crowdfunding refuses, in French."""

from levier.kernel.errors import DomainError


class CampaignRefused(DomainError):
    """The days, the number or the target of a campaign make no sense."""

    message = "{reason}"
