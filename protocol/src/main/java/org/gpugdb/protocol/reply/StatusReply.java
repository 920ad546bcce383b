package org.gpugdb.protocol.reply;

/** How a command went. */
public sealed interface StatusReply extends Reply {
  /** Done. */
  record Ok() implements StatusReply {}

  /** Not known or not supported: the empty packet, never an error. */
  record Unsupported() implements StatusReply {}

  /**
   * Tried and failed.
   *
   * @param number 0..255, by convention an errno value
   * @param text what, on what and why, for clients that take it; may be empty
   */
  record Failure(int number, String text) implements StatusReply {
    /** Rejects numbers that do not fit two digits. */
    public Failure {
      if (number < 0 || number > 0xff) {
        throw new IllegalArgumentException("got error " + number + " (expected 0..255)");
      }
    }
  }

  /** The answer comes later; nothing is sent now. */
  record Deferred() implements StatusReply {}

  /** Nothing is ever sent. */
  record NoReply() implements StatusReply {}
}
