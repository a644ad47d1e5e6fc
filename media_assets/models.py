"""Raw media and the work on it."""

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q

from teams.models import TeamOwned, TeamOwnedQuerySet, TeamRow


class MediaFolder(TeamOwned):
    """A folder of the library."""

    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.CASCADE, related_name="children"
    )
    name = models.CharField(max_length=120)

    class Meta:
        db_table = "media_folders"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["team", "parent", "name"], name="one_folder_per_name"),
            # NULLs are distinct to a unique constraint, and SQLite cannot be told otherwise
            models.UniqueConstraint(
                fields=["team", "name"],
                condition=Q(parent__isnull=True),
                name="one_top_folder_per_name",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class MediaAsset(TeamOwned):
    """One file of a team: the same bytes twice are one asset."""

    class SourceType(models.TextChoices):
        LOCAL_UPLOAD = "local_upload"
        KALODATA_CLIP = "kalodata_clip"
        REPURPOSED = "repurposed"
        GOOGLE_DRIVE = "google_drive"
        UPLOAD = "upload"
        GENERATED = "generated"

    class MediaType(models.TextChoices):
        VIDEO = "video"
        IMAGE = "image"
        AUDIO = "audio"

    class Type(models.TextChoices):
        RAW_VIDEO = "raw_video"
        RAW_PHOTO = "raw_photo"
        AUDIO = "audio"
        OVERLAY = "overlay"
        CAPTION_FILE = "caption_file"
        THUMBNAIL = "thumbnail"
        BRAND_PACK = "brand_pack"

    class Status(models.TextChoices):
        INGESTED = "ingested"
        ANALYZING = "analyzing"
        ANALYZED = "analyzed"
        SCHEDULED = "scheduled"
        POSTED = "posted"
        ARCHIVED = "archived"
        FAILED = "failed"

    class ProcessingStatus(models.TextChoices):
        NONE = "none"
        PENDING = "pending"
        PROCESSING = "processing"
        PROCESSED = "processed"
        FAILED = "failed"

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    folder = models.ForeignKey(
        MediaFolder, null=True, blank=True, on_delete=models.SET_NULL, related_name="assets"
    )
    source_type = models.CharField(
        max_length=20, choices=SourceType.choices, default=SourceType.LOCAL_UPLOAD
    )
    source_id = models.CharField(max_length=255, blank=True, help_text="Id at the source.")
    original_url = models.URLField(max_length=1000, blank=True)
    filename = models.CharField(max_length=255, help_text="As it was named by the person.")
    storage_path = models.CharField(max_length=500)
    processed_url = models.CharField(max_length=1000, blank=True)
    thumbnail_url = models.CharField(
        max_length=500, blank=True, help_text="Storage path of the small WebP for lists."
    )
    cover_path = models.CharField(
        max_length=500, blank=True, help_text="Storage path of the cover that a person chose."
    )
    cover_time_sec = models.FloatField(
        null=True, blank=True, help_text="Where in the clip the chosen cover is."
    )
    media_type = models.CharField(max_length=10, choices=MediaType.choices)
    type = models.CharField(max_length=20, choices=Type.choices)
    mime_type = models.CharField(max_length=100)
    file_size_bytes = models.BigIntegerField()
    duration_sec = models.FloatField(null=True, blank=True, help_text="Empty for images.")
    width = models.PositiveIntegerField(null=True, blank=True, help_text="Upright, in pixels.")
    height = models.PositiveIntegerField(null=True, blank=True, help_text="Upright, in pixels.")
    resolution = models.CharField(max_length=20, blank=True, help_text="Such as 1080x1920.")
    sha256 = models.CharField(max_length=64)
    phash = models.CharField(max_length=16, blank=True, help_text="64-bit perceptual hash, hex.")
    platform_hint = models.CharField(
        max_length=30, blank=True, help_text="A platform, or “multi”; empty means any."
    )
    is_evergreen = models.BooleanField(
        default=False, help_text="May go out again, once its posts are old enough."
    )
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.INGESTED)
    processing_status = models.CharField(
        max_length=12, choices=ProcessingStatus.choices, default=ProcessingStatus.NONE
    )
    error_message = models.TextField(blank=True)
    metadata = models.JSONField(default=dict, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        db_table = "media_assets"
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(fields=["team", "sha256"], name="same_bytes_one_asset"),
            models.CheckConstraint(condition=Q(file_size_bytes__gt=0), name="asset_not_empty"),
            models.CheckConstraint(
                condition=Q(duration_sec__isnull=True) | Q(duration_sec__gte=0),
                name="asset_duration_not_negative",
            ),
        ]
        indexes = [
            models.Index(fields=["team", "-created_at"], name="asset_by_team"),
            models.Index(fields=["team", "status", "-created_at"], name="asset_by_status"),
        ]

    def __str__(self) -> str:
        return self.filename


class ProcessingJobQuerySet(TeamOwnedQuerySet):
    """Jobs, and which of them a worker must look at."""

    def due(self, now) -> "ProcessingJobQuerySet":
        """Queued jobs whose time has come, and running ones whose lease ran out at `now`."""
        return self.open().filter(due_at__lte=now).order_by("-priority", "due_at")

    def open(self) -> "ProcessingJobQuerySet":
        """Jobs that wait or run."""
        return self.filter(
            status__in=(ProcessingJob.Status.QUEUED, ProcessingJob.Status.PROCESSING)
        )


