"""Whether a first comment may go out as it stands: sentences that say what to change, or none."""

from platforms.specs.types import PlatformSpec


def check_comment(spec: PlatformSpec, text: str) -> list[str]:
    """Everything that keeps a comment from going out below a post on `spec`; none without text."""
    limits = spec.first_comment
    if not text:
        return []
    if limits is None:
        return [f"{no_comments(spec)} Take the first comment out."]
    problems = []
    length = spec.count_text(text)
    if length > limits.max_text:
        problems.append(
            f"{spec.label} takes comments of at most {limits.max_text:,} {spec.counted_in}; the "
            f"first comment has {length:,}. Shorten it by {length - limits.max_text:,}."
        )
    elif limits.max_text_bytes is not None and len(text.encode()) > limits.max_text_bytes:
        problems.append(
            f"{spec.label} takes comments of at most {limits.max_text_bytes:,} bytes. "
            "Shorten the first comment."
        )
    return problems


def no_comments(spec: PlatformSpec) -> str:
    """“TikTok takes no comments from apps.”"""
    return f"{spec.label} takes no comments from apps."
