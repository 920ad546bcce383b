package org.gpugdb.backend.uapi;

/** It cannot be told which dialect a kernel speaks; the message is a sentence for the user. */
public final class UnknownDialectException extends Exception {
  private static final long serialVersionUID = 1L;

  UnknownDialectException(String message) {
    super(message);
  }
}
