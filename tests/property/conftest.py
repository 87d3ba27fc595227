"""Laws are searched without a deadline: the machine may be busy."""

from hypothesis import settings

settings.register_profile("hedgerow", deadline=None)
settings.load_profile("hedgerow")
