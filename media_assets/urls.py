"""Stored files. Mounted at `/media/`."""

from django.urls import path

from media_assets import serving

app_name = "media_assets"
urlpatterns = [
    path("<uuid:pk>/file", serving.asset_file, name="asset-file"),
    path("<uuid:pk>/thumbnail", serving.asset_thumbnail, name="asset-thumbnail"),
    path("variants/<uuid:pk>/file", serving.variant_file, name="variant-file"),
    path("stored/<path:path>", serving.stored_file, name="stored-file"),
]
