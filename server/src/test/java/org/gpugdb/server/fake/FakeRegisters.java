package org.gpugdb.server.fake;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.gpugdb.backend.spi.BackendException;
import org.gpugdb.backend.spi.RegisterAccess;
import org.gpugdb.backend.spi.RegisterInfo;

/** The registers of one thread: RV64 without floating point, and one of the GPU's own. */
final class FakeRegisters implements RegisterAccess {
  static final int SP = 2;
  static final int PC = 32;
  static final int GLOBAL_ID = 33;
  static final List<RegisterInfo> INFO = info();

  private final long[] values = new long[INFO.size()];

  private static List<RegisterInfo> info() {
    List<RegisterInfo> all = new ArrayList<>();
    for (int i = 0; i < PC; i++) {
      String name = i == 0 ? "zero" : i == 1 ? "ra" : i == SP ? "sp" : i == 8 ? "fp" : "x" + i;
      all.add(new RegisterInfo(i, name, 64, "int", "org.gnu.gdb.riscv.cpu", i != 0));
    }
    all.add(new RegisterInfo(PC, "pc", 64, "code_ptr", "org.gnu.gdb.riscv.cpu", true));
    all.add(new RegisterInfo(GLOBAL_ID, "global_id_x", 64, "uint64", "org.gpugdb.gpu", false));
    return all;
  }

  long get(int number) {
    return values[number];
  }

  void set(int number, long value) {
    values[number] = value;
  }

  @Override
  public void readAll(ByteBuffer into) {
    for (long value : values) {
      into.putLong(value);
    }
  }

  @Override
  public void read(int number, ByteBuffer into) throws BackendException {
    if (number >= values.length) {
      throw new BackendException.InvalidArgument("register " + number);
    }
    into.put(number(values[number]));
  }

  @Override
  public void write(int number, ByteBuffer value) {
    values[number] = value.order(ByteOrder.LITTLE_ENDIAN).getLong();
  }

  private static ByteBuffer number(long value) {
    return ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(0, value);
  }
}
