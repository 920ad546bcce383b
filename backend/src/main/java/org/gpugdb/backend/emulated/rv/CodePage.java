package org.gpugdb.backend.emulated.rv;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The decoded instructions of one page of code. Immutable and position-independent: one instance
 * serves every mapping of the same bytes.
 */
public final class CodePage {
  private static final VarHandle WORD =
      MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  /** One {@link Instruction} per word of the page. */
  final long[] code;

  private CodePage(long[] code) {
    this.code = code;
  }

  /**
   * Decodes a page. Takes a few microseconds.
   *
   * @param bytes where the page is; position, limit and byte order are not used
   * @param offset index of the page's first byte; {@link GuestPage#SIZE} bytes follow
   */
  public static CodePage decode(ByteBuffer bytes, int offset) {
    long[] code = new long[GuestPage.SIZE / 4];
    for (int i = 0; i < code.length; i++) {
      code[i] = Decoder.decode((int) WORD.get(bytes, offset + 4 * i));
    }
    return new CodePage(code);
  }
}
