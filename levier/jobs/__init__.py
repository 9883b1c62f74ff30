"""Background work: a job with its progress line, retries, nightly ticks and a reaper."""
