package org.gpugdb.backend.eudebug;

import static org.gpugdb.backend.uapi.DebugAreaLayout.EXITED_OFFSET;
import static org.gpugdb.backend.uapi.DebugAreaLayout.HEADER_SIZE;
import static org.gpugdb.backend.uapi.DebugAreaLayout.PRINTF_BYTES_OFFSET;
import static org.gpugdb.backend.uapi.DebugAreaLayout.PRINTF_OFFSET;
import static org.gpugdb.backend.uapi.DebugAreaLayout.PRINTF_SIZE;
import static org.gpugdb.backend.uapi.DebugAreaLayout.PRINTF_WRITTEN_OFFSET;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.gpugdb.backend.spi.BackendException;
import org.gpugdb.backend.uapi.DebugAreaLayout;

/**
 * The debug area of one address space: console output and exit status of its program. Does not look
 * after GPU caches. Confined to the device loop.
 */
final class DebugArea {
  private static final int MAX_EXIT_STATUS = 0xff;

  private final VmFile file;
  private final long address;
  private final CharsetDecoder utf8 =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPLACE)
          .onUnmappableCharacter(CodingErrorAction.REPLACE);
  private final ByteBuffer undecoded = ByteBuffer.allocate(PRINTF_SIZE + Integer.BYTES);
  private long printed;

  private DebugArea(VmFile file, long address, long printed) {
    this.file = file;
    this.address = address;
    this.printed = printed;
  }

  /**
   * The area at an address, if the client has made one there. What has been printed so far is not
   * shown any more.
   */
  static Optional<DebugArea> open(VmFile file, long address) throws BackendException {
    ByteBuffer header = bytes(HEADER_SIZE);
    if (file.read(address, header) < HEADER_SIZE || !DebugAreaLayout.hasMagic(header.flip())) {
      return Optional.empty();
    }
    return Optional.of(new DebugArea(file, address, written(file, address)));
  }

  private static ByteBuffer bytes(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static long written(VmFile file, long address) throws BackendException {
    ByteBuffer written = bytes(Long.BYTES);
    file.readFully(address + PRINTF_OFFSET + PRINTF_WRITTEN_OFFSET, written);
    return written.getLong(0);
  }

  long address() {
    return address;
  }

  /** What was printed since the last call; empty if nothing was. */
  String takeText() throws BackendException {
    long written = written(file, address);
    long fresh = written - printed;
    if (fresh <= 0) {
      printed = written;
      return "";
    }
    String lost = "";
    if (fresh > PRINTF_SIZE) {
      lost = "[" + (fresh - PRINTF_SIZE) + " bytes of output were lost]\n";
      printed = written - PRINTF_SIZE;
      undecoded.clear();
    }
    while (printed < written) {
      int at = (int) (printed % PRINTF_SIZE);
      int length = (int) Math.min(written - printed, PRINTF_SIZE - at);
      undecoded.limit(undecoded.position() + length);
      file.readFully(address + PRINTF_OFFSET + PRINTF_BYTES_OFFSET + at, undecoded);
      undecoded.limit(undecoded.capacity());
      printed += length;
    }
    return lost + decode();
  }

  /** An incomplete character at the end stays until its rest comes. */
  private String decode() {
    CharBuffer text = CharBuffer.allocate(undecoded.position());
    utf8.decode(undecoded.flip(), text, false);
    undecoded.compact();
    return text.flip().toString();
  }

  /** Exit status of the program, 0 while it has not ended by itself. */
  int exitStatus() throws BackendException {
    ByteBuffer exit = bytes(2 * Integer.BYTES);
    file.readFully(address + EXITED_OFFSET, exit);
    return exit.getInt(0) == 0 ? 0 : exit.getInt(Integer.BYTES) & MAX_EXIT_STATUS;
  }
}
