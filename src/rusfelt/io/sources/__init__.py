"""What rusfelt reads besides text: one file a format, each loading its library when asked."""
