"""The validation record of the Syrian case, made from the code. ``python -m tests.docs.validation`` writes it anew."""
