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
   * Whoever uses the GPU and can be debugged by itself: a process or, with kernels whose debug
   * sessions are with single files, one file by which a process uses the GPU.
   *
   * @param pid the process's id in the kernel
   * @param name the process's, for people
   * @param file the kernel's number of the file, unsigned and never given twice; 0 for all that the
   *     process has
   */
  record GpuClient(int pid, String name, long file) {
    /** A process with all its files. */
    public GpuClient(int pid, String name) {
      this(pid, name, 0);
    }
  }

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
