"""The part of the analysis in erasures: transcripts say who edited them."""

from analysis.models import MediaAnalysis, TranscriptVersion
from analysis.services.versions import EDITED
from teams.models import User
from teams.privacy.erase_person import FORMER
from teams.privacy.parts import Part


def forget_person(person: User) -> None:
    """Put “a former member” in the place of the name."""
    edited = TranscriptVersion.objects.filter(edited_by=person)
    medias = edited.values("media")
    for name in {str(person), person.email}:
        analyses = MediaAnalysis.objects.filter(media__in=medias)
        analyses.filter(transcript_status=EDITED.format(name)[:255]).update(
            transcript_status=EDITED.format(FORMER.lower())
        )
    edited.filter(made_by__in=[str(person)[:255], person.email]).update(made_by=FORMER)


PART = Part(forget_person=forget_person)
