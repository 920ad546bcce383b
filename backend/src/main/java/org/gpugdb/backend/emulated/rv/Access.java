package org.gpugdb.backend.emulated.rv;

/**
 * What an instruction wanted from memory. Atomic read-modify-write operations count as {@link
 * #WRITE}.
 */
public enum Access {
  READ,
  WRITE,
  EXECUTE
}
