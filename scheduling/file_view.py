"""The file of a post as its page shows it: what is done, what is asked, how far it is."""

from dataclasses import dataclass

from media_assets.models import MediaVariant
from scheduling.fitting import Choices, Plan
from scheduling.fitting.types import Aspect
from scheduling.models import PostingSchedule
from scheduling.services.files import UNSENT, choices_of, plan_for

State = PostingSchedule.FileState
TONES = {State.UNFIT: "bad", State.PROPOSED: "warn", State.PREPARED: "good"}
SHAPES = {
    Aspect.BLUR: "Blurred bars (nothing is lost)",
    Aspect.PLAIN: "Plain bars (nothing is lost)",
    Aspect.CROP: "Crop to the faces or the middle",
}


@dataclass(frozen=True)
class FileView:
    """`plan` is empty once the post is out: what was sent is what `variant` says."""

    state: str
    label: str
    note: str
    plan: Plan
    choices: Choices
    variant: MediaVariant | None
    progress: int

    @property
    def tone(self) -> str:
        return TONES.get(State(self.state), "")

    @property
    def is_working(self) -> bool:
        return self.state in (State.CHECKING, State.PREPARING)

    @property
    def proposal(self) -> str:
        """The recipe that a yes would be for; empty when nothing is asked."""
        waits = self.state == State.PROPOSED and self.plan.recipe
        return self.plan.recipe.hash if waits and self.plan.recipe else ""

    @property
    def shapes(self) -> list[tuple[str, str, bool]]:
        """What may be chosen for a picture of the wrong shape: value, words, chosen."""
        recipe = self.plan.recipe
        if recipe is None or not (recipe.bars or recipe.crop):
            return []
        return [(value, words, value == self.choices.aspect) for value, words in SHAPES.items()]

    @property
    def is_cut(self) -> bool:
        """Whether a piece of a longer film is sent, whose begin can be chosen."""
        return bool(self.plan.recipe and self.plan.recipe.seconds)


def get_file_view(schedule: PostingSchedule) -> FileView:
    """Read once for a page; the plan is worked out afresh while the post can still change."""
    plan = plan_for(schedule) if schedule.status in UNSENT else Plan()
    variant = schedule.variant if schedule.variant_id else None
    return FileView(
        state=schedule.file_state,
        label=schedule.get_file_state_display(),
        note=schedule.file_note,
        plan=plan,
        choices=choices_of(schedule),
        variant=variant,
        progress=progress_of(schedule),
    )


def progress_of(schedule: PostingSchedule) -> int:
    """Per cent of the rendering; 0 while it waits."""
    variant = schedule.variant if schedule.variant_id else None
    return variant.job.progress_pct if variant and variant.job else 0
