"""Text in, changes out; pure: no database, no network, no clock.

`compare(old, new)` says what lies between two texts; `fingerprint(text)` says when two texts are the same to a reader.
"""
