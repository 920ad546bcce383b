package org.gpugdb.protocol.xml;

import java.util.List;
import org.gpugdb.protocol.wire.Bytes;
import org.gpugdb.protocol.wire.Hex;
import org.gpugdb.protocol.wire.Ptid;

/** The threads of the attached processes; see the GDB manual, "Thread List Format". */
public record ThreadListDocument(List<ListedThread> threads) {
  /** For a thread whose core is not known. */
  public static final int NO_CORE = -1;

  /**
   * A thread.
   *
   * @param core the core it runs on, or {@link #NO_CORE}
   * @param name a short name; may be empty
   * @param text what else to say about it, shown in parentheses; may be empty
   */
  public record ListedThread(Ptid thread, int core, String name, String text) {}

  /** Copies the list. */
  public ThreadListDocument {
    threads = List.copyOf(threads);
  }

  /** The document, with thread ids in the form agreed on. */
  public Bytes toXml(boolean multiprocess) {
    XmlWriter xml = new XmlWriter("threads", "threads.dtd");
    for (ListedThread listed : threads) {
      Ptid thread = listed.thread();
      xml.begin("thread");
      xml.attribute("id", multiprocess ? thread.toString() : Hex.toHex(thread.tid()));
      if (listed.core() != NO_CORE) {
        xml.attribute("core", listed.core());
      }
      xml.optional("name", listed.name()).text(listed.text()).end();
    }
    return xml.finish();
  }
}
