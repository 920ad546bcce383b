package org.gpugdb.protocol.reply;

/** What a server sends without being asked, in non-stop mode. */
public sealed interface Notification {
  /**
   * Something stopped or ended. At most one may be outstanding; the client asks for those behind
   * it.
   */
  record Stop(StopEvent event) implements Notification {}
}
