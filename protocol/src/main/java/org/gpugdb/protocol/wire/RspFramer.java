package org.gpugdb.protocol.wire;

import java.util.Arrays;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Cuts a byte stream into frames, in whatever pieces it arrives.
 *
 * <p>Bytes between frames that mean nothing are skipped. A {@code $} within a packet cannot be
 * data: the sender gave the packet up and began anew, so what came before is dropped. Memory is
 * bounded by the limit; a longer packet is skipped to its end and reported as {@link
 * Frame.Reason#TOO_LONG}.
 *
 * <p>Not thread-safe. The consumer is called synchronously and must not feed the framer.
 */
public final class RspFramer {
  private static final Frame ACK = new Frame.Ack();
  private static final Frame NACK = new Frame.Nack();
  private static final Frame INTERRUPT = new Frame.Interrupt();
  private static final int INITIAL_CAPACITY = 256;

  private enum State {
    BETWEEN_FRAMES,
    PAYLOAD,
    CHECKSUM_HIGH,
    CHECKSUM_LOW
  }

  private final boolean fromServer;
  private final int limit;
  private State state = State.BETWEEN_FRAMES;
  private boolean checksumMatters = true;
  private boolean notification;
  private byte[] buffer = new byte[INITIAL_CAPACITY];
  private int size;
  private boolean overlong;
  private int sum;
  private int checksumHigh;

  private RspFramer(boolean fromServer, int limit) {
    this.fromServer = fromServer;
    this.limit = limit;
  }

  /**
   * For what a client sends: no run lengths and no notifications.
   *
   * @param limit the most payload bytes of a packet
   */
  public static RspFramer ofRequests(int limit) {
    return new RspFramer(false, limit);
  }

  /**
   * For what a server sends: runs are expanded and notifications recognised.
   *
   * @param limit the most payload bytes of a packet, before and after expansion
   */
  public static RspFramer ofReplies(int limit) {
    return new RspFramer(true, limit);
  }

  /** From now on accepts any checksum: in no-ack mode nobody could ask for a packet again. */
  public void ignoreChecksums() {
    checksumMatters = false;
  }

  /** Takes {@code length} bytes from {@code offset} on and hands each frame they complete over. */
  public void feed(byte[] bytes, int offset, int length, Consumer<? super Frame> frames) {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    int end = offset + length;
    int at = offset;
    while (at < end) {
      switch (state) {
        case BETWEEN_FRAMES -> betweenFrames(bytes[at++], frames);
        case PAYLOAD -> at = payload(bytes, at, end);
        case CHECKSUM_HIGH -> {
          checksumHigh = bytes[at++];
          state = State.CHECKSUM_LOW;
        }
        case CHECKSUM_LOW -> {
          state = State.BETWEEN_FRAMES;
          frames.accept(frame(checksumHigh, bytes[at++]));
        }
      }
    }
  }

  private void betweenFrames(byte value, Consumer<? super Frame> frames) {
    switch (value) {
      case '+' -> frames.accept(ACK);
      case '-' -> frames.accept(NACK);
      case 0x03 -> frames.accept(INTERRUPT);
      case '$' -> begin(false);
      case '%' -> {
        if (fromServer) {
          begin(true);
        }
      }
      default -> {
        // Noise, such as what a terminal line left over.
      }
    }
  }

  private void begin(boolean asNotification) {
    state = State.PAYLOAD;
    notification = asNotification;
    size = 0;
    sum = 0;
    overlong = false;
  }

  private int payload(byte[] bytes, int from, int end) {
    int at = from;
    while (at < end && bytes[at] != '#' && bytes[at] != '$') {
      sum += bytes[at++];
    }
    append(bytes, from, at - from);
    if (at == end) {
      return end;
    }
    if (bytes[at] == '#') {
      state = State.CHECKSUM_HIGH;
    } else {
      begin(false);
    }
    return at + 1;
  }

  private void append(byte[] bytes, int from, int count) {
    if (overlong || count > limit - size) {
      overlong = true;
      return;
    }
    if (count > buffer.length - size) {
      int wanted = Math.max(size + count, (int) Math.min(limit, 2L * buffer.length));
      buffer = Arrays.copyOf(buffer, wanted);
    }
    System.arraycopy(bytes, from, buffer, size, count);
    size += count;
  }

  private Frame frame(int high, int low) {
    int checksum = Hex.value(high) << 4 | Hex.value(low);
    if (checksumMatters && checksum != (sum & 0xff)) {
      return new Frame.BadFrame(Frame.Reason.CHECKSUM);
    }
    if (overlong) {
      return new Frame.BadFrame(Frame.Reason.TOO_LONG);
    }
    Bytes payload = Bytes.copyOf(buffer, 0, size);
    if (notification) {
      return new Frame.Notification(payload);
    }
    if (!fromServer) {
      return new Frame.Packet(payload);
    }
    return RunLength.expand(payload, limit)
        .<Frame>map(Frame.Packet::new)
        .orElseGet(() -> new Frame.BadFrame(Frame.Reason.RUN_LENGTH));
  }
}
