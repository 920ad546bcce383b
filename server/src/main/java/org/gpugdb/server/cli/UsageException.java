package org.gpugdb.server.cli;

/** The command line makes no sense. */
final class UsageException extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * @param message one sentence for the user
   */
  UsageException(String message) {
    super(message);
  }
}
