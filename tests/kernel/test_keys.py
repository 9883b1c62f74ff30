from concurrent.futures import ThreadPoolExecutor
from uuid import RFC_4122

from levier.kernel.keys import _Clock, uuid7


def test_a_key_is_a_uuid_version_7():
    key = uuid7()

    assert (key.version, key.variant) == (7, RFC_4122)


def test_keys_made_one_after_the_other_are_in_that_order():
    keys = [uuid7() for _ in range(20_000)]

    assert keys == sorted(keys)
    assert len(set(keys)) == len(keys)


def test_threads_never_share_a_key():
    with ThreadPoolExecutor(8) as pool:
        keys = list(pool.map(lambda _: uuid7(), range(8_000)))

    assert len(set(keys)) == 8_000


def test_a_clock_that_goes_back_gives_no_key_below_the_last():
    clock = _Clock()
    first = clock.next(1_000)

    assert clock.next(999) > first


def test_a_full_millisecond_opens_the_next():
    clock = _Clock()
    clock.milliseconds, clock.counter = 1_000, 4_095

    assert clock.next(1_000) == (1_001, 0)


def test_a_key_of_given_milliseconds_carries_them():
    assert uuid7(1_700_000_000_000).int >> 80 == 1_700_000_000_000
