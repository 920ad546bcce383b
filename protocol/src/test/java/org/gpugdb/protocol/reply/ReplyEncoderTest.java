package org.gpugdb.protocol.reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.gpugdb.protocol.reply.DataReply.ConsoleOutput;
import org.gpugdb.protocol.reply.DataReply.Echoed;
import org.gpugdb.protocol.reply.DataReply.HexText;
import org.gpugdb.protocol.reply.DataReply.Memory;
import org.gpugdb.protocol.reply.DataReply.MemoryBinary;
import org.gpugdb.protocol.reply.DataReply.MemoryRanges;
import org.gpugdb.protocol.reply.DataReply.ObjectPart;
import org.gpugdb.protocol.reply.DataReply.RegisterValue;
import org.gpugdb.protocol.reply.DataReply.Registers;
import org.gpugdb.protocol.reply.DataReply.Text;
import org.gpugdb.protocol.reply.FileReply.FileData;
import org.gpugdb.protocol.reply.FileReply.FileDescription;
import org.gpugdb.protocol.reply.FileReply.FileFailure;
import org.gpugdb.protocol.reply.FileReply.FileResult;
import org.gpugdb.protocol.reply.InfoReply.ThreadInfo;
import org.gpugdb.protocol.reply.InfoReply.ThreadInfos;
import org.gpugdb.protocol.reply.ReplyFormat.ErrorText;
import org.gpugdb.protocol.reply.StatusReply.Failure;
import org.gpugdb.protocol.wire.BinaryEscape;
import org.gpugdb.protocol.wire.Bytes;
import org.gpugdb.protocol.wire.Ptid;
import org.gpugdb.protocol.wire.RspLimits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ReplyEncoderTest {
  private static final ReplyFormat GDB =
      new ReplyFormat(true, true, false, ErrorText.TEXT_ONLY, false);
  private static final ReplyFormat LLDB =
      new ReplyFormat(true, true, true, ErrorText.NUMBER_AND_TEXT, false);
  private static final Ptid P1T1F = new Ptid(1, 0x1f);
  private static final StopReason NONE = new StopReason.None();

  static Stream<Arguments> replies() {
    return Stream.of(general(), info(), files(), ends()).flatMap(list -> list);
  }

  private static Stream<Arguments> general() {
    return Stream.of(
        arguments(Reply.OK, "OK"),
        arguments(Reply.UNSUPPORTED, ""),
        arguments(new Failure(0x0e, ""), "E0e"),
        arguments(new Failure(0x0e, "no memory"), "E.no memory"),
        arguments(new Memory(Bytes.of(0, 0xff)), "00ff"),
        arguments(new MemoryBinary(Bytes.ascii("a#"), true), "ba}\\x03"),
        arguments(new MemoryBinary(Bytes.ascii("a#"), false), "a}\\x03"),
        arguments(
            new MemoryRanges(List.of(Bytes.ascii("ab"), Bytes.EMPTY, Bytes.ascii("*"))),
            "2,0,1;ab}\\x0a"),
        arguments(
            new Registers(
                List.of(
                    new RegisterValue.Available(Bytes.of(1, 2)), new RegisterValue.Unavailable(2))),
            "0102xxxx"),
        arguments(new Registers(Bytes.of(1)), "01"),
        arguments(new ObjectPart(Bytes.ascii("<a>"), false), "m<a>"),
        arguments(new ObjectPart(Bytes.ascii("<#>"), true), "l<}\\x03>"),
        arguments(new Text("PacketSize=20000;x+"), "PacketSize=20000;x+"),
        arguments(new HexText("a\n"), "610a"),
        arguments(new ConsoleOutput("é"), "Oc3a9"),
        arguments(new Echoed(Bytes.ascii("12")), "qEcho:12"));
  }

  private static Stream<Arguments> info() {
    return Stream.of(
        arguments(new InfoReply.CurrentThread(P1T1F), "QCp1.1f"),
        arguments(new InfoReply.ThreadIds(List.of(P1T1F, new Ptid(2, 1))), "mp1.1f,p2.1"),
        arguments(new InfoReply.ThreadIds(List.of()), "l"),
        arguments(new InfoReply.EndOfList(), "l"),
        arguments(new InfoReply.ResumeActions(true, true), "vCont;c;C;s;S;t;r"),
        arguments(new InfoReply.ResumeActions(false, false), "vCont;c;C;s;S"),
        arguments(new InfoReply.Attached(true), "1"),
        arguments(new InfoReply.Attached(false), "0"),
        arguments(new InfoReply.NoProgram(), "U"),
        arguments(new InfoReply.SegmentOffset(0x1000), "TextSeg=1000"),
        arguments(new InfoReply.Checksum(0xab), "C000000ab"),
        arguments(new InfoReply.Found(-1), "1,ffffffffffffffff"),
        arguments(new InfoReply.NotFound(), "0"),
        arguments(new InfoReply.NoTrace(), "T0;tnotrun:0"),
        arguments(
            new InfoReply.HostDescription("ab", 8, 20),
            "triple:6162;endian:little;ptrsize:8;default_packet_timeout:20;"),
        arguments(
            new InfoReply.ProcessDescription(0x1f, "ab", 8),
            "pid:1f;triple:6162;endian:little;ptrsize:8;"),
        arguments(new InfoReply.ServerDescription("gpu", "1.0"), "name:gpu;version:1.0;"),
        arguments(
            new InfoReply.RegionDescription(0x1000, 0x20, "rx", "code"),
            "start:1000;size:20;permissions:rx;name:636f6465;"),
        arguments(
            new InfoReply.RegionDescription(0, 0xffffffff00000000L, "", ""),
            "start:0;size:ffffffff00000000;"),
        arguments(new InfoReply.WatchpointCount(12), "num:12;"),
        arguments(new InfoReply.SavedRegisters(12), "12"),
        arguments(
            new InfoReply.Outcomes(
                List.of(new StatusReply.Ok(), new Failure(3, "x"), new StatusReply.Unsupported())),
            "{\"results\":[\"OK\",\"E03\",\"\"]}]"),
        arguments(new ThreadInfos(List.of()), "[]"),
        arguments(
            new InfoReply.ThreadDetails(List.of(new InfoReply.Detail("wg", "(1,\"2\")\n"))),
            "{\"wg\":\"(1,\\x5c\"2\\x5c\")\\x5cu000a\"}]"));
  }

  private static Stream<Arguments> files() {
    return Stream.of(
        arguments(new FileResult(0x1f), "F1f"),
        arguments(new FileData(Bytes.ascii("a}")), "F2;a}]"),
        arguments(new FileData(Bytes.EMPTY), "F0;"),
        arguments(new FileFailure(FileError.ENOENT), "F-1,2"),
        arguments(new FileFailure(FileError.ENAMETOOLONG), "F-1,5b"),
        arguments(
            new FileDescription(new FileStatus(7, FileStatus.REGULAR_READ_ONLY, 0x1001, 0x5000)),
            "F40;"
                + "\\x00\\x00\\x00\\x00"
                + "\\x00\\x00\\x00\\x07"
                + "\\x00\\x00\\x81}\\x04"
                + "\\x00\\x00\\x00\\x01"
                + "\\x00\\x00\\x00\\x00".repeat(3)
                + "\\x00\\x00\\x00\\x00\\x00\\x00\\x10\\x01"
                + "\\x00\\x00\\x00\\x00\\x00\\x00\\x10\\x00"
                + "\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x09"
                + "\\x00\\x00P\\x00".repeat(3)));
  }

  private static Stream<Arguments> ends() {
    return Stream.of(
        arguments(new StopReply(P1T1F, GdbSignal.TRAP, NONE), "T05thread:p1.1f;"),
        arguments(new StopEvent.ProcessExited(2, 0x1f), "W1f;process:2"),
        arguments(new StopEvent.ProcessKilled(2, GdbSignal.SEGV), "X0b;process:2"),
        arguments(new StopEvent.ThreadExited(P1T1F, 0), "w00;p1.1f"),
        arguments(new StopEvent.NoneResumed(), "N"),
        arguments(new StopEvent.NoProcess(), "W00"));
  }

  private static String payload(ReplyFormat format, Reply reply) {
    Bytes packet = new ReplyEncoder(format).packet(reply).orElseThrow();
    assertThat(packet.get(0)).isEqualTo((byte) '$');
    assertThat(packet.get(packet.size() - 3)).isEqualTo((byte) '#');
    return packet.slice(1, packet.size() - 3).toString();
  }

  @ParameterizedTest
  @MethodSource("replies")
  void spellsEveryReply(Reply reply, String expected) {
    assertThat(payload(GDB, reply)).isEqualTo(expected);
  }

  @Test
  void tableCoversEveryReply() {
    List<Class<?>> covered = new ArrayList<>();
    Collections.addAll(covered, StatusReply.Deferred.class, StatusReply.NoReply.class);
    replies().forEach(row -> covered.add(row.get()[0].getClass()));
    assertThat(leaves(Reply.class)).isSubsetOf(covered);
  }

  private static List<Class<?>> leaves(Class<?> type) {
    return type.isSealed()
        ? Stream.of(type.getPermittedSubclasses()).flatMap(sub -> leaves(sub).stream()).toList()
        : List.of(type);
  }

  @Test
  void sendsNothingForNoReplyAndALaterOne() {
    ReplyEncoder encoder = new ReplyEncoder(GDB);
    assertThat(encoder.packet(Reply.NONE)).isEmpty();
    assertThat(encoder.packet(Reply.DEFERRED)).isEmpty();
  }

  @Test
  void spellsErrorsAsTheClientTakesThem() {
    Failure failure = new Failure(0x16, "a#b");
    assertThat(payload(ReplyFormat.PLAIN, failure)).isEqualTo("E16");
    assertThat(payload(GDB, failure)).isEqualTo("E.a?b");
    assertThat(payload(LLDB, failure)).isEqualTo("E16;612362");
    assertThat(payload(LLDB, new Failure(1, ""))).isEqualTo("E01");
    assertThatThrownBy(() -> new Failure(256, "")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void leavesProcessesOutUnlessAgreed() {
    ReplyFormat plain = ReplyFormat.PLAIN;
    assertThat(payload(plain, new InfoReply.CurrentThread(P1T1F))).isEqualTo("QC1f");
    assertThat(payload(plain, new StopEvent.ProcessExited(2, 0))).isEqualTo("W00");
    assertThat(payload(plain, new StopEvent.ThreadExited(P1T1F, 1))).isEqualTo("w01;1f");
    assertThat(payload(plain, new StopReply(P1T1F, GdbSignal.INT, NONE)))
        .isEqualTo("T02thread:1f;");
  }

  @Test
  void expeditesRegistersWithNumbersOfAtLeastTwoDigits() {
    StopReply stop =
        new StopReply(P1T1F, GdbSignal.TRAP, new StopReason.SoftwareBreakpoint())
            .withRegister(0x20, Bytes.of(0x10, 0))
            .withRegister(2, Bytes.of(1))
            .withRegister(0x141, Bytes.of(2))
            .onCore(3)
            .withName("eu0");
    assertThat(payload(GDB, stop))
        .isEqualTo("T05swbreak:;20:1000;02:01;141:02;thread:p1.1f;core:3;");
  }

  static Stream<Arguments> reasons() {
    return Stream.of(
        arguments(NONE, "", "reason:signal;"),
        arguments(new StopReason.Step(), "", "reason:trace;"),
        arguments(new StopReason.SoftwareBreakpoint(), "swbreak:;", "reason:breakpoint;"),
        arguments(new StopReason.HardwareBreakpoint(), "hwbreak:;", "reason:breakpoint;"),
        arguments(watch(StopReason.Access.WRITE), "watch:ff00;", "reason:watchpoint;"),
        arguments(watch(StopReason.Access.READ), "rwatch:ff00;", "reason:watchpoint;"),
        arguments(watch(StopReason.Access.ANY), "awatch:ff00;", "reason:watchpoint;"),
        arguments(new StopReason.LibrariesChanged(), "library:;", "reason:signal;"),
        arguments(new StopReason.ThreadCreated(), "create:;", "reason:signal;"),
        arguments(new StopReason.Fault("a"), "", "reason:exception;description:61;"));
  }

  private static StopReason watch(StopReason.Access access) {
    return new StopReason.Watchpoint(access, 0xff00);
  }

  @ParameterizedTest
  @MethodSource("reasons")
  void givesEachClientItsWordsForTheReason(StopReason reason, String gdb, String lldb) {
    StopReply stop = new StopReply(P1T1F, GdbSignal.TRAP, reason);
    assertThat(payload(GDB, stop)).isEqualTo("T05" + gdb + "thread:p1.1f;");
    assertThat(payload(LLDB, stop)).isEqualTo("T05" + gdb + "thread:p1.1f;" + lldb);
  }

  @Test
  void givesNoReasonForAThreadThatStoppedAlong() {
    StopReply stop = new StopReply(P1T1F, GdbSignal.NONE, NONE);
    assertThat(payload(LLDB, stop)).isEqualTo("T00thread:p1.1f;");
  }

  @Test
  void keepsBreakpointReasonsFromClientsThatDidNotAsk() {
    StopReply stop = new StopReply(P1T1F, GdbSignal.TRAP, new StopReason.SoftwareBreakpoint());
    assertThat(payload(ReplyFormat.PLAIN, stop)).isEqualTo("T05thread:1f;");
  }

  @Test
  void listsThreadsForLldbOnly() {
    StopReply stop =
        new StopReply(P1T1F, GdbSignal.TRAP, new StopReason.Step())
            .withName("a")
            .withListing(
                List.of(
                    new StopReply.ListedThread(P1T1F, 0x1000),
                    new StopReply.ListedThread(new Ptid(1, 2), -1)));
    assertThat(payload(GDB, stop)).isEqualTo("T05thread:p1.1f;");
    assertThat(payload(LLDB, stop))
        .isEqualTo(
            "T05thread:p1.1f;reason:trace;hexname:61;threads:1f,2;"
                + "thread-pcs:1000,ffffffffffffffff;");
  }

  @Test
  void describesThreadsInJson() {
    ThreadInfo fault =
        new ThreadInfo(
            new StopReply(P1T1F, GdbSignal.SEGV, new StopReason.Fault("bad \"x\""))
                .withName("eu0")
                .withRegister(32, Bytes.of(0x10, 0)),
            List.of(new InfoReply.MemoryBlock(-16, Bytes.of(1, 2))));
    ThreadInfo watch =
        new ThreadInfo(
            new StopReply(new Ptid(1, 2), GdbSignal.TRAP, watch(StopReason.Access.ANY)), List.of());
    Bytes packet =
        new ReplyEncoder(LLDB).packet(new ThreadInfos(List.of(fault, watch))).orElseThrow();
    Bytes json = BinaryEscape.unescape(packet.slice(1, packet.size() - 3)).orElseThrow();
    assertThat(json.decodeUtf8())
        .isEqualTo(
            "[{\"tid\":31,\"signal\":11,\"reason\":\"exception\",\"description\":\"bad \\\"x\\\"\","
                + "\"name\":\"eu0\",\"registers\":{\"32\":\"1000\"},"
                + "\"memory\":[{\"address\":18446744073709551600,\"bytes\":\"0102\"}]},"
                + "{\"tid\":2,\"signal\":5,\"reason\":\"watchpoint\",\"description\":\"65280\","
                + "\"registers\":{},\"memory\":[]}]");
  }

  @Test
  void notifiesOfStops() {
    Notification.Stop stop = new Notification.Stop(new StopReply(P1T1F, GdbSignal.NONE, NONE));
    assertThat(new ReplyEncoder(GDB).notification(stop).toString())
        .startsWith("%Stop:T00thread:p1.1f;#");
  }

  @Test
  void neverExceedsThePacketSize() {
    Bytes worst = Bytes.ascii("#".repeat(RspLimits.PACKET_SIZE));
    List<Reply> replies =
        List.of(
            new MemoryBinary(worst, true),
            new MemoryRanges(List.of(worst, worst)),
            new ObjectPart(worst, true),
            new FileData(worst),
            new Memory(Bytes.copyOf(new byte[RspLimits.MAX_HEX_DATA])),
            new InfoReply.ThreadIds(
                Collections.nCopies(
                    InfoReply.ThreadIds.MAX_THREADS, new Ptid(Long.MAX_VALUE, Long.MAX_VALUE))));
    for (Reply reply : replies) {
      Bytes packet = new ReplyEncoder(GDB).packet(reply).orElseThrow();
      assertThat(packet.size()).isBetween(RspLimits.PACKET_SIZE - 100, RspLimits.PACKET_SIZE);
    }
  }

  @Test
  void aPartThatWasCutIsNotTheLast() {
    Bytes worst = Bytes.ascii("#".repeat(RspLimits.PACKET_SIZE));
    assertThat(payload(GDB, new ObjectPart(worst, true))).startsWith("m");
  }

  @Test
  void cutsObjectsAtOffsetAndLength() {
    Bytes object = Bytes.ascii("abcdef");
    assertThat(ObjectPart.of(object, 0, 4)).isEqualTo(new ObjectPart(Bytes.ascii("abcd"), false));
    assertThat(ObjectPart.of(object, 4, 2)).isEqualTo(new ObjectPart(Bytes.ascii("ef"), true));
    assertThat(ObjectPart.of(object, 4, 9)).isEqualTo(new ObjectPart(Bytes.ascii("ef"), true));
    assertThat(ObjectPart.of(object, 6, 9)).isEqualTo(new ObjectPart(Bytes.EMPTY, true));
    assertThat(ObjectPart.of(object, -1, 9)).isEqualTo(new ObjectPart(Bytes.EMPTY, true));
  }

  @Test
  void compressesRunsWhenAsked() {
    assertThat(payload(GDB.withRunLength(true), new Memory(Bytes.copyOf(new byte[16]))))
        .isEqualTo("0*<");
  }

  @Test
  void findsSignalsByNumber() {
    for (GdbSignal signal : GdbSignal.values()) {
      assertThat(GdbSignal.ofNumber(signal.number())).contains(signal);
    }
    assertThat(GdbSignal.ofNumber(200)).isEmpty();
  }
}
