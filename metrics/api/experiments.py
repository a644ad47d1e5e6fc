"""Experiments: start, read with the result, stop."""

from datetime import time

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from media_assets.models import MediaAsset
from metrics.experiment_forms import require_enough
from metrics.experiment_results import read_result
from platforms.models import Connection
from scheduling.models import Experiment, ExperimentArm
from scheduling.services.experiments import ROUNDS, Wish, start_experiment, stop_experiment
from teams.api.fields import TeamRelatedField
from teams.api.filters import TeamFilterSet
from teams.api.strict import NothingSerializer, StrictModelSerializer, StrictSerializer
from teams.api.viewsets import ReadTeamApi


class ExperimentArmSerializer(StrictModelSerializer):
    """One variant; the control comes first."""

    class Meta:
        model = ExperimentArm
        fields = ["id", "position", "name", "is_control", "values"]
        read_only_fields = fields


class ExperimentSerializer(StrictModelSerializer):
    """Variants of one asset, tried against each other."""

    arms = ExperimentArmSerializer(many=True, read_only=True)

    class Meta:
        model = Experiment
        fields = ["id", "name", "media", "kind", "measure", "checkpoint", "variant_group",
                  "rounds", "gap_days", "status", "arms", "created_by", "created_at",
                  "stopped_at"]  # fmt: skip
        read_only_fields = fields


class NewExperimentSerializer(StrictSerializer):
    """What it takes to start one. `variants`: captions, paths of covers, or times (HH:MM)."""

    name = serializers.CharField(max_length=120)
    media = TeamRelatedField(queryset=MediaAsset.objects.select_related("team"))
    kind = serializers.ChoiceField(Experiment.Kind.choices)
    variants = serializers.ListField(
        child=serializers.CharField(max_length=5000), min_length=2, max_length=4,
        help_text="The control first.",
    )  # fmt: skip
    accounts = serializers.ListField(
        child=TeamRelatedField(queryset=Connection.objects.select_related("team")), min_length=1
    )
    rounds = serializers.IntegerField(min_value=ROUNDS[0], max_value=ROUNDS[1])
    first_day = serializers.DateField()
    clock = serializers.TimeField(required=False, help_text="Where the time does not vary.")
    measure = serializers.ChoiceField(Experiment.Measure.choices, required=False)
    checkpoint = serializers.ChoiceField(Experiment.Checkpoint.choices, required=False)
    even_if_small = serializers.BooleanField(default=False)

    def validate(self, attrs: dict) -> dict:
        if attrs["kind"] == Experiment.Kind.TIME:
            attrs["variants"] = [_clock(value) for value in attrs["variants"]]
        small = require_enough(attrs["variants"], len(set(attrs["accounts"])), attrs["rounds"])
        if small and not attrs["even_if_small"]:
            raise serializers.ValidationError({"rounds": [small]})
        return attrs


def _clock(value: str) -> time:
    try:
        return time.fromisoformat(value).replace(tzinfo=None, second=0, microsecond=0)
    except ValueError as error:
        raise serializers.ValidationError({"variants": [f"“{value}” is no time."]}) from error


class EffectSerializer(serializers.Serializer):
    """Against the control, inside blocks. Of views: a share; else a difference."""

    blocks = serializers.IntegerField()
    needed = serializers.IntegerField(help_text="Blocks without which nothing can be told.")
    mean = serializers.FloatField(allow_null=True)
    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)
    p_value = serializers.FloatField(allow_null=True)
    alpha = serializers.FloatField(help_text="This comparison's share of the 5 %.")


class ArmResultSerializer(serializers.Serializer):
    """One variant. `verdict`: control, running, stopped, too_few, unclear, better or worse."""

    arm = serializers.UUIDField(source="arm.pk")
    name = serializers.CharField(source="arm.name")
    posts = serializers.IntegerField(help_text="Posts that count.")
    mean = serializers.FloatField(allow_null=True)
    effect = EffectSerializer(allow_null=True)
    verdict = serializers.CharField()
    sentence = serializers.CharField()


class ExperimentPostResultSerializer(serializers.Serializer):
    """One post of the experiment. `state`: counts, waits or lost; `why` says why."""

    post = serializers.UUIDField(source="post.schedule_id")
    arm = serializers.UUIDField(source="post.arm_id")
    block = serializers.IntegerField(source="post.block")
    state = serializers.CharField()
    why = serializers.CharField()
    value = serializers.FloatField(allow_null=True)
    as_of = serializers.DateTimeField(allow_null=True)


class ExperimentResultSerializer(serializers.Serializer):
    """What it has shown so far. Nothing is concluded before `is_complete`."""

    arms = ArmResultSerializer(many=True)
    posts = ExperimentPostResultSerializer(source="entries", many=True)
    blocks = serializers.IntegerField()
    finished_blocks = serializers.IntegerField()
    needed = serializers.IntegerField()
    is_complete = serializers.BooleanField()
    is_simulated = serializers.BooleanField()
    as_of = serializers.DateTimeField(allow_null=True)


class ExperimentFilter(TeamFilterSet):
    class Meta(TeamFilterSet.Meta):
        model = Experiment
        fields = {"media": ["exact"], "kind": ["exact"], "status": ["exact"]}


class ExperimentApi(ReadTeamApi):
    """Experiments, the newest first."""

    queryset = Experiment.objects.prefetch_related("arms")
    serializer_class = ExperimentSerializer
    filterset_class = ExperimentFilter
    search_fields = ("name",)

    @extend_schema(request=NewExperimentSerializer, responses={201: ExperimentSerializer})
    def create(self, request) -> Response:
        """Start one: all its posts are made, and wait for approval like others."""
        serializer = NewExperimentSerializer(
            data=request.data, context=self.get_serializer_context()
        )
        serializer.is_valid(raise_exception=True)
        data = dict(serializer.validated_data)
        asset, values = data.pop("media"), data.pop("variants")
        data.pop("even_if_small")
        accounts = list(dict.fromkeys(data.pop("accounts")))
        if data["first_day"] < timezone.localdate(timezone=self.team.zone):
            raise ValidationError({"first_day": ["Choose a day from today on."]})
        wish = Wish(values=values, accounts=accounts, **data)
        made = start_experiment(asset, wish, by=self.person, now=timezone.now())
        return self.show_created(made, ExperimentSerializer)

    @extend_schema(responses=ExperimentResultSerializer)
    @action(detail=True, methods=["get"])
    def result(self, request, pk=None) -> Response:
        """What it has shown so far, with how sure that is."""
        found = read_result(self.get_object(), timezone.now())
        return Response(ExperimentResultSerializer(found).data)

    @extend_schema(request=None, responses=ExperimentSerializer)
    @action(detail=True, methods=["post"], serializer_class=NothingSerializer)
    def stop(self, request, pk=None) -> Response:
        """Cancel what is not out yet. Nothing is concluded from it."""
        self.read_input()
        row = self.get_object()
        stop_experiment(row, by=self.person, now=timezone.now())
        return self.show(row, ExperimentSerializer)
