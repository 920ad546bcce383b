package org.gpugdb.protocol.command;

import org.gpugdb.protocol.wire.Bytes;

/**
 * Registers of one thread: the one named, or with {@link ThreadSelector#ANY_THREAD} the one chosen
 * for access. Values are in target byte order, numbers are the target description's.
 */
public sealed interface RegisterCommand extends Command {
  /** The thread whose registers are meant. */
  ThreadSelector thread();

  /** {@code g}: all registers that the general block holds. */
  record ReadRegisters(ThreadSelector thread) implements RegisterCommand {}

  /** {@code G}: the general block, as {@link ReadRegisters} returns it. */
  record WriteRegisters(Bytes values, ThreadSelector thread) implements RegisterCommand {}

  /** {@code p}: one register. */
  record ReadRegister(int number, ThreadSelector thread) implements RegisterCommand {}

  /** {@code P}: one register. */
  record WriteRegister(int number, Bytes value, ThreadSelector thread) implements RegisterCommand {}

  /** {@code QSaveRegisterState}: keep a copy of all registers; the reply is its number. */
  record SaveRegisters(ThreadSelector thread) implements RegisterCommand {}

  /** {@code QRestoreRegisterState}: write a kept copy back. */
  record RestoreRegisters(int saved, ThreadSelector thread) implements RegisterCommand {}

  /** {@code qRegisterInfo}: name, size and role of a register, for lack of a target description. */
  record DescribeRegister(int number) implements RegisterCommand {
    @Override
    public ThreadSelector thread() {
      return ThreadSelector.ANY_THREAD;
    }
  }
}
