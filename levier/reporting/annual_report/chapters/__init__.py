"""The chapters in the order of the published report, one file each."""
