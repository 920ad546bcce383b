package org.gpugdb.protocol.agent;

/** The stopped thread that an expression is evaluated for. Called on the evaluating thread. */
public interface AgentContext {
  /**
   * The value of a register, zero-extended.
   *
   * @param number as in the target description, 0..65535
   * @throws AgentFault if there is no such register or it cannot be read
   */
  long register(int number) throws AgentFault;

  /**
   * Fills {@code target} with memory from {@code address} (unsigned) on.
   *
   * @throws AgentFault if any of it cannot be read
   */
  void readMemory(long address, byte[] target) throws AgentFault;
}
