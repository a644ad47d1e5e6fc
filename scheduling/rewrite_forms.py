"""What a person asks of a rewrite."""

from django import forms

from analysis.rewriting.options import Length, RewriteOptions, Tone
from analysis.speech.languages import offered

LENGTHS = (
    (Length.SAME, "As it is"),
    (Length.SHORTER, "Shorter"),
    (Length.LONGER, "Longer"),
    (Length.FIT, "What suits the platform"),
)
TONES = (
    ("", "As it is"),
    (Tone.PROFESSIONAL, "Professional"),
    (Tone.CASUAL, "Casual"),
    (Tone.FUNNY, "Funny"),
    (Tone.EDUCATIONAL, "Educational"),
)
HASHTAGS = (("", "Keep those there"), ("yes", "Suggest more"), ("no", "None"))
EMOJI = (("", "As the brand guide has it"), ("yes", "Yes"), ("no", "None"))
ANSWERS = {"": None, "yes": True, "no": False}


class RewriteForm(forms.Form):
    """Seed 002's options, with the length and the language beside them."""

    length = forms.ChoiceField(choices=LENGTHS, required=False)
    tone = forms.ChoiceField(choices=TONES, required=False)
    language = forms.ChoiceField(required=False)
    hashtags_wanted = forms.ChoiceField(choices=HASHTAGS, required=False, label="Hashtags")
    emoji = forms.ChoiceField(choices=EMOJI, required=False)
    max_length = forms.IntegerField(
        required=False, min_value=20, max_value=100_000, label="At most, with hashtags"
    )
    custom_instructions = forms.CharField(
        required=False,
        max_length=1000,
        label="Your wishes",
        widget=forms.TextInput(
            attrs={"placeholder": "Such as: name the price, leave out the year"}
        ),
    )

    def __init__(self, data=None, *, prefix_id: str):
        """`prefix_id` keeps ids apart where several posts are on one page."""
        super().__init__(data, auto_id=f"rewrite-{prefix_id}-%s")
        languages = forms.ChoiceField(choices=[("", "As it is"), *offered()], required=False)
        self.fields["language"] = languages

    def options(self, platform: str) -> RewriteOptions:
        """The wishes for a platform; call it on a valid form."""
        given = self.cleaned_data
        return RewriteOptions(
            target_platform=platform,
            tone=given["tone"],
            max_length=given["max_length"],
            include_hashtags=ANSWERS[given["hashtags_wanted"]],
            include_emojis=ANSWERS[given["emoji"]],
            custom_instructions=given["custom_instructions"],
            length=given["length"] or Length.SAME,
            language=given["language"],
        )
