"""One check of a whole post: sentences that say what to change."""

from platforms.specs import PostMedia, check_post, get_spec

CLIP = PostMedia("video", "video/mp4", 5_000_000, 1080, 1920, 20.0)
PHOTO = PostMedia("image", "image/jpeg", 500_000, 1080, 1080)


def test_good_post_has_no_problems():
    assert check_post(get_spec("tiktok"), "Coffee first. #coffee", media=[CLIP]) == []
    assert check_post(get_spec("yt_shorts"), "Coffee.", title="Coffee", media=[CLIP]) == []


def test_long_text_is_told_by_how_much():
    [sentence] = check_post(get_spec("threads"), "a" * 512)
    assert "at most 500" in sentence
    assert sentence.endswith("Shorten it by 12.")


def test_bytes_count_on_bluesky_too():
    [sentence] = check_post(get_spec("bluesky"), "👩‍🍳" * 299)
    assert "3,000 bytes" in sentence


def test_title_is_asked_for_and_kept_short():
    spec = get_spec("youtube")
    assert check_post(spec, "Words", media=[CLIP]) == ["YouTube needs a title."]
    [sentence] = check_post(spec, "Words", title="t" * 101, media=[CLIP])
    assert "at most 100 characters" in sentence


def test_refused_signs_are_named():
    spec = get_spec("youtube")
    sentences = check_post(spec, "a <b> c", title="1 < 2", media=[CLIP])
    assert any("in the text" in s for s in sentences)
    assert any("in the title" in s for s in sentences)


def test_too_many_hashtags_and_mentions_are_refused_where_the_platform_does():
    text = (
        " ".join(f"#tag{n}" for n in range(31)) + " " + " ".join(f"@friend{n}" for n in range(21))
    )
    sentences = check_post(get_spec("instagram"), text, media=[PHOTO])
    assert any("30 hashtags; this text has 31" in s for s in sentences)
    assert any("20 mentions; this text has 21" in s for s in sentences)
    assert check_post(get_spec("x"), "#a #b #c #d #e") == []


def test_media_are_needed_counted_and_not_mixed():
    tiktok = get_spec("tiktok")
    assert check_post(tiktok, "Words") == ["TikTok needs images or videos with every post."]
    assert any("no mix" in s for s in check_post(tiktok, "Words", media=[CLIP, PHOTO]))
    too_many = check_post(get_spec("x"), "Words", media=[PHOTO] * 5)
    assert too_many == ["X takes at most 4 images in one post."]


def test_wordpress_wants_a_title_and_a_hundred_characters():
    sentences = check_post(get_spec("wordpress"), "Short.")
    assert any("at least 100" in s for s in sentences)
    assert any("needs a title" in s for s in sentences)


def test_unknown_facts_are_not_held_against_a_file():
    assert check_post(get_spec("tiktok"), "Words", media=[PostMedia("video")]) == []


def test_photo_with_too_many_pixels_is_refused():
    [sentence] = check_post(
        get_spec("tiktok"), "Words", media=[PostMedia("image", "image/jpeg", 1, 2000, 3000)]
    )
    assert "short side of at most 1080" in sentence
