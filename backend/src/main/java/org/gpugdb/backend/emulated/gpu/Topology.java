package org.gpugdb.backend.emulated.gpu;

import java.util.Locale;

/**
 * Shape of the device. A thread slot has a linear number (slice, then subslice, EU and thread, the
 * last varying fastest), a name and an attention bit.
 *
 * <p>A subslice has at most 64 slots, so that its attention bits are one 64-bit word whatever the
 * shape: byte EU, bit thread, as on Xe2.
 *
 * @param slices 1 to 64
 * @param subslicesPerSlice 1 to 64
 * @param eusPerSubslice 1 to 8
 * @param threadsPerEu 1 to 8
 */
public record Topology(int slices, int subslicesPerSlice, int eusPerSubslice, int threadsPerEu) {
  /** 8 threads, for documentation and tests. */
  public static final Topology TINY = new Topology(1, 1, 2, 4);

  /** 256 threads: the default. */
  public static final Topology DEMO = new Topology(2, 2, 8, 8);

  /** 1280 threads, the shape of a BMG G21. */
  public static final Topology BIG = new Topology(5, 4, 8, 8);

  /** 100,352 threads: 28 slices of 56 subslices. */
  public static final Topology HUGE = new Topology(28, 56, 8, 8);

  private static final int ATTENTION_BYTES_PER_SUBSLICE = 8;

  public Topology {
    requireRange("slices", slices, 64);
    requireRange("subslices per slice", subslicesPerSlice, 64);
    requireRange("EUs per subslice", eusPerSubslice, 8);
    requireRange("threads per EU", threadsPerEu, 8);
  }

  private static void requireRange(String what, int value, int max) {
    if (value < 1 || value > max) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%s must be 1 to %d, got %d", what, max, value));
    }
  }

  /** The preset of that name: tiny, demo, big or huge. */
  public static Topology preset(String name) {
    return switch (name) {
      case "tiny" -> TINY;
      case "demo" -> DEMO;
      case "big" -> BIG;
      case "huge" -> HUGE;
      default ->
          throw new IllegalArgumentException(
              String.format(Locale.ROOT, "no preset '%s' (tiny, demo, big, huge)", name));
    };
  }

  /** Subslices of the device. */
  public int subslices() {
    return slices * subslicesPerSlice;
  }

  /** Thread slots of a subslice, at most 64. */
  public int slotsPerSubslice() {
    return eusPerSubslice * threadsPerEu;
  }

  /** Thread slots of the device. */
  public int slots() {
    return subslices() * slotsPerSubslice();
  }

  /** Bytes in an attention bitmap. */
  public int attentionSize() {
    return subslices() * ATTENTION_BYTES_PER_SUBSLICE;
  }

  /** Where in the device a slot is. */
  public ThreadCoordinates coordinates(int slot) {
    requireSlot(slot);
    int thread = slot % threadsPerEu;
    int eu = slot / threadsPerEu % eusPerSubslice;
    int subslice = subsliceOf(slot);
    return new ThreadCoordinates(
        subslice / subslicesPerSlice, subslice % subslicesPerSlice, eu, thread);
  }

  /** The slot at coordinates that exist on this device. */
  public int slot(ThreadCoordinates at) {
    boolean exists =
        at.slice() < slices
            && at.subslice() < subslicesPerSlice
            && at.eu() < eusPerSubslice
            && at.thread() < threadsPerEu;
    if (!exists) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "no thread %s on %s", at, this));
    }
    int subslice = at.slice() * subslicesPerSlice + at.subslice();
    return (subslice * eusPerSubslice + at.eu()) * threadsPerEu + at.thread();
  }

  /**
   * Index of the bit that stands for a slot in an attention bitmap; bit n is bit n % 8 of byte n /
   * 8.
   */
  public int attentionBit(int slot) {
    requireSlot(slot);
    return subsliceOf(slot) * Long.SIZE + wordBit(slot % slotsPerSubslice());
  }

  int subsliceOf(int slot) {
    return slot / slotsPerSubslice();
  }

  /** Bit of the {@code index}-th slot of a subslice in the subslice's attention word. */
  int wordBit(int index) {
    return index / threadsPerEu * 8 + index % threadsPerEu;
  }

  /** Index within its subslice of the slot with that bit, which must stand for a slot. */
  int indexOfBit(int bit) {
    return bit / 8 * threadsPerEu + bit % 8;
  }

  /** The attention word's bits that stand for slots. */
  long slotMask() {
    long mask = 0;
    for (int i = 0; i < slotsPerSubslice(); i++) {
      mask |= 1L << wordBit(i);
    }
    return mask;
  }

  private void requireSlot(int slot) {
    if (slot < 0 || slot >= slots()) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "slot %d of %d", slot, slots()));
    }
  }
}
