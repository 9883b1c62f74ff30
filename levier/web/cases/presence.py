"""Who else has the dossier open: a courtesy kept in the cache, never a right nor a record."""

from datetime import datetime, timedelta
from uuid import UUID

from django.core.cache import cache

from levier.accounts.models import User

LASTS = timedelta(minutes=5)


def seen_by(case_key: UUID, user: User, now: datetime) -> list[str]:
    """Say that this user reads the dossier now; return the names of those who do too."""
    key = f"presence:{case_key}"
    readers: dict[str, tuple[str, datetime]] = cache.get(key) or {}
    lately = {who: pair for who, pair in readers.items() if now - pair[1] < LASTS}
    mine = str(user.pk)
    others = sorted(name for who, (name, _) in lately.items() if who != mine)
    cache.set(key, {**lately, mine: (user.full_name, now)}, LASTS.total_seconds())
    return others
