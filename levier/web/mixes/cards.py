"""A mix as the page shows it: its lines with why, its figures, its beam."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from levier.cases.models import PlanLine
from levier.kernel.french import NBSP, euros, number, percent
from levier.kernel.money import ZERO
from levier.mixes.models import MixCandidate
from levier.mixes.services import mix_of
from levier.rules.mix.figures import Figures, figures_of
from levier.rules.mix.problem import BANK, Line, Mix, Option, Problem
from levier.web.cases.beam import Beam, beam_of

KINDS = {
    "guarantee": "Garantie",
    "loan": "Prêt",
    "contribution": "Apport",
    "advance": "Avance",
    "grant": "Prime",
}
LOWEST = ("surety", "cost", "monthly")


@dataclass(frozen=True)
class ShownLine:
    """One line of a mix, ready to read."""

    code: str
    label: str
    kind: str
    amount: Decimal
    detail: str
    why: str
    pots: tuple[str, ...] = ()
    is_to_check: bool = False
    is_cover: bool = False


@dataclass(frozen=True)
class Fact:
    """One figure of a mix: its name, its value, its note; whether it is the best of the three."""

    label: str
    value: str
    note: str = ""
    is_best: bool = False


@dataclass
class Card:
    """A mix to compare with the others."""

    problem: Problem
    mix: Mix
    rank: int
    lines: list[ShownLine]
    figures: Figures
    candidate: MixCandidate | None = None
    is_kept: bool = False
    best: set[str] = field(default_factory=set)

    @property
    def beam(self) -> Beam:
        """Needs above, resources below."""
        return beam_of(plan_lines(self.problem, self.mix))

    @property
    def facts(self) -> list[Fact]:
        """What one compares: surety, leverage, cost, payment, debt service."""
        figures, mark = self.figures, self.best
        service = f"{euros(figures.service)} l’année la plus lourde"
        if figures.coverage is not None:
            service += f", couverts {number(figures.coverage, 2)} fois par la CAF"
        return [
            Fact("Caution personnelle", euros(figures.surety), _surety(figures), "surety" in mark),
            Fact("Effet de levier", _leverage(figures), _levered(figures), "leverage" in mark),
            Fact(
                "Coût pour le porteur", euros(figures.cost),
                f"{euros(figures.interest)} d’intérêts, {euros(figures.commission)} de commission",
                "cost" in mark,
            ),
            Fact("Mensualité", euros(figures.monthly), service, "monthly" in mark),
        ]  # fmt: skip


def cards_of(problem: Problem, candidates: Sequence[MixCandidate], kept=None) -> list[Card]:
    """Return the mixes of a proposal as cards, each figure's best one marked."""
    cards = []
    for candidate in candidates:
        reasons = {line.code: line.reason for line in candidate.lines.all()}
        card = card_of(problem, mix_of(candidate), candidate.rank, reasons)
        card.candidate, card.is_kept = candidate, candidate.pk == kept
        cards.append(card)
    if len(cards) > 1:
        _mark(cards)
    return cards


def card_of(problem: Problem, mix: Mix, rank: int, reasons: Mapping[str, str]) -> Card:
    """Return one mix as a card."""
    lines = [_line(problem, mix, line, reasons.get(line.code, "")) for line in mix.lines]
    return Card(problem, mix, rank, lines, figures_of(problem, mix))


def _mark(cards: list[Card]) -> None:
    for name in LOWEST:
        least = min(getattr(card.figures, name) for card in cards)
        holders = [card for card in cards if getattr(card.figures, name) == least]
        if len(holders) < len(cards):
            for card in holders:
                card.best.add(name)
    known = [card for card in cards if card.figures.leverage is not None]
    if len(known) == len(cards):
        most = max(card.figures.leverage or ZERO for card in known)
        holders = [card for card in cards if card.figures.leverage == most]
        if len(holders) < len(cards):
            for card in holders:
                card.best.add("leverage")


def _line(problem: Problem, mix: Mix, line: Line, reason: str) -> ShownLine:
    if line.code == BANK:
        bank = problem.bank
        rate = f", {percent(bank.annual_rate)}" if bank else ""
        detail = f"{line.months}{NBSP}mois{rate}"
        return ShownLine(BANK, "Prêt bancaire", "Banque", line.amount, detail, reason)
    option = problem.option(line.code)
    names = {pot.key: pot.name for pot in problem.pots}
    return ShownLine(
        code=line.code,
        label=option.label,
        kind=KINDS.get(option.kind, ""),
        amount=line.amount,
        detail=_detail(option, line),
        why=reason,
        pots=tuple(f"{names.get(key, key)} {euros(part)}" for key, part in line.draws.items()),
        is_to_check=option.verdict == "to_check",
        is_cover=option.is_guarantee,
    )


def _detail(option: Option, line: Line) -> str:
    if option.is_guarantee:
        return f"{percent(line.quota or ZERO)} du prêt"
    if not option.is_repaid:
        return "sans remboursement"
    wait = f", différé {option.deferral_months}{NBSP}mois" if option.deferral_months else ""
    return f"{line.months}{NBSP}mois, {percent(option.annual_rate)}{wait}"


def _surety(figures: Figures) -> str:
    return "aucune attendue" if not figures.surety else "au plus, selon les garanties du montage"


def _leverage(figures: Figures) -> str:
    return "sans objet" if figures.leverage is None else number(figures.leverage, 1)


def _levered(figures: Figures) -> str:
    if figures.leverage is None:
        return "la maison n’apporte pas d’argent" if figures.bank else "sans banque"
    return f"{euros(figures.bank)} de banque pour {euros(figures.house)} de la maison"


def plan_lines(problem: Problem, mix: Mix) -> list[PlanLine]:
    """Return the plan that a mix would make, as unsaved lines for the beam."""
    need, resource = PlanLine.Side.NEED, PlanLine.Side.RESOURCE
    nature = PlanLine.Nature
    lines = [PlanLine(side=need, label=n.label, amount=n.amount) for n in problem.needs]
    if problem.own:
        lines.append(PlanLine(side=resource, nature=nature.OWN_CASH, amount=problem.own))
    lines += [
        PlanLine(side=resource, nature=nature.OTHER_RESOURCE, label=r.label, amount=r.amount)
        for r in problem.firm
    ]
    for line in mix.lines:
        if line.code == BANK:
            lines.append(PlanLine(side=resource, nature=nature.BANK_LOAN, amount=line.amount))
            continue
        option = problem.option(line.code)
        if not option.is_guarantee:
            kind = nature.GRANT if option.kind == "grant" else nature.SOLIDARITY
            lines.append(
                PlanLine(side=resource, nature=kind, label=option.label, amount=line.amount)
            )
    return lines
