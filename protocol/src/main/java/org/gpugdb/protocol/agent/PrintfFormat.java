package org.gpugdb.protocol.agent;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A C format, taken apart once: text, conversion, text, …, conversion, text. */
final class PrintfFormat {
  private final List<byte[]> texts;
  private final List<Conversion> conversions;

  /** One text before each conversion and one behind the last. */
  PrintfFormat(List<byte[]> texts, List<Conversion> conversions) {
    this.texts = List.copyOf(texts);
    this.conversions = List.copyOf(conversions);
  }

  /** How many arguments the conversions take. */
  int argumentCount() {
    return conversions.size();
  }

  /** The text with its arguments; bytes that are no UTF-8 become U+FFFD. */
  String format(long[] arguments, AgentContext context) throws AgentFault {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(texts.get(0));
    for (int i = 0; i < arguments.length; i++) {
      out.writeBytes(conversions.get(i).apply(arguments[i], context));
      out.writeBytes(texts.get(i + 1));
    }
    return out.toString(StandardCharsets.UTF_8);
  }
}
