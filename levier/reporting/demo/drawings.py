"""The pictures of the demo's blocks: invented people and places of the north of France."""

from collections.abc import Callable

from levier.reporting.demo import strokes as s

WIDE, TALL = 1600, 1000


def coast() -> str:
    """The sea, two slag heaps, fields and a village under the morning sun."""
    fields = "".join(
        s.area(
            [(0, 800 + k * 46), (1600, 740 + k * 62), (1600, 820 + k * 62), (0, 850 + k * 46)], c
        )
        for k, c in enumerate((s.PRE, "#7FA46F", "#B9B46A", s.SABLE, "#D9B36A"))
    )
    village = "".join(
        s.house(x, y, w, h, wall, roof)
        for x, y, w, h, wall, roof in (
            (930, 792, 84, 74, s.CRAIE, s.TUILE), (1026, 788, 70, 62, "#EFE3CF", "#7A2614"),
            (1112, 786, 92, 82, s.CRAIE, s.TUILE), (1222, 780, 66, 58, "#EFE3CF", s.NUIT),
        )
    )  # fmt: skip
    mill = s.line([(1420, 742), (1420, 520)], s.CRAIE, 12) + "".join(
        s.line([(1420, 520), (1420 + dx, 520 + dy)], s.CRAIE, 9)
        for dx, dy in ((0, -120), (104, 60), (-104, 60))
    )
    return s.canvas(
        WIDE, TALL, "#F3DFC0",
        s.rect(0, 0, WIDE, 330, "#F7E8CF"), s.disc(1130, 400, 190, "#E2A33A"),
        s.disc(1130, 400, 250, "#E2A33A33"),
        s.rect(0, 470, WIDE, 190, s.MER), s.rect(0, 540, WIDE, 130, "#3A6B9F"),
        s.rect(960, 492, 340, 12, "#F3DFC0"), s.rect(1010, 526, 240, 10, "#F3DFC0"),
        s.area([(180, 140), (-130, 760), (500, 760)], s.NUIT),
        s.area([(180, 140), (180, 760), (500, 760)], s.OPALE),
        s.area([(560, 260), (280, 770), (860, 770)], "#0A4F4C"),
        s.area([(560, 260), (560, 770), (860, 770)], "#1B716B"),
        s.area([(0, 660), (1600, 700), (1600, 820), (0, 860)], "#5F9463"),
        mill, village, fields, s.tree(860, 806, 130), s.tree(1330, 792, 110, "#3F7A47"),
    )  # fmt: skip


def workshop() -> str:
    """A woman repairs a bicycle in her workshop."""
    tools = "".join(
        s.line([(980 + k * 90, 180), (980 + k * 90, 300 - (k % 3) * 34)], c, 16)
        + s.disc(980 + k * 90, 176, 20, c)
        for k, c in enumerate((s.AMBRE, s.TUILE, s.OPALE, s.MER, s.AMBRE, s.TUILE))
    )
    return s.canvas(
        WIDE, TALL, "#E7DDCB",
        s.rect(0, 800, WIDE, 200, "#B99F7B"), s.rect(900, 120, 620, 260, "#D5C5A8", 12), tools,
        s.rect(90, 120, 420, 420, s.BRUME, 10), s.rect(290, 120, 12, 420, "#E7DDCB"),
        s.disc(400, 240, 46, "#F7E8CF"),
        s.area([(90, 540), (90, 430), (250, 350), (510, 500), (510, 540)], "#7FA46F"),
        s.rect(1180, 560, 360, 26, "#7A5B3A", 6), s.rect(1210, 586, 24, 224, "#7A5B3A"),
        s.rect(1490, 586, 24, 224, "#7A5B3A"), s.rect(1230, 480, 90, 80, s.TUILE, 8),
        s.rect(1350, 500, 60, 60, s.OPALE, 8), s.ring(1466, 520, 40, s.TERRIL, 14),
        s.bicycle(690, 850, 500, s.TUILE), s.line([(900, 850), (900, 640)], s.TERRIL, 14),
        s.person(580, 880, 560, skin=0, hair="#5A2E1B", shirt=s.OPALE, apron=s.SABLE, bun=True,
                 reach=2),
    )  # fmt: skip


