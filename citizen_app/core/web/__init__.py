"""What every page shares: headers, sessions, cache, forms, errors, assets."""
