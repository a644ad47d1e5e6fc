"""Posts: read, place, edit, review. What needs the publisher is in `publishing/api`."""

from datetime import timedelta

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from scheduling.api.filters import ApprovalFilter, CrossPostGroupFilter, PostFilter
from scheduling.api.serializers import (
    ApprovalSerializer,
    CrossPostCreateSerializer,
    CrossPostedSerializer,
    CrossPostGroupSerializer,
    FileAgreeSerializer,
    FileChoiceSerializer,
    FilePlanSerializer,
    NewReviewLinkSerializer,
    PlanResultSerializer,
    PostCommentSerializer,
    PostConflictSerializer,
    PostCreateSerializer,
    PostEditSerializer,
    PostNoteSerializer,
    PostReasonSerializer,
    PostSerializer,
    PostTimeSerializer,
    ReviewLinkCreateSerializer,
    ReviewLinkSerializer,
)
from scheduling.cross_post import Strategy
from scheduling.link_tokens import address_of
from scheduling.models import Approval, CrossPostGroup, PostingSchedule, ReviewLink
from scheduling.selectors import list_remarks
from scheduling.services import groups, plan, posts
from scheduling.services.comments import add_comment
from scheduling.services.files import plan_for
from scheduling.services.links import create_link, revoke_link
from teams.api.strict import NothingSerializer
from teams.api.viewsets import ReadTeamApi


class PostApi(ReadTeamApi):
    """Posts, each on one account."""

    queryset = PostingSchedule.objects.select_related(
        "connection", "media", "analysis", "variant__job"
    )
    serializer_class: type[BaseSerializer] = PostSerializer
    filterset_class = PostFilter
    search_fields = ("title", "body", "media__filename", "external_post_id")
    ordering_fields = ("scheduled_at", "created_at", "published_at", "post_social_score", "views")

    @extend_schema(request=PostCreateSerializer, responses={201: PostSerializer})
    def create(self, request) -> Response:
        """Place a post. Without a body it takes the suggested words of the analysis."""
        self.serializer_class = PostCreateSerializer
        given = self.read_input()
        post = posts.create_post(
            given.pop("media"),
            given.pop("connection"),
            at=given.pop("scheduled_at"),
            by=self.person,
            now=timezone.now(),
            **given,
        )
        return self.show_created(post, PostSerializer)

    @extend_schema(
        request=PostEditSerializer, responses={200: PostSerializer, 409: PostConflictSerializer}
    )
    def partial_update(self, request, pk=None) -> Response:
        """Edit the words. Send the `version` that you read; an approved post asks again.

        409 with `yours` and `theirs` when somebody saved another version meanwhile.
        """
        self.serializer_class = PostEditSerializer
        given = self.read_input()
        return self._step(posts.edit_post, now=timezone.now(), **given)

    @extend_schema(request=None, responses=PostSerializer)
    @action(detail=True, methods=["post"], serializer_class=NothingSerializer)
    def approve(self, request, pk=None) -> Response:
        """Approve the words as they are now.

        Where two people must agree, the post stays `awaiting` until the second one does.
        """
        return self._step(posts.approve, now=timezone.now(), **self.read_input())

    @extend_schema(request=PostNoteSerializer, responses=PostSerializer)
    @action(
        detail=True,
        methods=["post"],
        url_path="request-changes",
        serializer_class=PostNoteSerializer,
    )
    def request_changes(self, request, pk=None) -> Response:
        """Send the post back with a reason."""
        return self._step(posts.request_changes, **self.read_input())

    @extend_schema(request=PostNoteSerializer, responses=PostSerializer)
    @action(detail=True, methods=["post"], serializer_class=PostNoteSerializer)
    def reject(self, request, pk=None) -> Response:
        """Refuse the post with a reason."""
        return self._step(posts.reject, **self.read_input())

    @extend_schema(request=None, responses=PostSerializer)
    @action(detail=True, methods=["post"], url_path="take-back", serializer_class=NothingSerializer)
    def take_back(self, request, pk=None) -> Response:
        """Undo your own approval or request for changes. 409 when somebody decided after you."""
        return self._step(posts.take_back, now=timezone.now(), **self.read_input())

    @extend_schema(methods=["get"], responses=PostCommentSerializer(many=True), filters=False)
    @extend_schema(
        methods=["post"], request=PostCommentSerializer, responses={201: PostCommentSerializer}
    )
    @action(
        detail=True,
        methods=["get", "post"],
        serializer_class=PostCommentSerializer,
        pagination_class=None,
        filterset_class=None,
    )
    def comments(self, request, pk=None) -> Response:
        """What the team said about the post, oldest first; or say something."""
        post = self.get_object()
        if request.method == "GET":
            return Response(PostCommentSerializer(list_remarks(post), many=True).data)
        text = self.read_input()["text"]
        said = add_comment(post, by=self.person, text=text, now=timezone.now())
        return Response(PostCommentSerializer(said).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=PostReasonSerializer, responses=PostSerializer)
    @action(detail=True, methods=["post"], serializer_class=PostReasonSerializer)
    def cancel(self, request, pk=None) -> Response:
        """Take the post off the plan. 409 when it may already be out."""
        return self._step(posts.cancel, **self.read_input())

    @extend_schema(request=PostTimeSerializer, responses=PostSerializer)
    @action(detail=True, methods=["post"], serializer_class=PostTimeSerializer)
    def reschedule(self, request, pk=None) -> Response:
        """Move the post to another time."""
        at = self.read_input()["scheduled_at"]
        return self._step(posts.reschedule, at=at, now=timezone.now())

    @extend_schema(request=None, responses=PostSerializer)
    @action(detail=True, methods=["post"], serializer_class=NothingSerializer)
    def publish(self, request, pk=None) -> Response:
        """Due now. It still waits for its approval where the team wants one."""
        return self._step(posts.publish_now, now=timezone.now(), **self.read_input())

    @extend_schema(responses=FilePlanSerializer)
    @action(detail=True, methods=["get"], url_path="file-plan", filterset_class=None)
    def file_plan(self, request, pk=None) -> Response:
        """What must change so that the network takes the file: nothing, a recipe, or reasons."""
        return Response(FilePlanSerializer(plan_for(self.get_object())).data)

    @extend_schema(request=FileAgreeSerializer, responses=PostSerializer)
    @action(
        detail=True,
        methods=["post"],
        url_path="agree-to-file",
        serializer_class=FileAgreeSerializer,
    )
    def agree_to_file(self, request, pk=None) -> Response:
        """Say yes to a cut or a crop; `recipe` is that of `file-plan`. 409 when it changed."""
        given = self.read_input()
        return self._step(posts.agree, recipe_hash=given["recipe"], now=timezone.now())

    @extend_schema(request=FileChoiceSerializer, responses=PostSerializer)
    @action(
        detail=True,
        methods=["post"],
        url_path="choose-file",
        serializer_class=FileChoiceSerializer,
    )
    def choose_file(self, request, pk=None) -> Response:
        """Choose bars or a crop, and where a cut begins."""
        return self._step(posts.choose_file, now=timezone.now(), **self.read_input())

    @extend_schema(request=None, responses=PlanResultSerializer)
    @action(detail=False, methods=["post"], serializer_class=NothingSerializer)
    def plan(self, request) -> Response:
        """Fill the free slots of the next weeks with media that is not planned yet."""
        self.read_input()
        result = plan.plan_team(self.team, now=timezone.now())
        return Response(PlanResultSerializer(result).data, status=status.HTTP_200_OK)

    def _step(self, service, **options) -> Response:
        post = self.get_object()
        service(post, by=self.person, **options)
        return self.show(post, PostSerializer)


