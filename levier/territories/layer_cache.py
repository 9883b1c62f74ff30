"""What is worth computing once from a layer: its rows never change, so its key is enough."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

Built = TypeVar("Built")


class LayerCache(Generic[Built]):
    """Keeps the last few results by key. Safe between threads: each is built once."""

    def __init__(self, size: int):
        self._size = size
        self._lock = Lock()
        self._built: OrderedDict[Hashable, Built] = OrderedDict()

    def get(self, key: Hashable, build: Callable[[], Built]) -> Built:
        """Return what was built for `key`, or build and keep it."""
        with self._lock:
            if key not in self._built:
                self._built[key] = build()
            self._built.move_to_end(key)
            while len(self._built) > self._size:
                self._built.popitem(last=False)
            return self._built[key]
