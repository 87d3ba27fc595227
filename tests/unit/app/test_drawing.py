"""A route as a picture: every hop is drawn, tokens stand where they are reached, foreign text is only text."""

from xml.etree import ElementTree as ET

import pytest

from solver.app.drawing import Picture, Ribbon, route_html, route_svg
from solver.domain.primitives import Address
from solver.testing.markets import numbered

A, B, C, D = (numbered(n) for n in range(1, 5))
NAMES = {A: "WETH", B: "DAI", C: "USDC", D: "WBTC"}
SVG = "{http://www.w3.org/2000/svg}"


def ribbon(
    token_in: Address, token_out: Address, share: float = 0.5, kind: str = "stable", label: str = "1 X"
) -> Ribbon:
    return Ribbon(token_in, token_out, share, label, kind)


def drawn(*pictures: Picture, names: dict[Address, str] | None = None) -> ET.Element:
    return ET.fromstring(route_svg(pictures, NAMES if names is None else names))  # noqa: S314 (our own text)


def texts(root: ET.Element) -> list[str]:
    return ["".join(part.itertext()) for part in root.iter(f"{SVG}text")]


def centres(root: ET.Element) -> list[tuple[float, float]]:
    return [(float(part.get("cx", "")), float(part.get("cy", ""))) for part in root.iter(f"{SVG}circle")]


def test_every_hop_and_every_token_is_there_once() -> None:
    hops = (ribbon(A, C), ribbon(A, C, 0.2, "weighted"), ribbon(A, B, 0.3), ribbon(B, C, 0.3))
    root = drawn(Picture("Solution 0", hops))
    assert len(list(root.iter(f"{SVG}path"))) == 4
    assert len(centres(root)) == 3
    assert {"WETH", "DAI", "USDC", "stable", "weighted", "Solution 0"} <= set(texts(root))


def test_tokens_stand_from_left_to_right_as_they_are_reached() -> None:
    root = drawn(Picture("", (ribbon(A, B), ribbon(B, C), ribbon(C, D))))
    across = [x for x, _ in centres(root)]
    assert across == sorted(across)
    assert len(set(across)) == 4


def test_a_ribbon_is_as_wide_as_its_share() -> None:
    root = drawn(Picture("", (ribbon(A, B, 1.0), ribbon(A, B, 0.5), ribbon(A, B, 0.0))))
    widths = [float(part.get("stroke-width", "")) for part in root.iter(f"{SVG}path")]
    assert widths[0] - widths[1] == pytest.approx(widths[1] - widths[2], abs=0.11)
    assert widths[0] > widths[1] > widths[2] > 0


def test_ribbons_with_the_same_ends_do_not_lie_on_each_other() -> None:
    root = drawn(Picture("", (*(ribbon(A, C) for _ in range(5)), ribbon(A, B), ribbon(B, C), ribbon(C, A))))
    paths = [part.get("d") for part in root.iter(f"{SVG}path")]
    assert len(set(paths)) == len(paths)


def test_ribbons_between_tokens_one_above_the_other_stand_side_by_side_and_clear_of_a_third() -> None:
    first = (ribbon(A, B), ribbon(B, D), ribbon(B, A), ribbon(B, D), ribbon(A, D))
    root = drawn(Picture("", (*first, ribbon(D, C), ribbon(C, D), ribbon(D, A), ribbon(A, D))))
    column = max(x for x, _ in centres(root))
    assert [x for x, _ in centres(root)].count(column) == 3
    labels = [part for part in root.iter(f"{SVG}text") if "%" in "".join(part.itertext())]
    middles = [(float(part.get("x", "")), float(part.get("y", "")) - 4) for part in labels]
    upright = [(x, y) for x, y in middles if x >= column]
    assert len(set(upright)) == len(upright) == 4
    assert all(abs(x - column) > 34 or min(abs(y - down) for _, down in centres(root)) > 34 for x, y in upright)
    assert max(x for x, _ in middles) + 60 < float(root.get("viewBox", "").split()[2])


def test_a_hop_that_is_next_to_nothing_keeps_its_ribbon_but_no_label() -> None:
    root = drawn(Picture("", (ribbon(A, B, 0.999, label="much"), ribbon(A, B, 0.001, label="little"))))
    assert len(list(root.iter(f"{SVG}path"))) == 2
    assert not any("little" in text for text in texts(root))


def test_all_of_it_is_inside_the_picture() -> None:
    root = drawn(
        Picture("", (*(ribbon(A, C) for _ in range(9)), ribbon(A, B), ribbon(B, C), ribbon(A, D), ribbon(D, C)))
    )
    _, _, width, height = map(float, root.get("viewBox", "").split())
    points = centres(root)
    for part in root.iter(f"{SVG}text"):
        points.append((float(part.get("x", "")), float(part.get("y", ""))))
    assert all(0 < x < width and 0 < y < height for x, y in points)


def test_several_solutions_stand_one_below_the_other() -> None:
    root = drawn(*(Picture(f"Solution {n}", (ribbon(A, B),)) for n in range(3)))
    moved = [part.get("transform", "") for part in root.iter(f"{SVG}g")]
    assert len(set(moved)) == 3
    assert {"Solution 0", "Solution 1", "Solution 2"} <= set(texts(root))


@pytest.mark.parametrize("hops", [(), (ribbon(A, B), ribbon(B, A)), (ribbon(A, B), ribbon(B, C), ribbon(C, A))])
def test_nothing_and_circles_can_be_drawn(hops: tuple[Ribbon, ...]) -> None:
    assert len(list(drawn(Picture("", hops)).iter(f"{SVG}path"))) == len(hops)


def test_no_solution_is_said() -> None:
    assert "no solution" in texts(drawn())


@pytest.mark.parametrize(
    "hostile", ["<script>x</script>", '" onload="x', "a&b<", "\x1b[31m\x00x", "\u202ex", "x" * 10_000]
)
def test_foreign_text_is_only_text(hostile: str) -> None:
    picture = Picture(hostile, (ribbon(A, B, kind=hostile, label=hostile),))
    svg = route_svg([picture], {A: hostile, B: hostile})
    root = ET.fromstring(route_html(svg, hostile).removeprefix("<!doctype html>").replace('<meta charset="utf-8">', ""))  # noqa: S314
    assert not any(part.tag.endswith("script") for part in root.iter())
    assert not any(name.startswith("on") for part in root.iter() for name in part.attrib)
    assert "\x1b" not in svg
    assert len(svg) < 10_000


def test_a_page_is_self_contained() -> None:
    page = route_html(route_svg([Picture("", (ribbon(A, B),))], NAMES), "Auction 1")
    assert page.startswith("<!doctype html>")
    for outside in ("src=", "href=", "url(", "@import", "<script"):
        assert outside not in page
