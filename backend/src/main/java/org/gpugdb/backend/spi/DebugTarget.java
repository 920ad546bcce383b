package org.gpugdb.backend.spi;

import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;

/** A debug connection to one GPU client. Confined to the device loop. */
public interface DebugTarget extends AutoCloseable {
  /** Address spaces that exist now, in number order. */
  Collection<AddressSpaceId> spaces();

  RunControl run();

  Breakpoints breakpoints(AddressSpaceId space) throws BackendException;

  RegisterAccess registers(ThreadId thread) throws BackendException;

  Memory memory(Context context) throws BackendException;

  Occupancy occupancy(AddressSpaceId space) throws BackendException;

  /** The hardware name of a thread slot, such as {@code eu0.2.5.3}. */
  String threadName(ThreadId thread);

  /** DSS number of a thread slot, for RSP's {@code core}. */
  int core(ThreadId thread);

  /** Loaded modules, the executable first, then in load order. */
  List<LoadedModule> modules(AddressSpaceId space) throws BackendException;

  /** Queues that run work in a space, oldest first. */
  List<ExecQueue> queues(AddressSpaceId space) throws BackendException;

  /** Lets the GPU client go on after {@link TargetEvent.ModuleLoaded}. Idempotent. */
  void releaseModule(LoadedModule module) throws BackendException;

  /** Where an idle hardware thread would be: the firmware's idle loop, if it is known. */
  OptionalLong idlePc(AddressSpaceId space);

  /**
   * Breakpoints out, threads resumed, fences acknowledged, descriptors closed; then {@code done},
   * on the loop. Idempotent.
   */
  void detach(Runnable done);

  /** {@link #detach} without a report; what is still outstanding is done before it returns. */
  @Override
  void close();
}
