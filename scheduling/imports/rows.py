"""Every row of a sheet as what would happen. Reads what is there, decides, writes nothing."""

from collections import defaultdict
from copy import copy
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo, available_timezones

from media_assets.models import MediaAsset
from platforms.models import Connection
from platforms.specs import get_spec
from scheduling.edits import clean_edit, words_on
from scheduling.exceptions import PostProblem
from scheduling.fitness import word_problems
from scheduling.imports.columns import WORDS
from scheduling.imports.known import TWO_YEARS, USABLE, Known, media_of
from scheduling.imports.plan import Difference, ImportOptions, ImportPlan, RowPlan
from scheduling.imports.sheet import Sheet, SheetRow
from scheduling.imports.when import DateOrder, order_of, read_when
from scheduling.models import PostingSchedule
from scheduling.placement import place
from scheduling.planner import MIN_GAP
from scheduling.services.posts import own_words_first
from scheduling.wording import words_for

Status = PostingSchedule.Status
CHANGEABLE = (Status.DRAFT, Status.PENDING)
AS_DRAFT = {"draft", "yes", "true", "1"}
AS_PLANNED = {"", "no", "false", "0", "pending", "scheduled", "planned", "awaiting"}


def plan_import(sheet: Sheet, known: Known, options: ImportOptions) -> ImportPlan:
    """What every row would do. The same file, rows and options: the same plan."""
    if options.order == DateOrder.AUTO:
        dates = [row.get("date") or row.get("scheduled_at") for row in sheet.rows]
        options = replace(options, order=order_of(dates))
    plans = [_read_row(row, sheet, known, options) for row in sheet.rows]
    _refuse_twice_named(plans)
    _skip_what_waits(plans, known, options)
    _fit_in(plans, known)
    return ImportPlan(plans, sheet.unused)


def _read_row(row: SheetRow, sheet: Sheet, known: Known, options: ImportOptions) -> RowPlan:
    """One row by itself: all that is wrong with it at once, as far as that can be told."""
    plan = RowPlan(row.number, account=_account_words(row), file=media_of(row))
    if row.overflow:
        plan.problems.append("It has more cells than the header. Is a cell with commas not quoted?")
    if row.get("id"):
        _read_change(plan, row, sheet, known, options)
    else:
        _read_new(plan, row, known, options)
    return plan


def _account_words(row: SheetRow) -> str:
    return " · ".join(filter(None, [row.get("platform"), row.get("account")]))


def _read_new(plan: RowPlan, row: SheetRow, known: Known, options: ImportOptions) -> None:
    if row.get("platform") or row.get("account"):
        plan.connection = _told(plan, known.account, row.get("account"), row.get("platform"))
    else:
        plan.problems.append("It names no account. Fill “account” or “platform”.")
    if media_of(row):
        plan.asset = _told(plan, known.asset, media_of(row))
    else:
        plan.problems.append("It names no media: give a file name of the library, or its id.")
    if row.get("campaign"):
        plan.campaign = _told(plan, known.campaign, row.get("campaign"))
    _read_time(plan, row, known, options, needed=True)
    _read_status(plan, row)
    if plan.connection is not None:
        plan.account = str(plan.connection)
        if not plan.connection.can_publish:
            plan.problems.append(
                f"{plan.connection} is not connected. Reconnect the account first."
            )
    if plan.asset is not None:
        plan.file = plan.asset.filename
        if plan.asset.status not in USABLE:
            state = plan.asset.get_status_display().lower()
            plan.problems.append(f"The media is {state}; it can be posted once it is analysed.")
        elif plan.connection is not None:
            _check_words(plan, row, known, plan.asset, plan.connection)


def _told(plan: RowPlan, find, *words):
    """What `find` finds; its complaint becomes a problem of the row."""
    try:
        return find(*words)
    except ValueError as error:
        plan.problems.append(str(error))
        return None


def _read_time(
    plan: RowPlan, row: SheetRow, known: Known, options: ImportOptions, *, needed: bool
) -> None:
    """The row's moment, and what a change of the clocks did to it."""
    text = row.get("scheduled_at") or f"{row.get('date')} {row.get('time')}".strip()
    if not text:
        if needed:
            plan.problems.append("It has no date and time.")
        return
    name = row.get("timezone")
    if name and name not in available_timezones():
        plan.problems.append(f"“{name[:60]}” is no time zone. Write one like Europe/Berlin.")
        return
    plan.zone = ZoneInfo(name) if name else options.zone
    moment = _told(plan, read_when, text, plan.zone, options.order)
    if moment is None:
        return
    plan.at = moment.at
    if moment.note:
        local = moment.at.astimezone(plan.zone)
        plan.notes.append(f"{moment.note} It goes out at {local:%H:%M} ({local:%Z}).")


