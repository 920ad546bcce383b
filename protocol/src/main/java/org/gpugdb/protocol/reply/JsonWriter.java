package org.gpugdb.protocol.reply;

import org.gpugdb.protocol.wire.Hex;

/** Writes JSON text; commas come by themselves. */
final class JsonWriter {
  private final StringBuilder text = new StringBuilder();
  private boolean first = true;

  JsonWriter beginObject() {
    return begin('{');
  }

  JsonWriter endObject() {
    return end('}');
  }

  JsonWriter beginArray() {
    return begin('[');
  }

  JsonWriter endArray() {
    return end(']');
  }

  /** The name of the member whose value comes next. */
  JsonWriter name(String name) {
    string(name);
    text.append(':');
    first = true;
    return this;
  }

  JsonWriter string(String value) {
    separate();
    text.append('"');
    for (int i = 0; i < value.length(); i++) {
      character(value.charAt(i));
    }
    text.append('"');
    return this;
  }

  JsonWriter number(long value) {
    separate();
    text.append(value);
    return this;
  }

  JsonWriter unsigned(long value) {
    separate();
    text.append(Long.toUnsignedString(value));
    return this;
  }

  private JsonWriter begin(char bracket) {
    separate();
    text.append(bracket);
    first = true;
    return this;
  }

  private JsonWriter end(char bracket) {
    text.append(bracket);
    first = false;
    return this;
  }

  private void separate() {
    if (!first) {
      text.append(',');
    }
    first = false;
  }

  private void character(char c) {
    if (c == '"' || c == '\\') {
      text.append('\\').append(c);
    } else if (c < ' ') {
      text.append("\\u00").append(Hex.digit(c >> 4)).append(Hex.digit(c & 0xf));
    } else {
      text.append(c);
    }
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
