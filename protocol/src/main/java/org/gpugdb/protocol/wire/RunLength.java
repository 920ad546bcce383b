package org.gpugdb.protocol.wire;

import java.util.Arrays;
import java.util.Optional;

/**
 * Run-length encoding of replies: a byte, {@code *}, and a character that counts 3 to 97 further
 * repeats as its code less 29.
 *
 * <p>Only servers encode: in a request {@code *} stands for itself. See the GDB manual, "Overview"
 * of the remote protocol.
 */
final class RunLength {
  private static final byte MARK = '*';
  private static final int BIAS = 29;
  private static final int MIN_REPEATS = 3;
  private static final int MAX_REPEATS = 97;

  private RunLength() {}

  /**
   * Expands every run in {@code encoded}.
   *
   * @return empty if a run has no byte to repeat or no valid count, or if the result would exceed
   *     {@code limit} bytes
   */
  static Optional<Bytes> expand(Bytes encoded, int limit) {
    if (encoded.indexOf(MARK, 0) < 0) {
      return encoded.size() > limit ? Optional.empty() : Optional.of(encoded);
    }
    byte[] plain = new byte[Math.min(limit, Math.max(64, 2 * encoded.size()))];
    int size = 0;
    for (int i = 0; i < encoded.size(); i++) {
      byte value = encoded.get(i);
      int repeats = 1;
      if (value == MARK) {
        repeats = ++i < encoded.size() ? encoded.unsigned(i) - BIAS : 0;
        if (size == 0 || repeats < MIN_REPEATS || repeats > MAX_REPEATS) {
          return Optional.empty();
        }
        value = plain[size - 1];
      }
      if (repeats > limit - size) {
        return Optional.empty();
      }
      if (repeats > plain.length - size) {
        plain = Arrays.copyOf(plain, (int) Math.min(limit, 2L * plain.length + MAX_REPEATS));
      }
      Arrays.fill(plain, size, size + repeats, value);
      size += repeats;
    }
    return Optional.of(Bytes.adopt(plain, 0, size));
  }

  /**
   * Compresses {@code buffer[from, to)} in place.
   *
   * @return the new end, at most {@code to}
   */
  static int compress(byte[] buffer, int from, int to) {
    int out = from;
    int in = from;
    while (in < to) {
      byte value = buffer[in];
      int end = in + 1;
      while (end < to && buffer[end] == value) {
        end++;
      }
      out = writeRun(buffer, out, value, end - in);
      in = end;
    }
    return out;
  }

  private static int writeRun(byte[] buffer, int at, byte value, int length) {
    int out = at;
    int left = length;
    while (left > 0) {
      buffer[out++] = value;
      left--;
      int repeats = sendable(Math.min(left, MAX_REPEATS));
      if (repeats >= MIN_REPEATS) {
        buffer[out++] = MARK;
        buffer[out++] = (byte) (repeats + BIAS);
        left -= repeats;
      }
    }
    return out;
  }

  /** The greatest count up to {@code repeats} that does not look like framing or an ack. */
  private static int sendable(int repeats) {
    int count = repeats;
    while (count + BIAS == '#'
        || count + BIAS == '$'
        || count + BIAS == '+'
        || count + BIAS == '-') {
      count--;
    }
    return count;
  }
}
