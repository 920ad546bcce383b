package org.gpugdb.protocol.wire;

/** Sizes that both ends of a connection agree on. */
public final class RspLimits {
  /**
   * What {@code PacketSize} announces, in bytes: 128 KiB.
   *
   * <p>GDB and LLDB size memory transfers by it; beyond 16 KiB the gain is some five per cent, but
   * LLDB also sizes object reads by it and ten thousand thread ids fit in one reply. A single
   * register cannot be split over packets, so it must also exceed the widest register file in hex,
   * which it does a hundredfold. More would only cost memory for each connection.
   */
  public static final int PACKET_SIZE = 0x20000;

  /**
   * The most payload bytes sent, as escaped on the line, between {@code $} and {@code #}: clients
   * count the frame. Of requests accept {@link #PACKET_SIZE}, in case one does not.
   */
  public static final int MAX_PAYLOAD = PACKET_SIZE - 4;

  /** The most bytes that one packet carries as hex digits. */
  public static final int MAX_HEX_DATA = MAX_PAYLOAD / 2;

  private RspLimits() {}
}
