package org.gpugdb.backend.emulated.rv;

/** F and D without loads and stores. */
final class FloatOperations {
  private FloatOperations() {}

  static void install(Operation[] table) {
    for (int op = Op.FMADD_S; op <= Op.FCVT_D_S; op++) {
      table[op] = (u, t, i, pc) -> u.floats.execute(t, i) ? pc + 4 : Operation.NOT_EXECUTED;
    }
  }
}
