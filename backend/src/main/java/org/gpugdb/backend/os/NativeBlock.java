package org.gpugdb.backend.os;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicReference;
import org.gpugdb.backend.kernel.UserBlock;
import org.jspecify.annotations.Nullable;

/**
 * A block of this process's real memory.
 *
 * <p>Its memory goes back when the block and every buffer taken from it are unreachable, not at
 * {@link #close}: a buffer that is used too late must not bring the process down.
 */
public final class NativeBlock implements UserBlock {
  private static final int ALIGNMENT = 16;

  private final long address;
  private final ByteBuffer bytes;
  private final AtomicReference<@Nullable Runnable> onClose;

  private NativeBlock(long address, ByteBuffer bytes, @Nullable Runnable onClose) {
    this.address = address;
    this.bytes = bytes;
    this.onClose = new AtomicReference<>(onClose);
  }

  /** Zeroed memory, 16-byte aligned. */
  public static NativeBlock allocate(int size) {
    ByteBuffer aligned = ByteBuffer.allocateDirect(size + ALIGNMENT).alignedSlice(ALIGNMENT);
    return of(aligned.slice(0, size), null);
  }

  /**
   * The memory of a direct buffer, from its first byte to its capacity.
   *
   * @param onClose run when the block is closed for the first time; null: nothing
   */
  public static NativeBlock of(ByteBuffer direct, @Nullable Runnable onClose) {
    ByteBuffer whole = direct.duplicate().clear();
    long address = Pointer.nativeValue(Native.getDirectBufferPointer(whole));
    return new NativeBlock(address, whole, onClose);
  }

  @Override
  public long address() {
    return address;
  }

  @Override
  public int size() {
    return bytes.capacity();
  }

  @Override
  public ByteBuffer bytes() {
    return bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public UserBlock slice(int offset, int length) {
    return new NativeBlock(address + offset, bytes.slice(offset, length), null);
  }

  @Override
  public void close() {
    Runnable action = onClose.getAndSet(null);
    if (action != null) {
      action.run();
    }
  }
}
