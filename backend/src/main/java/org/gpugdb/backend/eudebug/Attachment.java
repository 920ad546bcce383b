package org.gpugdb.backend.eudebug;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What a client has attached to a range that it mapped.
 *
 * @param use what the range is
 * @param module the module of which it is a segment, if it is
 */
record Attachment(RangeUse use, @Nullable Segment module) {
  static final Attachment NONE = new Attachment(RangeUse.DATA, null);

  /**
   * A part of a module.
   *
   * @param key tells the module from others
   * @param count segments of the module
   * @param elf its file
   */
  record Segment(ModuleAssembler.Key key, long count, ByteBuffer elf) {}

  static Attachment of(RangeUse use) {
    return new Attachment(use, null);
  }

  static Attachment of(Segment segment) {
    return new Attachment(RangeUse.CODE, segment);
  }
}
