"""Line prompts: the same walk for a terminal that cannot draw, or for a screen reader."""
