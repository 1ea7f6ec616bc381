"""The command line: ``rusfelt …``, one file a command."""
