"""`hedgerow route`: one auction from a file, routed, measured and shown."""
