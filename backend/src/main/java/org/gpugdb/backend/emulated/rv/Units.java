package org.gpugdb.backend.emulated.rv;

/** What an interpreter's operations work with beside the thread itself. */
final class Units {
  final LoadStoreUnit memory = new LoadStoreUnit();
  final AtomicUnit atomics = new AtomicUnit(memory);
  final FloatUnit floats = new FloatUnit();
}
