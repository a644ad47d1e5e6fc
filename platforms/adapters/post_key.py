"""The name of a post that all its tries share."""


def post_key(op_key: str) -> str:
    """The post behind a try's key (`<post>-<number of the try>`)."""
    return op_key.rpartition("-")[0] or op_key
