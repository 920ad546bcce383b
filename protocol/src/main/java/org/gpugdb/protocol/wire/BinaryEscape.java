package org.gpugdb.protocol.wire;

import java.util.Optional;

/**
 * Escaping of binary data: {@code }}, then the byte xor 0x20.
 *
 * <p>Senders escape the bytes that frame packets, and servers also {@code *}, which would begin a
 * run. See the GDB manual, "Overview" of the remote protocol, "Binary Data".
 */
public final class BinaryEscape {
  static final byte ESCAPE = '}';
  static final int MASK = 0x20;

  private BinaryEscape() {}

  /** Whether a server must escape {@code value}. */
  static boolean isSpecial(byte value) {
    return value == '#' || value == '$' || value == '*' || value == ESCAPE;
  }

  /** How many bytes {@code data} takes on the line. */
  public static int escapedSize(Bytes data) {
    int size = data.size();
    for (int i = 0; i < data.size(); i++) {
      if (isSpecial(data.get(i))) {
        size++;
      }
    }
    return size;
  }

  /** The longest beginning of {@code data} that takes at most {@code room} bytes on the line. */
  public static Bytes fitting(Bytes data, int room) {
    if (2L * data.size() <= room) {
      return data;
    }
    int used = 0;
    for (int i = 0; i < data.size(); i++) {
      used += isSpecial(data.get(i)) ? 2 : 1;
      if (used > room) {
        return data.slice(0, i);
      }
    }
    return data;
  }

  /**
   * Undoes the escaping, of any byte.
   *
   * @return empty if {@code escaped} ends within an escape
   */
  public static Optional<Bytes> unescape(Bytes escaped) {
    int first = escaped.indexOf(ESCAPE, 0);
    if (first < 0) {
      return Optional.of(escaped);
    }
    byte[] plain = escaped.toArray();
    int size = first;
    for (int i = first; i < plain.length; i++) {
      if (plain[i] != ESCAPE) {
        plain[size++] = plain[i];
      } else if (i + 1 < plain.length) {
        plain[size++] = (byte) (plain[++i] ^ MASK);
      } else {
        return Optional.empty();
      }
    }
    return Optional.of(Bytes.adopt(plain, 0, size));
  }
}
