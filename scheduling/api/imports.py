"""Posts from a CSV file, and into one."""

from zoneinfo import ZoneInfo, available_timezones

from django.http.response import HttpResponseBase
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from scheduling.api.filters import PostFilter
from scheduling.exports import export_response
from scheduling.imports.plan import ImportOptions
from scheduling.imports.sheet import MAX_BYTES, SheetUnreadable, decode
from scheduling.imports.when import DateOrder
from scheduling.models import PostingSchedule
from scheduling.services.imports import apply_import, check_import
from teams.api.strict import StrictSerializer
from teams.api.viewsets import TeamApi
from teams.throttling import UploadRateThrottle


class PostImportSerializer(StrictSerializer):
    """A CSV `file` (multipart) or its `text`."""

    file = serializers.FileField(required=False, max_length=255, allow_empty_file=True)
    text = serializers.CharField(required=False, max_length=MAX_BYTES, trim_whitespace=False)
    timezone = serializers.CharField(
        required=False, max_length=64, help_text="Of times without one; the team’s when left out."
    )
    date_order = serializers.ChoiceField([str(o) for o in DateOrder], default=str(DateOrder.AUTO))
    again = serializers.BooleanField(
        default=False, help_text="Also plan media that waits on the same account already."
    )
    leave_out_refused = serializers.BooleanField(
        default=False, help_text="Import the good rows although others have errors."
    )

    def validate_timezone(self, name: str) -> str:
        if name not in available_timezones():
            raise serializers.ValidationError("Choose a time zone such as Europe/Berlin.")
        return name

    def validate(self, attrs: dict) -> dict:
        if ("file" in attrs) == ("text" in attrs):
            raise serializers.ValidationError("Send either a file or a text, not both.")
        if file := attrs.pop("file", None):
            if file.size > MAX_BYTES:
                raise serializers.ValidationError({"file": ["The file is larger than 1 MB."]})
            try:
                attrs["text"], _ = decode(file.read())
            except SheetUnreadable as error:
                raise serializers.ValidationError({"file": [str(error)]}) from error
        return attrs


class DifferenceSerializer(serializers.Serializer):
    """One field that a row would change."""

    field = serializers.CharField()
    before = serializers.CharField()
    after = serializers.CharField()


class ImportRowSerializer(serializers.Serializer):
    """One row of the file, numbered as a spreadsheet does (the header is 1)."""

    row = serializers.IntegerField(source="number")
    action = serializers.CharField(help_text="create, change, keep or refuse.")
    account = serializers.CharField()
    media = serializers.CharField(source="file")
    scheduled_at = serializers.DateTimeField(source="at", allow_null=True)
    is_draft = serializers.BooleanField(source="as_draft")
    problems = serializers.ListField(child=serializers.CharField())
    notes = serializers.ListField(child=serializers.CharField())
    differences = DifferenceSerializer(many=True)


class FailedRowSerializer(serializers.Serializer):
    """A row that was good when looked at, and refused when it was stored."""

    row = serializers.IntegerField()
    reason = serializers.CharField()


class PostImportResultSerializer(serializers.Serializer):
    """What would happen (`dry_run`), or what happened."""

    dry_run = serializers.BooleanField()
    counts = serializers.DictField(child=serializers.IntegerField())
    rows = ImportRowSerializer(many=True)
    unused_columns = serializers.ListField(child=serializers.CharField())
    created = serializers.ListField(child=serializers.UUIDField())
    changed = serializers.ListField(child=serializers.UUIDField())
    failed = FailedRowSerializer(many=True)


class PostImportApi(TeamApi):
    """Posts from a table."""

    queryset = PostingSchedule.objects.all()
    serializer_class = PostImportSerializer

    def get_throttles(self):
        return [*super().get_throttles(), UploadRateThrottle()]

    @extend_schema(
        request=PostImportSerializer,
        parameters=[
            OpenApiParameter("dry_run", bool, description="Say it, store nothing.", default=False)
        ],
        responses={200: PostImportResultSerializer},
    )
    def create(self, request) -> Response:
        """Import posts from CSV; `?dry_run=true` says what each row would do.

        422 when the file is no table, or when rows have errors (`errors` names them) and
        `leave_out_refused` is not set: then nothing was imported. The same file again
        brings nothing twice.
        """
        given = self.read_input()
        dry_run = request.query_params.get("dry_run", "").lower() in ("1", "true", "yes")
        zone = ZoneInfo(given["timezone"]) if "timezone" in given else self.team.zone
        options = ImportOptions(zone, DateOrder(given["date_order"]), given["again"])
        now = timezone.now()
        plan = check_import(self.team, given["text"], options=options, now=now)
        shown: dict = {"dry_run": dry_run, "counts": plan.counts, "rows": plan.rows}
        shown |= {"unused_columns": plan.unused, "created": [], "changed": [], "failed": []}
        if not dry_run:
            leave_out = given["leave_out_refused"]
            result = apply_import(
                self.team, plan, by=self.person, now=now, leave_out_refused=leave_out
            )
            shown["created"] = [post.pk for post in result.created]
            shown["changed"] = [post.pk for post in result.changed]
            shown["failed"] = [{"row": n, "reason": said} for n, said in result.failed]
        return Response(PostImportResultSerializer(shown).data)


class PostExportApi(TeamApi):
    """Posts as a table."""

    queryset = PostingSchedule.objects.all()
    serializer_class = serializers.Serializer
    filterset_class = PostFilter
    search_fields = ("title", "body", "media__filename", "external_post_id")
    ordering_fields = ("scheduled_at", "created_at", "published_at")

    @extend_schema(
        responses={(200, "text/csv"): OpenApiResponse(OpenApiTypes.STR, "A CSV file (UTF-8).")}
    )
    def list(self, request) -> HttpResponseBase:
        """The posts as CSV, with the filters of the list; its columns can be imported again."""
        return export_response(self.team, self.filter_queryset(self.get_queryset()))
