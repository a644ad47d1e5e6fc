"""One's own notices, and how one is told. Everybody may change their own, viewers too."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.permissions import BasePermission
from rest_framework.response import Response

from teams.api.filters import TeamFilterSet
from teams.api.strict import NothingSerializer, StrictModelSerializer
from teams.api.viewsets import ReadTeamApi, TeamApi
from teams.inbox import target_of
from teams.models import Notification, NotificationPreferences
from teams.notices import channel_of
from teams.notification_forms import check_quiet_hours
from teams.services.notify import read
from teams.services.preferences import preferences_for, save_preferences


class MemberPermission(BasePermission):
    """Anybody in the team: the rows are one's own."""

    message = "You need to be a member of a team."

    def has_permission(self, request, view) -> bool:
        is_known = bool(request.user and request.user.is_authenticated)
        return is_known and getattr(request._request, "membership", None) is not None


class NotificationSerializer(StrictModelSerializer):
    """One thing that you are told."""

    link = serializers.SerializerMethodField(help_text="The page where it is settled, or empty.")

    class Meta:
        model = Notification
        fields = ["id", "type", "title", "text", "subject_type", "subject_id", "payload_json",
                  "link", "is_read", "read_at", "mail_status", "mail_error", "mailed_at",
                  "created_at"]  # fmt: skip
        read_only_fields = fields

    def get_link(self, notice: Notification) -> str:
        return target_of(notice)


class ReadCountSerializer(serializers.Serializer):
    """How many notices were unread and are read now."""

    read = serializers.IntegerField(read_only=True)


class PreferencesSerializer(StrictModelSerializer):
    """How you are told. Times are wall-clock times of the team's zone."""

    channels = serializers.DictField(
        child=serializers.ChoiceField(NotificationPreferences.Channel.choices),
        help_text="Type of notification: off, app or email. What is not named stays as it is.",
    )

    class Meta:
        model = NotificationPreferences
        fields = ["channels", "quiet_from", "quiet_until", "digest_weekday", "digest_hour"]

    def to_representation(self, instance: NotificationPreferences) -> dict:
        shown = super().to_representation(instance)
        types = Notification.Type.values
        return {**shown, "channels": {type_: channel_of(instance, type_) for type_ in types}}

    def validate_channels(self, channels: dict) -> dict:
        if strange := sorted(set(channels) - set(Notification.Type.values)):
            raise serializers.ValidationError(f"“{strange[0]}” is no kind of notification.")
        return {**(self.instance.channels if self.instance else {}), **channels}

    def validate(self, attrs: dict) -> dict:
        now = {name: attrs.get(name, getattr(self.instance, name, None)) for name in
               ("quiet_from", "quiet_until")}  # fmt: skip
        if problem := check_quiet_hours(now["quiet_from"], now["quiet_until"]):
            raise serializers.ValidationError({"quiet_until": [problem]})
        return attrs


class NotificationFilter(TeamFilterSet):
    class Meta(TeamFilterSet.Meta):
        model = Notification
        fields = {
            "type": ["exact", "in"],
            "is_read": ["exact"],
            "subject_type": ["exact"],
            "subject_id": ["exact"],
            "mail_status": ["exact"],
            "created_at": ["gte", "lte"],
        }


class NotificationApi(ReadTeamApi):
    """What you are told, newest first. Nobody sees another person's."""

    queryset = Notification.objects.all()
    serializer_class = NotificationSerializer
    filterset_class = NotificationFilter
    permission_classes = [MemberPermission]

    def get_queryset(self):
        rows = super().get_queryset()
        is_drawn = getattr(self, "swagger_fake_view", False)
        return rows.none() if is_drawn else rows.filter(user=self.person)

    @extend_schema(request=None, responses=NotificationSerializer)
    @action(detail=True, methods=["post"], serializer_class=NothingSerializer)
    def read(self, request, pk=None) -> Response:
        """Mark one as read; mail that waits about it is not sent."""
        self.read_input()
        notice = self.get_object()
        read(Notification.objects.filter(pk=notice.pk), now=timezone.now())
        return self.show(notice, NotificationSerializer)

    @extend_schema(request=None, responses=ReadCountSerializer)
    @action(detail=False, methods=["post"], url_path="read-all", serializer_class=NothingSerializer)
    def read_all(self, request) -> Response:
        """Mark all of yours in this team as read."""
        self.read_input()
        return Response({"read": read(self.get_queryset().order_by(), now=timezone.now())})


class PreferencesApi(TeamApi):
    """How you are told about this team."""

    queryset = NotificationPreferences.objects.all()
    serializer_class = PreferencesSerializer
    permission_classes = [MemberPermission]
    pagination_class = None
    filter_backends = []

    def retrieve(self, request) -> Response:
        """Your choice, or the defaults."""
        return Response(PreferencesSerializer(preferences_for(self.team, self.person)).data)

    @extend_schema(request=PreferencesSerializer, responses=PreferencesSerializer)
    def partial_update(self, request) -> Response:
        """Change what you name; the rest stays."""
        current = preferences_for(self.team, self.person)
        serializer = PreferencesSerializer(current, data=request.data, partial=True)
        serializer.is_valid(raise_exception=True)
        saved = save_preferences(self.team, self.person, **serializer.validated_data)
        return Response(PreferencesSerializer(saved).data)
