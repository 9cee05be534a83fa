"""Who stands at the door.

Marks on routes say for whom they are; staff sign in, readers and books come by secret links.
Nothing here stores or logs an address, a user agent or a referrer.
"""
