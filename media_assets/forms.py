"""What a person sends to the library, checked."""

from uuid import UUID

from django import forms
from django.db.models import QuerySet

from media_assets.models import MediaAsset
from media_assets.selectors import SORTS, USES, LibraryFilters
from teams.pages import chosen

MAX_FILES_AT_ONCE = 50


class ManyFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Several files of one form; each is checked for having a name and being sent whole."""

    widget = ManyFilesInput

    def clean(self, data, initial=None) -> list:
        """The files. Empty ones pass: the ingest refuses them with its own sentence."""
        files = [f for f in (data if isinstance(data, list | tuple) else [data]) if f]
        if not files:
            raise forms.ValidationError("Choose at least one file.")
        if len(files) > MAX_FILES_AT_ONCE:
            raise forms.ValidationError(f"Send at most {MAX_FILES_AT_ONCE} files at once.")
        return files


class UploadForm(forms.Form):
    """One or many media files."""

    files = ManyFilesField(label="Media files")  # type: ignore[assignment]


class AssetsField(forms.ModelMultipleChoiceField):
    """Ticked assets; a malformed id is answered like one that is gone."""

    default_error_messages = {
        "required": "Tick at least one file first.",
        "invalid_choice": "One of the files is not in this library any more.",
    }

    def clean(self, value) -> QuerySet:
        try:
            ids = [UUID(str(pk)) for pk in value or []]
        except ValueError as error:
            raise forms.ValidationError(self.error_messages["invalid_choice"]) from error
        return super().clean(ids)


class AssetChoiceForm(forms.Form):
    """Which assets a bulk action is about."""

    asset = AssetsField(queryset=MediaAsset.objects.none())

    def __init__(self, team, data):
        super().__init__(data)
        self.fields["asset"].queryset = MediaAsset.objects.in_team(team)  # type: ignore[attr-defined]


def read_filters(query) -> LibraryFilters:
    """The filters of a query string; words that nobody offered are dropped."""
    return LibraryFilters(
        status=chosen(query.get("status"), MediaAsset.Status.values),
        media_type=chosen(query.get("type"), MediaAsset.MediaType.values),
        use=chosen(query.get("use"), USES),
        search=query.get("q", "").strip().replace("\x00", "")[:100],
        sort=chosen(query.get("sort"), SORTS) or "newest",
    )