class ApprovalApi(ReadTeamApi):
    """Decisions of people on posts. A new one is made by the actions of the post."""

    queryset = Approval.objects.all()
    serializer_class = ApprovalSerializer
    filterset_class = ApprovalFilter
    ordering_fields = ("decided_at",)


class ReviewLinkApi(ReadTeamApi):
    """Links with which somebody without an account approves posts or asks for changes."""

    queryset = ReviewLink.objects.prefetch_related("posts")
    serializer_class: type[BaseSerializer] = ReviewLinkSerializer
    secret_answers = ("address",)
    search_fields = ("name",)
    ordering_fields = ("created_at", "expires_at", "opened_at")

    @extend_schema(request=ReviewLinkCreateSerializer, responses={201: NewReviewLinkSerializer})
    def create(self, request) -> Response:
        """Make a link. `address` is told once, here; a repeated `Idempotency-Key` leaves it out."""
        self.serializer_class = ReviewLinkCreateSerializer
        link = create_link(self.team, by=self.person, now=timezone.now(), **self.read_input())
        shown = ReviewLinkSerializer(link, context=self.get_serializer_context()).data
        told = {**shown, "address": address_of(link)}
        return Response(told, status=status.HTTP_201_CREATED)

    @extend_schema(request=None, responses=ReviewLinkSerializer)
    @action(detail=True, methods=["post"], serializer_class=NothingSerializer)
    def revoke(self, request, pk=None) -> Response:
        """Let the address lead nowhere from now on; what was decided stays."""
        self.read_input()
        link = revoke_link(self.get_object(), by=self.person, now=timezone.now())
        return self.show(link, ReviewLinkSerializer)


class CrossPostGroupApi(ReadTeamApi):
    """Posts of one asset that belong together across networks."""

    queryset = CrossPostGroup.objects.all()
    serializer_class: type[BaseSerializer] = CrossPostGroupSerializer
    filterset_class = CrossPostGroupFilter
    search_fields = ("name",)

    @extend_schema(request=CrossPostCreateSerializer, responses={201: CrossPostedSerializer})
    def create(self, request) -> Response:
        """Post one asset to several accounts. One that cannot take it stops none of the others."""
        self.serializer_class = CrossPostCreateSerializer
        given = self.read_input()
        options = {"strategy": given.pop("timing_strategy", Strategy.SIMULTANEOUS)}
        if "stagger_minutes" in given:
            options["stagger"] = timedelta(minutes=given.pop("stagger_minutes"))
        done = groups.cross_post(
            given.pop("media"),
            given.pop("connections"),
            at=given.pop("scheduled_at"),
            by=self.person,
            now=timezone.now(),
            **options,
            **given,
        )
        left_out = [{"connection": c.pk, "reason": why} for c, why in done.problems.items()]
        shown = {"group": done.group, "posts": done.posts, "left_out": left_out}
        return Response(CrossPostedSerializer(shown).data, status=status.HTTP_201_CREATED)
