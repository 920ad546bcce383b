package org.gpugdb.server.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gpugdb.backend.spi.ManualLoop;
import org.gpugdb.backend.spi.StopCause;
import org.gpugdb.backend.spi.WatchKind;
import org.gpugdb.protocol.wire.Bytes;
import org.gpugdb.protocol.wire.Frame;
import org.gpugdb.protocol.wire.Hex;
import org.gpugdb.protocol.wire.RspFramer;
import org.gpugdb.protocol.wire.RspLimits;
import org.gpugdb.server.fake.FakeGpu;
import org.gpugdb.server.session.DebuggedDevice;
import org.gpugdb.server.session.SessionOptions;

/**
 * Plays a conversation against a {@link FakeGpu}. Lines:
 *
 * <ul>
 *   <li>{@code -> text}: the client sends a packet; {@code ->^C} the byte 0x03
 *   <li>{@code <- text}: the server must have sent exactly this next; {@code {{regex}}} matches,
 *       {@code {{name=regex}}} also remembers, {@code ${name}} stands for what was remembered
 *   <li>{@code != entry | entry}: what was done to the device since the last such line
 *   <li>{@code ! words}: something happens on the device
 *   <li>{@code #}: a comment
 * </ul>
 *
 * Bytes that are not printable are written {@code \xNN}. A server that sends what is not expected
 * fails the transcript at the next line.
 */
final class Transcript implements Transport {
  private static final Pattern PART = Pattern.compile("\\{\\{(?:(\\w+)=)?(.*?)\\}\\}(?!\\})");
  private static final Pattern REFERENCE = Pattern.compile("\\$\\{(\\w+)\\}");
  private static final Pattern ESCAPE = Pattern.compile("\\\\x([0-9a-f]{2})");
  private static final int LIMIT = 2 * RspLimits.PACKET_SIZE;

  private final ManualLoop loop = new ManualLoop();
  private final FakeGpu gpu;
  private final RspFramer replies = RspFramer.ofReplies(LIMIT);
  private final Queue<String> received = new ArrayDeque<>();
  private final Map<String, String> captured = new HashMap<>();
  private final DebuggedDevice device;
  private RspLink link;

  Transcript(SessionOptions options, boolean launchable) {
    gpu = new FakeGpu(loop, launchable);
    device = new DebuggedDevice(gpu, loop, options);
    link = RspLink.open(this, device::connect);
  }

  FakeGpu gpu() {
    return gpu;
  }

  void play(List<String> lines) {
    int number = 0;
    for (String line : lines) {
      number++;
      try {
        play(line);
      } catch (AssertionError e) {
        throw new AssertionError("line " + number + ": " + line + "\n" + e.getMessage(), e);
      }
    }
    assertThat(received).as("sent at the end").isEmpty();
  }

  private void play(String line) {
    if (line.isBlank() || line.startsWith("#")) {
      return;
    }
    if (line.startsWith("<- ")) {
      expect(line.substring(3));
      return;
    }
    assertThat(received).as("sent but not expected").isEmpty();
    if (line.equals("->^C")) {
      feed(Bytes.of(0x03));
    } else if (line.startsWith("-> ") || line.equals("->")) {
      send(line.substring(Math.min(3, line.length())));
    } else if (line.startsWith("!= ")) {
      assertThat(gpu.log()).isEqualTo(entries(line.substring(3)));
    } else if (line.startsWith("! ")) {
      happen(line.substring(2).split(" "));
      loop.runAll();
    } else {
      fail("not a transcript line");
    }
  }

  private static List<String> entries(String text) {
    return text.equals("nothing") ? List.of() : Arrays.asList(text.split(" \\| "));
  }

  private void expect(String template) {
    String actual = received.poll();
    assertThat(actual).as("the server has sent nothing").isNotNull();
    List<String> names = new ArrayList<>();
    StringBuilder regex = new StringBuilder();
    Matcher parts = PART.matcher(substitute(template));
    int at = 0;
    String text = substitute(template);
    while (parts.find()) {
      regex.append(Pattern.quote(text.substring(at, parts.start())));
      names.add(parts.group(1) == null ? "" : parts.group(1));
      regex.append('(').append(parts.group(2)).append(')');
      at = parts.end();
    }
    regex.append(Pattern.quote(text.substring(at)));
    Matcher whole = Pattern.compile(regex.toString(), Pattern.DOTALL).matcher(actual);
    if (!whole.matches()) {
      fail("got " + actual);
    }
    for (int i = 0; i < names.size(); i++) {
      captured.put(names.get(i), whole.group(i + 1));
    }
  }

