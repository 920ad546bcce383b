package org.gpugdb.backend.emulated.kernel;

import java.util.List;

/** Tells a new session what its process had before. */
final class Discovery implements Runnable {
  private final EmulatedKernel kernel;
  private final DebugSession session;

  Discovery(EmulatedKernel kernel, DebugSession session) {
    this.kernel = kernel;
    this.session = session;
  }

  @Override
  public void run() {
    kernel.lock().lock();
    try {
      kernel.eudebug().discoveryGate().exclusive(this::replay);
      session.discoveryDone();
      kernel.attention().kick();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // nobody does that but the JVM at its end
    } finally {
      kernel.lock().unlock();
    }
  }

  /** The queue may fill up at any step, and files be closed meanwhile. */
  private void replay() {
    for (DrmFile client : List.copyOf(kernel.clients())) {
      if (client.owner() == session.target() && kernel.clients().contains(client)) {
        session.clientOpened(client);
        replay(client);
      }
    }
  }

  private void replay(DrmFile client) {
    for (Metadata metadata : client.metadata().values()) {
      if (isOpen(client)) {
        session.metadataCreated(metadata);
      }
    }
    for (Vm vm : client.vms().values()) {
      if (isOpen(client)) {
        session.vmCreated(vm);
        session.mappingsDiscovered(vm);
      }
    }
    for (ExecQueue queue : client.queues().values()) {
      if (isOpen(client)) {
        session.queueCreated(queue);
      }
    }
  }

  private boolean isOpen(DrmFile client) {
    return session.clients().contains(client);
  }
}
