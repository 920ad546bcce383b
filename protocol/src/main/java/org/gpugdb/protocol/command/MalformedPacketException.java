package org.gpugdb.protocol.command;

/** A known packet whose arguments break its syntax. The message names what, where and in which. */
public final class MalformedPacketException extends Exception {
  private static final long serialVersionUID = 1L;

  MalformedPacketException(String message) {
    super(message, null, false, false);
  }
}
