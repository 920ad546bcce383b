package org.gpugdb.backend.emulated.rv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every computing instruction against results recorded from another implementation; the format is
 * told in the file.
 */
class InstructionVectorsTest {
  private static final int INEXACT = 1;

  private record Operands(long a, long b, long c) {}

  private record Result(long value, int flags) {}

  private record Vector(
      int word,
      String assembly,
      boolean integerResult,
      List<Operands> rows,
      List<List<Result>> modes) {}

  @TestFactory
  Stream<DynamicTest> computesTheRecordedResults() throws IOException {
    List<Vector> vectors = read();
    assertThat(vectors).hasSizeGreaterThan(140);
    return vectors.stream().map(v -> dynamicTest(v.assembly, () -> verify(v)));
  }

  private static void verify(Vector vector) {
    Machine machine = Machine.with(vector.word);
    for (int mode = 0; mode < vector.modes.size(); mode++) {
      for (int i = 0; i < vector.rows.size(); i++) {
        Operands row = vector.rows.get(i);
        Result expected = vector.modes.get(mode).get(i);
        String what =
            "%s row %d (%x, %x, %x) mode %d"
                .formatted(vector.assembly, i, row.a, row.b, row.c, mode);
        assertThat(execute(machine, vector, row, mode << 5)).as(what).isEqualTo(expected);
        Result inexactBefore = new Result(expected.value, expected.flags | INEXACT);
        assertThat(execute(machine, vector, row, mode << 5 | INEXACT))
            .as(what)
            .isEqualTo(inexactBefore);
      }
    }
  }

  private static Result execute(Machine machine, Vector vector, Operands row, int fcsr) {
    HardwareThread thread = machine.thread;
    thread.pc = Machine.CODE;
    thread.fcsr = fcsr;
    thread.x[6] = row.a;
    thread.x[7] = row.b;
    thread.f[1] = row.a;
    thread.f[2] = row.b;
    thread.f[3] = row.c;
    assertThat(machine.run(1)).isEqualTo(Exit.BUDGET);
    assertThat(thread.fcsr >>> 5).isEqualTo(fcsr >>> 5);
    return new Result(vector.integerResult ? thread.x[5] : thread.f[0], thread.fcsr & 0x1F);
  }

  private static List<Vector> read() throws IOException {
    List<Vector> vectors = new ArrayList<>();
    Map<String, List<Operands>> rows = new HashMap<>();
    InputStream resource =
        Objects.requireNonNull(InstructionVectorsTest.class.getResourceAsStream("vectors.txt"));
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(resource, StandardCharsets.US_ASCII))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        String[] words = line.split(" ", 6);
        if (words[0].equals("rows")) {
          rows.put(
              words[1],
              Stream.of(line.substring(7).split(" ", -1))
                  .map(InstructionVectorsTest::operands)
                  .toList());
        } else if (words[0].equals("insn")) {
          List<List<Result>> modes = new ArrayList<>();
          for (int mode = 0; mode < Integer.parseInt(words[4]); mode++) {
            modes.add(
                Stream.of(in.readLine().split(" ", -1))
                    .map(InstructionVectorsTest::result)
                    .toList());
          }
          List<Operands> operands = Objects.requireNonNull(rows.get(words[2]));
          vectors.add(
              new Vector((int) hex(words[1]), words[5], words[3].equals("x"), operands, modes));
        }
      }
    }
    return vectors;
  }

  private static Operands operands(String text) {
    String[] parts = text.split(",", -1);
    return new Operands(hex(parts[0]), hex(parts[1]), hex(parts[2]));
  }

  private static Result result(String text) {
    String[] parts = text.split("/", -1);
    return new Result(hex(parts[0]), (int) hex(parts[1]));
  }

  private static long hex(String text) {
    return Long.parseUnsignedLong(text, 16);
  }
}
