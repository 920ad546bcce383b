package org.gpugdb.backend.spi;

/**
 * One GPU address space (VM) of one GPU client: an RSP process.
 *
 * @param number 1, 2, …: the RSP process id; a number is reused after its space is gone
 */
public record AddressSpaceId(int number) implements Comparable<AddressSpaceId> {
  public AddressSpaceId {
    if (number < 1) {
      throw new IllegalArgumentException(
          "address space number: got " + number + " (expected >= 1)");
    }
  }

  @Override
  public int compareTo(AddressSpaceId other) {
    return Integer.compare(number, other.number);
  }

  @Override
  public String toString() {
    return "p" + number;
  }
}
