"""How a team wants to sound and look."""

from django.db import models

from teams.models.base import TeamOwnedQuerySet, TeamRow


class BrandGuide(TeamRow):
    """The team's voice: at most one row each. Lists hold one entry per item."""

    class EmojiUse(models.TextChoices):
        NEVER = "never", "Never"
        FEW = "few", "At most one"
        FREE = "free", "Freely"

    team = models.OneToOneField("teams.Team", on_delete=models.CASCADE, related_name="brand_guide")
    tone = models.CharField(max_length=300, blank=True, help_text="How you sound, in a sentence.")
    emoji_use = models.CharField(
        max_length=10, choices=EmojiUse.choices, default=EmojiUse.FEW, verbose_name="emoji"
    )
    banned_words = models.JSONField(
        default=list, blank=True, help_text="Words and phrases that no suggestion may hold."
    )
    must_say = models.JSONField(
        default=list, blank=True, help_text="Added to each caption that lacks it, word for word."
    )
    sample_posts = models.JSONField(
        default=list, blank=True, help_text="Posts of yours that sound right."
    )
    hashtags_always = models.JSONField(default=list, blank=True)
    hashtags_never = models.JSONField(default=list, blank=True)
    colours = models.JSONField(default=list, blank=True, help_text="Hex, such as #1a73e8.")
    updated_at = models.DateTimeField(auto_now=True)

    objects = TeamOwnedQuerySet.as_manager()

    class Meta:
        db_table = "brand_guides"

    def __str__(self) -> str:
        return f"Brand guide of {self.team}"
