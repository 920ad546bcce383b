package org.gpugdb.backend.eudebug;

import static org.gpugdb.backend.uapi.StateSaveAreaLayout.CMD_BUFFER_OFFSET;
import static org.gpugdb.backend.uapi.StateSaveAreaLayout.CMD_BUFFER_SIZE;
import static org.gpugdb.backend.uapi.StateSaveAreaLayout.CMD_READY;
import static org.gpugdb.backend.uapi.StateSaveAreaLayout.CMD_SIZE;
import static org.gpugdb.backend.uapi.StateSaveAreaLayout.CMD_SLM_READ;
import static org.gpugdb.backend.uapi.StateSaveAreaLayout.CMD_SLM_WRITE;
import static org.gpugdb.backend.uapi.StateSaveAreaLayout.CMD_UNIT;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.BitSet;
import org.gpugdb.backend.kernel.Errno;
import org.gpugdb.backend.spi.BackendException;
import org.gpugdb.backend.spi.DeviceLoop;
import org.gpugdb.backend.uapi.CommandRegisterLayout;
import org.gpugdb.backend.uapi.CommandRegisterLayout.CommandRegister;
import org.jspecify.annotations.Nullable;

/**
 * Memory that only a thread itself can see: its work-group's shared local memory, its own window.
 * The system routine, in which the thread is stopped, copies it on command, 112 bytes at a time.
 * Confined to the device loop.
 */
final class OwnMemory {
  /** So long the system routine may take for one command; it takes microseconds as a rule. */
  private static final long LIMIT_NANOS = 200_000_000;

  private static final int SPINS = 200;
  private static final long PAUSE_NANOS = 100_000;

  private final DeviceLoop loop;
  private final EuControl control;
  private final VmState vm;

  OwnMemory(DeviceLoop loop, EuControl control, VmState vm) {
    this.loop = loop;
    this.control = control;
    this.vm = vm;
  }

  /**
   * Reads up to {@code into.remaining()} bytes.
   *
   * @param address as the system routine wants it
   * @return bytes read, fewer than asked at the end of the memory
   */
  int read(EuThread thread, long address, ByteBuffer into) throws BackendException {
    requireReady(thread);
    int total = 0;
    while (into.hasRemaining()) {
      long start = (address + total) & -CMD_UNIT;
      int skip = (int) (address + total - start);
      int units = units(skip + into.remaining());
      ByteBuffer answer = command(thread, new CommandRegister(CMD_SLM_READ, units, start), null);
      while (answer.remaining() == 0 && units > 1) {
        // All or nothing is transferred: near the end only a smaller piece comes.
        units /= 2;
        answer = command(thread, new CommandRegister(CMD_SLM_READ, units, start), null);
      }
      int got = Math.min(answer.remaining() - skip, into.remaining());
      if (got <= 0) {
        break;
      }
      into.put(answer.slice(skip, got));
      total += got;
    }
    return total;
  }

  /**
   * Writes all of {@code from}, or nothing.
   *
   * @param address as the system routine wants it
   * @param shown the same address as the program knows it, for messages
   */
  void write(EuThread thread, long address, long shown, ByteBuffer from) throws BackendException {
    long start = address & -CMD_UNIT;
    int skip = (int) (address - start);
    int length = (skip + from.remaining() + CMD_UNIT - 1) & -CMD_UNIT;
    ByteBuffer image = ByteBuffer.allocate(length);
    int readable = read(thread, start, image);
    if (readable < skip + from.remaining()) {
      throw new BackendException.MemoryFault(
          shown + Math.max(0, readable - skip), "nothing is there for this thread");
    }
    image.position(skip).put(from).position(0);
    while (image.hasRemaining()) {
      int units = units(image.remaining());
      int bytes = units * CMD_UNIT;
      ByteBuffer data = image.slice(image.position(), bytes);
      long at = start + image.position();
      ByteBuffer answer = command(thread, new CommandRegister(CMD_SLM_WRITE, units, at), data);
      if (!answer.hasRemaining()) {
        throw new BackendException.MemoryFault(shown, "the system routine refuses to write there");
      }
      image.position(image.position() + bytes);
    }
  }

  /** A thread that has only just come in would take its readiness for the command's end. */
  private void requireReady(EuThread thread) throws BackendException {
    SaveArea area = area();
    if (!area.version().hasMemoryCommands()) {
      throw new BackendException.NotPermitted(
          "the system routine, version "
              + area.version()
              + ", gives no access to memory of threads (2.1.0 and later do)");
    }
    awaitReady(area, thread.slot);
  }

  private SaveArea area() throws BackendException {
    return vm.saveArea()
        .orElseThrow(() -> new BackendException.Timeout("the save area has disappeared"));
  }

  private static int units(int bytes) {
    return Math.min((bytes + CMD_UNIT - 1) / CMD_UNIT, CMD_BUFFER_SIZE / CMD_UNIT);
  }

  /** Has one command executed; the answer is as long as what was transferred. */
  private ByteBuffer command(EuThread thread, CommandRegister command, @Nullable ByteBuffer data)
      throws BackendException {
    SaveArea area = area();
    ByteBuffer register = ByteBuffer.allocate(CMD_SIZE).order(ByteOrder.LITTLE_ENDIAN);
    CommandRegisterLayout.encode(register, command);
    if (data != null) {
      register.put(CMD_BUFFER_OFFSET, data, 0, data.remaining());
    }
    area.write(thread.slot, area.commandOffset(), register);
    vm.flush();
    resume(thread);
    ByteBuffer answer = awaitReady(area, thread.slot);
    int done = Math.min(CommandRegisterLayout.decode(answer).size(), command.size());
    return answer.slice(CMD_BUFFER_OFFSET, Math.max(0, done) * CMD_UNIT);
  }

  private void resume(EuThread thread) throws BackendException {
    BitSet slot = new BitSet();
    slot.set(thread.slot);
    ExecContext context = thread.context;
    int result = context == null ? -Errno.ENOENT : control.resume(context, slot);
    SystemCall.check("a command to a stopped thread", result);
  }

  private ByteBuffer awaitReady(SaveArea area, int slot) throws BackendException {
    ByteBuffer register = ByteBuffer.allocate(CMD_SIZE).order(ByteOrder.LITTLE_ENDIAN);
    long end = loop.nanoTime() + LIMIT_NANOS;
    for (int i = 0; ; i++) {
      vm.refreshForced();
      area.read(slot, area.commandOffset(), register.clear());
      register.rewind();
      if (CommandRegisterLayout.decode(register).command() == CMD_READY) {
        return register;
      }
      if (loop.nanoTime() - end >= 0) {
        throw new BackendException.Timeout(
            "the system routine of the stopped thread does not answer");
      }
      if (i < SPINS) {
        Thread.onSpinWait();
      } else {
        loop.pause(PAUSE_NANOS);
      }
    }
  }
}
