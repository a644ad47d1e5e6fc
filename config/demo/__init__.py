"""`make demo`: the whole loop over a folder, on a scratch database and the Sandbox network."""
