package org.gpugdb.backend.kernel.wire;

import java.nio.ByteBuffer;
import java.util.UUID;

/**
 * The first three messages of a connection, by which a process claims its pid and proves it.
 *
 * <p>The kernel begins with a {@link Challenge}. The caller puts its nonce anywhere into its memory
 * and answers with a {@link Claim}. The kernel looks for the nonce in the memory of the claimed
 * process, which only that process (or one that may debug it) can have put there, and closes the
 * handshake with a {@link CallReply}: 0, or {@code -errno} before it closes the connection.
 */
public final class Handshake {
  /** Bytes of a nonce. */
  public static final int NONCE_SIZE = 16;

  private static final long MAGIC = 0x6c6c61632d757067L; // "gpu-call"
  private static final int VERSION = 1;

  private Handshake() {}

  /**
   * From the kernel: magic (8 bytes), version (4), pid (4), nonce (16).
   *
   * @param pid the kernel's process
   * @param nonce random, never used before
   */
  public record Challenge(int pid, UUID nonce) {
    public static final int SIZE = 16 + NONCE_SIZE;

    /** Appends the message to {@code to}, which is little-endian. */
    public void encode(ByteBuffer to) {
      encodeNonce(nonce, to.putLong(MAGIC).putInt(VERSION).putInt(pid));
    }

    /**
     * Takes a message from {@code from}, which is little-endian.
     *
     * @throws IllegalArgumentException if it is none, or of another version
     */
    public static Challenge decode(ByteBuffer from) {
      requirePreface(from);
      return new Challenge(from.getInt(), decodeNonce(from));
    }
  }

  /**
   * From the caller: magic (8 bytes), version (4), pid (4), address (8).
   *
   * @param pid the caller's process
   * @param nonceAddress where the nonce is in its memory, until the kernel replies
   */
  public record Claim(int pid, long nonceAddress) {
    public static final int SIZE = 24;

    /** Appends the message to {@code to}, which is little-endian. */
    public void encode(ByteBuffer to) {
      to.putLong(MAGIC).putInt(VERSION).putInt(pid).putLong(nonceAddress);
    }

    /**
     * Takes a message from {@code from}, which is little-endian.
     *
     * @throws IllegalArgumentException if it is none, or of another version
     */
    public static Claim decode(ByteBuffer from) {
      requirePreface(from);
      return new Claim(from.getInt(), from.getLong());
    }
  }

  /** Appends a nonce, as it is sent and as it stands in memory, to little-endian {@code to}. */
  public static void encodeNonce(UUID nonce, ByteBuffer to) {
    to.putLong(nonce.getMostSignificantBits()).putLong(nonce.getLeastSignificantBits());
  }

  /** Takes a nonce from little-endian {@code from}. */
  public static UUID decodeNonce(ByteBuffer from) {
    return new UUID(from.getLong(), from.getLong());
  }

  private static void requirePreface(ByteBuffer from) {
    long magic = from.getLong();
    int version = from.getInt();
    if (magic != MAGIC || version != VERSION) {
      throw new IllegalArgumentException(
          magic == MAGIC
              ? "protocol version " + version + ", not " + VERSION
              : "no emulated kernel's socket");
    }
  }
}
