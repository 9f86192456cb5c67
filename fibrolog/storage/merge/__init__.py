"""What comes in from elsewhere, made part of the diary."""
