"""The post form of the admin: it asks the services, as every other door does."""

from django import forms
from django.utils import timezone

from scheduling.exceptions import PostProblem, StalePost
from scheduling.models import PostingSchedule
from scheduling.services import posts

WORDS = ("title", "body", "hashtags", "link_url", "first_comment", "platform_specific")


class PostForm(forms.ModelForm):
    """Creates or edits a post through the services; their refusal is an error of the form.

    `team` and `user` are set by the admin on the class that it makes for each request.
    """

    user = None

    class Meta:
        model = PostingSchedule
        fields = ("media", "connection", "scheduled_at", *WORDS, "version")
        widgets = {"version": forms.HiddenInput}

    def _post_clean(self) -> None:
        self.adds = self.instance._state.adding
        super()._post_clean()  # type: ignore[misc]
        if self.errors:
            return
        try:
            self.instance = self._create() if self.adds else self._edit()
        except StalePost as stale:
            theirs = "; ".join(f"{name}: {value}" for name, value in stale.theirs.items())
            self.add_error(None, f"{stale} There it says now: {theirs}")
        except PostProblem as problem:
            self.add_error(None, problem.sentence)

    def _create(self) -> PostingSchedule:
        given = self.cleaned_data
        words = {name: given[name] for name in WORDS if given.get(name)}
        return posts.create_post(
            given["media"],
            given["connection"],
            at=given["scheduled_at"],
            by=self.user,
            now=timezone.now(),
            **words,
        )

    def _edit(self) -> PostingSchedule:
        now, given = timezone.now(), self.cleaned_data
        row = PostingSchedule.objects.select_related("team", "media", "connection").get(
            pk=self.instance.pk
        )
        words = {name: given[name] for name in WORDS if name in self.changed_data}
        if words:
            posts.edit_post(row, by=self.user, version=given["version"], now=now, **words)
        if "scheduled_at" in self.changed_data:
            posts.reschedule(row, at=given["scheduled_at"], by=self.user, now=now)
        return row
