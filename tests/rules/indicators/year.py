"""A small year, worked by hand: two projects a team, one path a programme, two campaigns."""

from datetime import date
from decimal import Decimal

from levier.rules.indicators.facts import (
    BeneficiaryFact,
    CampaignFact,
    EngineeringFact,
    FinancingFact,
    FinancingKind,
    GrantFact,
    JourneyFact,
    PledgeFact,
    ProjectFact,
    SittingFact,
    StudyFact,
    Track,
    YearFacts,
)

IN_2024 = frozenset({2024})
D = Decimal


def project(key, track, decided_on=date(2024, 6, 3), **facts):
    return ProjectFact(
        key=key, label=key, case_key=key, track=Track(track), decided_on=decided_on, **facts
    )


def financing(key, track, kind, case=None, decided_on=date(2024, 6, 3), **facts):
    return FinancingFact(
        key=key, label=key, case_key=case or key, track=Track(track), kind=FinancingKind(kind),
        decided_on=decided_on, **facts,
    )  # fmt: skip


def grant(key, scheme, person, awarded_on, paid_on, amount="1000", **facts):
    return GrantFact(
        key=key, label=key, case_key=key, scheme=scheme, person_key=person,
        awarded_on=awarded_on, paid_on=paid_on, amount=D(amount), **facts,
    )  # fmt: skip


def journey(key, programme, years=IN_2024, **facts):
    return JourneyFact(key=key, label=key, case_key=key, programme=programme, years=years, **facts)


def beneficiary(key, structure, fte, years=IN_2024):
    return BeneficiaryFact(
        key=key, label=key, journey_key="D1", structure_key=structure, fte=D(fte), years=years
    )


def pledge(key, campaign, who, amount):
    return PledgeFact(
        key=key, label=key, campaign_key=campaign, contributor_key=who, amount=D(amount)
    )


