"""The errors ŷ − y: their histogram, and where over the inputs they are large."""
