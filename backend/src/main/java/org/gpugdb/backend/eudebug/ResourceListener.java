package org.gpugdb.backend.eudebug;

import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalLong;

/**
 * What the {@link ResourceTracker} has learnt; called on the device loop, in seqno order of binds.
 */
interface ResourceListener {
  void vmCreated(VmKey vm);

  /** The address space and all that is in it are gone. */
  void vmDestroyed(VmKey vm);

  /** The memory of an address space can be accessed from now on; the receiver closes the file. */
  void vmOpened(VmKey vm, VmFile file);

  void queueCreated(VmKey vm, long queue, List<ExecContext> contexts);

  void queueDestroyed(VmKey vm, long queue);

  void mapped(VmKey vm, long address, long length, RangeUse use);

  void unmapped(VmKey vm, long address, long length);

  /**
   * All segments of a module are mapped.
   *
   * @param module unique, also among all sessions on the device
   * @param fence what the client waits for; the receiver acknowledges it
   */
  void moduleLoaded(VmKey vm, int module, long lowestAddress, ByteBuffer elf, OptionalLong fence);

  /** The last segment of a module was unmapped. */
  void moduleUnloaded(VmKey vm, int module);

  /**
   * Threads are in the system routine.
   *
   * @param seqno of the sample in the session's time
   */
  void attention(ExecContext context, long seqno, BitSet slots);

  /**
   * Threads have accessed an address that is not mapped.
   *
   * @param address first byte of the page
   * @param faulted the threads that did
   */
  void pageFault(ExecContext context, long address, BitSet faulted);

  /** What the client had before it was debugged has been told, as far as can be known. */
  void caughtUp();

  /** The session has ended by itself; nothing follows. */
  void ended(String why);
}
