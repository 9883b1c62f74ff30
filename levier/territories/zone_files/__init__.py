"""Reading the official files of zones: what one holds, and every fault it has.

`reading.read_zone_file` recognises the kind by the content; a module each reads priority
districts (`qpv`), rural zones (`zfrr`) and contours of communes (`contours`). Nothing here writes.
"""
