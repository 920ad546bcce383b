package org.gpugdb.server.cli;

/** How the process ends. */
final class ExitCode {
  static final int OK = 0;

  /** Something could not be done; a sentence on the terminal says what. */
  static final int FAILURE = 1;

  /** The command line makes no sense; a sentence on the terminal says why. */
  static final int USAGE = 2;

  /** A precondition of debugging is missing. */
  static final int MISSING = 3;

  private ExitCode() {}
}
