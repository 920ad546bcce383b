package org.gpugdb.server.session;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.gpugdb.protocol.reply.DataReply;

/**
 * Text for the user that waits for a moment at which the protocol allows it. Bounded: when too much
 * waits, the oldest goes, and that is said.
 */
final class ConsoleBuffer {
  static final int CAPACITY = 64 * 1024;

  /** Characters of one packet; in hex, even three bytes each fit. */
  private static final int PIECE = 16 * 1024;

  private static final String CUT = "[earlier output is lost]\n";

  private final StringBuilder text = new StringBuilder();
  private boolean cut;

  void add(String more) {
    text.append(more);
    if (text.length() > CAPACITY) {
      text.delete(0, text.length() - CAPACITY);
      cut = true;
    }
  }

  /** Hands everything over and forgets it. */
  void drain(Consumer<? super DataReply.ConsoleOutput> out) {
    if (text.length() > 0) {
      pieces((cut ? CUT : "") + text).forEach(out);
      text.setLength(0);
      cut = false;
    }
  }

  /** Text in pieces that fit packets. */
  static List<DataReply.ConsoleOutput> pieces(String text) {
    List<DataReply.ConsoleOutput> pieces = new ArrayList<>();
    for (int at = 0; at < text.length(); at += PIECE) {
      String piece = text.substring(at, Math.min(at + PIECE, text.length()));
      pieces.add(new DataReply.ConsoleOutput(piece));
    }
    return pieces;
  }
}
