package org.gpugdb.protocol.reply;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gpugdb.protocol.wire.BinaryEscape;
import org.gpugdb.protocol.wire.Bytes;
import org.gpugdb.protocol.wire.PacketBuilder;
import org.gpugdb.protocol.wire.Ptid;
import org.gpugdb.protocol.wire.RspLimits;

/**
 * Turns replies and notifications into packets for one client.
 *
 * <p>Immutable; when something new is agreed with the client, another encoder takes over.
 */
public final class ReplyEncoder {
  private static final int SMALL = 60;
  private static final int HEADER = 16;

  @FunctionalInterface
  private interface Spelling<R extends Reply> {
    void write(R reply, PacketBuilder out);
  }

  private final ReplyFormat format;
  private final StopSpelling stops;
  private final Map<Class<? extends Reply>, Spelling<Reply>> spellings = new HashMap<>();

  /** An encoder for a client with which {@code format} was agreed. */
  public ReplyEncoder(ReplyFormat format) {
    this.format = format;
    this.stops = new StopSpelling(format);
    status();
    data();
    stops();
    threadsAndProcesses();
    answers();
    descriptions();
    files();
  }

  /** The complete packet; empty if nothing is to be sent. */
  public Optional<Bytes> packet(Reply reply) {
    Spelling<Reply> spelling = spellings.get(reply.getClass());
    if (spelling == null) {
      return Optional.empty();
    }
    PacketBuilder out = PacketBuilder.packet(expectedSize(reply));
    spelling.write(reply, out);
    return Optional.of((format.runLength() ? out.withRunLength() : out).finish());
  }

  /** The complete notification. */
  public Bytes notification(Notification.Stop stop) {
    PacketBuilder out = PacketBuilder.notification("Stop", 2 * SMALL);
    stops.write(stop.event(), out);
    return out.finish();
  }

  private void status() {
    on(StatusReply.Ok.class, (reply, out) -> out.text("OK"));
    on(StatusReply.Unsupported.class, (reply, out) -> {});
    on(StatusReply.Failure.class, this::failure);
  }

  private void data() {
    on(DataReply.Memory.class, (reply, out) -> out.hex(reply.data()));
    on(DataReply.MemoryBinary.class, ReplyEncoder::memoryBinary);
    on(DataReply.MemoryRanges.class, ReplyEncoder::memoryRanges);
    on(DataReply.Registers.class, ReplyEncoder::registers);
    on(DataReply.ObjectPart.class, ReplyEncoder::objectPart);
    on(DataReply.Text.class, (reply, out) -> out.text(reply.text()));
    on(DataReply.HexText.class, (reply, out) -> out.hexText(reply.text()));
    on(DataReply.ConsoleOutput.class, (reply, out) -> out.character('O').hexText(reply.text()));
    on(DataReply.Echoed.class, (reply, out) -> out.text("qEcho:" + reply.text().decodeUtf8()));
  }

  private void stops() {
    on(StopReply.class, stops::write);
    on(StopEvent.ProcessExited.class, stops::write);
    on(StopEvent.ProcessKilled.class, stops::write);
    on(StopEvent.ThreadExited.class, stops::write);
    on(StopEvent.NoneResumed.class, stops::write);
    on(StopEvent.NoProcess.class, stops::write);
  }

  private void threadsAndProcesses() {
    on(InfoReply.CurrentThread.class, (reply, out) -> thread(out.text("QC"), reply.thread()));
    on(InfoReply.ThreadIds.class, this::threadIds);
    on(InfoReply.EndOfList.class, (reply, out) -> out.character('l'));
    on(InfoReply.ResumeActions.class, ReplyEncoder::resumeActions);
    on(InfoReply.Attached.class, (reply, out) -> out.character(reply.existedBefore() ? '1' : '0'));
    on(InfoReply.NoProgram.class, (reply, out) -> out.character('U'));
    on(InfoReply.SegmentOffset.class, (reply, out) -> out.text("TextSeg=").number(reply.text()));
    on(InfoReply.NoTrace.class, (reply, out) -> out.text("T0;tnotrun:0"));
  }

  private void answers() {
    on(InfoReply.Checksum.class, (reply, out) -> out.character('C').digits(reply.crc(), 8));
    on(InfoReply.Found.class, (reply, out) -> out.text("1,").number(reply.address()));
    on(InfoReply.NotFound.class, (reply, out) -> out.character('0'));
    on(InfoReply.WatchpointCount.class, (reply, out) -> out.text("num:" + reply.count() + ";"));
    on(InfoReply.SavedRegisters.class, (reply, out) -> out.text("" + reply.number()));
    on(InfoReply.Outcomes.class, this::outcomes);
  }

  private void descriptions() {
    on(InfoReply.HostDescription.class, ReplyEncoder::host);
    on(InfoReply.ProcessDescription.class, ReplyEncoder::process);
    on(
        InfoReply.ServerDescription.class,
        (reply, out) -> out.text("name:" + reply.name() + ";version:" + reply.version() + ";"));
    on(InfoReply.RegionDescription.class, ReplyEncoder::region);
    on(InfoReply.ThreadInfos.class, (reply, out) -> json(stops.threads(reply.threads()), out));
    on(InfoReply.ThreadDetails.class, ReplyEncoder::details);
  }

  private void files() {
    on(FileReply.FileResult.class, (reply, out) -> out.character('F').number(reply.value()));
    on(FileReply.FileData.class, (reply, out) -> fileData(reply.data(), out));
    on(FileReply.FileDescription.class, (reply, out) -> fileData(reply.status().encode(), out));
    on(
        FileReply.FileFailure.class,
        (reply, out) -> out.text("F-1,").number(reply.error().number()));
  }

