package org.gpugdb.backend.eu;

import java.util.BitSet;
import java.util.Set;

/**
 * Shape of a GPU's execution units. Thread slots are numbered slice first, then DSS within the
 * slice, EU within the DSS, thread within the EU, the last varying fastest.
 *
 * @param dssPerSlice dual subslices (Xe cores) that each slice could have
 * @param absentDss those of the whole GPU's numbering that are fused off; their slots have a number
 *     and no thread
 */
public record Topology(
    int slices,
    int dssPerSlice,
    int eusPerDss,
    int threadsPerEu,
    AttentionLayout attention,
    Set<Integer> absentDss) {

  public Topology {
    absentDss = Set.copyOf(absentDss);
    if (slices < 1 || dssPerSlice < 1 || eusPerDss < 1 || threadsPerEu < 1) {
      throw new IllegalArgumentException(
          "topology: got "
              + slices
              + " x "
              + dssPerSlice
              + " x "
              + eusPerDss
              + " x "
              + threadsPerEu
              + " (expected each >= 1)");
    }
    if (eusPerDss > attention.eus() || threadsPerEu > attention.threads()) {
      throw new IllegalArgumentException(
          "topology: got "
              + eusPerDss
              + " EUs per DSS of "
              + threadsPerEu
              + " threads (expected at most "
              + attention.eus()
              + " of "
              + attention.threads()
              + ")");
    }
  }

  /** A GPU of which nothing is fused off, with at most eight EUs of eight threads in a DSS. */
  public Topology(int slices, int dssPerSlice, int eusPerDss, int threadsPerEu) {
    this(slices, dssPerSlice, eusPerDss, threadsPerEu, AttentionLayout.BYTE_PER_EU, Set.of());
  }

  /** Number of thread slots, those without a thread too. */
  public int slots() {
    return slices * dssPerSlice * slotsPerDss();
  }

  /** Number of hardware threads that are there. */
  public int threads() {
    return slots() - absentDss.size() * slotsPerDss();
  }

  /** Where in the GPU a slot is. */
  public Place place(int slot) {
    int dss = dss(slot);
    return new Place(dss / dssPerSlice, dss % dssPerSlice, eu(slot), slot % threadsPerEu);
  }

  /** DSS of a slot, numbered over the whole GPU. */
  public int dss(int slot) {
    return slot / slotsPerDss();
  }

  private int eu(int slot) {
    return slot / threadsPerEu % eusPerDss;
  }

  /**
   * Bytes in an attention bitmap that holds every slot's bit. The device's own may end before: with
   * the last DSS that is there.
   */
  public int attentionBytes() {
    return slices * dssPerSlice * attention.bytesPerDss();
  }

  /** The slot's bit in an attention bitmap; a slot that runs in lockstep shares it. */
  public int attentionBit(int slot) {
    return dss(slot) * attention.bitsPerDss() + attention.bit(eu(slot), slot % threadsPerEu);
  }

  /** Every slot with a thread for which an attention bitmap has a bit. */
  public BitSet slots(BitSet bits) {
    BitSet slots = new BitSet(slots());
    for (int bit = bits.nextSetBit(0); bit >= 0; bit = bits.nextSetBit(bit + 1)) {
      int dss = bit / attention.bitsPerDss();
      if (dss < slices * dssPerSlice && !absentDss.contains(dss)) {
        addSlots(dss, bit % attention.bitsPerDss(), slots);
      }
    }
    return slots;
  }

  private void addSlots(int dss, int bit, BitSet slots) {
    int row = bit / Byte.SIZE;
    boolean upper = attention.nextThreads() > 0 && row >= attention.nextThreads();
    int thread = bit % Byte.SIZE + (upper ? Byte.SIZE : 0);
    int first = upper ? row - attention.nextThreads() : row;
    for (int eu = 0; eu < eusPerDss && thread < threadsPerEu; eu++) {
      if (attention.byteOfEu().get(eu) == first) {
        slots.set((dss * eusPerDss + eu) * threadsPerEu + thread);
      }
    }
  }

  private int slotsPerDss() {
    return eusPerDss * threadsPerEu;
  }

  /**
   * Coordinates of a thread slot.
   *
   * @param dss within the slice
   */
  public record Place(int slice, int dss, int eu, int thread) {}
}
