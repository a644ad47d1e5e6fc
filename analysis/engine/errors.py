"""Why a file could not be analysed, as a sentence for a person."""


class AnalysisFailed(Exception):
    """The analysis ended without a report. The message is a sentence that says what to do."""
