package org.gpugdb.backend.eu;

import java.util.List;

/**
 * Where an address space's parts begin, from which threads of some architectures count addresses.
 * The client's driver library keeps them in its memory.
 *
 * @param values general, surface, dynamic, indirect object, instruction, bindless surface, bindless
 *     sampler
 */
public record StateBases(List<Long> values) {
  private static final int SURFACE = 1;
  private static final int INSTRUCTION = 4;

  /** Addresses are what they are. */
  public static final StateBases NONE = new StateBases(List.of(0L, 0L, 0L, 0L, 0L, 0L, 0L));

  public StateBases {
    values = List.copyOf(values);
  }

  /** What an instruction pointer is relative to. */
  public long instruction() {
    return values.get(INSTRUCTION);
  }

  long surface() {
    return values.get(SURFACE);
  }
}
