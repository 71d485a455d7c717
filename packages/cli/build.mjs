// Placeholder until the command line has content.
