package org.gpugdb.backend.emulated.gpu;

import java.util.List;

/**
 * A piece of work for an {@link ExecContext}. Immutable.
 *
 * <p>Threads start at {@code entry} with t0 = {@code kernel}, a0-a7 and fa0-fa7 from the argument
 * lists, further arguments at sp, ra = gp = tp = 0. The stack of the thread in slot n is the n-th
 * part of the scratch memory; sp starts at its end, 16-byte aligned, below the stack arguments.
 *
 * @param id the number that CSR 0xCDB reads
 * @param entry address of the first instruction, a multiple of 4
 * @param kernel address of the kernel function
 * @param arguments integer registers from a0, at most 8
 * @param floatArguments floating-point registers from fa0, raw and NaN-boxed, at most 8
 * @param stackArguments 8-byte slots from sp up
 * @param slmBase address of the shared local memory window, a multiple of 4096; ignored if {@code
 *     slmBytes} is 0
 * @param slmBytes shared local memory of a work-group
 * @param scratchBase address of the private memory; ordinary memory of the address space
 * @param scratchBytes private memory of one thread slot, a multiple of 16; 0 if threads bring their
 *     own stack (sp is 0 then)
 * @param haltAtEntry whether every thread enters the system routine before its first instruction
 */
public record Dispatch(
    int id,
    long entry,
    long kernel,
    List<Long> arguments,
    List<Long> floatArguments,
    List<Long> stackArguments,
    Work work,
    long slmBase,
    int slmBytes,
    long scratchBase,
    int scratchBytes,
    boolean haltAtEntry) {
  public Dispatch {
    arguments = List.copyOf(arguments);
    floatArguments = List.copyOf(floatArguments);
    stackArguments = List.copyOf(stackArguments);
  }
}
