"""The shared workstation: made by `setup`, checked by `doctor`."""
