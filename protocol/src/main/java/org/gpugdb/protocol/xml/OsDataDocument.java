package org.gpugdb.protocol.xml;

import java.util.List;
import org.gpugdb.protocol.wire.Bytes;

/**
 * A table about the system; see the GDB manual, "Operating System Information".
 *
 * <p>Development environments build their list of processes to attach to from the table {@code
 * processes} with the columns {@code pid}, {@code user}, {@code command} and {@code cores}. The
 * table {@code types} lists the others in the columns {@code Type}, {@code Description} and {@code
 * Title}.
 *
 * @param table the table's name
 * @param columns names of the columns
 * @param rows one value a column
 */
public record OsDataDocument(String table, List<String> columns, List<List<String>> rows) {
  /** Copies the lists; rejects rows that do not fit the columns. */
  public OsDataDocument {
    columns = List.copyOf(columns);
    rows = rows.stream().map(List::copyOf).toList();
    for (List<String> row : rows) {
      if (row.size() != columns.size()) {
        throw new IllegalArgumentException(
            "got " + row.size() + " values (expected " + columns.size() + ")");
      }
    }
  }

  /** The document. */
  public Bytes toXml() {
    XmlWriter xml = new XmlWriter("osdata", "osdata.dtd").attribute("type", table);
    for (List<String> row : rows) {
      xml.begin("item");
      for (int column = 0; column < row.size(); column++) {
        xml.begin("column").attribute("name", columns.get(column)).text(row.get(column)).end();
      }
      xml.end();
    }
    return xml.finish();
  }
}
