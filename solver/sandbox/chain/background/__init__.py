"""Background traders, arbitrageurs and price feeds: what moves the twin."""
