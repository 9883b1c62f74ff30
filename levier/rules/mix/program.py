"""A mixed-integer program and its exact, repeatable optimum by HiGHS. Amounts in euros."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import highspy

from levier.kernel.errors import DomainError

TIME_LIMIT = 5.0  # seconds of search before the refusal
SLACK = 1e-6  # what the arithmetic of a bound may miss
EXACT = 1e-9  # below the cent for any plan under ten million euros


class SearchTooLong(DomainError):
    """The optimum was not proved in time: nothing is proposed rather than something doubtful."""

    message = (
        "Le calcul du montage dépasse le temps permis : réduisez le nombre d’instruments possibles."
    )


class SearchFailed(DomainError):
    """The solver answered neither an optimum nor an impossibility."""

    message = "Le calcul du montage n’a pas abouti ({status})."


Terms = Mapping[int, float]


def merged(*parts: Terms) -> dict[int, float]:
    """Return the sum of terms."""
    found: dict[int, float] = {}
    for part in parts:
        for rank, value in part.items():
            found[rank] = found.get(rank, 0.0) + value
    return found


def minus(terms: Terms) -> dict[int, float]:
    """Return the opposite of terms."""
    return {rank: -value for rank, value in terms.items()}


@dataclass
class Program:
    """Columns and rows, then one minimum. A row may be relaxed by a slack that bears its key.

    `relaxed`: the keys of the rows that may give way; the slack is then a column whose value is
    what the row gives, in euros (or in `unit` euros).
    """

    relaxed: frozenset[str] = frozenset()
    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    integers: list[int] = field(default_factory=list)
    costs: list[float] = field(default_factory=list)
    rows: list[tuple[float, float, dict[int, float]]] = field(default_factory=list)
    slacks: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0  # searched so far

    def column(self, upper: float, integer: bool = True) -> int:
        """Add a column from 0 to `upper`; return its rank."""
        rank = len(self.lower)
        self.lower.append(0.0)
        self.upper.append(upper)
        self.costs.append(0.0)
        if integer:
            self.integers.append(rank)
        return rank

    def at_most(self, terms: Terms, limit: float, key: str = "") -> None:
        """Ask Σ terms ≤ limit."""
        self._row(terms, -highspy.kHighsInf, limit, key, -1.0)

    def at_least(self, terms: Terms, limit: float, key: str = "") -> None:
        """Ask Σ terms ≥ limit."""
        self._row(terms, limit, highspy.kHighsInf, key, 1.0)

    def equal(self, terms: Terms, value: float, key: str = "", unit: float = 1.0) -> None:
        """Ask Σ terms = value; relaxed, the slack brings what is missing, by whole units."""
        self._row(terms, value, value, key, unit)

    def cost(self, terms: Terms) -> None:
        """Add to what is minimised."""
        for rank, value in terms.items():
            self.costs[rank] += value

    def _row(self, terms: Terms, low: float, high: float, key: str, sign: float) -> None:
        row = dict(terms)
        if key and key in self.relaxed:
            slack = self.slacks.get(key)
            if slack is None:
                slack = self.slacks[key] = self.column(highspy.kHighsInf)
                self.costs[slack] = abs(sign)
            row[slack] = sign
        self.rows.append((low, high, {rank: value for rank, value in row.items() if value}))

    def solve(self, time_limit: float = TIME_LIMIT) -> list[float] | None:
        """Return the value of every column at the minimum; None when no value suits every row.

        Errors: SearchTooLong; SearchFailed.
        """
        if not self.lower:  # nothing to choose
            return []
        solver = self._solver(time_limit)
        solver.run()
        self.seconds += solver.getRunTime()
        status = solver.getModelStatus()
        known = highspy.HighsModelStatus
        if status == known.kOptimal:
            return [float(value) for value in solver.getSolution().col_value]
        if status in (known.kInfeasible, known.kUnboundedOrInfeasible):
            return None
        if status == known.kTimeLimit:
            raise SearchTooLong
        raise SearchFailed(status=solver.modelStatusToString(status))

    def points(self, values: list[float]) -> float:
        """Return what the columns cost."""
        return sum(cost * value for cost, value in zip(self.costs, values, strict=True))

    def relaxed_minimum(self) -> float:
        """Return the minimum without whole numbers, a bound of the true one; inf when none is."""
        if not self.lower:
            return float("-inf")
        solver = self._solver(TIME_LIMIT)
        solver.setOptionValue("solve_relaxation", True)
        solver.run()
        status = solver.getModelStatus()
        if status == highspy.HighsModelStatus.kOptimal:
            return float(solver.getInfo().objective_function_value) - SLACK
        infeasible = highspy.HighsModelStatus.kInfeasible
        return float("inf") if status == infeasible else float("-inf")

    def _solver(self, time_limit: float) -> highspy.Highs:
        solver = highspy.Highs()  # type: ignore[no-untyped-call]
        solver.silent()
        for name, value in (
            ("output_flag", False), ("threads", 1), ("random_seed", 0), ("parallel", "off"),
            ("time_limit", time_limit), ("mip_rel_gap", 0.0), ("mip_abs_gap", 1e-7),
            ("mip_feasibility_tolerance", EXACT), ("primal_feasibility_tolerance", EXACT),
            # Searches that such small programs do not repay; the optimum is the same.
            ("mip_detect_symmetry", False), ("mip_allow_restart", False),
            ("mip_heuristic_run_rins", False),
            ("mip_heuristic_run_rens", False), ("mip_heuristic_run_root_reduced_cost", False),
        ):  # fmt: skip
            solver.setOptionValue(name, value)
        for rank, (low, high) in enumerate(zip(self.lower, self.upper, strict=True)):
            solver.addVar(low, high)
            solver.changeColCost(rank, self.costs[rank])
        for rank in self.integers:
            solver.changeColIntegrality(rank, highspy.HighsVarType.kInteger)
        for low, high, terms in self.rows:
            solver.addRow(low, high, len(terms), list(terms), list(terms.values()))
        return solver
