package org.gpugdb.backend.uapi;

import static org.gpugdb.backend.uapi.StateSaveAreaLayout.CMD_ADDRESS_OFFSET;
import static org.gpugdb.backend.uapi.StateSaveAreaLayout.CMD_BUFFER_OFFSET;
import static org.gpugdb.backend.uapi.StateSaveAreaLayout.CMD_COMMAND_OFFSET;
import static org.gpugdb.backend.uapi.StateSaveAreaLayout.CMD_SIZE_OFFSET;

import java.nio.ByteBuffer;

/**
 * The register through which a stopped thread is told what to do: this head, then {@link
 * StateSaveAreaLayout#CMD_BUFFER_SIZE} bytes of data.
 *
 * <pre>
 *      +---------------------------------------------------------------+
 *    0 |            command            |              size             |
 *      +---------------------------------------------------------------+
 *    8 |                             offset                            |
 *      +---------------------------------------------------------------+
 * </pre>
 *
 * <p>Source: {@code SystemThread.cpp} of the graphics compiler, set {@code cmd} of the state save
 * area.
 */
public final class CommandRegisterLayout {
  private CommandRegisterLayout() {}

  /**
   * @param command {@link StateSaveAreaLayout#CMD_RESUME}, …
   * @param size of a local memory access in units of {@link StateSaveAreaLayout#CMD_UNIT} bytes
   * @param offset of a local memory access, a multiple of {@link StateSaveAreaLayout#CMD_UNIT}
   */
  public record CommandRegister(int command, int size, long offset) {}

  /** Reads the head at the buffer's position, which stays. */
  public static CommandRegister decode(ByteBuffer buffer) {
    ByteBuffer struct = Struct.at(buffer, CMD_BUFFER_OFFSET);
    return new CommandRegister(
        struct.getInt(CMD_COMMAND_OFFSET),
        struct.getInt(CMD_SIZE_OFFSET),
        struct.getLong(CMD_ADDRESS_OFFSET));
  }

  /** Writes the head at the buffer's position, which stays. */
  public static void encode(ByteBuffer buffer, CommandRegister commandRegister) {
    ByteBuffer struct = Struct.cleared(buffer, CMD_BUFFER_OFFSET);
    struct.putInt(CMD_COMMAND_OFFSET, commandRegister.command());
    struct.putInt(CMD_SIZE_OFFSET, commandRegister.size());
    struct.putLong(CMD_ADDRESS_OFFSET, commandRegister.offset());
  }
}
