package org.gpugdb.backend.emulated.gpu;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.gpugdb.backend.uapi.RiscvEuLayout;
import org.jspecify.annotations.Nullable;

/**
 * The memory of a thread slot behind the window that every thread has at the same address. Taken
 * when first used. Confined to the worker.
 */
final class ThreadWindow {
  private @Nullable ByteBuffer bytes;
  private boolean dirty;

  /** The page, to be read or written. */
  ByteBuffer bytes() {
    ByteBuffer page = bytes;
    if (page == null) {
      page =
          ByteBuffer.allocateDirect(RiscvEuLayout.THREAD_WINDOW_SIZE)
              .order(ByteOrder.LITTLE_ENDIAN);
      bytes = page;
    }
    dirty = true;
    return page;
  }

  /** Zeroes it for the next thread. */
  void clear() {
    ByteBuffer page = bytes;
    if (page != null && dirty) {
      page.duplicate().put(new byte[RiscvEuLayout.THREAD_WINDOW_SIZE]);
      dirty = false;
    }
  }
}
