"""The rights (scopes) that decide what a member's connection can read."""

MEMBER_ANALYTICS = "r_member_postAnalytics"
MEMBER_PROFILE_ANALYTICS = "r_member_profileAnalytics"
