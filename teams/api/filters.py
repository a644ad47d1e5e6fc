"""Filters with django's own names (`scheduled_at__gte`) and a stable order."""

from django.db import models
from django_filters import rest_framework as filters
from rest_framework.filters import OrderingFilter


class TeamFilterSet(filters.FilterSet):
    """Relations are filtered by plain id: a choice list would tell foreign ids from random ones."""

    class Meta:
        filter_overrides = {
            models.ForeignKey: {"filter_class": filters.UUIDFilter},
            models.OneToOneField: {"filter_class": filters.UUIDFilter},
        }


class StableOrdering(OrderingFilter):
    """`?ordering=`; ties are broken by the key, so that no row is on two pages or on none."""

    def filter_queryset(self, request, queryset, view):
        order = self.get_ordering(request, queryset, view) or queryset.model._meta.ordering
        return queryset.order_by(*order, "pk")
