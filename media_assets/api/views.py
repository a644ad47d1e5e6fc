"""Media, folders and jobs."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.mixins import CreateModelMixin, DestroyModelMixin, UpdateModelMixin
from rest_framework.response import Response

from media_assets.api.filters import (
    MediaAssetFilter,
    MediaFolderFilter,
    MediaVariantFilter,
    ProcessingJobFilter,
)
from media_assets.api.serializers import (
    FolderSerializer,
    IngestResultSerializer,
    IngestSerializer,
    MediaAssetSerializer,
    MediaVariantSerializer,
    ProcessingJobSerializer,
)
from media_assets.models import MediaAsset, MediaFolder, MediaVariant, ProcessingJob
from media_assets.services.archive import archive_asset, restore_asset
from media_assets.services.jobs import cancel_job, requeue_job
from media_assets.services.uploads import ingest_from_outbox, ingest_upload
from teams.api.strict import NothingSerializer
from teams.api.viewsets import ReadTeamApi
from teams.services.events import record_event
from teams.throttling import UploadRateThrottle


class MediaApi(UpdateModelMixin, ReadTeamApi):
    """The media library."""

    queryset = MediaAsset.objects.all()
    serializer_class = MediaAssetSerializer
    filterset_class = MediaAssetFilter
    search_fields = ("filename", "sha256", "source_id")
    ordering_fields = ("created_at", "filename", "duration_sec", "file_size_bytes", "status")
    http_method_names = ["get", "post", "patch", "head", "options"]

    def get_throttles(self):
        extra = [UploadRateThrottle()] if self.action == "ingest" else []
        return [*super().get_throttles(), *extra]

    @extend_schema(
        request=IngestSerializer,
        responses={201: IngestResultSerializer, 200: IngestResultSerializer},
    )
    @action(detail=False, methods=["post"], serializer_class=IngestSerializer)
    def ingest(self, request) -> Response:
        """Take in an uploaded file, or one that lies in the outbox.

        201 with a new asset; 200 when the team has the same bytes already; 422 when it is not
        playable media, with the reason.
        """
        given = self.read_input()
        upload, path = given.pop("file", None), given.pop("path", "")
        options = {"by": self.person, "now": timezone.now(), **given}
        result = (
            ingest_upload(self.team, upload, **options)
            if upload
            else ingest_from_outbox(self.team, path, **options)
        )
        body = IngestResultSerializer(
            {"created": result.created, "asset": result.asset},
            context=self.get_serializer_context(),
        )
        code = status.HTTP_201_CREATED if result.created else status.HTTP_200_OK
        return Response(body.data, status=code)

    @extend_schema(request=None, responses=MediaAssetSerializer)
    @action(detail=True, methods=["post"], serializer_class=NothingSerializer)
    def archive(self, request, pk=None) -> Response:
        """Put the asset away. 409 while posts of it are planned."""
        self.read_input()
        asset = self.get_object()
        archive_asset(asset, by=self.person)
        return self.show(asset, MediaAssetSerializer)

    @extend_schema(request=None, responses=MediaAssetSerializer)
    @action(detail=True, methods=["post"], serializer_class=NothingSerializer)
    def restore(self, request, pk=None) -> Response:
        """Take an archived asset out again."""
        self.read_input()
        asset = self.get_object()
        restore_asset(asset, now=timezone.now(), by=self.person)
        return self.show(asset, MediaAssetSerializer)


class FolderApi(CreateModelMixin, UpdateModelMixin, DestroyModelMixin, ReadTeamApi):
    """Folders of the library. Deleting one leaves its media where they are: outside folders."""

    queryset = MediaFolder.objects.all()
    serializer_class = FolderSerializer
    filterset_class = MediaFolderFilter
    search_fields = ("name",)
    ordering_fields = ("name", "created_at")
    http_method_names = ["get", "post", "patch", "delete", "head", "options"]

    def perform_create(self, serializer) -> None:
        serializer.save(team=self.team)

    def perform_destroy(self, folder: MediaFolder) -> None:
        record_event(folder.team, "folder_deleted", folder, folder.name, by=self.person)
        folder.delete()


class JobApi(ReadTeamApi):
    """Work on media: queued, running, done."""

    queryset = ProcessingJob.objects.all()
    serializer_class = ProcessingJobSerializer
    filterset_class = ProcessingJobFilter
    search_fields = ("external_job_id",)
    ordering_fields = ("created_at", "priority", "status", "due_at")

    @extend_schema(request=None, responses=ProcessingJobSerializer)
    @action(detail=True, methods=["post"], serializer_class=NothingSerializer)
    def requeue(self, request, pk=None) -> Response:
        """Try a failed or canceled job again. 409 when it is open or done."""
        self.read_input()
        job = self.get_object()
        requeue_job(job, now=timezone.now(), by=self.person)
        return self.show(job, ProcessingJobSerializer)

    @extend_schema(request=None, responses=ProcessingJobSerializer)
    @action(detail=True, methods=["post"], serializer_class=NothingSerializer)
    def cancel(self, request, pk=None) -> Response:
        """Stop a queued or running job. 409 when it has ended."""
        self.read_input()
        job = self.get_object()
        cancel_job(job, now=timezone.now(), by=self.person)
        return self.show(job, ProcessingJobSerializer)


class VariantApi(ReadTeamApi):
    """Rendered copies of assets. Posts ask for them; a failed one is tried again by its job."""

    queryset = MediaVariant.objects.select_related("job")
    serializer_class = MediaVariantSerializer
    filterset_class = MediaVariantFilter
    search_fields = ("description", "media_asset__filename")
    ordering_fields = ("created_at", "file_size_bytes", "status")
