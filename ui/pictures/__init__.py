"""Pictures of the real window, made without a screen."""
