"""Posts in the admin: what waits, what went out, what went wrong, and the steps of a person."""

from collections.abc import Callable

from django import forms
from django.contrib import admin, messages
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from unfold.decorators import action, display
from unfold.forms import ActionForm
from unfold.widgets import UnfoldAdminTextInputWidget

from coaching.admin import InsightInline
from coaching.services import write_insight
from config.admin.post_form import PostForm
from metrics import report_views
from metrics.admin import CheckpointInline, CommentInline, MetricsInline
from publishing.admin import AttemptInline
from publishing.services.reconciliation import confirm_by_person, declare_absent
from publishing.services.resend import send_again
from scheduling.admin import ApprovalInline
from scheduling.exceptions import PostProblem
from scheduling.models import PostingSchedule
from scheduling.services import posts
from scheduling.services.files import plan_for
from teams.admin_base import BAD, BUSY, GOOD, WAITS, TeamModelAdmin, TeamRelatedFilter, picture

STATUS = PostingSchedule.Status
STATES = {
    "pending": BUSY,
    "publishing": BUSY,
    "posted": GOOD,
    "failed": BAD,
    "unconfirmed": WAITS,
}
REVIEWS = {"awaiting": WAITS, "approved": GOOD, "changes_requested": WAITS, "rejected": BAD}
REFUSALS = (PostProblem,)
REPORTS = {
    "performance": report_views.report_performance,
    "best-times": report_views.report_times,
    "calendar": report_views.report_calendar,
    "failed": report_views.report_failures,
}
ON_DEMAND = "on_demand"


class PostActionForm(ActionForm):
    """The list's actions, with a line for those that need words."""

    note = forms.CharField(
        required=False,
        label="",
        widget=UnfoldAdminTextInputWidget(
            {"placeholder": "Reason, or the post’s address", "aria-label": "Reason or address"}
        ),
    )


