"""The Sandbox: a social network in a process of its own, a simulation for trying things out.

It speaks HTTP like the real ones, keeps its own ledger, grows metrics and comments by a seeded
model, and misbehaves on demand. It never de-duplicates: a post sent twice is there twice. Nothing
in this package uses Django or the product's database.
"""
