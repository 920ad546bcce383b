package org.gpugdb.backend.emulated.kernel;

import java.util.Optional;

/** What a session is with. */
sealed interface SessionScope {
  /** A process: all its clients, which come and go. */
  record OfProcess(EmulatedProcess process) implements SessionScope {
    @Override
    public boolean covers(DrmFile client) {
      return client.owner() == process;
    }

    @Override
    public Optional<DrmFile> onlyClient() {
      return Optional.empty();
    }

    @Override
    public String toString() {
      return "process " + process.pid();
    }
  }

  /**
   * One client, which is an open file. The session ends with the last descriptor of that file,
   * whoever has it: one that a debugger keeps after connecting keeps the session, too.
   */
  record OfFile(DrmFile client) implements SessionScope {
    @Override
    public boolean covers(DrmFile other) {
      return other == client;
    }

    @Override
    public Optional<DrmFile> onlyClient() {
      return Optional.of(client);
    }

    @Override
    public String toString() {
      return "a client of process " + client.owner().pid();
    }
  }

  boolean covers(DrmFile client);

  /** The client that needs no handle; empty if clients are known by handles. */
  Optional<DrmFile> onlyClient();
}
