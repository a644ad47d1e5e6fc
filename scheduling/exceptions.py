"""What a person is told when a step on a post is refused."""

from datetime import datetime


class PostProblem(Exception):
    """The step is refused and nothing was changed. `sentence` says why and what to do."""

    def __init__(self, sentence: str):
        super().__init__(sentence)
        self.sentence = sentence


class StalePost(PostProblem):
    """Somebody else saved the post first: `theirs` is what stands there now, `mine` what was sent.

    Both are `{field: value}` over the fields that were to be edited.
    """

    def __init__(self, *, theirs: dict, mine: dict, version: int):
        super().__init__(
            "Somebody saved this post while you were editing it. Compare both texts and save again."
        )
        self.theirs = theirs
        self.mine = mine
        self.version = version


class StaleMove(PostProblem):
    """Somebody else moved or changed the post first: `theirs` is where it stands now.

    `mine` is where this person wanted it; `fence` is what a second try must name.
    """

    def __init__(self, *, theirs: datetime, mine: datetime, fence: int):
        super().__init__(
            "Somebody changed this post while you were moving it. Look at both times and choose."
        )
        self.theirs = theirs
        self.mine = mine
        self.fence = fence
