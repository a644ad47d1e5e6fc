"""Pages about AI use, mounted at /ai/."""

from django.urls import path

from ai import views

urlpatterns = [path("", views.ai_use, name="ai-use")]
