"""A better order of the open posts: proposed, then accepted as it was proposed."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from scheduling.models import PostingSchedule
from scheduling.services.replan import apply_replan, propose_replan
from scheduling.services.replan_seal import open_proposal, seal_proposal
from teams.api.strict import NothingSerializer, StrictSerializer
from teams.api.viewsets import TeamApi


class ReplanChangeSerializer(serializers.Serializer):
    """One post that would move."""

    post = serializers.UUIDField(source="post.pk")
    connection = serializers.UUIDField(source="post.connection_id")
    before = serializers.DateTimeField()
    after = serializers.DateTimeField()
    why = serializers.CharField()


class ReplanSerializer(serializers.Serializer):
    """The proposal; send `proposal` back to accept it within an hour."""

    open_posts = serializers.IntegerField(help_text="Posts that may move at all.")
    gain_pct = serializers.FloatField(help_text="How much better the plan is as a whole.")
    changes = ReplanChangeSerializer(many=True)
    proposal = serializers.CharField()


class ReplanApplySerializer(StrictSerializer):
    """The sealed text of a proposal."""

    proposal = serializers.CharField(max_length=1_000_000)


class ReplannedSerializer(serializers.Serializer):
    """What was done."""

    moved = serializers.IntegerField()


class ReplanApi(TeamApi):
    """A better plan for what is still open."""

    queryset = PostingSchedule.objects.all()
    serializer_class = NothingSerializer

    @extend_schema(request=None, responses={200: ReplanSerializer})
    def create(self, request) -> Response:
        """Propose a better order of the open posts; nothing is stored.

        Approved, locked and hand-placed posts never move.
        """
        self.read_input()
        found = propose_replan(self.team, now=timezone.now())
        shown = {
            "open_posts": found.open_posts,
            "gain_pct": found.gain_pct,
            "changes": found.changes,
            "proposal": seal_proposal(self.team, found),
        }
        return Response(ReplanSerializer(shown).data)


class ReplanApplyApi(TeamApi):
    """The acceptance of a proposal."""

    queryset = PostingSchedule.objects.all()
    serializer_class = ReplanApplySerializer

    @extend_schema(request=ReplanApplySerializer, responses={200: ReplannedSerializer})
    def create(self, request) -> Response:
        """Move the posts as proposed, all or none. 409 when something changed meanwhile."""
        steps = open_proposal(self.team, self.read_input()["proposal"])
        moved = apply_replan(self.team, steps, by=self.person, now=timezone.now())
        return Response(ReplannedSerializer({"moved": moved}).data)
