"""Posts, mounted at /posts/. The page of one post joins several apps: `config/pages/post.py`."""

from django.urls import path

from scheduling import (
    feed_views,
    file_views,
    import_views,
    replan_views,
    rewrite_views,
    views,
)

urlpatterns = [
    path("", views.posts, name="posts"),
    path("approve/", views.posts_approve, name="posts-approve"),
    path("import/", import_views.post_import, name="post-import"),
    path("import/check/", import_views.post_import_check, name="post-import-check"),
    path("import/apply/", import_views.post_import_apply, name="post-import-apply"),
    path("import/example.csv", import_views.post_import_example, name="post-import-example"),
    path("export/posts.csv", import_views.post_export, name="post-export"),
    path("feeds/", feed_views.calendar_feeds, name="calendar-feeds"),
    path("feeds/create/", feed_views.calendar_feed_create, name="calendar-feed-create"),
    path("feeds/<uuid:pk>/renew/", feed_views.calendar_feed_renew, name="calendar-feed-renew"),
    path("feeds/<uuid:pk>/revoke/", feed_views.calendar_feed_revoke, name="calendar-feed-revoke"),
    path("replan/", replan_views.replan, name="replan"),
    path("replan/apply/", replan_views.replan_apply, name="replan-apply"),
    path("<uuid:pk>/approve/", views.post_approve, name="post-approve"),
    path("<uuid:pk>/send-back/", views.post_send_back, name="post-send-back"),
    path("<uuid:pk>/reject/", views.post_reject, name="post-reject"),
    path("<uuid:pk>/publish-now/", views.post_publish_now, name="post-publish-now"),
    path("<uuid:pk>/cancel/", views.post_cancel, name="post-cancel"),
    path("<uuid:pk>/move/", views.post_move, name="post-move"),
    path("<uuid:pk>/submit/", views.post_submit, name="post-submit"),
    path("<uuid:pk>/row/", views.post_row, name="post-row"),
    path("<uuid:pk>/file/", file_views.post_file, name="post-file"),
    path("<uuid:pk>/file/agree/", file_views.post_file_agree, name="post-file-agree"),
    path("<uuid:pk>/file/choose/", file_views.post_file_choose, name="post-file-choose"),
    path("<uuid:pk>/shorten/", file_views.post_shorten, name="post-shorten"),
    path("<uuid:pk>/rewrite/", rewrite_views.post_rewrite, name="post-rewrite"),
    path(
        "<uuid:pk>/rewrite/suggest/",
        rewrite_views.post_rewrite_suggest,
        name="post-rewrite-suggest",
    ),
    path("<uuid:pk>/count/", views.post_count, name="post-count"),
]