class ProcessingJob(TeamRow):
    """One piece of work on one asset; the row is the queue.

    While `processing`, `due_at` is the end of the lease. `fence` rises at every move.
    """

    class JobType(models.TextChoices):
        ANALYZE = "analyze"
        TRANSCRIBE = "transcribe"
        CAPTION = "caption"
        FILTER = "filter"
        CROP = "crop"
        COMPRESS = "compress"
        THUMBNAIL = "thumbnail"
        RENDER = "render"
        TRANSLATE = "translate"

    class Status(models.TextChoices):
        QUEUED = "queued"
        PROCESSING = "processing"
        COMPLETED = "completed"
        FAILED = "failed"
        CANCELED = "canceled"

    media_asset = models.ForeignKey(MediaAsset, on_delete=models.CASCADE, related_name="jobs")
    job_type = models.CharField(max_length=12, choices=JobType.choices)
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.QUEUED)
    priority = models.SmallIntegerField(default=0, help_text="Higher goes first.")
    progress_pct = models.PositiveSmallIntegerField(default=0, validators=[MaxValueValidator(100)])
    steps = models.JSONField(
        default=list, blank=True, help_text="[{name, label, status, percent}], in order."
    )
    input_params = models.JSONField(default=dict, blank=True)
    output_data = models.JSONField(default=dict, blank=True)
    external_job_id = models.CharField(
        max_length=120, blank=True, help_text="Id in another system (seed 004: flask_job_id)."
    )
    idempotency_key = models.CharField(max_length=120, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    lease_owner = models.CharField(max_length=120, blank=True)
    fence = models.PositiveBigIntegerField(default=0)
    cost_usd = models.DecimalField(max_digits=10, decimal_places=6, null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = ProcessingJobQuerySet.as_manager()

    class Meta:
        db_table = "media_processing_jobs"
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(condition=Q(progress_pct__lte=100), name="job_progress_0_100"),
            models.CheckConstraint(
                condition=~Q(status="processing") | ~Q(lease_owner=""), name="job_running_has_owner"
            ),
            models.UniqueConstraint(
                fields=["media_asset", "job_type"],
                # renderings of one asset differ by their recipe (MediaVariant is unique)
                condition=Q(status__in=["queued", "processing"]) & ~Q(job_type="render"),
                name="one_open_job_per_type",
            ),
            models.UniqueConstraint(
                fields=["team", "idempotency_key"],
                condition=~Q(idempotency_key=""),
                name="job_idempotency_key",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=Q(status__in=["queued", "processing"]),
                name="job_due",
            ),
            models.Index(fields=["team", "-created_at"], name="job_by_team"),
        ]

    def __str__(self) -> str:
        return f"{self.job_type} of {self.media_asset_id}"


class MediaVariant(TeamOwned):
    """A rendered copy of an asset for networks that do not take the original as it is.

    One for each recipe of an asset, shared by all posts that need it. The original is never
    touched. `storage_path` and what follows are filled once it is ready.
    """

    class Status(models.TextChoices):
        PREPARING = "preparing", "Being prepared"
        READY = "ready", "Ready"
        FAILED = "failed", "Could not be made"

    media_asset = models.ForeignKey(MediaAsset, on_delete=models.CASCADE, related_name="variants")
    recipe = models.JSONField(help_text="Every edit (media_assets.rendering.recipe).")
    recipe_hash = models.CharField(max_length=64)
    description = models.CharField(max_length=500, help_text="What is changed, in words.")
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.PREPARING)
    job = models.ForeignKey(
        ProcessingJob, null=True, blank=True, on_delete=models.SET_NULL, related_name="variants"
    )
    storage_path = models.CharField(max_length=500, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    mime_type = models.CharField(max_length=100, blank=True)
    file_size_bytes = models.BigIntegerField(null=True, blank=True)
    duration_sec = models.FloatField(null=True, blank=True)
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    facts = models.JSONField(default=dict, blank=True, help_text="Found by decoding it.")
    error = models.TextField(blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        db_table = "media_variants"
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["media_asset", "recipe_hash"], name="one_variant_per_recipe"
            ),
            models.CheckConstraint(
                condition=~Q(status="ready") | (~Q(sha256="") & ~Q(storage_path="")),
                name="ready_variant_has_file",
            ),
        ]
        indexes = [models.Index(fields=["team", "-created_at"], name="variant_by_team")]

    def __str__(self) -> str:
        return f"{self.media_asset}: {self.description}"

    @property
    def media_type(self) -> str:
        """video, image or audio."""
        return self.recipe["media_type"]

    @property
    def summary(self) -> str:
        """Such as “1080x1920 H.264, 24 MB”; empty until it is ready."""
        if self.status != self.Status.READY:
            return ""
        size = f"{self.width}x{self.height}" if self.width else ""
        coding = self.facts.get("video_codec") or self.facts.get("audio_codec") or ""
        name = {"h264": "H.264", "hevc": "HEVC"}.get(coding, coding.upper())
        number = self.file_size_bytes or 0
        amount = f"{number / 1e6:.1f} MB" if number >= 100_000 else f"{number / 1e3:.0f} kB"
        return ", ".join(filter(None, [f"{size} {name}".strip(), amount]))
