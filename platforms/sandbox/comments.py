"""What people write under the posts of the Sandbox: varied, seeded, stable in time."""

import math
import re
from dataclasses import dataclass

from platforms.sandbox.growth import (
    PostFacts,
    age_at_share,
    ceiling_of,
    counters_at,
    drawn,
    quality,
)

POSITIVE = (
    "Love this, the {word} part is brilliant!",
    "Best thing I have seen today 😍",
    "So good. Saved for later!",
    "This made my morning, thank you ❤️",
    "Finally somebody explains {word} well. Great work!",
    "The editing is amazing, super smooth.",
    "Wow, beautiful shot at the end.",
    "I tried it and it works perfectly 👏",
    "Your videos keep getting better!",
    "Haha, I laughed out loud. More please!",
)
NEGATIVE = (
    "The sound is terrible, I could not hear a thing.",
    "Too long, I lost interest halfway.",
    "This is misleading. Disappointed.",
    "I hate the music, it ruins everything.",
    "Bad advice about {word}, please take it down.",
    "Boring. You posted the same thing last week.",
    "The text is far too small to read on a phone.",
    "Way too expensive for what it is 😒",
)
QUESTIONS = (
    "Where can I buy this?",
    "How much does it cost?",
    "Which camera did you use?",
    "What is the song called?",
    "Can you make a tutorial about {word}?",
    "How long did that take you?",
    "Does this work for beginners too?",
    "Is there a part two?",
)
NEUTRAL = (
    "First!",
    "Watching this from Lisbon.",
    "My brother sent me here.",
    "Interesting, I did not know that about {word}.",
    "Same setup here.",
    "Tagging @{friend} for the weekend.",
)
NAMES = ("ana", "ben", "chloe", "dario", "elif", "femi", "greta", "hugo", "ines", "jonas", "kim")
NAME_ENDS = ("", ".m", "_88", "cooks", "films", ".lisbon", "_x", "on_tour", "42", "studio")


@dataclass(frozen=True)
class SimulatedComment:
    """One comment; `number` counts from 1 in the order of time."""

    number: int
    author: str
    text: str
    likes: int
    posted_at: float  # epoch


def comments_at(post: PostFacts, now: float) -> list[SimulatedComment]:
    """Every comment that is there at epoch `now`, the oldest first; as many as the counter says."""
    count = counters_at(post, now)["comments_count"]
    return [_comment(post, number, now) for number in range(1, count + 1)]


def _comment(post: PostFacts, number: int, now: float) -> SimulatedComment:
    draw = drawn("comment", post.key, number)
    # the moment at which the counter's curve passes this number
    share = min(number / ceiling_of(post, "comments_count"), 1 - 1e-9)
    posted_at = min(post.posted_at + age_at_share(post.platform, share), now)
    pool = draw.choices((POSITIVE, NEGATIVE, QUESTIONS, NEUTRAL), weights=_moods(post))[0]
    text = draw.choice(pool).format(word=_word_of(post, draw.random()), friend=draw.choice(NAMES))
    author = draw.choice(NAMES) + draw.choice(NAME_ENDS)
    most_likes = draw.expovariate(0.5)
    likes = math.floor(most_likes * -math.expm1(-(now - posted_at) / 90_000))
    return SimulatedComment(number, author, text, likes, posted_at)


def _moods(post: PostFacts) -> tuple[float, float, float, float]:
    """Good content is praised more and blamed less: positive, negative, question, neutral."""
    liked = min(max(quality(post) / 2, 0.1), 0.9)
    return 0.25 + 0.4 * liked, 0.35 * (1 - liked), 0.2, 0.15


def _word_of(post: PostFacts, point: float) -> str:
    """A word of the post to speak about; “this” when it has none."""
    words = re.findall(r"(?<![#@\w/])[^\W\d_]{5,14}(?![\w/])", post.text)
    return words[int(point * len(words))].lower() if words else "this"
