package org.gpugdb.protocol.xml;

import java.util.List;
import org.gpugdb.protocol.wire.Bytes;

/**
 * The memory of a target; see the GDB manual, "Memory Map Format". GDB refuses every address
 * outside it and uses hardware breakpoints in read-only memory.
 */
public record MemoryMapDocument(List<Range> ranges) {
  /**
   * A range of addresses.
   *
   * @param start the first, unsigned
   * @param length in bytes, unsigned
   * @param writable whether it can be written
   */
  public record Range(long start, long length, boolean writable) {}

  /** Copies the list. */
  public MemoryMapDocument {
    ranges = List.copyOf(ranges);
  }

  /** The document. */
  public Bytes toXml() {
    XmlWriter xml = new XmlWriter("memory-map", "memory-map.dtd");
    for (Range range : ranges) {
      xml.begin("memory").attribute("type", range.writable() ? "ram" : "rom");
      xml.address("start", range.start()).address("length", range.length()).end();
    }
    return xml.finish();
  }
}
