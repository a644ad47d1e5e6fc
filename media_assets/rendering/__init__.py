"""Making a fitting copy of an original: `recipe.py` says what, the rest does it.

Which edits a platform needs is decided a floor above (`scheduling/fitting`); here nobody knows
what a platform is.
"""
