"""What people with fibromyalgia may want to know about spasms, in plain words.

General knowledge for a tired reader, not medical advice; it names what people try without
saying that any of it helps, and says when not to wait.
"""

from __future__ import annotations

from typing import NamedTuple


class Chapter(NamedTuple):
    """A heading and its paragraphs."""

    title: str
    paragraphs: tuple[str, ...]


GUIDE = (
    Chapter(
        "This is not medical advice",
        (
            "It is what is commonly known, so that you can talk about it with your doctor. "
            "What is true for many people may not be true for you.",
        ),
    ),
    Chapter(
        "When not to wait",
        (
            "Chest pain, sudden weakness or numbness, or losing control of bladder or bowel: "
            "get emergency help now.",
            "One calf that is hot, swollen and painful: see a doctor today.",
            "No heat and no ice where your skin is numb: you would not feel it burn or freeze.",
            "With kidney disease, or when you take other medicines: ask before you take "
            "potassium, magnesium or vitamin D.",
            "Never stop a prescribed medicine to try something out.",
        ),
    ),
    Chapter(
        "What a spasm is",
        (
            "A muscle tightens suddenly and painfully, for seconds or for several minutes. It may "
            "come again and again, and it may wake you: many call that a charley horse.",
            "A twitch is a flicker without pain. It is a kind of its own and never counted as a "
            "spasm, but it should not go unnoticed: fibrolog add calf --kind twitch",
            "Nor should the pain: --pain says which kind it was, such as --pain allodynia.",
            "Older books call all this muscular rheumatism. Spasms are most common in neck, "
            "shoulders and back, also in legs and feet, but they can be anywhere.",
        ),
    ),
    Chapter(
        "Kinds of pain in fibromyalgia",
        (
            "Hyperalgesia: pain that is stronger than its cause.",
            "Allodynia: a touch that should not hurt, and does.",
            "Paresthesia: painful tingling, burning or prickling of the nerves.",
        ),
    ),
    Chapter(
        "Signs worth telling a doctor about",
        (
            "Weak muscles, numb skin, pins and needles, slower movements, tremor, or pain in the "
            "back, the neck or the head. Add them to an entry with --sign, such as "
            "--sign numbness; the report counts them.",
        ),
    ),
    Chapter(
        "What is suspected behind it",
        (
            "Nobody knows for sure. Research looks at the mitochondria of muscle cells, at the "
            "metabolism of pain receptors, at fine blood vessels that narrow, at trigger points "
            "after an injury of soft tissue, at overactive nerves, and at missing nutrients.",
        ),
    ),
    Chapter(
        "What people try",
        (
            "Heat or cold, often in turn: an ice pack, then a heating pad.",
            "Creams and ointments. Epsom salt baths. Acupuncture. Rest.",
            "Gentle stretching; strenuous stretching may do the opposite.",
            "Massage, also by yourself, gently.",
            "Magnesium. Malic acid.",
            "Food rich in potassium: sweet potatoes, white beans and other beans, potatoes, "
            "yogurt, prunes.",
            "Calcium, as a supplement or in food: white beans, kale, orange juice, black-eyed "
            "peas, bok choy, almonds.",
            "Vitamin D, as a supplement, from sunlight, or in food: cod liver oil, salmon, "
            "mackerel, eggs, mushrooms.",
            "Water, and food that holds much of it: cucumber, celery, tomatoes, cauliflower, "
            "watermelon, strawberries.",
            "Finding the right combination takes time. The diary is there to look back on: write "
            "down what you take with: fibrolog took magnesium 400mg",
        ),
    ),
    Chapter(
        "What the report can and cannot tell about remedies",
        (
            "It compares the 24 hours after you took something with your other hours of the same "
            "weeks, after a similar day and night. It speaks of what followed, not of what "
            "helped.",
            "It cannot see reasons you did not write down. What you take only on good days can "
            "look helpful, and what you take on bad days can look harmful.",
            "What acts for a few hours is blurred in 24, and what acts for days is missed in "
            "part. The size of an effect comes out smaller than it is.",
            "If you write more carefully on some days than on others, it is misled. Write down "
            "every spasm, and fibrolog none on the other days.",
            "Whoever looks every week will one day see something by chance. A result marked new "
            "has not stood the test of time yet.",
            "With few days or few spasms the usual answer is no clear difference, and it is the "
            "right one.",
        ),
    ),
    Chapter(
        "A trial of one",
        (
            "A diary says what came before what. What causes what, only a coin can say: when it "
            "decides on which days you take something, no other reason can hide behind that. "
            "In 23 such trials of one medicine, each in one person with fibromyalgia and with a "
            "dummy nobody could tell from it, 74% gave a clear answer, and 35% led people to stop "
            "a medicine that they would have gone on taking (Jaeschke and others, J Rheumatol "
            "1991).",
            "Yours cannot hide from you which days are which, so that what you expect is part of "
            "the result. It takes about eight weeks, settles only large differences, and needs "
            "frequent spasms for that; before it begins you are told what it can show. "
            "To begin: fibrolog trial start magnesium",
            "Leave out a prescribed medicine only when your doctor agrees.",
        ),
    ),
    Chapter(
        "Why clear days matter",
        (
            "A day without an entry may have been good, or too bad to write. Only fibrolog none "
            "says that a day had no spasm, and only such days make a rate that means something.",
        ),
    ),
)