def market() -> str:
    """A man sells vegetables at his stall."""
    stall = "".join(
        s.crate(x, 640, 210, 80, c)
        for x, c in ((430, s.TUILE), (660, s.AMBRE), (890, s.PRE), (1120, "#C9573E"))
    )
    return s.canvas(
        WIDE, TALL, "#DCE7EA",
        s.rect(0, 780, WIDE, 220, "#B9B4A6"),
        s.rect(60, 260, 240, 520, "#C98F6B"), s.rect(300, 200, 260, 580, "#E3CDB0"),
        s.rect(1240, 230, 300, 550, "#D7A98A"),
        *[s.rect(x, y, 60, 84, s.BRUME) for x in (100, 196) for y in (320, 480)],
        *[s.rect(x, y, 60, 84, "#F5F4F0") for x in (1300, 1420) for y in (300, 460)],
        s.line([(400, 880), (400, 300)], "#7A5B3A", 18),
        s.line([(1360, 880), (1360, 300)], "#7A5B3A", 18),
        s.person(880, 900, 520, skin=1, hair=s.TERRIL, shirt=s.MER, apron=s.CRAIE, reach=-1),
        s.awning(360, 220, 1040, 110, (s.OPALE, s.CRAIE), 10), stall,
        s.rect(400, 720, 960, 150, s.NUIT, 6), s.rect(440, 752, 300, 60, s.CRAIE, 6),
    )  # fmt: skip


def bakery() -> str:
    """A young woman behind the counter of her pastry shop."""
    cakes = "".join(
        s.rect(x, 596, 120, 40, c, 20) + s.disc(x + 60, 590, 20, top)
        for x, c, top in (
            (300, s.SABLE, s.TUILE), (480, "#E8B48C", s.CRAIE), (980, "#D9A94E", s.TUILE),
            (1160, s.CRAIE, s.AMBRE),
        )
    )  # fmt: skip
    shelves = "".join(
        s.rect(960, y, 480, 14, "#8A6A4A")
        + "".join(s.rect(980 + k * 92, y - 66, 70, 66, c, 30) for k, c in enumerate(row))
        for y, row in (
            (230, (s.SABLE, "#D9A94E", s.SABLE, "#B98B54", s.SABLE)),
            (390, ("#B98B54", s.SABLE, "#D9A94E", s.SABLE, "#D9A94E")),
        )
    )
    lamps = "".join(
        s.line([(x, 0), (x, 110)], s.TERRIL, 6) + s.disc(x, 136, 34, s.AMBRE) for x in (320, 760)
    )
    return s.canvas(
        WIDE, TALL, "#F0E2DC", s.rect(0, 860, WIDE, 140, "#C9A58F"), shelves, lamps,
        s.person(700, 900, 580, skin=2, hair="#2B1A12", shirt=s.CRAIE, apron=s.TUILE, bun=True),
        s.rect(200, 640, 1200, 300, s.BRUYERE, 10), s.rect(200, 626, 1200, 30, "#F5F4F0", 8), cakes,
        *[s.rect(240 + k * 150, 690, 110, 210, "#9C7DAE", 6) for k in range(8)],
    )  # fmt: skip


def street() -> str:
    """Shops at the foot of a housing block, in a priority district."""
    block = "".join(
        s.rect(120 + k * 104, 130 + y * 118, 62, 74, s.BRUME if (k + y) % 4 else s.SABLE, 4)
        for k in range(9)
        for y in range(3)
    )
    shops = "".join(
        s.rect(x, 560, 280, 270, wall)
        + s.rect(x + 26, 640, 140, 150, "#DCE7EA")
        + s.rect(x + 190, 640, 66, 190, door)
        + s.awning(x + 8, 560, 264, 44, (colour, s.CRAIE), 6)
        for x, wall, door, colour in (
            (90, "#E3CDB0", s.OPALE, s.TUILE), (400, "#D7A98A", s.NUIT, s.OPALE),
            (710, "#EFE3CF", s.TUILE, s.AMBRE),
        )
    )  # fmt: skip
    return s.canvas(
        WIDE, TALL, "#DDE8F2", s.disc(1330, 200, 90, s.SABLE),
        s.rect(80, 90, 960, 470, "#B8C4C8"), block, s.rect(1080, 300, 420, 530, "#C98F6B"),
        *[s.rect(x, y, 64, 84, "#F5F4F0") for x in (1130, 1254, 1378) for y in (360, 510, 660)],
        shops, s.rect(0, 830, WIDE, 170, "#9FA39B"), s.rect(0, 830, WIDE, 22, "#C8C6BB"),
        s.tree(1060, 850, 330), s.bicycle(1150, 940, 190, s.AMBRE),
        s.person(640, 930, 250, skin=2, shirt=s.AMBRE, hair="#20130C"),
        s.person(740, 935, 240, skin=0, shirt=s.BRUYERE, hair="#8A5A2B", bun=True),
    )  # fmt: skip


