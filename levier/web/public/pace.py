"""How often one visitor may ask: counted in the cache for a minute, under a keyed print."""

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

ALLOWED, SECONDS = 40, 60


def asks_too_often(request: HttpRequest) -> bool:
    """Count this request; tell whether its sender went beyond `ALLOWED` a minute.

    The address itself is not kept: only a keyed print of it, for a minute.
    """
    address = get_adapter().get_client_ip(request)  # behind a proxy, as for signing in
    print_of = salted_hmac("levier.public", address).hexdigest()[:32]
    key = f"public-{print_of}"
    cache.add(key, 0, SECONDS)
    try:
        return cache.incr(key) > ALLOWED
    except ValueError:  # the minute ended between the two
        return False
