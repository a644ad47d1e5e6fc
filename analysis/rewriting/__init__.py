"""A caption written anew, and hashtags for it: by a text model, or by rules where there is none."""
