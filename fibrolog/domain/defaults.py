"""The vocabulary a new diary starts with.

It is what the migrations plant, each with words of its own: one that is added or changed here
comes with a migration, or diaries that exist would lack it, and with `python -m tests.new_diary`.
"""

from fibrolog.domain.vocabulary import Region, Remedy

REGIONS = (
    Region("jaw", "head and neck", "paired", "jaw", ("jaws", "chin")),
    Region("face", "head and neck", "paired", None, ("cheek", "cheeks", "forehead")),
    Region("neck", "head and neck", "midline", "neck", ("nape",)),
    Region(
        "shoulder",
        "arms",
        "paired",
        "shoulder girdle",
        ("shoulders", "trapezius", "trap", "shoulder blade", "shoulder blades"),
    ),
    Region("upper-arm", "arms", "paired", "upper arm", ("biceps", "triceps", "upper arms")),
    Region("forearm", "arms", "paired", "lower arm", ("forearms", "lower arm", "lower arms")),
    Region(
        "hand",
        "arms",
        "paired",
        None,
        ("hands", "wrist", "wrists", "finger", "fingers", "thumb", "thumbs", "palm"),
    ),
    Region("chest", "trunk", "midline", "chest", ("ribs", "rib")),
    Region("abdomen", "trunk", "midline", "abdomen", ("stomach", "belly", "tummy")),
    Region("upper-back", "trunk", "midline", "upper back", ("mid back", "middle back")),
    Region("lower-back", "trunk", "midline", "lower back", ("lumbar", "back", "low back")),
    Region("hip", "legs", "paired", "hip", ("hips",)),
    Region("buttock", "legs", "paired", "hip", ("buttocks", "glute", "glutes", "bottom")),
    Region(
        "thigh",
        "legs",
        "paired",
        "upper leg",
        ("thighs", "quad", "quads", "quadriceps", "hamstring", "hamstrings", "groin", "upper leg"),
    ),
    Region(
        "calf",
        "legs",
        "paired",
        "lower leg",
        ("calves", "lower leg", "charley horse", "charlie horse"),
    ),
    Region("shin", "legs", "paired", "lower leg", ("shins",)),
    Region(
        "foot", "legs", "paired", None, ("feet", "arch", "sole", "soles", "ankle", "ankles", "heel")
    ),
    Region("toes", "legs", "paired", None, ("toe", "big toe")),
)

REMEDIES = (
    Remedy(
        "heat",
        "therapy",
        "A heating pad or hot-water bottle; many alternate it with cold.",
        ("heating pad", "heat pad", "hot water bottle", "warmth"),
    ),
    Remedy(
        "cold",
        "therapy",
        "An ice pack wrapped in a cloth; many alternate it with heat.",
        ("ice", "ice pack", "cold pack"),
    ),
    Remedy("cream", "topical", "A cream or ointment rubbed into the skin.", ("ointment", "gel")),
    Remedy(
        "stretching",
        "movement",
        "Slow and gentle; strenuous stretching may do the opposite.",
        ("stretch", "stretches", "gentle stretching"),
    ),
    Remedy(
        "epsom bath",
        "therapy",
        "A warm bath with Epsom salt.",
        ("epsom salt bath", "epsom salt", "epsom", "epsom salts"),
    ),
    Remedy(
        "massage", "therapy", "By somebody else, or gently by yourself.", ("self massage", "rub")
    ),
    Remedy("acupuncture", "therapy", "Fine needles, set by a practitioner.", ("needles",)),
    Remedy("rest", "rest", "Lying or sitting down on purpose.", ("lying down", "nap")),
    Remedy("magnesium", "supplement", "Write the amount, such as 400mg.", ("mag",)),
    Remedy("malic acid", "supplement", "Often sold together with magnesium.", ("malate",)),
    Remedy(
        "potassium-rich food",
        "diet",
        "Sweet potatoes, white beans and other beans, potatoes, yogurt, prunes.",
        ("potassium", "sweet potato", "white beans", "beans", "potatoes", "yogurt", "prunes"),
    ),
    Remedy(
        "calcium",
        "supplement",
        "A supplement, or kale, orange juice, black-eyed peas, bok choy, almonds.",
        ("kale", "orange juice", "black-eyed peas", "bok choy", "almonds"),
    ),
    Remedy(
        "vitamin d",
        "supplement",
        "A supplement, sunlight, or cod liver oil, salmon, mackerel, eggs, mushrooms.",
        ("vit d", "d3", "vitamin d3", "sunlight", "cod liver oil", "salmon", "mackerel"),
    ),
    Remedy(
        "water",
        "hydration",
        "Or hydrating food: cucumber, celery, tomatoes, cauliflower, watermelon, strawberries.",
        ("fluids", "hydration", "cucumber", "celery", "watermelon", "strawberries"),
    ),
)
