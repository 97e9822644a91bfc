"""The server's side of the deputy's phone.

``contract``: one item in, one answer out, nothing lost and nothing twice. ``items``: what
each kind of item does. ``photos``: photos in chunks. ``held``: what a person decides.
``bundle``: what the phone is given to work with. Rooms above add their kinds of items and
their part of the bundle by the settings ``PHONE_ITEMS`` and ``PHONE_BUNDLE``.
"""
