package org.gpugdb.protocol.reply;

import java.util.ArrayList;
import java.util.List;
import org.gpugdb.protocol.wire.Bytes;
import org.gpugdb.protocol.wire.Ptid;

/**
 * A stopped thread.
 *
 * @param thread which one
 * @param signal for which signal
 * @param reason why, in more detail
 * @param core the core it runs on, or {@link #NO_CORE}
 * @param registers values the client would ask for next, in the order to send them
 * @param name the thread's name, which only LLDB reads here; may be empty
 * @param listing all threads, for LLDB; empty unless the client asked for them in stop replies
 */
public record StopReply(
    Ptid thread,
    GdbSignal signal,
    StopReason reason,
    int core,
    List<ExpeditedRegister> registers,
    String name,
    List<ListedThread> listing)
    implements StopEvent {
  /** For a thread whose core is not known. */
  public static final int NO_CORE = -1;

  /**
   * A register sent along.
   *
   * @param number as in the target description
   * @param value in target byte order
   */
  public record ExpeditedRegister(int number, Bytes value) {}

  /**
   * A thread of the listing.
   *
   * @param pc its program counter, unsigned
   */
  public record ListedThread(Ptid thread, long pc) {}

  /** Copies the lists. */
  public StopReply {
    registers = List.copyOf(registers);
    listing = List.copyOf(listing);
  }

  /** A stop with nothing but its signal and reason. */
  public StopReply(Ptid thread, GdbSignal signal, StopReason reason) {
    this(thread, signal, reason, NO_CORE, List.of(), "", List.of());
  }

  /** This stop, on a core. */
  public StopReply onCore(int newCore) {
    return new StopReply(thread, signal, reason, newCore, registers, name, listing);
  }

  /** This stop, with one more expedited register. */
  public StopReply withRegister(int number, Bytes value) {
    List<ExpeditedRegister> more = new ArrayList<>(registers);
    more.add(new ExpeditedRegister(number, value));
    return withRegisters(more);
  }

  /** This stop, with these expedited registers. */
  public StopReply withRegisters(List<ExpeditedRegister> newRegisters) {
    return new StopReply(thread, signal, reason, core, newRegisters, name, listing);
  }

  /** This stop, with the thread's name. */
  public StopReply withName(String newName) {
    return new StopReply(thread, signal, reason, core, registers, newName, listing);
  }

  /** This stop, with all threads listed. */
  public StopReply withListing(List<ListedThread> newListing) {
    return new StopReply(thread, signal, reason, core, registers, name, newListing);
  }
}
