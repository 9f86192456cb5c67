"""A spasm diary for people with fibromyalgia, kept on their own machine."""

__version__ = "0.1.0"
