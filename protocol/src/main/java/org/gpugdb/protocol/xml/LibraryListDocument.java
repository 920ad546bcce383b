package org.gpugdb.protocol.xml;

import java.util.List;
import org.gpugdb.protocol.wire.Bytes;

/** The loaded libraries; see the GDB manual, "Library List Format". */
public record LibraryListDocument(List<Library> libraries) {
  /** What a library's addresses are those of. */
  public enum Unit {
    /** Loadable segments, in program header order. */
    SEGMENT("segment"),
    /** Allocated sections, in section header order. */
    SECTION("section");

    private final String element;

    Unit(String element) {
      this.element = element;
    }
  }

  /**
   * A library.
   *
   * @param path where the client finds the file, perhaps through file commands
   * @param unit what the addresses are those of
   * @param addresses where each was loaded, unsigned; at least one
   */
  public record Library(String path, Unit unit, List<Long> addresses) {
    /** Copies the list, which may not be empty. */
    public Library {
      addresses = List.copyOf(addresses);
      if (addresses.isEmpty()) {
        throw new IllegalArgumentException(path + ": no addresses");
      }
    }
  }

  /** Copies the list. */
  public LibraryListDocument {
    libraries = List.copyOf(libraries);
  }

  /** The document. */
  public Bytes toXml() {
    XmlWriter xml = new XmlWriter("library-list", "library-list.dtd");
    for (Library library : libraries) {
      xml.begin("library").attribute("name", library.path());
      for (long address : library.addresses()) {
        xml.begin(library.unit().element).address("address", address).end();
      }
      xml.end();
    }
    return xml.finish();
  }
}
