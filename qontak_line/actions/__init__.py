"""Verbs: the only writers across rows.

They take the actor as `by=`, flush, and leave the commit to who opened `transaction()`.
"""
