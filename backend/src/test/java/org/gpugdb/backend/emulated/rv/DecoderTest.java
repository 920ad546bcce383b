package org.gpugdb.backend.emulated.rv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gpugdb.backend.emulated.rv.Machine.A0;
import static org.gpugdb.backend.emulated.rv.Machine.A1;
import static org.gpugdb.backend.emulated.rv.Machine.CODE;
import static org.gpugdb.backend.emulated.rv.Machine.DATA;

import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DecoderTest {
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4})
  void randomWordsExecuteOrTrap(long seed) {
    Random random = new Random(seed);
    Machine machine = Machine.with();
    Set<Exit> seen = EnumSet.noneOf(Exit.class);
    int[] words = new int[16];
    for (int round = 0; round < 5000; round++) {
      for (int i = 0; i < words.length; i++) {
        words[i] = random.nextInt() | (random.nextInt(8) == 0 ? 0 : 3);
      }
      machine.memory.code(CODE, words);
      machine.thread.pc = CODE;
      for (int i = 1; i < 32; i++) {
        machine.thread.x[i] = DATA + random.nextInt(64) * (random.nextInt(4) == 0 ? 1L : 8L);
        machine.thread.f[i] =
            random.nextLong() | (random.nextBoolean() ? 0xffff_ffff_0000_0000L : 0);
      }
      seen.add(machine.run(16));
      assertThat(machine.thread.x[0]).isZero();
      assertThat(machine.thread.pc & 3).isZero();
      assertThat(machine.thread.fcsr & ~0xFF).isZero();
    }
    assertThat(seen).contains(Exit.BREAKPOINT, Exit.ILLEGAL_INSTRUCTION, Exit.PAGE_FAULT);
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        0x00000000, // all zero
        0xffffffff, // all one
        0x00004501, // c.li a0, 0
        0x0000101b | 0x02000000, // slliw with shift 32
        0x00001013 | 0x04000000, // slli with shift 64
        0x40000033 | 1 << 12, // sub encoding of sll
        0x04000033, // unassigned funct7
        0x00007003, // load of unassigned width
        0x00004023, // store of unassigned width
        0x00002063, // branch of unassigned condition
        0x00001067, // jalr with funct3 1
        0x1015b52f, // lr.d with rs2
        0x00c5952f, // amoadd.h
        0x02c5d553, // fadd.d with rounding mode 5
        0x04c5f553, // fadd.h
        0x40057553, // fcvt.s.s
        0x42157553, // fcvt.d.d
        0x58157553, // fsqrt.s with rs2
        0x00004073, // system with funct3 4
        0x10200073, // sret
        0x12000073, // sfence.vma
        0x00000057, // vector
      })
  void unimplementedEncodingsAreIllegal(int word) {
    Machine machine = Machine.with(word);

    assertThat(machine.run(1)).isEqualTo(Exit.ILLEGAL_INSTRUCTION);
    assertThat(machine.thread.trapValue).isEqualTo(Integer.toUnsignedLong(word));
  }

  @Test
  void reservedDynamicRoundingModeIsIllegal() {
    Machine machine = Machine.with(0x00c5f553); // fadd.s fa0, fa1, fa2
    machine.thread.fcsr = 5 << 5;

    assertThat(machine.run(1)).isEqualTo(Exit.ILLEGAL_INSTRUCTION);
    assertThat(machine.thread.trapValue).isEqualTo(0x00c5f553);
    assertThat(machine.thread.f[A0]).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "0x00b50863, 3, 3, 4", // beq a0, a1, .+16
    "0x00b50863, 3, 4, 1",
    "0x00b51863, 3, 4, 4", // bne a0, a1, .+16
    "0x00b51863, 3, 3, 1",
    "0x00b54863, -1, 0, 4", // blt a0, a1, .+16
    "0x00b54863, 0, 0, 1",
    "0x00b55863, 0, 0, 4", // bge a0, a1, .+16
    "0x00b55863, -1, 0, 1",
    "0x00b56863, 0, -1, 4", // bltu a0, a1, .+16
    "0x00b56863, -1, 0, 1",
    "0x80b57063, -1, 0, -1024", // bgeu a0, a1, .-4096
    "0x80b57063, 0, -1, 1",
    "0x0010056f, 0, 0, 512", // jal a0, .+2048
    "0x00558567, 0, 7, 3", // jalr a0, 5(a1)
  })
  void branchesAndJumpsReachTheirTarget(String word, long a, long b, long instructions) {
    Machine machine = Machine.with((int) Long.parseUnsignedLong(word.substring(2), 16));
    machine.thread.x[A0] = a;
    machine.thread.x[A1] = word.endsWith("67") ? CODE + b : b;

    assertThat(machine.run(1)).isEqualTo(Exit.BUDGET);
    assertThat(machine.position()).isEqualTo(instructions);
  }

  @Test
  void upperImmediatesAreSignExtended() {
    Machine machine =
        Machine.with(
            0x80000537, // lui a0, 0x80000
            0xfffff597); // auipc a1, 0xfffff

    machine.run(2);

    assertThat(machine.thread.x[A0]).isEqualTo(0xffff_ffff_8000_0000L);
    assertThat(machine.thread.x[A1]).isEqualTo(CODE + 4 - 0x1000);
  }
}
