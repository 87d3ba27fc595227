"""A law that takes so long for one example hangs; the machine may be busy otherwise."""

from datetime import timedelta

from hypothesis import settings

settings.register_profile("hedgerow", deadline=timedelta(seconds=30))
settings.load_profile("hedgerow")
