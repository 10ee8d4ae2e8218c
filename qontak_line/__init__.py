"""One shared inbox for the people who write to a business on LINE."""

__version__ = "0.1.0"
