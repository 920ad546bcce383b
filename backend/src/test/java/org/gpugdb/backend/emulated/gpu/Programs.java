package org.gpugdb.backend.emulated.gpu;

/**
 * Programs for hardware threads, position-independent. They end with EOT, so they need no entry
 * stub.
 */
final class Programs {
  /** a2[gid] = a0[gid] + a1[gid]. */
  static final int[] VADD = {
    0xcc002373, // csrr t1, 0xcc0
    0x00231313, // slli t1, t1, 0x2
    0x00650533, // add a0, a0, t1
    0x006585b3, // add a1, a1, t1
    0x00660633, // add a2, a2, t1
    0x00052383, // lw t2, 0x0(a0)
    0x0005ae03, // lw t3, 0x0(a1)
    0x01c383b3, // add t2, t2, t3
    0x00762023, // sw t2, 0x0(a2)
    0x8c001073, // csrw 0x8c0, zero
  };

  /** a1[group] = sum of the group's a0[gid], in shared local memory a2. */
  static final int[] REDUCE = {
    0xcc0022f3, // csrr t0, 0xcc0
    0x00229293, // slli t0, t0, 0x2
    0x00550533, // add a0, a0, t0
    0x00052303, // lw t1, 0x0(a0)
    0xcc4023f3, // csrr t2, 0xcc4
    0x00239e13, // slli t3, t2, 0x2
    0x01c60e33, // add t3, a2, t3
    0x006e2023, // sw t1, 0x0(t3)
    0x8c101073, // csrw 0x8c1, zero
    0xccc02ef3, // csrr t4, 0xccc
    0x001ede93, // srli t4, t4, 0x1
    0x020e8663, // beqz t4, 0x58
    0x01d3fe63, // bgeu t2, t4, 0x4c
    0x002e9f13, // slli t5, t4, 0x2
    0x01cf0f33, // add t5, t5, t3
    0x000f2f03, // lw t5, 0x0(t5)
    0x000e2f83, // lw t6, 0x0(t3)
    0x01ff0f33, // add t5, t5, t6
    0x01ee2023, // sw t5, 0x0(t3)
    0x8c105073, // csrwi 0x8c1, 0x0
    0x001ede93, // srli t4, t4, 0x1
    0xfd9ff06f, // j 0x2c
    0x00039c63, // bnez t2, 0x70
    0x00062303, // lw t1, 0x0(a2)
    0xcc8022f3, // csrr t0, 0xcc8
    0x00229293, // slli t0, t0, 0x2
    0x005585b3, // add a1, a1, t0
    0x0065a023, // sw t1, 0x0(a1)
    0x8c001073, // csrw 0x8c0, zero
  };

  /** Counts in a0[gid] until a1[0] is not 0. */
  static final int[] SPIN = {
    0xcc002373, // csrr t1, 0xcc0
    0x00331313, // slli t1, t1, 0x3
    0x00650533, // add a0, a0, t1
    0x00053383, // ld t2, 0x0(a0)
    0x00138393, // addi t2, t2, 0x1
    0x00753023, // sd t2, 0x0(a0)
    0x0005ae03, // lw t3, 0x0(a1)
    0xfe0e08e3, // beqz t3, 0xc
    0x8c001073, // csrw 0x8c0, zero
  };

  /** Work-item a1 reads a2 first; all store 1 + what they read to a0[gid]. */
  static final int[] FAULT = {
    0xcc002373, // csrr t1, 0xcc0
    0x00000393, // li t2, 0x0
    0x00b31463, // bne t1, a1, 0x10
    0x00062383, // lw t2, 0x0(a2)
    0x00138393, // addi t2, t2, 0x1
    0x00231313, // slli t1, t1, 0x2
    0x00650533, // add a0, a0, t1
    0x00752023, // sw t2, 0x0(a0)
    0x8c001073, // csrw 0x8c0, zero
  };

  /** Stores the global id in shared local memory a0 and in the thread window a1, then ebreak. */
  static final int[] WINDOWS = {
    0xcc0022f3, // csrr t0, 0xcc0
    0xcc402373, // csrr t1, 0xcc4
    0x00231313, // slli t1, t1, 0x2
    0x006503b3, // add t2, a0, t1
    0x0053a023, // sw t0, 0x0(t2)
    0x0055a023, // sw t0, 0x0(a1)
    0x00100073, // ebreak
    0x8c001073, // csrw 0x8c0, zero
  };

  /** Appends the global id to the log a1 at the counter a0, eight times with work in between. */
  static final int[] LOG = {
    0xcc0022f3, // csrr t0, 0xcc0
    0x00800313, // li t1, 0x8
    0x00100393, // li t2, 0x1
    0x007523af, // amoadd.w t2, t2, (a0)
    0x00239393, // slli t2, t2, 0x2
    0x00b383b3, // add t2, t2, a1
    0x0053a023, // sw t0, 0x0(t2)
    0x2bc00e13, // li t3, 0x2bc
    0xfffe0e13, // addi t3, t3, -0x1
    0xfe0e1ee3, // bnez t3, 0x20
    0xfff30313, // addi t1, t1, -0x1
    0xfc031ee3, // bnez t1, 0x8
    0x8c001073, // csrw 0x8c0, zero
  };

  /** a0[mhartid] = mhartid + 1; hart 3 exits with status 42, the others never end. */
  static final int[] HARTS = {
    0xf14022f3, // csrr t0, mhartid
    0x00229313, // slli t1, t0, 0x2
    0x00a30333, // add t1, t1, a0
    0x00128393, // addi t2, t0, 0x1
    0x00732023, // sw t2, 0x0(t1)
    0x00300e13, // li t3, 0x3
    0x01c29063, // bne t0, t3, 0x18
    0x02a00513, // li a0, 0x2a
    0x05d00893, // li a7, 0x5d
    0x00000073, // ecall
  };

  /** a1[gid] = a0 + 1 + 2 + 4 + 8, with a barrier at word 3. */
  static final int[] STEPS = {
    0x00150513, // addi a0, a0, 0x1
    0x00250513, // addi a0, a0, 0x2
    0x00450513, // addi a0, a0, 0x4
    0x8c101073, // csrw 0x8c1, zero
    0x00850513, // addi a0, a0, 0x8
    0xcc002373, // csrr t1, 0xcc0
    0x00331313, // slli t1, t1, 0x3
    0x006585b3, // add a1, a1, t1
    0x00a5b023, // sd a0, 0x0(a1)
    0x8c001073, // csrw 0x8c0, zero
  };

  /** a0[gid] = 1 + 2 + ... + a1. */
  static final int[] SUM = {
    0xcc002373, // csrr t1, 0xcc0
    0x00331313, // slli t1, t1, 0x3
    0x00650533, // add a0, a0, t1
    0x00000393, // li t2, 0x0
    0x00b383b3, // add t2, t2, a1
    0xfff58593, // addi a1, a1, -0x1
    0xfe059ce3, // bnez a1, 0x10
    0x00753023, // sd t2, 0x0(a0)
    0x8c001073, // csrw 0x8c0, zero
  };

  private Programs() {}
}
