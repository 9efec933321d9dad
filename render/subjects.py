"""The lists behind `render.words`: moods and places by direction in the emotion plane, things by what the music does. Our own; CC0."""

# Eight directions of the emotion plane, from valence 1 / arousal 0 counter-clockwise, 45 degrees each.
MOODS: tuple[tuple[str, ...], ...] = (
    ("content", "glad", "open", "warm", "generous"),
    ("joyful", "radiant", "festive", "sparkling", "exuberant"),
    ("excited", "electric", "urgent", "blazing", "breathless"),
    ("tense", "fierce", "stormy", "defiant", "burning"),
    ("troubled", "uneasy", "bitter", "restless", "shadowed"),
    ("mournful", "lonely", "desolate", "wintry", "forsaken"),
    ("still", "slow", "hushed", "drowsy", "suspended"),
    ("serene", "tender", "pastoral", "gentle", "dreaming"),
)
NEUTRAL_MOODS = ("even", "clear", "unhurried", "thoughtful", "plain")
PLACES: tuple[tuple[str, ...], ...] = (
    ("in late summer", "on orchard hills", "by an open harbour", "in morning light", "above ripe fields", "in a village square"),
    ("over a bright bay", "at a fair by the river", "on sunlit terraces", "under bunting", "in a shower of blossom", "at high noon"),
    ("in a city of towers", "among comets", "on a tide of sparks", "above rushing rails", "in a ring of fire", "in a racing wind"),
    ("in a mountain storm", "on a volcano's rim", "among breakers", "before a burning forest", "under lightning", "on black cliffs"),
    ("in a crooked wood", "in a ravine at dusk", "among broken arches", "in thick fog", "behind iron gates", "under a low sky"),
    ("on an empty moor by night", "by a frozen lake", "under a cold moon", "in the first snow", "on a deserted shore", "in long rain"),
    ("on a lake without wind", "before dawn", "in falling snow", "among sleeping dunes", "in a silent valley", "under slow stars"),
    (
        "in a garden at evening",
        "among misty hills",
        "by a quiet river bend",
        "over soft meadows",
        "in afternoon shade",
        "in pale spring light",
    ),
)
NEUTRAL_PLACES = ("on a wide plain", "under a grey sky", "by a long road", "at the edge of a town", "on a table by the window")
THINGS: dict[str, tuple[str, ...]] = {
    "dense": ("a flock of starlings", "a thicket of reeds", "swarming fireflies", "a crowd of lanterns", "a waterfall"),
    "sparse": ("one lit window", "a lone heron", "a single boat", "a solitary tree", "a bare bench"),
    "low": ("a deep harbour", "great boulders", "roots of an old oak", "a whale's back", "a stone bridge"),
    "high": ("kites", "swallows", "a bell tower", "thin birches", "paper cranes"),
    "drummed": ("marching banners", "hammering forges", "horses at a gallop", "pounding waves", "stamping dancers"),
    "ordered": ("rows of poplars", "a colonnade", "a tiled courtyard", "terraced fields", "a turning mill wheel"),
    "flowing": ("a winding river", "drifting veils", "long grass in waves", "a trail of smoke", "slow clouds"),
    "plucked": ("raindrops on glass", "scattered pebbles", "stepping stones", "thorns and berries", "splinters of light"),
    "rough": ("jagged rocks", "torn sails", "rusted hulls", "cracked earth", "brambles"),
    "many": ("a procession", "a harbour full of masts", "a market of tents", "an orchard in rows", "a wide delta"),
    "plain": ("a path between hedges", "two gulls", "a row of houses", "a wooden pier", "an old gate", "a lone hill"),
}
"""By the most striking trait of the music; "plain" where nothing strikes."""
GENRE_THINGS: dict[str, tuple[str, ...]] = {
    "blues": ("a long road", "a porch lamp", "a slow freight train"),
    "classical": ("a music room", "an avenue of limes", "a marble stair"),
    "country": ("a split-rail fence", "a windmill", "a dusty wagon track"),
    "disco": ("a mirror ball", "a spiral of spotlights", "a lit stairway"),
    "hiphop": ("a painted wall", "stacked balconies", "an elevated railway"),
    "jazz": ("rain-lit street corners", "a fire escape", "smoke rings"),
    "metal": ("iron pylons", "a foundry", "a wall of spears"),
    "pop": ("balloons", "a seaside promenade", "coloured umbrellas"),
    "reggae": ("palms in the wind", "fishing boats", "a shack by the sea"),
    "rock": ("power lines", "a desert highway", "a water tower"),
}
