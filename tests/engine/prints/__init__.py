"""Prints of torchvision's models."""
