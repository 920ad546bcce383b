package org.gpugdb.backend.uapi;

import java.nio.ByteBuffer;
import org.gpugdb.backend.uapi.StructLayout.Field;

/**
 * Extension of a bind operation that adds or removes {@link DebugData}. The first 16 bytes are a
 * {@link UserExtensionLayout}.
 *
 * <p>Source: {@code xe_drm.h} with the debug interface, {@code struct
 * drm_xe_vm_bind_op_ext_debug_data}.
 */
public final class DebugDataExtensionLayout extends DialectStruct {
  /** The extension's name in the chain of a bind operation. */
  public static final int NAME = 0;

  private final Field nextExtension;
  private final Field name;
  private final DebugDataFields data;

  DebugDataExtensionLayout(StructLayout layout) {
    super(layout);
    this.nextExtension = layout.field("next_extension");
    this.name = layout.field("name");
    this.data = new DebugDataFields(layout);
  }

  /**
   * @param name {@link #NAME}
   */
  public record DebugDataExtension(long nextExtension, int name, DebugData data) {}

  /** Reads the struct at the buffer's position, which stays. */
  public DebugDataExtension decode(ByteBuffer buffer) {
    ByteBuffer struct = at(buffer);
    return new DebugDataExtension(
        nextExtension.get(struct), name.getInt(struct), data.decode(struct));
  }

  /** Writes the struct, unnamed bytes as zero, at the buffer's position, which stays. */
  public void encode(ByteBuffer buffer, DebugDataExtension extension) {
    ByteBuffer struct = cleared(buffer);
    nextExtension.put(struct, extension.nextExtension());
    name.put(struct, extension.name());
    data.encode(struct, extension.data());
  }
}
