"""The shapes that the demo's pictures are drawn with, as SVG: people, bicycles, houses, plants."""

from math import cos, pi, sin

CRAIE, TERRIL, OPALE, AMBRE, TUILE = "#F5F4F0", "#1C2524", "#0B5D59", "#C98A1B", "#C9573E"
MER, BRUYERE, PRE, SABLE, NUIT = "#4C7FB8", "#8A6A9C", "#4F8A54", "#E9C98A", "#084846"
ECUME, BRUME = "#97C5BC", "#CFE4DE"
SKINS = ("#F0C7A3", "#C88F63", "#8A5A3C", "#E8B48C")


def canvas(width: int, height: int, ground: str, *shapes: str) -> str:
    """Return a whole picture on a ground of one colour."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}"><rect width="{width}" height="{height}" '
        f'fill="{ground}"/>{"".join(shapes)}</svg>'
    )


def rect(x, y, width, height, fill, radius=0) -> str:
    """Return a rectangle."""
    return f'<rect x="{x}" y="{y}" width="{width}" height="{height}" rx="{radius}" fill="{fill}"/>'


def disc(x, y, radius, fill) -> str:
    """Return a disc."""
    return f'<circle cx="{x}" cy="{y}" r="{radius}" fill="{fill}"/>'


def ring(x, y, radius, stroke, width=10) -> str:
    """Return a circle's line."""
    return (
        f'<circle cx="{x}" cy="{y}" r="{radius}" fill="none" stroke="{stroke}" '
        f'stroke-width="{width}"/>'
    )


def line(points, stroke, width=10) -> str:
    """Return a broken line with round ends."""
    path = " ".join(f"{x},{y}" for x, y in points)
    return (
        f'<polyline points="{path}" fill="none" stroke="{stroke}" stroke-width="{width}" '
        'stroke-linecap="round" stroke-linejoin="round"/>'
    )


def area(points, fill) -> str:
    """Return a polygon."""
    return f'<polygon points="{" ".join(f"{x},{y}" for x, y in points)}" fill="{fill}"/>'


def curve(path: str, fill="none", stroke="none", width=10) -> str:
    """Return a path written by hand."""
    return (
        f'<path d="{path}" fill="{fill}" stroke="{stroke}" stroke-width="{width}" '
        'stroke-linecap="round"/>'
    )


def person(x, ground, size, *, skin=0, hair=TERRIL, shirt=OPALE, apron="", legs=TERRIL, bun=False,
           reach=0) -> str:  # fmt: skip
    """Return somebody standing: `x` their middle, `ground` under their feet, `size` their height.

    `reach` bends the arms forward: to the right above zero, to the left below.
    """
    u = size / 100
    tone = SKINS[skin]
    head = ground - 88 * u
    sway = 14 * u * reach
    parts = [
        rect(x - 11 * u, ground - 42 * u, 9 * u, 42 * u, legs, 3 * u),
        rect(x + 2 * u, ground - 42 * u, 9 * u, 42 * u, legs, 3 * u),
        rect(x - 15 * u, ground - 78 * u, 30 * u, 42 * u, shirt, 9 * u),
        line([(x - 13 * u, ground - 72 * u), (x - 17 * u + sway, ground - 56 * u),
              (x - 14 * u + 1.6 * sway, ground - 46 * u)], shirt, 8 * u),
        line([(x + 13 * u, ground - 72 * u), (x + 17 * u + sway, ground - 56 * u),
              (x + 14 * u + 1.6 * sway, ground - 46 * u)], shirt, 8 * u),
        disc(x - 14 * u + 1.6 * sway, ground - 45 * u, 4.4 * u, tone),
        disc(x + 14 * u + 1.6 * sway, ground - 45 * u, 4.4 * u, tone),
        rect(x - 4 * u, head + 6 * u, 8 * u, 10 * u, tone, 3 * u),
        disc(x, head, 11 * u, tone),
        curve(f"M{x - 11.5 * u} {head} a{11.5 * u} {11.5 * u} 0 0 1 {23 * u} 0 "
              f"q{-9 * u} {-6 * u} {-23 * u} 0z", hair),
    ]  # fmt: skip
    if bun:
        parts.append(disc(x - 9 * u, head - 10 * u, 5.4 * u, hair))
    if apron:
        parts.append(rect(x - 10 * u, ground - 68 * u, 20 * u, 40 * u, apron, 3 * u))
    return "".join(parts)


def bicycle(x, ground, size, frame=TUILE) -> str:
    """Return a bicycle seen from its right side, `x` the middle of its rear wheel."""
    r = size * 0.28
    rear, front = (x, ground - r), (x + size * 0.95, ground - r)
    pedals, seat = (x + size * 0.4, ground - r * 0.85), (x + size * 0.3, ground - size * 0.66)
    head = (x + size * 0.78, ground - size * 0.68)
    spokes = "".join(
        line([hub, (hub[0] + r * cos(a), hub[1] + r * sin(a))], ECUME, 2)
        for hub in (rear, front)
        for a in (k * pi / 5 for k in range(10))
    )
    return (
        spokes
        + ring(*rear, r, TERRIL, size * 0.03)
        + ring(*front, r, TERRIL, size * 0.03)
        + line([rear, seat, head, pedals, rear], frame, size * 0.03)
        + line([seat, pedals], frame, size * 0.03)
        + line([head, front], frame, size * 0.03)
        + line([(seat[0] - size * 0.07, seat[1] - size * 0.05),
                (seat[0] + size * 0.09, seat[1] - size * 0.05)], TERRIL, size * 0.045)
        + line([seat, (seat[0], seat[1] - size * 0.05)], TERRIL, size * 0.025)
        + line([head, (head[0] - size * 0.02, head[1] - size * 0.08),
                (head[0] + size * 0.12, head[1] - size * 0.1)], TERRIL, size * 0.028)
        + ring(*pedals, size * 0.06, TERRIL, size * 0.022)
    )  # fmt: skip


def house(x, ground, width, height, wall, roof, door=OPALE) -> str:
    """Return a small house with its gable."""
    top = ground - height
    return (
        rect(x, top, width, height, wall)
        + area([(x - width * 0.08, top), (x + width / 2, top - height * 0.55),
                (x + width * 1.08, top)], roof)
        + rect(x + width * 0.14, top + height * 0.22, width * 0.24, height * 0.28, BRUME)
        + rect(x + width * 0.58, top + height * 0.3, width * 0.26, height * 0.7, door)
    )  # fmt: skip


def tree(x, ground, size, leaves=PRE) -> str:
    """Return a round tree."""
    return rect(x - size * 0.04, ground - size * 0.45, size * 0.08, size * 0.45, "#6B5237") + disc(
        x, ground - size * 0.66, size * 0.34, leaves
    )


def awning(x, y, width, depth, colours=(TUILE, CRAIE), stripes=8) -> str:
    """Return a striped awning with a scalloped edge."""
    step = width / stripes
    return "".join(
        rect(x + rank * step, y, step, depth, colours[rank % 2])
        + disc(x + (rank + 0.5) * step, y + depth, step / 2, colours[rank % 2])
        for rank in range(stripes)
    )


def crate(x, y, width, height, fruit) -> str:
    """Return a crate of round vegetables."""
    size = width / 10
    heap = "".join(
        disc(x + size + (k % 5) * 2 * size, y - (k // 5) * size * 1.2, size * 1.15, fruit)
        for k in range(9)
    )
    slats = "".join(rect(x, y + k * height / 3, width, height / 3 - 3, "#B98B54") for k in range(3))
    return heap + slats
