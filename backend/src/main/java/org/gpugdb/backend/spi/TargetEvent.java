package org.gpugdb.backend.spi;

import java.util.List;

/** What a target tells its owner; delivered on the device loop. */
public sealed interface TargetEvent {
  /** What concerns one address space. */
  sealed interface OfSpace extends TargetEvent {
    AddressSpaceId space();
  }

  /**
   * Threads have stopped: one batch, as the device reports them.
   *
   * @param answersRequest whether this is the answer to {@link RunControl#requestStop}; then the
   *     batch may be empty (nothing was running), and whoever was asked for, is not in it and was
   *     not stopped before is not resident
   */
  record Stops(AddressSpaceId space, List<ThreadStop> batch, boolean answersRequest)
      implements OfSpace {
    public Stops {
      batch = List.copyOf(batch);
    }
  }

  /** The device did not answer a stop request within its time. */
  record StopTimedOut(AddressSpaceId space) implements OfSpace {}

  /**
   * An address space that can execute has appeared: its first debuggable exec queue, or code whose
   * loading waits for {@link DebugTarget#releaseModule}. What was loaded before is in {@link
   * DebugTarget#modules} and is not announced.
   */
  record SpaceCreated(AddressSpaceId space) implements OfSpace {}

  /**
   * An address space has ended: its last exec queue, or its client, is gone.
   *
   * @param exitStatus 0…255 as the program gave it, 0 where it gave none
   */
  record SpaceGone(AddressSpaceId space, int exitStatus) implements OfSpace {}

  /**
   * Code has been loaded. The GPU client waits, and the code cannot run, until {@link
   * DebugTarget#releaseModule}.
   */
  record ModuleLoaded(LoadedModule module) implements OfSpace {
    @Override
    public AddressSpaceId space() {
      return module.space();
    }
  }

  /** Code has been unloaded. */
  record ModuleGone(LoadedModule module) implements OfSpace {
    @Override
    public AddressSpaceId space() {
      return module.space();
    }
  }

  /** Text that a kernel printed, for the user's console. */
  record ConsoleText(AddressSpaceId space, String text) implements OfSpace {}

  /** The device is gone; nothing else will follow. */
  record DeviceLost(String why) implements TargetEvent {}
}
