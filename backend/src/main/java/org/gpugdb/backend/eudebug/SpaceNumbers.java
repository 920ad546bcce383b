package org.gpugdb.backend.eudebug;

import java.util.BitSet;
import org.gpugdb.backend.spi.AddressSpaceId;

/** Hands out the numbers of address spaces, one device over. Confined to the device loop. */
final class SpaceNumbers {
  private final BitSet taken = new BitSet();

  /** Takes the lowest number, from 1 on, that is free. */
  AddressSpaceId take() {
    int number = taken.nextClearBit(1);
    taken.set(number);
    return new AddressSpaceId(number);
  }

  void giveBack(AddressSpaceId number) {
    taken.clear(number.number());
  }
}
