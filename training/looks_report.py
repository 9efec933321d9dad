"""The report on looks as Markdown: what was asked for, what came out, painter by painter."""

from collections.abc import Sequence

from training.figures import Figure

ASKED = {
    "rho(arousal, chroma)": 0.5,
    "rho(arousal, contrast)": 0.4,
    "rho(valence, lightness)": 0.4,
    "rho(valence, warmth)": 0.4,
}
"""Least correlation with human ratings over all painters; each painter's must be above 0."""
WIRED = 0.8
"""Least correlation with our own estimate."""
STRANGEST = 8.0
"""Largest median dE2000 of own colours to the palette."""
CERTAIN = 0.001

INTRO = """# Do the pictures follow the music?

Written by `python -m training.evaluate_looks --data DIR --markdown docs/faithfulness.md`; DIR holds EMOPIA and VGMIDI
(not part of Sonochrome).

{clips} clips that people rated, one a song, half of each set as far as there are enough; each is painted on its own, at 192 pixels, by
each painter with its own taste and no style's bias. The look comes from an emotion model that never heard the clip's song or series;
measures come from the pixels alone: mean L\\*, mean C\\*, standard deviation of L\\* (contrast), and warmth after Ou et al. (2004).
EMOPIA's ratings are quadrants, so even a perfect picture could not reach 1. Raters of VGMIDI differ by .32.
**No listener was asked whether a picture fits its music**; these figures say that what people heard can be measured in the pictures.

"""


def looks_report(figures: Sequence[Figure]) -> str:
    """The whole report."""
    values = {(figure.task, figure.data, figure.measure): figure for figure in figures}
    painters = list(dict.fromkeys(figure.data for figure in figures if figure.task == "bytes"))
    clips = values["rated", painters[0], next(iter(ASKED))].n
    sections = (
        _ratings(values, painters),
        _estimates(values, painters),
        _retrieval(values, painters),
        _distances(values, painters),
        _sweeps(figures),
    )
    return INTRO.format(clips=clips) + "\n".join(sections)


_Values = dict[tuple[str, str, str], Figure]


def _ratings(values: _Values, painters: Sequence[str]) -> str:
    lines = [
        "## Human ratings (Spearman's rho)",
        "",
        "| painter | arousal: chroma | arousal: contrast | valence: lightness | valence: warmth |",
        "|---|---|---|---|---|",
        "| asked for, all | " + " | ".join(f"{least:.1f}" for least in ASKED.values()) + " |",
    ]
    for name in ("all", "all, EMOPIA only", "all, VGMIDI only", *painters):
        found = [values["rated", name, measure] for measure in ASKED]
        least = list(ASKED.values()) if name == "all" else [0.0] * len(ASKED)
        cells = [
            f"{_mark(one.value, one.value >= low and one.value > 0)} +- {one.margin:.2f}" for one, low in zip(found, least, strict=True)
        ]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n\n+- is half the 95 % interval (bootstrap over clips). What falls short is marked (!).\n"


def _estimates(values: _Values, painters: Sequence[str]) -> str:
    lines = [
        "## Our own estimate (is all wired?) and the palette",
        "",
        "| painter | arousal: chroma | arousal: contrast | valence: lightness | valence: warmth | dE2000, colours | dE2000, pictures |",
        "|---|---|---|---|---|---|---|",
        f"| asked for | {WIRED} | {WIRED} | {WIRED} | {WIRED} | {STRANGEST:.0f} | {STRANGEST:.0f} |",
    ]
    for name in ("all", *painters):
        rhos = [values["estimated", name, measure].value for measure in ASKED]
        far = [values["palette", name, f"median {what}"].value for what in ("dE2000 of own colours", "over pictures of their mean dE2000")]
        cells = [_mark(rho, rho >= WIRED) for rho in rhos] + [_mark(one, one <= STRANGEST) for one in far]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines) + (
        "\n\ndE2000: of the six colours that k-means finds in a picture to the nearest of its palette; the median over all, and\n"
        "over pictures of their mean.\n"
    )


def _retrieval(values: _Values, painters: Sequence[str]) -> str:
    chance = values["retrieval", "chance", "P@1"]
    lines = [
        f"## The same song's other clips ({chance.n} clips of EMOPIA, one seed, no hue of a set's own)",
        f"Share of pictures whose nearest neighbour (CIELAB thumbnails) is of the same song; chance is {chance.value:.3f}.",
        "",
        "| painter | P@1 | permutation p | shuffled music |",
        "|---|---|---|---|",
    ]
    for name in ("all", *painters):
        one, p, control = (values["retrieval", name, measure].value for measure in ("P@1", "permutation p", "P@1, shuffled music"))
        lines.append(f"| {name} | {one:.3f} | {p:.4f}{'' if p < CERTAIN else ' (!)'} | {control:.3f} |")
    return "\n".join(lines) + "\n"


def _distances(values: _Values, painters: Sequence[str]) -> str:
    names = (
        "edit of 1 % of the notes, median",
        "edit of 1 % of the notes, 90th percentile",
        "seed to seed, 10th percentile",
        "seed to seed, 95th percentile",
        "song to song, median",
    )
    lines = [
        "## Same and different (distance of CIELAB thumbnails)",
        "An edit must move less than another seed does (10th percentile), another song more (95th percentile).",
        "",
        "| painter | edit, median | edit, 90 % | seeds, 10 % | seeds, 95 % | songs, median | same bytes again |",
        "|---|---|---|---|---|---|---|",
    ]
    for painter in painters:
        edit, rough, low, high, songs = (values["distance", painter, name].value for name in names)
        again = values["bytes", painter, "same clip and seed, same bytes"].value
        shown = (
            _mark(edit, edit < low),
            f"{rough:.2f}",
            f"{low:.2f}",
            f"{high:.2f}",
            _mark(songs, songs > high),
            "yes" if again == 1 else "no (!)",
        )
        lines.append(f"| {painter} | {' | '.join(shown)} |")
    return "\n".join(lines) + "\n"


def _sweeps(figures: Sequence[Figure]) -> str:
    swept = [figure for figure in figures if figure.task == "sweep"]
    looks = [figure for figure in swept if figure.data == "look"]
    lines = ["## One fact, one attribute", "Share of steps of a sweep that go the right way.", "", "| in the look | |", "|---|---|"]
    lines += [f"| {figure.measure} | {figure.value:.2f} |" for figure in looks]
    measures = list(dict.fromkeys(figure.measure for figure in swept if figure.data != "look"))
    lines += ["", f"| in the picture | {' | '.join(measures)} |", "|---" * (1 + len(measures)) + "|"]
    for painter in dict.fromkeys(figure.data for figure in swept if figure.data != "look"):
        found = {figure.measure: figure.value for figure in swept if figure.data == painter}
        lines.append(f"| {painter} | {' | '.join(_mark(found[name], found[name] == 1) for name in measures)} |")
    return "\n".join(lines) + "\n"


def _mark(value: float, is_enough: bool) -> str:
    return f"{value:.2f}" if is_enough else f"{value:.2f} (!)"
