package org.gpugdb.backend.eu;

import static org.gpugdb.backend.uapi.StateSaveAreaLayout.SR_IDENT_SIZE;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalInt;
import org.gpugdb.backend.uapi.RegisterSet;
import org.gpugdb.backend.uapi.SrIdentLayout;
import org.gpugdb.backend.uapi.StateSaveAreaLayout.Header;

/**
 * The slot of one thread, as the system routine has saved it: a view on bytes that somebody else
 * has read and, where a field is set, has to write back. Not thread-safe.
 */
public final class SavedThread {
  private final Header header;
  private final StateBases bases;
  private final ByteBuffer slot;

  /**
   * @param bases of its address space when the slot was read
   * @param slot the slot's bytes from the buffer's position, shared, not copied
   */
  public SavedThread(Header header, StateBases bases, ByteBuffer slot) {
    this.header = header;
    this.bases = bases;
    this.slot = slot.slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * How often the system routine was entered and left, modulo 256: odd while the thread is in it.
   * Empty if it has never been here; then nothing else has a meaning.
   */
  public OptionalInt count() {
    return SrIdentLayout.decodeCount(slot.slice(header.srMagicOffset(), SR_IDENT_SIZE));
  }

  /** The same state, which no longer shares its bytes. */
  public SavedThread copy() {
    ByteBuffer copied = ByteBuffer.allocate(slot.capacity()).put(slot.duplicate().rewind());
    return new SavedThread(header, bases, copied.rewind());
  }

  /** Where parts of the thread's address space begin. */
  StateBases bases() {
    return bases;
  }

  /** Value of a field of 4 or 8 bytes, zero-extended; 0 where the device has no such set. */
  public long get(RegisterField field) {
    int at = offset(field);
    return at < 0 ? 0 : field.extract(load(at, field.bytes()));
  }

  /** Changes a field of 4 or 8 bytes in this view. */
  public void set(RegisterField field, long value) {
    int at = require(field);
    store(at, field.bytes(), field.insert(load(at, field.bytes()), value));
  }

  private int require(RegisterField field) {
    int at = offset(field);
    if (at < 0) {
      throw new IllegalArgumentException("the device does not save register set " + field.set());
    }
    return at;
  }

  /** The bytes of a register of any width, sharing them. */
  public ByteBuffer bytes(RegisterField field) {
    return bytes(require(field), field.bytes());
  }

  /** Offset in the slot of the bytes that hold a field, or -1 where there is no such register. */
  public int offset(RegisterField field) {
    RegisterSet set = header.registers(field.set());
    int at = field.register() * set.bytes() + field.offset();
    return at + field.bytes() > set.num() * set.bytes() ? -1 : set.offset() + at;
  }

  /** The slot's bytes from an offset on, sharing them. */
  public ByteBuffer bytes(int offset, int length) {
    return slot.slice(offset, length).order(ByteOrder.LITTLE_ENDIAN);
  }

  private long load(int at, int bytes) {
    return bytes == Long.BYTES ? slot.getLong(at) : Integer.toUnsignedLong(slot.getInt(at));
  }

  private void store(int at, int bytes, long value) {
    if (bytes == Long.BYTES) {
      slot.putLong(at, value);
    } else {
      slot.putInt(at, (int) value);
    }
  }
}