def _require_open_future(plan: RowPlan, now: datetime) -> None:
    if plan.at is not None and plan.at < now:
        plan.problems.append("That time has passed. Pick a later one.")
    elif plan.at is not None and plan.at > now + TWO_YEARS:
        plan.problems.append("That is more than two years ahead. Is the year right?")


def _read_status(plan: RowPlan, row: SheetRow) -> None:
    state = row.get("status").casefold()
    plan.as_draft = state in AS_DRAFT
    if state not in AS_DRAFT | AS_PLANNED:
        plan.problems.append(
            f"“{row.get('status')[:40]}” cannot be imported: leave it empty or “draft”."
        )


def _check_words(
    plan: RowPlan, row: SheetRow, known: Known, asset: MediaAsset, connection: Connection
) -> None:
    """Placement, words and limits, as the post would have them."""
    given: dict = {name: row.get(name) for name in WORDS if row.get(name)}
    try:
        platform = place(asset, connection).platform
        given |= _options(plan, row.get("alt_text"), platform, asset, {})
        plan.words = clean_edit(given)
    except PostProblem as problem:
        plan.problems.append(problem.sentence)
        return
    suggested = words_for(asset, known.analyses.get(asset.pk), platform)
    if suggested.body and "body" not in plan.words:
        plan.notes.append("The caption is the suggested one.")
    post = PostingSchedule(
        team=known.team,
        media=asset,
        connection=connection,
        platform=platform,
        **own_words_first(suggested, plan.words),
    )
    _check_limits(plan, post, known)


def _options(plan: RowPlan, alt_text: str, platform: str, asset: MediaAsset, present: dict) -> dict:
    """The platform's options with this alt text; a note where it takes none."""
    if not alt_text:
        return {}
    spec = get_spec(platform)
    most = spec.alt_text.get(asset.media_type)
    if not most:
        plan.notes.append(f"{spec.label} takes no alt text here; it is left out.")
        return {}
    if len(alt_text) > most:
        plan.problems.append(f"The alt text has {len(alt_text)} characters; {most} is the most.")
    return {"platform_specific": {**present, "alt_text": alt_text}}


def _read_change(
    plan: RowPlan, row: SheetRow, sheet: Sheet, known: Known, options: ImportOptions
) -> None:
    """A row with the id of a post: what of it would change."""
    post = known.posts.get(row.get("id").strip().lower())
    if post is None:
        plan.problems.append(
            "There is no post with this id in your team. Leave it empty for a new one."
        )
        return
    plan.post, plan.asset, plan.connection = post, post.media, post.connection
    plan.account, plan.file, plan.shown_text = str(post.connection), post.media.filename, post.body
    if post.status not in CHANGEABLE:
        state = post.get_status_display().lower()
        plan.is_settled = True
        plan.notes.append(f"The post is {state}; it stays as it is.")
        return
    _read_time(plan, row, known, options, needed=False)
    _compare_time(plan, post)
    _compare_words(plan, row, sheet, post, known)
    _compare_version(plan, row, post)


def _compare_time(plan: RowPlan, post: PostingSchedule) -> None:
    """Another time is one that differs by a second or more; the file has no smaller parts."""
    if plan.at is None or plan.at == post.scheduled_at.replace(microsecond=0):
        plan.at = post.scheduled_at
        return
    if post.is_locked:
        plan.problems.append("This post is locked to its time. Unlock it first.")
    zone = post.team.zone
    before, after = post.scheduled_at.astimezone(zone), plan.at.astimezone(zone)
    pattern = "%Y-%m-%d %H:%M"
    plan.differences.append(Difference("time", f"{before:{pattern}}", f"{after:{pattern}}"))


def _compare_words(
    plan: RowPlan, row: SheetRow, sheet: Sheet, post: PostingSchedule, known: Known
) -> None:
    """An empty cell of a column that is there clears the field."""
    given: dict = {name: row.get(name) for name in WORDS if name in sheet.fields}
    if "alt_text" in sheet.fields and row.get("alt_text") != post.platform_specific.get(
        "alt_text", ""
    ):
        given |= _options(
            plan, row.get("alt_text"), post.platform, post.media, post.platform_specific
        )
    try:
        after = clean_edit(given)
    except PostProblem as problem:
        plan.problems.append(problem.sentence)
        return
    before = words_on(post, after)
    plan.words = {name: value for name, value in after.items() if value != before[name]}
    for name, value in plan.words.items():
        plan.differences.append(Difference(name, _as_text(before[name]), _as_text(value)))
    if plan.words:
        changed = copy(post)
        for name, value in plan.words.items():
            setattr(changed, name, value)
        _check_limits(plan, changed, known)


