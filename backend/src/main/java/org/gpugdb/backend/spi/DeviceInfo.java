package org.gpugdb.backend.spi;

import java.util.List;

/**
 * What a device is.
 *
 * @param name short name, such as {@code emulated:demo}
 * @param description one line for people
 * @param architecture GDB's name of the thread's instruction set, such as {@code riscv:rv64}
 * @param threads number of hardware thread slots
 * @param registers the register file of every thread, in register-number order without gaps
 */
public record DeviceInfo(
    String name,
    String description,
    String architecture,
    int threads,
    List<RegisterInfo> registers) {
  public DeviceInfo {
    registers = List.copyOf(registers);
  }
}
