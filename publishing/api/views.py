"""Attempts, and the steps on a post that need the publisher."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.response import Response

from publishing.api.serializers import (
    FirstCommentSerializer,
    PostConfirmSerializer,
    PublishAttemptSerializer,
)
from publishing.models import FirstComment, PublishAttempt
from publishing.services import comment_answers
from publishing.services.reconciliation import confirm_by_person, declare_absent
from publishing.services.resend import send_again
from scheduling.api.serializers import PostSerializer
from scheduling.api.views import PostApi
from teams.api.filters import TeamFilterSet
from teams.api.strict import NothingSerializer
from teams.api.viewsets import ReadTeamApi


class PublishedPostApi(PostApi):
    """Posts, each on one account."""

    @extend_schema(request=None, responses=PostSerializer)
    @action(detail=True, methods=["post"], serializer_class=NothingSerializer)
    def retry(self, request, pk=None) -> Response:
        """Send a failed post again. 409 while the outcome of a try is unknown."""
        return self._step(send_again, now=timezone.now(), **self.read_input())

    @extend_schema(request=PostConfirmSerializer, responses=PostSerializer)
    @action(detail=True, methods=["post"], serializer_class=PostConfirmSerializer)
    def confirm(self, request, pk=None) -> Response:
        """Say that an unconfirmed post is there, with its address."""
        return self._step(confirm_by_person, now=timezone.now(), **self.read_input())

    @extend_schema(request=None, responses=PostSerializer)
    @action(
        detail=True,
        methods=["post"],
        url_path="declare-absent",
        serializer_class=NothingSerializer,
    )
    def declare_absent(self, request, pk=None) -> Response:
        """Say that an unconfirmed post is not there."""
        return self._step(declare_absent, now=timezone.now(), **self.read_input())


class PublishAttemptFilter(TeamFilterSet):
    class Meta(TeamFilterSet.Meta):
        model = PublishAttempt
        fields = {
            "schedule": ["exact"],
            "outcome": ["exact", "in"],
            "created_at": ["gte", "lte"],
        }


class AttemptApi(ReadTeamApi):
    """Every try to publish, also the open ones."""

    queryset = PublishAttempt.objects.all()
    serializer_class = PublishAttemptSerializer
    filterset_class = PublishAttemptFilter
    search_fields = ("external_id",)
    ordering_fields = ("created_at", "number", "sent_at")


class FirstCommentFilter(TeamFilterSet):
    class Meta(TeamFilterSet.Meta):
        model = FirstComment
        fields = {"schedule": ["exact"], "status": ["exact", "in"], "created_at": ["gte", "lte"]}


class FirstCommentApi(ReadTeamApi):
    """First comments: whether they are out, and what a person says about one in doubt."""

    queryset = FirstComment.objects.select_related("team", "schedule__connection")
    serializer_class = FirstCommentSerializer
    filterset_class = FirstCommentFilter
    search_fields = ("text", "external_id")
    ordering_fields = ("created_at", "due_at", "posted_at")

    @extend_schema(request=None, responses=FirstCommentSerializer)
    @action(detail=True, methods=["post"], serializer_class=NothingSerializer)
    def confirm(self, request, pk=None) -> Response:
        """Say that it is below the post. 409 when that is not in question."""
        return self._answer(comment_answers.confirm_comment)

    @extend_schema(request=None, responses=FirstCommentSerializer)
    @action(detail=True, methods=["post"], serializer_class=NothingSerializer)
    def retry(self, request, pk=None) -> Response:
        """Send it (again). 409 while an earlier call may still land."""
        return self._answer(comment_answers.send_comment_again)

    @extend_schema(request=None, responses=FirstCommentSerializer)
    @action(detail=True, methods=["post"], url_path="leave-out", serializer_class=NothingSerializer)
    def leave_out(self, request, pk=None) -> Response:
        """Do not send it any more."""
        return self._answer(comment_answers.leave_comment_out)

    def _answer(self, step) -> Response:
        self.read_input()
        comment = self.get_object()
        step(comment, by=self.person, now=timezone.now())
        return self.show(comment, FirstCommentSerializer)
