package org.gpugdb.protocol.xml;

import java.util.ArrayDeque;
import java.util.Deque;
import org.gpugdb.protocol.wire.Bytes;
import org.gpugdb.protocol.wire.Hex;

/** Writes well-formed XML; characters that XML cannot hold become U+FFFD. */
final class XmlWriter {
  private final StringBuilder xml = new StringBuilder();
  private final Deque<String> open = new ArrayDeque<>();
  private boolean inStartTag;

  /** Begins a document whose type is defined by {@code dtd}. */
  XmlWriter(String root, String dtd) {
    xml.append("<?xml version=\"1.0\"?>\n<!DOCTYPE ").append(root);
    xml.append(" SYSTEM \"").append(dtd).append("\">\n");
    begin(root);
  }

  XmlWriter begin(String element) {
    finishStartTag();
    xml.append('<').append(element);
    open.push(element);
    inStartTag = true;
    return this;
  }

  /** An attribute of the element just begun. */
  XmlWriter attribute(String name, String value) {
    xml.append(' ').append(name).append("=\"");
    escape(value);
    xml.append('"');
    return this;
  }

  XmlWriter attribute(String name, int value) {
    return attribute(name, Integer.toString(value));
  }

  /** An attribute that is left out if it is empty. */
  XmlWriter optional(String name, String value) {
    return value.isEmpty() ? this : attribute(name, value);
  }

  /** An unsigned number in hex with {@code 0x}. */
  XmlWriter address(String name, long value) {
    return attribute(name, "0x" + Hex.toHex(value));
  }

  XmlWriter text(String text) {
    if (!text.isEmpty()) {
      finishStartTag();
      escape(text);
    }
    return this;
  }

  XmlWriter end() {
    String element = open.pop();
    if (inStartTag) {
      xml.append("/>");
      inStartTag = false;
    } else {
      xml.append("</").append(element).append('>');
    }
    return this;
  }

  XmlWriter element(String element, String text) {
    return begin(element).text(text).end();
  }

  /** Ends the elements that are still open and returns the document in UTF-8. */
  Bytes finish() {
    while (!open.isEmpty()) {
      end();
    }
    return Bytes.utf8(xml.append('\n').toString());
  }

  private void finishStartTag() {
    if (inStartTag) {
      xml.append('>');
      inStartTag = false;
    }
  }

  private void escape(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> xml.append("&amp;");
        case '<' -> xml.append("&lt;");
        case '>' -> xml.append("&gt;");
        case '"' -> xml.append("&quot;");
        case '\n', '\r', '\t' -> xml.append("&#").append((int) c).append(';');
        default -> i += character(text, i) - 1;
      }
    }
  }

  /** Appends the character at {@code index} and returns how many chars it takes. */
  private int character(String text, int index) {
    int codePoint = text.codePointAt(index);
    boolean surrogate =
        codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    boolean allowed = codePoint >= ' ' && !surrogate && codePoint != 0xfffe && codePoint != 0xffff;
    xml.appendCodePoint(allowed ? codePoint : 0xfffd);
    return Character.charCount(codePoint);
  }
}
