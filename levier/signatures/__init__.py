"""Who signed which stored file, how and when. What the file means is known above."""
