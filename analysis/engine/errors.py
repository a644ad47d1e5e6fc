"""Why a file could not be analysed, as a sentence for a person."""


class AnalysisFailed(Exception):
    """There will be no report on this file. The message is a sentence that says what to do."""

    retry = False


class AnalysisCrashed(AnalysisFailed):
    """The process that analysed it died or took too long: another try may help."""

    retry = True
