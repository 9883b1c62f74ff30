from concurrent.futures import ThreadPoolExecutor
from time import sleep

from levier.territories.layer_cache import LayerCache


def test_what_is_built_is_kept():
    cache, built = LayerCache(size=2), []

    for key in ("a", "a", "b", "a"):
        cache.get(key, lambda key=key: built.append(key) or key)

    assert built == ["a", "b"]


def test_the_one_used_the_longest_ago_goes_first():
    cache, built = LayerCache(size=2), []

    for key in ("a", "b", "a", "c", "a", "b"):
        cache.get(key, lambda key=key: built.append(key) or key)

    assert built == ["a", "b", "c", "b"]


def test_threads_build_once():
    cache, built = LayerCache(size=2), []

    def slow():
        sleep(0.02)
        built.append("a")
        return "a"

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: cache.get("a", slow), range(8)))

    assert answers == ["a"] * 8
    assert built == ["a"]