def _check_limits(plan: RowPlan, post: PostingSchedule, known: Known) -> None:
    """What the platform and the brand guide say about the words that the post would have."""
    plan.shown_text = post.body
    plan.problems += word_problems(post, known.voice)


def _as_text(value) -> str:
    if isinstance(value, dict):
        return str(value.get("alt_text", ""))
    return " ".join(value) if isinstance(value, list) else str(value)


def _compare_version(plan: RowPlan, row: SheetRow, post: PostingSchedule) -> None:
    """A post that was edited after it was exported is not written over."""
    text = row.get("version")
    if not text or not plan.words:
        plan.version = post.version
        return
    if not text.isdecimal() or int(text) != post.version:
        plan.problems.append(
            "Somebody edited this post after it was exported. Export it again, or empty “version”."
        )
    plan.version = post.version


def _refuse_twice_named(plans: list[RowPlan]) -> None:
    """One post changed by two rows: nobody can say which of them counts."""
    seen: dict[UUID, int] = {}
    for plan in plans:
        if plan.post is not None and plan.post.pk in seen:
            plan.problems.append(f"Row {seen[plan.post.pk]} is about the same post.")
        elif plan.post is not None:
            seen[plan.post.pk] = plan.number


def _skip_what_waits(plans: list[RowPlan], known: Known, options: ImportOptions) -> None:
    """The same file again plans nothing twice, also when posts were moved meanwhile."""
    in_file: dict[tuple[UUID, UUID], int] = {}
    for plan in plans:
        if plan.post is not None or plan.connection is None or plan.asset is None:
            continue
        key = (plan.connection.pk, plan.asset.pk)
        standing = known.standing[key]
        same = next((p for p in standing if p.scheduled_at == plan.at), None)
        waiting = next((p for p in standing if p.status != Status.POSTED), None)
        if same is not None:
            _settle(plan, "It stands there already.")
        elif waiting is not None and not options.again:
            local = waiting.scheduled_at.astimezone(known.team.zone)
            _settle(plan, f"It is planned on this account already, for {local:%-d %B %Y, %H:%M}.")
        elif key in in_file and not options.again:
            _settle(plan, f"Row {in_file[key]} plans the same media on this account.")
        elif standing:
            plan.notes.append(f"It goes to this account for time number {len(standing) + 1}.")
        in_file.setdefault(key, plan.number)


def _settle(plan: RowPlan, note: str) -> None:
    """Nothing is to be done; what else was wrong with the row does not matter then."""
    plan.is_settled, plan.notes = True, [note]
    plan.problems.clear()


def _fit_in(plans: list[RowPlan], known: Known) -> None:
    """Past times, gaps and limits, with the earlier rows in place and moving posts away.

    A move that is refused leaves its post where it stands, so the others are looked at again.
    """
    for plan in plans:
        if not plan.is_settled and (plan.post is None or plan.moves):
            _require_open_future(plan, known.now)
    waiting = [plan for plan in plans if not plan.problems and not plan.is_settled]
    while True:
        moving = {
            (p.post.connection_id, p.post.scheduled_at)
            for p in waiting
            if p.post is not None and p.moves
        }
        taken: dict[UUID, list[datetime]] = defaultdict(list)
        for account in known.accounts:
            times = known.times[account.pk]
            taken[account.pk] = [at for at in times if (account.pk, at) not in moving]
        refused = False
        for plan in [p for p in waiting if not p.problems]:
            moved = plan.moves
            _fit_one(plan, known, taken)
            refused |= moved and bool(plan.problems)
        if not refused:
            return


def _fit_one(plan: RowPlan, known: Known, taken: dict[UUID, list[datetime]]) -> None:
    """Check one row against what stands, and let it stand too."""
    if plan.connection is None or plan.at is None or (plan.post is not None and not plan.moves):
        return
    others, timetable = taken[plan.connection.pk], known.timetables[plan.connection.pk]
    gap = max(MIN_GAP, timedelta(minutes=plan.connection.min_interval_minutes or 0))
    near = [at for at in others if abs(at - plan.at) < gap]
    if near:
        local = min(near).astimezone(known.team.zone)
        hours = gap.total_seconds() / 3600
        plan.problems.append(
            f"Another post of this account is at {local:%-d %B, %H:%M}; "
            f"at least {hours:g} hours must lie between two."
        )
    elif timetable.is_full(plan.at, others):
        plan.problems.append("The account would post more than its network takes in that time.")
    else:
        others.append(plan.at)
        if (closed := timetable.why_closed(plan.at)) and closed not in plan.notes:
            plan.notes.append(f"{closed} You may still post then.")