@admin.register(PostingSchedule)
class PostingScheduleAdmin(TeamModelAdmin):
    """Every post. Its status moves by actions only, never by typing."""

    form = PostForm
    action_form = PostActionForm
    list_display = ("thumbnail", "label", "connection", "scheduled_at", "state", "review", "views",
                    "post_social_score")  # fmt: skip
    list_display_links = ("label",)
    list_filter = ("status", "review_status", "needs_person", "platform",
                   ("connection", TeamRelatedFilter))  # fmt: skip
    list_select_related = ("media", "connection", "team", "variant", "analysis")
    search_fields = ("body", "title", "media__filename", "external_post_id")
    date_hierarchy = "scheduled_at"
    ordering = ("-scheduled_at",)
    autocomplete_fields = ("media",)
    readonly_fields = (
        "thumbnail", "platform", "timezone", "slot_reason", "status", "review_status",
        "review_note", "failure_reason", "error_message", "approved_by", "approved_at",
        "published_at", "external_post_id", "external_post_url", "evidence", "needs_person",
        "retry_count", "views", "likes", "comments_count", "shares", "post_social_score",
        "created_by", "created_at", "file_state", "file_note", "variant",
    )  # fmt: skip
    exclude = None
    inlines = (
        ApprovalInline,
        AttemptInline,
        CheckpointInline,
        MetricsInline,
        CommentInline,
        InsightInline,
    )
    actions = (
        "approve", "request_changes", "reject", "publish_now", "retry", "cancel", "confirm",
        "declare_absent", "ask_coach", "agree_to_file", "look_at_file",
    )  # fmt: skip
    actions_list = ("open_reports",)
    actions_submit_line = ("save_and_approve", "save_and_publish")

    def get_fieldsets(self, request, obj=None):
        words = ("scheduled_at", "title", "body", "hashtags", "link_url", "platform_specific")
        if obj is None:
            return [(None, {"fields": ("media", "connection", *words)})]
        return [
            (None, {"fields": ("thumbnail", *words, "version")}),
            ("File", {"fields": (("file_state", "variant"), "file_note")}),
            ("State", {"fields": (("status", "review_status", "needs_person"), "review_note",
                                  ("failure_reason", "error_message", "retry_count"),
                                  ("approved_by", "approved_at"), "slot_reason")}),
            ("Outcome", {"fields": (("published_at", "external_post_id"), "external_post_url",
                                    "evidence", ("views", "likes", "comments_count", "shares"),
                                    "post_social_score")}),
        ]  # fmt: skip

    def get_urls(self):
        """The reports, for whoever works in the admin: the same pages, at addresses of its own."""
        own = [
            path(
                f"reports/{name}/",
                self.admin_site.admin_view(view),
                name=f"scheduling_postingschedule_{name}_report",
            )
            for name, view in REPORTS.items()
        ]
        return [*own, *super().get_urls()]

    @action(description="Reports", icon="bar_chart")
    def open_reports(self, request):
        return redirect("admin:scheduling_postingschedule_performance_report")

    def get_form(self, request, obj=None, change=False, **kwargs):
        form_class = super().get_form(request, obj, change=change, **kwargs)
        form_class.user = request.user
        return form_class

    def get_inline_instances(self, request, obj=None):
        """What hangs on a post is only looked at: a form that is sent carries none of it."""
        if obj is None or request.method == "POST":
            return []
        return super().get_inline_instances(request, obj)

    def has_change_permission(self, request, obj=None) -> bool:
        may_edit = super().has_change_permission(request, obj)
        if not isinstance(obj, PostingSchedule):
            return may_edit
        return may_edit and obj.status in (STATUS.DRAFT, STATUS.PENDING)

    def save_model(self, request, obj, form, change) -> None:
        """The form has asked the services already; what is left are the buttons beside “Save”."""
        for button in self.get_actions_submit_line(request, obj.pk):
            if button.action_name in request.POST:
                button.method(request, obj)

    @display(description="Picture")
    def thumbnail(self, post: PostingSchedule):
        asset = post.media
        has_one = bool(asset.thumbnail_url)
        url = reverse("media_assets:asset-thumbnail", args=[asset.pk]) if has_one else ""
        return picture(url, width=asset.width, height=asset.height)

    @display(description="Post", ordering="body")
    def label(self, post: PostingSchedule) -> str:
        return (post.title or post.body or post.media.filename)[:80]

    @display(description="Status", ordering="status", label=STATES)
    def state(self, post: PostingSchedule) -> tuple[str, str]:
        return post.status, post.get_status_display()

    @display(description="Review", ordering="review_status", label=REVIEWS)
    def review(self, post: PostingSchedule) -> tuple[str, str]:
        return post.review_status, post.get_review_status_display()

    def _step(self, request, rows, service: Callable, done: str, **options) -> None:
        def work(post):
            service(post, by=request.user, **options)

        self.for_each(request, rows, work, done=done, refusals=REFUSALS)

    @admin.action(description="Approve", permissions=["edit"])
    def approve(self, request, rows) -> None:
        self._step(request, rows, posts.approve, "approved", now=timezone.now())

    @admin.action(description="Ask for changes (needs a reason)", permissions=["edit"])
    def request_changes(self, request, rows) -> None:
        note = request.POST.get("note", "")
        self._step(request, rows, posts.request_changes, "sent back", note=note)

    @admin.action(description="Reject", permissions=["edit"])
    def reject(self, request, rows) -> None:
        self._step(request, rows, posts.reject, "rejected", note=request.POST.get("note", ""))

    @admin.action(description="Say yes to the proposed cut or crop", permissions=["edit"])
    def agree_to_file(self, request, rows) -> None:
        def work(post):
            recipe = plan_for(post).recipe
            shown = recipe.hash if recipe else ""
            posts.agree(post, recipe_hash=shown, by=request.user, now=timezone.now())

        self.for_each(request, rows, work, done="being prepared", refusals=REFUSALS)

    @admin.action(description="Look at the file again", permissions=["edit"])
    def look_at_file(self, request, rows) -> None:
        self._step(request, rows, posts.choose_file, "looked at", now=timezone.now())

    @admin.action(description="Publish now", permissions=["edit"])
    def publish_now(self, request, rows) -> None:
        self._step(request, rows, posts.publish_now, "due now", now=timezone.now())

    @admin.action(description="Send again (failed posts)", permissions=["edit"])
    def retry(self, request, rows) -> None:
        self._step(request, rows, send_again, "will be sent again", now=timezone.now())

    @admin.action(description="Cancel", permissions=["edit"])
    def cancel(self, request, rows) -> None:
        self._step(request, rows, posts.cancel, "canceled", reason=request.POST.get("note", ""))

    @admin.action(description="It is there (needs its address)", permissions=["edit"])
    def confirm(self, request, rows) -> None:
        url = request.POST.get("note", "")
        self._step(request, rows, confirm_by_person, "confirmed", url=url, now=timezone.now())

    @admin.action(description="It is not there", permissions=["edit"])
    def declare_absent(self, request, rows) -> None:
        self._step(request, rows, declare_absent, "declared absent", now=timezone.now())

    @admin.action(description="Ask the coach", permissions=["edit"])
    def ask_coach(self, request, rows) -> None:
        for post in rows:
            insight = write_insight(post, ON_DEMAND, now=timezone.now())
            text = insight.summary if insight else "there is no reading of it yet."
            self.message_user(request, f"{post}: {text}", messages.INFO)

    @action(description="Save and approve", permissions=["edit"])
    def save_and_approve(self, request, post) -> None:
        self._step(request, [post], posts.approve, "approved", now=timezone.now())

    @action(description="Save and publish now", permissions=["edit"])
    def save_and_publish(self, request, post) -> None:
        self._step(request, [post], posts.publish_now, "due now", now=timezone.now())
