package org.gpugdb.backend.spi;

import java.util.List;
import java.util.Optional;

/** Which work the hardware threads of a space execute now. */
public interface Occupancy {
  /** Whether the device can tell; else no thread seems to have work. */
  boolean isKnown() throws BackendException;

  /** What one thread works on; empty if it is idle. */
  Optional<Resident> resident(ThreadId thread) throws BackendException;

  /** Every resident thread, in slot order. */
  List<Resident> resident() throws BackendException;

  /**
   * One resident thread.
   *
   * @param name hardware name, such as {@code eu0.2.5.3}: slice, DSS, EU, thread
   * @param core DSS number, for RSP's {@code core}
   * @param group workgroup coordinates x, y, z
   * @param local coordinates within the workgroup x, y, z
   * @param barrier how the workgroup's barrier stands when this thread waits at it, such as {@code
   *     5/8}; empty when it does not wait
   */
  record Resident(
      ThreadId thread,
      String name,
      int core,
      List<Integer> group,
      List<Integer> local,
      String barrier,
      long retiredInstructions) {
    public Resident {
      group = List.copyOf(group);
      local = List.copyOf(local);
    }
  }
}
