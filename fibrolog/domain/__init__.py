"""What a diary is about: spasms, uses of remedies, clear days, and the words for them."""
