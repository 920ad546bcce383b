package org.gpugdb.protocol.command;

import java.util.Optional;
import org.gpugdb.protocol.wire.BinaryEscape;
import org.gpugdb.protocol.wire.Bytes;
import org.gpugdb.protocol.wire.Hex;

/** Reads a packet's arguments from left to right. Never reads beyond the end. */
final class Cursor {
  private static final int SHOWN_BYTES = 80;

  private final Bytes packet;
  private int at;

  Cursor(Bytes packet, int at) {
    this.packet = packet;
    this.at = at;
  }

  /** The whole packet, whatever was read of it. */
  Bytes packet() {
    return packet;
  }

  boolean atEnd() {
    return at == packet.size();
  }

  /** The next byte (0..255), or -1 at the end. */
  int peek() {
    return atEnd() ? -1 : packet.unsigned(at);
  }

  /** How many bytes are left. */
  int remaining() {
    return packet.size() - at;
  }

  /** Steps over the next byte and returns it (0..255). */
  int next() throws MalformedPacketException {
    if (atEnd()) {
      throw malformed("more");
    }
    return packet.unsigned(at++);
  }

  /** Steps over {@code c} if it is next. */
  boolean take(char c) {
    boolean next = peek() == c;
    if (next) {
      at++;
    }
    return next;
  }

  /** Steps over {@code word} if it is next. */
  boolean take(Bytes word) {
    boolean next = packet.slice(at).startsWith(word);
    if (next) {
      at += word.size();
    }
    return next;
  }

  void expect(char c) throws MalformedPacketException {
    if (!take(c)) {
      throw malformed("'" + c + "'");
    }
  }

  void expectEnd() throws MalformedPacketException {
    if (!atEnd()) {
      throw malformed("the end");
    }
  }

  /** An unsigned hex number of up to 64 bits. */
  long number() throws MalformedPacketException {
    int start = at;
    long number = 0;
    for (int value = Hex.value(peek()); value >= 0; value = Hex.value(peek())) {
      if (number >>> 60 != 0) {
        throw malformed("at most 64 bits");
      }
      number = number << 4 | value;
      at++;
    }
    if (at == start) {
      throw malformed("a hex number");
    }
    return number;
  }

  /** A hex number from 0 to {@code max}. */
  int number(int max) throws MalformedPacketException {
    int start = at;
    long number = number();
    if (Long.compareUnsigned(number, max) > 0) {
      at = start;
      throw malformed("at most 0x" + Hex.toHex(max));
    }
    return (int) number;
  }

  /** A hex number; everything beyond {@code max} counts as {@code max}. */
  int clampedNumber(int max) throws MalformedPacketException {
    long number = number();
    return Long.compareUnsigned(number, max) > 0 ? max : (int) number;
  }

  /** A decimal number from 0 to 2^31 - 1. */
  int decimal() throws MalformedPacketException {
    int start = at;
    long number = 0;
    while (peek() >= '0' && peek() <= '9' && number <= Integer.MAX_VALUE) {
      number = 10 * number + packet.unsigned(at++) - '0';
    }
    if (at == start || number > Integer.MAX_VALUE) {
      throw malformed("a decimal number below 2^31");
    }
    return (int) number;
  }

  /** {@code 0} or {@code 1}. */
  boolean flag() throws MalformedPacketException {
    return number(1) == 1;
  }

  /** Everything that is left. */
  Bytes rest() {
    return take(packet.size());
  }

  /** What comes before {@code delimiter}, which stays; everything that is left if there is none. */
  Bytes before(char delimiter) {
    int end = packet.indexOf(delimiter, at);
    return take(end < 0 ? packet.size() : end);
  }

  /** What comes before the last {@code delimiter} of the packet, which stays. */
  Bytes beforeLast(char delimiter) throws MalformedPacketException {
    int end = packet.lastIndexOf(delimiter);
    if (end < at) {
      throw malformed("'" + delimiter + "'");
    }
    return take(end);
  }

  /** Hex digits, two a byte, up to {@code delimiter}, which stays, or to the end. */
  Bytes hex(char delimiter) throws MalformedPacketException {
    int start = at;
    Optional<Bytes> decoded = Hex.decode(before(delimiter));
    if (decoded.isEmpty()) {
      at = start;
      throw malformed("pairs of hex digits");
    }
    return decoded.get();
  }

  /** Hex digits, two a byte, that spell exactly {@code size} bytes. */
  Bytes hex(int size) throws MalformedPacketException {
    int start = at;
    int available = remaining() / 2;
    Optional<Bytes> decoded = size > available ? Optional.empty() : Hex.decode(take(at + 2 * size));
    if (decoded.isEmpty()) {
      at = start;
      throw malformed(size + " bytes in hex");
    }
    return decoded.get();
  }

  /** UTF-8 text in hex digits, up to {@code delimiter}, which stays, or to the end. */
  String hexText(char delimiter) throws MalformedPacketException {
    return hex(delimiter).decodeUtf8();
  }

  /** Everything that is left, unescaped. */
  Bytes binary() throws MalformedPacketException {
    Optional<Bytes> plain = BinaryEscape.unescape(rest());
    if (plain.isEmpty()) {
      throw malformed("a byte behind the escape");
    }
    return plain.get();
  }

  /** An exception that says what was expected here. */
  MalformedPacketException malformed(String expected) {
    boolean cut = packet.size() > SHOWN_BYTES;
    String shown = packet.slice(0, Math.min(packet.size(), SHOWN_BYTES)) + (cut ? "..." : "");
    return new MalformedPacketException(
        "expected " + expected + " at offset " + at + " of \"" + shown + "\"");
  }

  private Bytes take(int end) {
    Bytes taken = packet.slice(at, end);
    at = end;
    return taken;
  }
}
