"""Pages of de minimis aid: the register, an undertaking, its attestations, reference rates."""