def small_year():
    """Return the facts of 2024 that the tests work out by hand, with rows of 2023 and 2025."""
    return YearFacts(
        sittings=(
            SittingFact(key="CE1", label="CE-2024-01", held_on=date(2024, 1, 12), kind="TPE"),
            SittingFact(key="CE2", label="CE-2024-02", held_on=date(2024, 6, 3), kind="ESS"),
            SittingFact(key="CE0", label="CE-2023-69", held_on=date(2023, 11, 16), kind="TPE"),
        ),
        projects=(
            project("T1", "creation", person_key="alice", structure_key="s-alice", sex="F",
                    birth_date=date(1990, 6, 3), is_job_seeker=True, months_registered=12,
                    jobs_created=D("1"), jobs_consolidated=D("0.5"), qpv_code="QN06201M"),
            project("T2", "creation", person_key="bruno", structure_key="s-bruno", sex="M",
                    birth_date=date(1990, 6, 4), is_job_seeker=True, months_registered=11,
                    jobs_created=D("2"), in_zfrr=True),
            project("T3", "creation", person_key="chloe", sex="F", birth_date=date(1980, 1, 1),
                    is_job_seeker=False, jobs_created=D("1")),
            project("T0", "creation", decided_on=date(2023, 12, 31), person_key="zoe", sex="F",
                    jobs_created=D("9")),
            project("G1", "engaged", person_key="david", structure_key="s-david", sex="M",
                    jobs_created=D("3")),
            project("E1", "ess", structure_key="s-ess", jobs_created=D("4"),
                    jobs_consolidated=D("6"), qpv_code="QN06202M"),
            project("E2", "ess", structure_key="s-coop", jobs_created=D("2.5")),
            project("X1", "dasess", structure_key="s-ess", jobs_consolidated=D("10")),
            project("X2", "dasess", structure_key="s-aid", jobs_consolidated=D("7")),
        ),
        financings=(
            financing("T1", "creation", "guarantee", bank_loan_amount=D("30000.50"),
                      guaranteed_amount=D("19500.33")),
            financing("T2", "creation", "guarantee", bank_loan_amount=D("20000"),
                      guaranteed_amount=D("16000")),
            financing("T3", "creation", "guarantee", bank_loan_amount=D("10000"),
                      guaranteed_amount=D("6500")),
            financing("T0", "creation", "guarantee", decided_on=date(2023, 12, 31),
                      bank_loan_amount=D("99999"), guaranteed_amount=D("50000")),
            financing("G1g", "engaged", "guarantee", "G1", bank_loan_amount=D("40000"),
                      guaranteed_amount=D("20000")),
            financing("G1p", "engaged", "loan", "G1", amount=D("8000")),
            financing("E1a", "ess", "loan", "E1", structure_key="s-ess", amount=D("36000")),
            financing("E1b", "ess", "contribution", "E1", structure_key="s-ess",
                      amount=D("24000")),
            financing("E2a", "ess", "guarantee", "E2", structure_key="s-coop",
                      bank_loan_amount=D("50000"), guaranteed_amount=D("25000")),
            financing("X1a", "dasess", "advance", "X1", structure_key="s-ess",
                      amount=D("15000")),
            financing("X2a", "dasess", "guarantee", "X2", structure_key="s-aid",
                      bank_loan_amount=D("5000"), guaranteed_amount=D("2500")),
        ),
        grants=(
            grant("C1", "cap_quartier", "alice", date(2024, 6, 3), date(2024, 7, 1), "2000",
                  sex="F", birth_date=date(1990, 6, 3)),
            grant("C2", "cap_quartier", "bruno", date(2024, 12, 1), None, "1500",
                  sex="M", birth_date=date(1990, 6, 4)),
            grant("C0", "cap_quartier", "zoe", date(2023, 11, 16), date(2024, 1, 19), "1500"),
            grant("A1", "acces_plus", "emma", date(2024, 5, 2), date(2024, 6, 2)),
            grant("A2", "acces_plus", "farid", date(2024, 11, 2), date(2025, 1, 6)),
            grant("N1", "engagement", "david", date(2024, 5, 2), date(2024, 6, 2), "2500"),
        ),
        journeys=(
            journey("B1", "brsa", person_key="gaelle", structure_key="s-gaelle",
                    left_rsa_years=frozenset({2024})),
            journey("B2", "brsa", years=frozenset({2024, 2025}), person_key="hugo",
                    left_rsa_years=frozenset({2025})),
            journey("B3", "brsa", person_key="bruno"),
            journey("P1", "acces_plus", person_key="emma"),
            journey("P2", "acces_plus", person_key="farid"),
            journey("D1", "dla", kind="individual"),
            journey("D2", "dla", kind="collective"),
            journey("D3", "dla", kind="collective", years=frozenset({2025})),
        ),
        beneficiaries=(
            beneficiary("D1-1", "s-coop", "2.5"),
            beneficiary("D2-1", "s-dla", "12"),
            beneficiary("D2-2", "s-dla", "12"),
            beneficiary("D3-1", "s-later", "40", frozenset({2025})),
        ),
        engineering=(
            EngineeringFact(key="I1", label="I1", scheme="dla", amount=D("1700"),
                            paid_on=date(2024, 2, 5), structure_key="s-dla"),
            EngineeringFact(key="I2", label="I2", scheme="fonds_ess", amount=D("300.60"),
                            paid_on=date(2024, 12, 31), structure_key="s-david"),
            EngineeringFact(key="I3", label="I3", scheme="fidess", amount=D("9000"),
                            paid_on=date(2025, 1, 1), structure_key="s-unpaid"),
        ),
        studies=(
            StudyFact(key="F1", label="F1", case_key="F1", decided_on=date(2024, 4, 4),
                      structure_key="s-host", potential_jobs=D("5")),
        ),
        campaigns=(
            CampaignFact(key="K1", label="K1", years=IN_2024, target_amount=D("100"),
                         structure_key="s-gaelle", commune_code="62041"),
            CampaignFact(key="K2", label="K2", years=IN_2024, target_amount=D("100"),
                         structure_key="s-camp", commune_code="62041"),
            CampaignFact(key="K3", label="K3", years=frozenset({2025}), target_amount=D("1"),
                         commune_code="62160"),
        ),
        pledges=(
            pledge("p1", "K1", "ines@example.org", "60"),
            pledge("p2", "K1", "jean@example.org", "40"),
            pledge("p3", "K2", "ines@example.org", "99.99"),
            pledge("p4", "K3", "kim@example.org", "5000"),
        ),
    )  # fmt: skip