def garden() -> str:
    """A market garden, its greenhouse, two people at work."""
    rows = "".join(
        s.curve(f"M-20 {700 + k * 70} Q 800 {660 + k * 78} 1620 {710 + k * 74}", stroke=c, width=34)
        for k, c in enumerate(("#6B8F4E", "#8A6A4A", "#5C8248", "#8A6A4A"))
    )
    plants = "".join(
        s.disc(60 + k * 118, 700 + (k % 3) * 6, 24, s.PRE)
        + s.disc(100 + k * 118, 850 + (k % 2) * 8, 28, "#3F7A47")
        for k in range(14)
    )
    heights = {k: 150 + round(92 * (1 - abs(k - 2.5) / 2.5)) for k in range(1, 5)}
    tunnel = s.curve("M120 620 v-150 a260 220 0 0 1 520 0 v150z", "#F5F4F0CC", s.OPALE, 10)
    tunnel += "".join(
        s.curve(f"M{120 + k * 104} 620 v-{height}", stroke=s.ECUME, width=6)
        for k, height in heights.items()
    )
    return s.canvas(
        WIDE, TALL, "#DDEBE6", s.disc(1300, 190, 100, s.SABLE),
        s.area([(860, 620), (1140, 330), (1420, 620)], s.OPALE),
        s.area([(1140, 330), (1420, 620), (1140, 620)], "#1B716B"),
        s.rect(0, 600, WIDE, 400, "#A9865C"), tunnel, rows, plants,
        s.crate(1110, 800, 210, 90, s.TUILE), s.crate(1340, 820, 190, 84, s.AMBRE),
        s.person(820, 850, 400, skin=3, shirt=s.AMBRE, hair="#7A5B3A", legs=s.NUIT, reach=1),
        s.person(1010, 880, 420, skin=1, shirt=s.PRE, hair=s.TERRIL, legs="#3A4A5A", reach=-1),
    )  # fmt: skip


def reuse() -> str:
    """A reuse workshop: furniture given a second life, three people on it."""
    high = ((90, s.TUILE, 6), (60, s.AMBRE, 30), (110, s.MER, 6), (70, s.ECUME, 35),
            (96, s.BRUYERE, 6))  # fmt: skip
    low = ((70, s.SABLE, 35), (104, s.OPALE, 6), (64, s.TUILE, 32), (98, s.AMBRE, 6),
           (76, s.MER, 38))  # fmt: skip
    shelf = "".join(
        s.rect(80, y, 560, 16, "#7A5B3A")
        + "".join(
            s.rect(100 + k * 106, y - height, 78, height, colour, radius)
            for k, (height, colour, radius) in enumerate(things)
        )
        for y, things in ((280, high), (460, low))
    )
    chair = (
        s.rect(1010, 560, 18, 270, "#B98B54", 6) + s.rect(1010, 700, 180, 22, "#B98B54", 6)
        + s.rect(1172, 700, 18, 130, "#B98B54", 6)
        + "".join(s.rect(1010, 580 + k * 40, 18, 16, s.TUILE) for k in range(3))
    )  # fmt: skip
    return s.canvas(
        WIDE, TALL, "#E9E2EE", s.rect(0, 830, WIDE, 170, "#B3A7A0"), shelf,
        s.rect(1240, 130, 280, 330, s.BRUME, 8), s.rect(1374, 130, 12, 330, "#E9E2EE"),
        s.rect(690, 690, 250, 22, "#7A5B3A", 6), s.rect(710, 712, 18, 118, "#7A5B3A"),
        s.rect(902, 712, 18, 118, "#7A5B3A"), s.rect(760, 620, 110, 70, s.AMBRE, 8), chair,
        s.person(600, 890, 500, skin=0, shirt=s.BRUYERE, hair="#8A8F8C", apron=s.SABLE, reach=1),
        s.person(1300, 890, 520, skin=2, shirt=s.OPALE, hair="#20130C", apron=s.SABLE, reach=-1),
        s.person(330, 900, 480, skin=3, shirt=s.MER, hair="#5A2E1B", bun=True),
    )  # fmt: skip


def logo(word: str, mark: str) -> Callable[[], str]:
    """Return the drawing of an invented partner's logo: a mark and its name."""

    def drawn() -> str:
        name = (
            f'<text x="0" y="268" font-family="Inter" font-weight="600" font-size="50" '
            f'fill="{s.TERRIL}">{word}</text>'
        )
        return s.canvas(660, 300, "#FFFFFF", mark, name)

    return drawn


BANK_MARK = s.rect(0, 20, 170, 170, s.MER, 30) + s.area(
    [(30, 150), (85, 50), (140, 150)], "#FFFFFF"
)
SHORE_MARK = s.disc(95, 105, 90, s.OPALE) + s.curve(
    "M10 120 q42 -50 85 0 t85 0", stroke="#FFFFFF", width=18
)
CIRCLE_MARK = s.ring(90, 105, 70, s.TUILE, 26) + s.disc(190, 105, 40, s.AMBRE)

DRAWINGS: dict[str, Callable[[], str]] = {
    "coast": coast,
    "workshop": workshop,
    "market": market,
    "bakery": bakery,
    "street": street,
    "garden": garden,
    "reuse": reuse,
    "bank": logo("Crédit des Exemples", BANK_MARK),
    "shore": logo("Fondation de l’Estran", SHORE_MARK),
    "circle": logo("Le Cercle des bénévoles", CIRCLE_MARK),
}
