package org.gpugdb.protocol.wire;

import java.util.Arrays;

/**
 * Writes one packet or notification, with its frame and checksum.
 *
 * <p>Not thread-safe; used once. This is the only place that writes {@code $}, {@code %}, {@code #}
 * and {@code }}.
 */
public final class PacketBuilder {
  private static final int FRAME_SIZE = 4;
  private static final byte UNSENDABLE = '?';

  private byte[] buffer;
  private int size;
  private boolean runLength;

  private PacketBuilder(char start, int payloadHint) {
    buffer = new byte[payloadHint + FRAME_SIZE];
    buffer[size++] = (byte) start;
  }

  /** Begins a packet; {@code payloadHint} is the expected payload size. */
  public static PacketBuilder packet(int payloadHint) {
    return new PacketBuilder('$', payloadHint);
  }

  /** Begins a notification with its {@code name}, such as {@code Stop}. */
  public static PacketBuilder notification(String name, int payloadHint) {
    return new PacketBuilder('%', payloadHint + name.length() + 1).text(name).character(':');
  }

  /** Compresses runs when the packet is finished. Not for notifications. */
  public PacketBuilder withRunLength() {
    runLength = true;
    return this;
  }

  /** The number of payload bytes so far, before run-length compression. */
  public int payloadSize() {
    return size - 1;
  }

  /** One ASCII character; one that would break the frame is replaced as in {@link #text}. */
  public PacketBuilder character(char c) {
    ensure(1);
    buffer[size++] = sendable(c) ? (byte) c : UNSENDABLE;
    return this;
  }

  /**
   * Text that clients take as it is: there is no escape for it. Characters that would break the
   * frame ({@code # $ *}), and those that are not printable ASCII, become {@code ?}.
   */
  public PacketBuilder text(String text) {
    ensure(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      buffer[size++] = sendable(c) ? (byte) c : UNSENDABLE;
    }
    return this;
  }

  /** An unsigned number in hex without leading zeros. */
  public PacketBuilder number(long number) {
    int digits = Math.max(1, (Long.SIZE - Long.numberOfLeadingZeros(number) + 3) / 4);
    return digits(number, digits);
  }

  /** The low {@code count} digits of {@code number}, with leading zeros. */
  public PacketBuilder digits(long number, int count) {
    ensure(count);
    for (int shift = 4 * (count - 1); shift >= 0; shift -= 4) {
      buffer[size++] = (byte) Hex.digit((int) (number >>> shift) & 0xf);
    }
    return this;
  }

  /** Two hex digits per byte. */
  public PacketBuilder hex(Bytes bytes) {
    ensure(2 * bytes.size());
    Hex.encode(bytes, buffer, size);
    size += 2 * bytes.size();
    return this;
  }

  /** The UTF-8 encoding of {@code text} as hex digits. */
  public PacketBuilder hexText(String text) {
    return hex(Bytes.utf8(text));
  }

  /** Binary data, escaped. */
  public PacketBuilder binary(Bytes data) {
    ensure(2 * data.size());
    byte[] source = data.array();
    byte[] target = buffer;
    int end = data.offset() + data.size();
    int out = size;
    for (int i = data.offset(); i < end; i++) {
      byte value = source[i];
      if (BinaryEscape.isSpecial(value)) {
        target[out++] = BinaryEscape.ESCAPE;
        value ^= BinaryEscape.MASK;
      }
      target[out++] = value;
    }
    size = out;
    return this;
  }

  /** A thread id, with its process if {@code multiprocess} was agreed on. */
  public PacketBuilder thread(Ptid thread, boolean multiprocess) {
    if (multiprocess) {
      character('p').number(thread.pid()).character('.');
    }
    return number(thread.tid());
  }

  /** Ends the packet and returns all of it, frame included. The builder is of no use afterwards. */
  public Bytes finish() {
    if (runLength) {
      size = RunLength.compress(buffer, 1, size);
    }
    int sum = 0;
    for (int i = 1; i < size; i++) {
      sum += buffer[i];
    }
    ensure(3);
    buffer[size++] = '#';
    digits(sum & 0xff, 2);
    return Bytes.adopt(buffer, 0, size);
  }

  private static boolean sendable(char c) {
    return c >= ' ' && c <= '~' && c != '#' && c != '$' && c != '*';
  }

  private void ensure(int count) {
    if (count > buffer.length - size) {
      buffer = Arrays.copyOf(buffer, Math.max(size + count, 2 * buffer.length));
    }
  }
}
