package org.gpugdb.backend.emulated.rv.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.gpugdb.backend.emulated.rv.Access;
import org.gpugdb.backend.emulated.rv.CodePage;
import org.gpugdb.backend.emulated.rv.Exit;
import org.gpugdb.backend.emulated.rv.GuestMemory;
import org.gpugdb.backend.emulated.rv.GuestPage;
import org.gpugdb.backend.emulated.rv.HardwareThread;
import org.gpugdb.backend.emulated.rv.Interpreter;
import org.gpugdb.backend.emulated.rv.MachineCsrs;
import org.gpugdb.backend.emulated.rv.Watchpoint;
import org.jspecify.annotations.Nullable;

/**
 * Prints how many million guest instructions an interpreter executes per second of thread CPU time,
 * for several loops (see loops.c) and slice lengths. Arguments: slice lengths, default 16 100 2000.
 */
public final class InterpreterSpeed {
  private static final String[] LOOPS = {
    "collatz", "int matmul", "float matmul", "exact doubles", "sieve", "xorshift"
  };
  private static final int RUNS = 5;
  private static final ThreadMXBean CLOCK = ManagementFactory.getThreadMXBean();

  private InterpreterSpeed() {}

  /** Runs the measurement. */
  public static void main(String[] args) throws IOException {
    PrintStream out = System.out;
    int[] slices =
        args.length == 0
            ? new int[] {16, 100, 2000}
            : List.of(args).stream().mapToInt(Integer::parseInt).toArray();
    for (int slice : slices) {
      for (int loop = 0; loop < LOOPS.length; loop++) {
        out.printf(Locale.ROOT, "slice %5d  %-14s", slice, LOOPS[loop]);
        for (int run = 0; run < RUNS; run++) {
          out.printf(Locale.ROOT, " %6.1f", measure(loop, slice));
        }
        out.println(" MIPS");
      }
    }
  }

  private static double measure(int loop, int slice) throws IOException {
    HardwareThread thread = new HardwareThread(new MachineCsrs(0, () -> 0));
    thread.pc = Ram.BASE;
    thread.x[10] = loop;
    Ram memory = new Ram();
    Interpreter interpreter = new Interpreter();
    long start = CLOCK.getCurrentThreadCpuTime();
    Exit exit = Exit.BUDGET;
    while (exit == Exit.BUDGET) {
      exit = interpreter.run(thread, memory, slice);
    }
    if (exit != Exit.END_OF_THREAD) {
      throw new IllegalStateException(exit + " at 0x" + Long.toHexString(thread.pc));
    }
    return thread.instret * 1000.0 / (CLOCK.getCurrentThreadCpuTime() - start);
  }

  /** The program with its data and stack in 1 MiB. */
  private static final class Ram implements GuestMemory {
    static final long BASE = 0x10000;
    private static final int PAGES = 256;

    private final ByteBuffer bytes =
        ByteBuffer.allocateDirect((PAGES + 1) * GuestPage.SIZE).alignedSlice(8);
    private final CodePage[] code = new CodePage[PAGES];

    Ram() throws IOException {
      try (InputStream in = InterpreterSpeed.class.getResourceAsStream("loops.bin")) {
        bytes.put(0, Objects.requireNonNull(in).readAllBytes());
      }
      for (int page = 0; page < PAGES; page++) {
        code[page] = CodePage.decode(bytes, page * GuestPage.SIZE);
      }
    }

    @Override
    public long generation() {
      return 0;
    }

    @Override
    public @Nullable GuestPage page(long address, Access access) {
      long page = address & -GuestPage.SIZE;
      return page < BASE || page >= BASE + bytes.capacity() - GuestPage.SIZE
          ? null
          : GuestPage.mapped(page, bytes, (int) (page - BASE), true);
    }

    @Override
    public @Nullable CodePage code(long address) {
      long page = (address - BASE) >> GuestPage.SHIFT;
      return page < 0 || page >= PAGES ? null : code[(int) page];
    }

    @Override
    public long load(long address, int size) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void store(long address, int size, long value) {
      throw new UnsupportedOperationException();
    }

    @Override
    public List<Watchpoint> watchpoints() {
      return List.of();
    }

    @Override
    public void instructionFence() {}
  }
}
