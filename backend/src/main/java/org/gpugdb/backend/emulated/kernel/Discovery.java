package org.gpugdb.backend.emulated.kernel;

import java.util.Optional;

/** Tells a new session what there was before. */
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
      kernel.attention().lookSoon();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // nobody does that but the JVM at its end
    } finally {
      kernel.lock().unlock();
    }
  }

  /** The queue may fill up at any step, and files be opened and closed meanwhile. */
  private void replay() {
    Optional<DrmFile> client = unknownClient();
    while (client.isPresent()) {
      session.clientOpened(client.get());
      replay(client.get());
      client = unknownClient();
    }
    session.discoveryDone();
  }

  private Optional<DrmFile> unknownClient() {
    return kernel.clients().stream()
        .filter(client -> session.scope().covers(client))
        .filter(client -> !session.clients().contains(client))
        .findFirst();
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
        session.bindsDiscovered(vm);
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
