"""« Mon projet »: six questions to anybody, without an account, that keep nothing."""
