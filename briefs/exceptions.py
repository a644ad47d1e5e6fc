"""What a person is told when a brief cannot be written."""


class BriefProblem(Exception):
    """Nothing was written. `sentence` says why and what to do."""

    def __init__(self, sentence: str):
        super().__init__(sentence)
        self.sentence = sentence
