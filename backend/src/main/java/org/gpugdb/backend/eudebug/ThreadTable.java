package org.gpugdb.backend.eudebug;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The threads of one address space, by slot. Confined to the device loop. */
final class ThreadTable {
  private final @Nullable EuThread[] threads;

  /** Slots whose threads are in the system routine. */
  private final BitSet inside = new BitSet();

  ThreadTable(int slots) {
    this.threads = new @Nullable EuThread[slots];
  }

  boolean isSlot(int slot) {
    return slot >= 0 && slot < threads.length;
  }

  EuThread at(int slot) {
    EuThread thread = threads[slot];
    if (thread == null) {
      thread = new EuThread(slot);
      threads[slot] = thread;
    }
    return thread;
  }

  void setState(EuThread thread, EuThread.State state) {
    thread.state = state;
    inside.set(thread.slot, thread.inSystemRoutine());
    if (state == EuThread.State.RUNNING) {
      thread.saved = null;
    }
    if (state == EuThread.State.RUNNING || state == EuThread.State.STOPPED) {
      thread.prepared = false;
    }
  }

  /** The slots among {@code slots} whose threads are not known to be in the system routine. */
  BitSet unknown(BitSet slots) {
    BitSet unknown = (BitSet) slots.clone();
    unknown.andNot(inside);
    return unknown;
  }

  /** Slots whose threads are in the system routine. */
  BitSet inside() {
    return (BitSet) inside.clone();
  }

  /** The threads in a state, in slot order. */
  List<EuThread> in(EuThread.State state) {
    List<EuThread> found = new ArrayList<>();
    for (int slot = inside.nextSetBit(0); slot >= 0; slot = inside.nextSetBit(slot + 1)) {
      if (at(slot).state == state) {
        found.add(at(slot));
      }
    }
    return found;
  }

  /** Forgets the threads in some contexts: these are gone. */
  void forget(List<ExecContext> contexts) {
    for (int slot = inside.nextSetBit(0); slot >= 0; slot = inside.nextSetBit(slot + 1)) {
      ExecContext context = at(slot).context;
      if (context != null && contexts.contains(context)) {
        threads[slot] = null;
        inside.clear(slot);
      }
    }
  }
}
