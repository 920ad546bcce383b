package org.gpugdb.backend.emulated.kernel;

import java.util.concurrent.locks.Condition;

/**
 * Keeps the set of objects still while a debugger is told what exists: many clients may change it,
 * or one discovery may read it. A waiting discovery goes before clients that come later.
 */
final class DiscoveryGate {
  private final KernelLock lock;
  private final Condition changed;
  private int clients;
  private int waitingDiscoveries;
  private boolean discovering;

  DiscoveryGate(KernelLock lock) {
    this.lock = lock;
    this.changed = lock.newCondition();
  }

  /** Work of a client. */
  interface ClientWork {
    int run() throws ErrnoException, InterruptedException;
  }

  /**
   * Does a client's work, after any discovery.
   *
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  int shared(ClientWork work) throws ErrnoException, InterruptedException {
    while (discovering || waitingDiscoveries > 0) {
      lock.await(changed, KernelLock.NEVER);
    }
    clients++;
    try {
      return work.run();
    } finally {
      clients--;
      changed.signalAll();
    }
  }

  /** Discovers, once no client is at work. */
  void exclusive(Runnable discovery) throws InterruptedException {
    waitingDiscoveries++;
    try {
      while (discovering || clients > 0) {
        lock.await(changed, KernelLock.NEVER);
      }
      discovering = true;
    } finally {
      waitingDiscoveries--;
    }
    try {
      discovery.run();
    } finally {
      discovering = false;
      changed.signalAll();
    }
  }
}
