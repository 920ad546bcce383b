package org.gpugdb.protocol.wire;

/** What {@link RspFramer} finds on the line. */
public sealed interface Frame {
  /** {@code +}: the last packet arrived. Meaningless in no-ack mode. */
  record Ack() implements Frame {}

  /** {@code -}: send the last packet again. Meaningless in no-ack mode. */
  record Nack() implements Frame {}

  /** The byte 0x03 outside a packet: stop everything. */
  record Interrupt() implements Frame {}

  /**
   * A complete packet.
   *
   * @param payload what stood between {@code $} and {@code #}, as it was sent: escapes are still in
   *     it, for only the command decides which part of it is binary
   */
  record Packet(Bytes payload) implements Frame {}

  /**
   * A notification, which only servers send.
   *
   * @param payload what stood between {@code %} and {@code #}
   */
  record Notification(Bytes payload) implements Frame {}

  /** A packet that cannot be used. */
  record BadFrame(Reason reason) implements Frame {}

  /** Why a packet cannot be used. */
  enum Reason {
    /** Damaged on the way: asking for it again with {@code -} helps, unless acks are off. */
    CHECKSUM,
    /** Beyond the size limit, arrived intact: it will not get shorter, so answer with an error. */
    TOO_LONG,
    /** A run without a byte to repeat, with an impossible count, or beyond the size limit. */
    RUN_LENGTH
  }
}
