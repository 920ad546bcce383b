package org.gpugdb.backend.eu;

/**
 * Shape of a GPU's execution units. Thread slots are numbered slice first, then DSS within the
 * slice, EU within the DSS, thread within the EU, the last varying fastest.
 *
 * @param dssPerSlice dual subslices (Xe cores) in each slice
 * @param threadsPerEu at most 8 for the attention bitmap of Xe2 and the emulated device
 */
public record Topology(int slices, int dssPerSlice, int eusPerDss, int threadsPerEu) {
  private static final int BITS_PER_DSS = 64;
  private static final int BITS_PER_EU = 8;

  public Topology {
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
    if (eusPerDss * BITS_PER_EU > BITS_PER_DSS || threadsPerEu > BITS_PER_EU) {
      throw new IllegalArgumentException(
          "topology: got "
              + eusPerDss
              + " EUs per DSS of "
              + threadsPerEu
              + " threads (expected at most 8 of 8)");
    }
  }

  /** Number of thread slots. */
  public int slots() {
    return slices * dssPerSlice * slotsPerDss();
  }

  /** Where in the GPU a slot is. */
  public Place place(int slot) {
    int dss = dss(slot);
    int eu = slot / threadsPerEu % eusPerDss;
    return new Place(dss / dssPerSlice, dss % dssPerSlice, eu, slot % threadsPerEu);
  }

  /** DSS of a slot, numbered over the whole GPU. */
  public int dss(int slot) {
    return slot / slotsPerDss();
  }

  /** Bytes in an attention bitmap: 8 for each DSS. */
  public int attentionBytes() {
    return slices * dssPerSlice * BITS_PER_DSS / Byte.SIZE;
  }

  /** The slot's bit in an attention bitmap: in its DSS's 8 bytes, byte EU, bit thread. */
  public int attentionBit(int slot) {
    int eu = slot / threadsPerEu % eusPerDss;
    return dss(slot) * BITS_PER_DSS + eu * BITS_PER_EU + slot % threadsPerEu;
  }

  /** The slot that a bit of an attention bitmap stands for, or -1 for a bit without a thread. */
  public int slotOfBit(int bit) {
    int dss = bit / BITS_PER_DSS;
    int eu = bit % BITS_PER_DSS / BITS_PER_EU;
    int thread = bit % BITS_PER_EU;
    boolean exists = dss < slices * dssPerSlice && eu < eusPerDss && thread < threadsPerEu;
    return exists ? (dss * eusPerDss + eu) * threadsPerEu + thread : -1;
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
