package org.gpugdb.server.session;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalLong;
import org.gpugdb.backend.spi.BackendException;
import org.gpugdb.backend.spi.DebugTarget;
import org.gpugdb.backend.spi.RegisterAccess;
import org.gpugdb.backend.spi.RegisterInfo;
import org.gpugdb.backend.spi.ThreadId;
import org.gpugdb.backend.spi.ThreadStop;
import org.gpugdb.protocol.wire.Bytes;
import org.gpugdb.protocol.wire.Hex;

/**
 * Registers of threads, little-endian. While everything stands still, a thread that is not stopped
 * is not resident: it shows where an idle hardware thread would be, and zeros.
 */
final class ThreadRegisters {
  private static final String PC = "pc";

  private final Debuggee debuggee;
  private final RegisterFile file;

  ThreadRegisters(Debuggee debuggee, RegisterFile file) {
    this.debuggee = debuggee;
    this.file = file;
  }

  RegisterFile file() {
    return file;
  }

  /** The general block. */
  Bytes readAll(ThreadId thread) throws BackendException {
    ByteBuffer block = ByteBuffer.allocate(file.size()).order(ByteOrder.LITTLE_ENDIAN);
    if (isIdle(thread)) {
      file.number(PC)
          .ifPresent(
              pc -> block.putLong(file.offset(file.registers().get(pc)), programCounter(thread)));
    } else {
      access(thread).readAll(block);
    }
    return Bytes.adopt(block.array());
  }

  /** One register. */
  Bytes read(ThreadId thread, int number) throws BackendException {
    RegisterInfo register = file.register(number);
    int size = RegisterFile.size(register);
    if (isIdle(thread)) {
      boolean isPc = register.name().equals(PC);
      return Hex.littleEndian(isPc ? programCounter(thread) : 0, size);
    }
    ByteBuffer value = ByteBuffer.allocate(size);
    access(thread).read(number, value);
    return Bytes.adopt(value.array());
  }

  /** Changes one register. */
  void write(ThreadId thread, int number, Bytes value) throws BackendException {
    RegisterInfo register = file.register(number);
    if (value.size() != RegisterFile.size(register)) {
      throw new BackendException.InvalidArgument(
          "register "
              + register.name()
              + ": got "
              + value.size()
              + " bytes (expected "
              + RegisterFile.size(register)
              + ")");
    }
    if (!register.writable()) {
      throw new BackendException.InvalidArgument(
          "register " + register.name() + " cannot be changed");
    }
    if (isIdle(thread)) {
      throw new BackendException.InvalidArgument(
          "thread " + thread + " is idle: it has no registers to change");
    }
    access(thread).write(number, value.asByteBuffer());
  }

  /** Changes every register that differs in the block. */
  void writeAll(ThreadId thread, Bytes block) throws BackendException {
    writeDifferences(thread, block, false);
  }

  /** As {@link #writeAll}, but counters and other registers that cannot be changed stay. */
  void restore(ThreadId thread, Bytes block) throws BackendException {
    writeDifferences(thread, block, true);
  }

  private void writeDifferences(ThreadId thread, Bytes block, boolean onlyWritable)
      throws BackendException {
    if (block.size() != file.size()) {
      throw new BackendException.InvalidArgument(
          "registers: got " + block.size() + " bytes (expected " + file.size() + ")");
    }
    Bytes before = readAll(thread);
    for (RegisterInfo register : file.registers()) {
      int start = file.offset(register);
      int end = start + RegisterFile.size(register);
      boolean considered = register.writable() || !onlyWritable;
      if (considered && !block.slice(start, end).equals(before.slice(start, end))) {
        write(thread, register.number(), block.slice(start, end));
      }
    }
  }

  /** Not of a thread that the client takes for running, though it may wait to be reported. */
  private RegisterAccess access(ThreadId thread) throws BackendException {
    if (debuggee.nonStop().isPresent() && !debuggee.view().takesForStopped(thread)) {
      throw new BackendException.ThreadNotStopped(thread, "registers");
    }
    return debuggee.target(thread.space()).registers(thread);
  }

  /** Where a stopped or idle thread is, or a running one was seen last; 0 if that is not known. */
  long programCounter(ThreadId thread) {
    ThreadStop stop = debuggee.view().stoppedThreads().get(thread);
    if (stop != null) {
      return stop.pc();
    }
    try {
      DebugTarget target = debuggee.target(thread.space());
      OptionalLong seen =
          debuggee.atRest() ? OptionalLong.empty() : target.run().lastKnownPc(thread);
      return seen.isPresent() ? seen.getAsLong() : target.idlePc(thread.space()).orElse(0);
    } catch (BackendException.NoSuchSpace e) {
      return 0;
    }
  }

  /** Whether a thread that the client takes for stopped is not there. */
  private boolean isIdle(ThreadId thread) {
    return debuggee.view().takesForStopped(thread)
        && !debuggee.view().stoppedThreads().containsKey(thread);
  }
}