  private <R extends Reply> void on(Class<R> type, Spelling<R> spelling) {
    spellings.put(type, (reply, out) -> spelling.write(type.cast(reply), out));
  }

  private static int expectedSize(Reply reply) {
    if (reply instanceof DataReply.Memory memory) {
      return 2 * memory.data().size();
    }
    if (reply instanceof DataReply.MemoryBinary memory) {
      return memory.data().size() + memory.data().size() / 16 + HEADER;
    }
    return SMALL;
  }

  private void failure(StatusReply.Failure reply, PacketBuilder out) {
    boolean hasText = !reply.text().isEmpty();
    if (hasText && format.errorText() == ReplyFormat.ErrorText.TEXT_ONLY) {
      out.text("E.").text(reply.text());
      return;
    }
    out.character('E').digits(reply.number(), 2);
    if (hasText && format.errorText() == ReplyFormat.ErrorText.NUMBER_AND_TEXT) {
      out.character(';').hexText(reply.text());
    }
  }

  private static void memoryBinary(DataReply.MemoryBinary reply, PacketBuilder out) {
    if (reply.marked()) {
      out.character('b');
    }
    out.binary(BinaryEscape.fitting(reply.data(), RspLimits.MAX_PAYLOAD - out.payloadSize()));
  }

  private static void memoryRanges(DataReply.MemoryRanges reply, PacketBuilder out) {
    List<Bytes> blocks = reply.blocks();
    int room = RspLimits.MAX_PAYLOAD - 9 * blocks.size();
    Bytes[] fitting = new Bytes[blocks.size()];
    for (int i = 0; i < fitting.length; i++) {
      fitting[i] = BinaryEscape.fitting(blocks.get(i), room);
      room -= BinaryEscape.escapedSize(fitting[i]);
      out.number(fitting[i].size()).character(i + 1 < fitting.length ? ',' : ';');
    }
    for (Bytes block : fitting) {
      out.binary(block);
    }
  }

  private static void registers(DataReply.Registers reply, PacketBuilder out) {
    for (DataReply.RegisterValue value : reply.values()) {
      if (value instanceof DataReply.RegisterValue.Available available) {
        out.hex(available.value());
      } else if (value instanceof DataReply.RegisterValue.Unavailable unavailable) {
        out.text("xx".repeat(unavailable.size()));
      }
    }
  }

  private static void objectPart(DataReply.ObjectPart reply, PacketBuilder out) {
    Bytes data = BinaryEscape.fitting(reply.data(), RspLimits.MAX_PAYLOAD - 1);
    boolean last = reply.last() && data.size() == reply.data().size();
    out.character(last ? 'l' : 'm').binary(data);
  }

  private void threadIds(InfoReply.ThreadIds reply, PacketBuilder out) {
    if (reply.threads().isEmpty()) {
      out.character('l');
      return;
    }
    char separator = 'm';
    for (Ptid thread : reply.threads()) {
      thread(out.character(separator), thread);
      separator = ',';
    }
  }

  private void thread(PacketBuilder out, Ptid thread) {
    out.thread(thread, format.multiprocess());
  }

  private static void resumeActions(InfoReply.ResumeActions reply, PacketBuilder out) {
    out.text("vCont;c;C;s;S");
    if (reply.stop()) {
      out.text(";t");
    }
    if (reply.range()) {
      out.text(";r");
    }
  }

  private void outcomes(InfoReply.Outcomes reply, PacketBuilder out) {
    JsonWriter json = new JsonWriter().beginObject().name("results").beginArray();
    for (StatusReply outcome : reply.outcomes()) {
      json.string(outcomeWord(outcome));
    }
    json(json.endArray().endObject(), out);
  }

  private static String outcomeWord(StatusReply outcome) {
    if (outcome instanceof StatusReply.Failure failure) {
      return "E" + Bytes.of(failure.number()).hex();
    }
    return outcome instanceof StatusReply.Ok ? "OK" : "";
  }

  private static void host(InfoReply.HostDescription reply, PacketBuilder out) {
    out.text("triple:").hexText(reply.triple());
    out.text(";endian:little;ptrsize:" + reply.pointerSize());
    out.text(";default_packet_timeout:" + reply.timeoutSeconds() + ";");
  }

  private static void process(InfoReply.ProcessDescription reply, PacketBuilder out) {
    out.text("pid:").number(reply.pid()).text(";triple:").hexText(reply.triple());
    out.text(";endian:little;ptrsize:" + reply.pointerSize() + ";");
  }

  private static void region(InfoReply.RegionDescription reply, PacketBuilder out) {
    out.text("start:").number(reply.start()).text(";size:").number(reply.size()).character(';');
    if (!reply.permissions().isEmpty()) {
      out.text("permissions:" + reply.permissions() + ";");
    }
    if (!reply.name().isEmpty()) {
      out.text("name:").hexText(reply.name()).character(';');
    }
  }

  private static void details(InfoReply.ThreadDetails reply, PacketBuilder out) {
    JsonWriter json = new JsonWriter().beginObject();
    for (InfoReply.Detail detail : reply.details()) {
      json.name(detail.name()).string(detail.value());
    }
    json(json.endObject(), out);
  }

  /** LLDB undoes the escaping of JSON replies, so that braces survive. */
  private static void json(JsonWriter json, PacketBuilder out) {
    out.binary(Bytes.utf8(json.toString()));
  }

  private static void fileData(Bytes data, PacketBuilder out) {
    Bytes fitting = BinaryEscape.fitting(data, RspLimits.MAX_PAYLOAD - HEADER);
    out.character('F').number(fitting.size()).character(';').binary(fitting);
  }
}
