"""exgen: exercises on convolutional networks with proven keys."""

__version__ = "0.1.0"
