package org.gpugdb.backend.emulated.rv;

import java.util.Arrays;

/** Every operation at its {@link Op} number. */
final class Operations {
  /** A power of two, so that masking an index makes it valid. */
  static final Operation[] TABLE = table();

  private Operations() {}

  private static Operation[] table() {
    Operation[] table = new Operation[256];
    Arrays.fill(table, (Operation) (u, t, i, pc) -> Operation.NOT_EXECUTED);
    IntegerOperations.install(table);
    MemoryOperations.install(table);
    FloatOperations.install(table);
    return table;
  }
}