  private String substitute(String template) {
    return REFERENCE
        .matcher(template)
        .replaceAll(match -> Matcher.quoteReplacement(captured.getOrDefault(match.group(1), "?")));
  }

  /** The text is the payload as it goes over the line: a binary one contains its escapes. */
  private void send(String text) {
    Bytes payload = unescape(substitute(text));
    byte[] framed = new byte[payload.size() + 4];
    framed[0] = '$';
    payload.copyTo(framed, 1);
    int sum = 0;
    for (int i = 0; i < payload.size(); i++) {
      sum += payload.unsigned(i);
    }
    framed[payload.size() + 1] = '#';
    framed[payload.size() + 2] = (byte) Hex.digit(sum >> 4 & 0xf);
    framed[payload.size() + 3] = (byte) Hex.digit(sum & 0xf);
    feed(Bytes.adopt(framed));
  }

  private static Bytes unescape(String text) {
    Matcher escapes = ESCAPE.matcher(text);
    String plain =
        escapes.replaceAll(
            match ->
                Matcher.quoteReplacement(
                    String.valueOf((char) Hex.parseUnsigned(match.group(1)).orElseThrow())));
    return Bytes.adopt(plain.getBytes(StandardCharsets.ISO_8859_1));
  }

  private void feed(Bytes bytes) {
    link.received(bytes.toArray(), 0, bytes.size());
    loop.runAll();
  }

  private void happen(String[] words) {
    switch (words[0]) {
      case "space" -> gpu.createSpace(number(words[1]), number(words[2]));
      case "hit" -> gpu.stop(1, new StopCause.Breakpoint(), hex(words[1]), slots(words, 2));
      case "fault" ->
          gpu.stop(1, new StopCause.PageFault(hex(words[2])), hex(words[1]), slots(words, 3));
      case "illegal" ->
          gpu.stop(1, new StopCause.IllegalInstruction(), hex(words[1]), slots(words, 2));
      case "abort" -> gpu.stop(1, new StopCause.Abort(), hex(words[1]), slots(words, 2));
      case "trap" -> gpu.stop(1, new StopCause.SoftwareTrap(), hex(words[1]), slots(words, 2));
      case "watch" ->
          gpu.stop(
              1,
              new StopCause.Watchpoint(WatchKind.valueOf(words[3]), hex(words[2])),
              hex(words[1]),
              slots(words, 4));
      case "finish" -> gpu.finish(1, slots(words, 1));
      case "module" -> gpu.loadModule(1, words[1], hex(words[2]));
      case "unload" -> gpu.unloadModule(1);
      case "print" -> gpu.print(1, words[1] + "\n");
      case "exit" -> gpu.exit(number(words[1]), number(words[2]));
      case "lose" -> gpu.lose();
      case "wait" -> loop.advance(1_000_000L * number(words[1]));
      case "close" -> link.disconnected();
      case "shutdown" -> device.close();
      case "reconnect" -> link = RspLink.open(this, device::connect);
      default -> fail("nothing like %s can happen", words[0]);
    }
  }

  private static int number(String word) {
    return Integer.parseInt(word);
  }

  private static long hex(String word) {
    return Hex.parseUnsigned(word).orElseThrow();
  }

  private static int[] slots(String[] words, int from) {
    return Arrays.stream(words).skip(from).mapToInt(Transcript::number).toArray();
  }

  // Transport

  @Override
  public String peer() {
    return "transcript";
  }

  @Override
  public void write(Bytes bytes) {
    replies.feed(
        bytes.toArray(),
        0,
        bytes.size(),
        frame -> {
          if (frame instanceof Frame.Packet packet) {
            received.add(packet.payload().toString());
          } else if (frame instanceof Frame.Notification notification) {
            received.add("%" + notification.payload());
          }
        });
  }

  @Override
  public void flush() {}

  @Override
  public void pauseReading(boolean pause) {}

  @Override
  public void close() {
    received.add("(closed)");
    loop.execute(() -> link.disconnected());
  }
}
