package org.gpugdb.backend.eu;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.gpugdb.backend.uapi.StateSaveAreaLayout.Set;

/**
 * What a debugger must know of Intel GPUs before it has seen one's save area: which registers their
 * threads have, and whose bit is where in the attention bitmap.
 *
 * <p>Source: the state save area headers of Intel's graphics compiler, and the register sets that
 * Intel's own server describes. Parts after Xe3 have no attention bitmap and are not here.
 *
 * @param first of the graphics versions
 * @param last of them, inclusive
 * @param groups in the order of the register numbers
 */
record XeFamily(
    String name,
    GraphicsVersion first,
    GraphicsVersion last,
    AttentionLayout attention,
    List<RegisterGroup> groups) {

  XeFamily {
    groups = List.copyOf(groups);
  }

  /**
   * Registers of a kind.
   *
   * @param set where the save area keeps them; null: they are made of other things
   * @param feature last part of GDB's name of the feature
   * @param names of the registers
   * @param bits width of one
   * @param elementBits width of the elements as which a register is shown
   */
  record RegisterGroup(
      Set set, String feature, List<String> names, int bits, int elementBits, boolean writable) {
    RegisterGroup {
      names = List.copyOf(names);
    }

    /** GDB's name of the registers' type. */
    String type() {
      return bits == elementBits
          ? "uint" + bits
          : "vector" + bits / elementBits + "x" + elementBits;
    }
  }

  private static RegisterGroup numbered(
      Set set, String feature, String name, int count, int bits, int elementBits) {
    String[] names = new String[count];
    Arrays.setAll(names, i -> name + i);
    return new RegisterGroup(set, feature, List.of(names), bits, elementBits, set != Set.TDR);
  }

  private static RegisterGroup grf(int bits) {
    return numbered(Set.GRF, "grf", "r", GRF_REGISTERS, bits, 32);
  }

  private static RegisterGroup flag(int count) {
    return numbered(Set.FLAG, "flag", "f", count, 32, 16);
  }

  private static RegisterGroup sr(int bits) {
    return numbered(Set.SR, "sr", "sr", 1, bits, 32);
  }

  private static RegisterGroup cr(int bits) {
    return numbered(Set.CR, "cr", "cr", 1, bits, 32);
  }

  private static RegisterGroup acc(int bits) {
    return numbered(Set.ACC, "acc", "acc", 4, bits, 32);
  }

  private static RegisterGroup mme(int count, int bits) {
    return numbered(Set.MME, "mme", "mme", count, bits, 32);
  }

  private static RegisterGroup dbg(int bits) {
    return numbered(Set.DBG_REG, "dbg", "dbg", 1, bits, 32);
  }

  /**
   * Of a thread in the usual mode; in the large one, which each kernel chooses, it has twice that.
   */
  private static final int GRF_REGISTERS = 128;

  private static final RegisterGroup ADDR = numbered(Set.ADDR, "addr", "a", 1, 256, 16);
  private static final RegisterGroup TDR = numbered(Set.TDR, "tdr", "tdr", 1, 128, 16);
  private static final RegisterGroup FC = numbered(Set.FC, "fc", "fc", 3, 512, 32);

  /** Which lanes are on: what the hardware calls the execution mask. */
  private static final RegisterGroup CE =
      new RegisterGroup(Set.EMASK, "ce", List.of("ce"), 32, 32, false);

  private static final RegisterGroup SP =
      new RegisterGroup(Set.SP, "sp", List.of("sp"), 128, 128, true);

  private static final List<RegisterGroup> XE_HPG_GROUPS =
      List.of(grf(256), ADDR, flag(2), CE, sr(128), cr(128), acc(256), mme(8, 256), dbg(64));

  private static final List<RegisterGroup> XE_HPC_GROUPS =
      List.of(
          grf(512), ADDR, flag(4), CE, sr(128), cr(128), TDR, acc(512), mme(8, 512), SP, dbg(64));

  private static final List<RegisterGroup> XE2_GROUPS =
      List.of(
          grf(512), ADDR, flag(4), CE, sr(128), cr(96), TDR, acc(512), mme(2, 256), dbg(64), FC);

  private static final List<RegisterGroup> XE3_GROUPS =
      List.of(grf(512), ADDR, flag(4), CE, sr(160), cr(96), acc(512), mme(8, 32), dbg(96), FC);

  /** Every family that is known. */
  static final List<XeFamily> ALL =
      List.of(
          new XeFamily(
              "Xe-HPG (DG2)",
              new GraphicsVersion(12, 55),
              new GraphicsVersion(12, 57),
              AttentionLayout.LOCKSTEP,
              XE_HPG_GROUPS),
          new XeFamily(
              "Xe-HPC (PVC)",
              new GraphicsVersion(12, 60),
              new GraphicsVersion(12, 61),
              AttentionLayout.BYTE_PER_EU,
              XE_HPC_GROUPS),
          new XeFamily(
              "Xe-LPG (MTL, ARL)",
              new GraphicsVersion(12, 70),
              new GraphicsVersion(12, 74),
              AttentionLayout.LOCKSTEP,
              XE_HPG_GROUPS),
          new XeFamily(
              "Xe2 (LNL, BMG)",
              new GraphicsVersion(20, 0),
              new GraphicsVersion(20, 99),
              AttentionLayout.BYTE_PER_EU,
              XE2_GROUPS),
          new XeFamily(
              "Xe3 (PTL, WCL)",
              new GraphicsVersion(30, 0),
              new GraphicsVersion(30, 99),
              AttentionLayout.TWO_BYTES_PER_EU,
              XE3_GROUPS));

  /** The family of a version; empty if it is not known. */
  static Optional<XeFamily> of(GraphicsVersion version) {
    return ALL.stream()
        .filter(f -> f.first.compareTo(version) <= 0 && version.compareTo(f.last) <= 0)
        .findFirst();
  }
}
