"""`python -m benchmarks.eligibility COUNT`: both engines on the same people, as JSON.

Runs in the environment of requirements/bench.txt: neither Django nor the rest of Levier.
"""

import json
import statistics
import sys
import time

import numpy as np

from benchmarks.eligibility import arrays, openfisca_rules
from benchmarks.eligibility.people import ON, draw, facts_of
from benchmarks.eligibility.terms import terms
from levier.rules.eligibility import evaluate

SEED, PASSES, SINGLES = 20241219, 3, 1_000


def timed(work):
    """Return what `work()` gives and the seconds of processor that it took."""
    started = time.process_time()
    result = work()
    return result, time.process_time() - started


def main(count: int) -> dict:
    """Time both in turn, best of three; count the verdicts on which they differ."""
    people, asked = draw(count, SEED), terms()
    built = openfisca_rules.system(asked)
    ours, theirs = [], []
    for _ in range(PASSES):
        mine, seconds = timed(lambda: arrays.verdicts(people, ON, asked))
        ours.append(seconds)
        other, seconds = timed(lambda: openfisca_rules.verdicts(built, people, asked))
        theirs.append(seconds)
    different = sum(int(np.count_nonzero(mine[code] != other[code])) for code in mine)
    singles = []
    for rank in range(min(SINGLES, count)):
        facts = facts_of(people, rank)
        started = time.perf_counter()
        evaluate(facts, asked)
        singles.append((time.perf_counter() - started) * 1000)
    return {
        "people": count, "instruments": len(asked), "different": different,
        "ours_seconds": min(ours), "openfisca_seconds": min(theirs),
        "one_person_ms": statistics.median(singles),
    }  # fmt: skip


if __name__ == "__main__":
    json.dump(main(int(sys.argv[1])), sys.stdout)
