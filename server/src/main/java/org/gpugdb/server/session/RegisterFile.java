package org.gpugdb.server.session;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.gpugdb.backend.spi.BackendException;
import org.gpugdb.backend.spi.RegisterInfo;

/** Where each register is in the general block that {@code g} reads. */
final class RegisterFile {
  private final List<RegisterInfo> registers;
  private final int[] offsets;
  private final int size;
  private final Map<String, Integer> numbers = new HashMap<>();

  RegisterFile(List<RegisterInfo> registers) {
    this.registers = registers;
    this.offsets = new int[registers.size()];
    int offset = 0;
    for (RegisterInfo register : registers) {
      offsets[register.number()] = offset;
      offset += size(register);
      numbers.put(register.name(), register.number());
    }
    this.size = offset;
  }

  List<RegisterInfo> registers() {
    return registers;
  }

  /** Bytes of the block. */
  int size() {
    return size;
  }

  int offset(RegisterInfo register) {
    return offsets[register.number()];
  }

  /** Bytes of one register. */
  static int size(RegisterInfo register) {
    return register.bits() / Byte.SIZE;
  }

  RegisterInfo register(int number) throws BackendException.InvalidArgument {
    if (number < 0 || number >= registers.size()) {
      throw new BackendException.InvalidArgument(
          "register number: got " + number + " (expected 0 to " + (registers.size() - 1) + ")");
    }
    return registers.get(number);
  }

  /** The number of the register that has a name. */
  OptionalInt number(String name) {
    Integer number = numbers.get(name);
    return number == null ? OptionalInt.empty() : OptionalInt.of(number);
  }
}
