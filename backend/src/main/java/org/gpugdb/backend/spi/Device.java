package org.gpugdb.backend.spi;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** An opened GPU. Confined to its {@link DeviceLoop}. */
public interface Device extends AutoCloseable {
  DeviceInfo info();

  Capabilities capabilities();

  /** GPU clients that could be attached to now. */
  List<GpuClient> clients();

  /**
   * Connects to a client as its debugger. The spaces it has already are announced by {@link
   * TargetEvent.SpaceCreated} like those that come later.
   *
   * @param onLoop receives every event, on the device loop
   */
  DebugTarget attach(GpuClient client, Consumer<TargetEvent> onLoop) throws BackendException;

  /** Starts the program that the device was opened with, again; empty where there is none. */
  Optional<Launcher> launcher();

  @Override
  void close();

  /**
   * A process that uses the GPU.
   *
   * @param pid its process id in the kernel
   * @param name for people
   */
  record GpuClient(int pid, String name) {}

  /** Runs the device's own program. */
  interface Launcher {
    /** Whether the program has been started and has not ended. */
    boolean isRunning();

    /** Whether the program's threads stop before their first instruction, unasked. */
    boolean haltsAtEntry();

    /**
     * Ends the running program, if there is one, and starts it from the beginning; its space is
     * then announced by {@link TargetEvent.SpaceCreated}.
     */
    void start() throws BackendException;

    /** Ends the running program; its space is announced as gone. */
    void kill() throws BackendException;
  }
}
