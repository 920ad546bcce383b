package org.gpugdb.protocol.command;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gpugdb.protocol.wire.Bytes;
import org.gpugdb.protocol.wire.Hex;

/**
 * The JSON object that is the argument of LLDB's {@code j…} packets.
 *
 * <p>Reads what those packets need: objects, arrays, strings, integers and booleans, in a bounded
 * depth. Values are {@code Map}, {@code List}, {@code String}, {@code Long} and {@code Boolean}.
 */
final class JsonArguments {
  private static final int MAX_DEPTH = 8;
  private static final Bytes TRUE = Bytes.ascii("true");
  private static final Bytes FALSE = Bytes.ascii("false");

  private final Cursor in;

  private JsonArguments(Cursor in) {
    this.in = in;
  }

  /** The members of the object that makes up the rest of {@code packet}, which is escaped. */
  static Map<String, Object> read(Cursor packet) throws MalformedPacketException {
    Cursor json = new Cursor(packet.binary(), 0);
    JsonArguments arguments = new JsonArguments(json);
    arguments.skipBlanks();
    Map<String, Object> members = arguments.object(MAX_DEPTH);
    arguments.skipBlanks();
    json.expectEnd();
    return members;
  }

  private Map<String, Object> object(int depth) throws MalformedPacketException {
    Map<String, Object> members = new LinkedHashMap<>();
    in.expect('{');
    if (takeToken('}')) {
      return members;
    }
    do {
      skipBlanks();
      String name = string();
      skipBlanks();
      in.expect(':');
      members.put(name, value(depth));
    } while (takeToken(','));
    in.expect('}');
    return members;
  }

  private List<Object> array(int depth) throws MalformedPacketException {
    List<Object> elements = new ArrayList<>();
    in.expect('[');
    if (takeToken(']')) {
      return elements;
    }
    do {
      elements.add(value(depth));
    } while (takeToken(','));
    in.expect(']');
    return elements;
  }

  private Object value(int depth) throws MalformedPacketException {
    skipBlanks();
    if (depth == 0) {
      throw in.malformed("at most " + MAX_DEPTH + " levels");
    }
    return switch (in.peek()) {
      case '{' -> object(depth - 1);
      case '[' -> array(depth - 1);
      case '"' -> string();
      default -> scalar();
    };
  }

  private Object scalar() throws MalformedPacketException {
    if (in.take(TRUE)) {
      return true;
    }
    if (in.take(FALSE)) {
      return false;
    }
    boolean negative = in.take('-');
    long number = in.decimal();
    return negative ? -number : number;
  }

  private String string() throws MalformedPacketException {
    in.expect('"');
    byte[] text = new byte[in.remaining()];
    int size = 0;
    while (in.peek() != '"') {
      int value = in.next();
      if (value != '\\') {
        text[size++] = (byte) value;
      } else {
        byte[] character = escaped().getBytes(StandardCharsets.UTF_8);
        System.arraycopy(character, 0, text, size, character.length);
        size += character.length;
      }
    }
    in.expect('"');
    return Bytes.adopt(text, 0, size).decodeUtf8();
  }

  /** What follows a backslash; never more bytes in UTF-8 than it took in the text. */
  private String escaped() throws MalformedPacketException {
    int value = in.next();
    return switch (value) {
      case '"', '\\', '/' -> String.valueOf((char) value);
      case 'b' -> "\b";
      case 'f' -> "\f";
      case 'n' -> "\n";
      case 'r' -> "\r";
      case 't' -> "\t";
      case 'u' -> String.valueOf(codeUnit());
      default -> throw in.malformed("an escape character before this");
    };
  }

  private char codeUnit() throws MalformedPacketException {
    int unit = 0;
    for (int i = 0; i < 4; i++) {
      int digit = Hex.value(in.next());
      if (digit < 0) {
        throw in.malformed("four hex digits");
      }
      unit = unit << 4 | digit;
    }
    return (char) unit;
  }

  private boolean takeToken(char c) {
    skipBlanks();
    return in.take(c);
  }

  private void skipBlanks() {
    while (in.take(' ') || in.take('\n') || in.take('\t') || in.take('\r')) {
      // Each turn steps over one.
    }
  }
}
