"""Keys made by the client: UUID version 7 (RFC 9562), sortable by the moment of creation.

Python 3.11 has none. Making keys here rather than in the database keeps bulk inserts exact on a
sharded PostgreSQL, where RETURNING gives ids in the shards' order.
"""

import os
import time
from datetime import datetime
from uuid import UUID


def uuid7(milliseconds: int | None = None) -> UUID:
    """Return a new UUID version 7: 48 bits of Unix milliseconds (now), then 74 random bits."""
    if milliseconds is None:
        milliseconds = time.time_ns() // 1_000_000
    random = int.from_bytes(os.urandom(10), "big")
    value = (milliseconds & ((1 << 48) - 1)) << 80
    value |= 0x7 << 76
    value |= ((random >> 62) & 0xFFF) << 64
    value |= 0b10 << 62
    value |= random & ((1 << 62) - 1)
    return UUID(int=value)


def first_key_at(moment: datetime) -> UUID:
    """Return the lowest key of a moment: keys made from then on are above it, those before below.

    A table read by its key is thus read by time, without an index of its own.
    """
    return UUID(int=(int(moment.timestamp() * 1000) & ((1 << 48) - 1)) << 80)
