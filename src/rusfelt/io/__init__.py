"""Readers and writers: plan files, figures, and files written whole or not at all."""
