package org.gpugdb.protocol.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.gpugdb.protocol.command.BreakpointCommand.ChangeBreakpoints;
import org.gpugdb.protocol.command.BreakpointCommand.CountWatchpoints;
import org.gpugdb.protocol.command.BreakpointCommand.InsertBreakpoint;
import org.gpugdb.protocol.command.BreakpointCommand.RemoveBreakpoint;
import org.gpugdb.protocol.command.FileCommand.CloseFile;
import org.gpugdb.protocol.command.FileCommand.DescribeFile;
import org.gpugdb.protocol.command.FileCommand.DescribePath;
import org.gpugdb.protocol.command.FileCommand.OpenFile;
import org.gpugdb.protocol.command.FileCommand.ReadFile;
import org.gpugdb.protocol.command.FileCommand.ReadLink;
import org.gpugdb.protocol.command.FileCommand.SelectFileSystem;
import org.gpugdb.protocol.command.MemoryCommand.ChecksumMemory;
import org.gpugdb.protocol.command.MemoryCommand.DescribeRegion;
import org.gpugdb.protocol.command.MemoryCommand.QueryRegionSupport;
import org.gpugdb.protocol.command.MemoryCommand.Range;
import org.gpugdb.protocol.command.MemoryCommand.ReadMemory;
import org.gpugdb.protocol.command.MemoryCommand.ReadMemoryBinary;
import org.gpugdb.protocol.command.MemoryCommand.ReadRanges;
import org.gpugdb.protocol.command.MemoryCommand.SearchMemory;
import org.gpugdb.protocol.command.MemoryCommand.WriteMemory;
import org.gpugdb.protocol.command.ProcessCommand.Attach;
import org.gpugdb.protocol.command.ProcessCommand.DescribeProcess;
import org.gpugdb.protocol.command.ProcessCommand.DescribeProgram;
import org.gpugdb.protocol.command.ProcessCommand.Detach;
import org.gpugdb.protocol.command.ProcessCommand.Kill;
import org.gpugdb.protocol.command.ProcessCommand.KillProcess;
import org.gpugdb.protocol.command.ProcessCommand.QueryAttached;
import org.gpugdb.protocol.command.ProcessCommand.Restart;
import org.gpugdb.protocol.command.ProcessCommand.Run;
import org.gpugdb.protocol.command.ProcessCommand.SectionOffsets;
import org.gpugdb.protocol.command.RegisterCommand.DescribeRegister;
import org.gpugdb.protocol.command.RegisterCommand.ReadRegister;
import org.gpugdb.protocol.command.RegisterCommand.ReadRegisters;
import org.gpugdb.protocol.command.RegisterCommand.RestoreRegisters;
import org.gpugdb.protocol.command.RegisterCommand.SaveRegisters;
import org.gpugdb.protocol.command.RegisterCommand.WriteRegister;
import org.gpugdb.protocol.command.RegisterCommand.WriteRegisters;
import org.gpugdb.protocol.command.ResumeCommand.Interrupt;
import org.gpugdb.protocol.command.ResumeCommand.ListResumeActions;
import org.gpugdb.protocol.command.ResumeCommand.NextStop;
import org.gpugdb.protocol.command.ResumeCommand.ReportStop;
import org.gpugdb.protocol.command.ResumeCommand.Resume;
import org.gpugdb.protocol.command.ResumeCommand.ResumeChosen;
import org.gpugdb.protocol.command.ResumeCommand.ResumeChosenAt;
import org.gpugdb.protocol.command.ResumeCommand.ThreadAction;
import org.gpugdb.protocol.command.SessionCommand.DescribeHost;
import org.gpugdb.protocol.command.SessionCommand.DescribeServer;
import org.gpugdb.protocol.command.SessionCommand.Echo;
import org.gpugdb.protocol.command.SessionCommand.EnableErrorText;
import org.gpugdb.protocol.command.SessionCommand.EnableExtendedMode;
import org.gpugdb.protocol.command.SessionCommand.EnableThreadListInStops;
import org.gpugdb.protocol.command.SessionCommand.EnableThreadSuffix;
import org.gpugdb.protocol.command.SessionCommand.Monitor;
import org.gpugdb.protocol.command.SessionCommand.NegotiateFeatures;
import org.gpugdb.protocol.command.SessionCommand.OfferSymbols;
import org.gpugdb.protocol.command.SessionCommand.ReadObject;
import org.gpugdb.protocol.command.SessionCommand.SetNonStop;
import org.gpugdb.protocol.command.SessionCommand.SetThreadEvents;
import org.gpugdb.protocol.command.SessionCommand.StartNoAckMode;
import org.gpugdb.protocol.command.ThreadCommand.CurrentThread;
import org.gpugdb.protocol.command.ThreadCommand.DescribeThread;
import org.gpugdb.protocol.command.ThreadCommand.DescribeThreadFully;
import org.gpugdb.protocol.command.ThreadCommand.DescribeThreads;
import org.gpugdb.protocol.command.ThreadCommand.ListThreads;
import org.gpugdb.protocol.command.ThreadCommand.Purpose;
import org.gpugdb.protocol.command.ThreadCommand.QueryAlive;
import org.gpugdb.protocol.command.ThreadCommand.QueryThreadStop;
import org.gpugdb.protocol.command.ThreadCommand.SelectThread;
import org.gpugdb.protocol.command.TraceCommand.ListTraceVariables;
import org.gpugdb.protocol.command.TraceCommand.ListTracepoints;
import org.gpugdb.protocol.command.TraceCommand.TraceStatus;
import org.gpugdb.protocol.wire.Bytes;
import org.gpugdb.protocol.wire.Frame;
import org.gpugdb.protocol.wire.Hex;
import org.gpugdb.protocol.wire.Ptid;
import org.gpugdb.protocol.wire.RspFramer;
import org.gpugdb.protocol.wire.RspLimits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandParserTest {
  private static final ThreadSelector CHOSEN = ThreadSelector.ANY_THREAD;
  private static final ThreadSelector P1T5 = new ThreadSelector(1, 5);
  private static final ThreadSelector T5 = new ThreadSelector(ThreadSelector.ANY, 5);

  static Stream<Arguments> packets() {
    return Stream.of(memory(), registers(), running(), breakpoints(), threads(), others())
        .flatMap(list -> list);
  }

  private static Stream<Arguments> memory() {
    return Stream.of(
        arguments("mffffffff80001000,4", new ReadMemory(0xffffffff80001000L, 4)),
        arguments("m0,ffffffffffffffff", new ReadMemory(0, RspLimits.MAX_HEX_DATA)),
        arguments("M1000,2:beEF", new WriteMemory(0x1000, Bytes.of(0xbe, 0xef))),
        arguments("M1000,0:", new WriteMemory(0x1000, Bytes.EMPTY)),
        arguments("x1000,40", new ReadMemoryBinary(0x1000, 0x40)),
        arguments("x0,0", new ReadMemoryBinary(0, 0)),
        arguments("X1000,0:", new WriteMemory(0x1000, Bytes.EMPTY)),
        arguments("X1000,3:a}\u0003*", new WriteMemory(0x1000, Bytes.ascii("a#*"))),
        arguments("X1000,1::", new WriteMemory(0x1000, Bytes.ascii(":"))),
        arguments("MultiMemRead:ranges:10,2;", new ReadRanges(List.of(new Range(0x10, 2)))),
        arguments(
            "MultiMemRead:ranges:10,2,ffffffffffffff00,a0,;options:x;",
            new ReadRanges(List.of(new Range(0x10, 2), new Range(-0x100, 0xa0)))),
        arguments("qCRC:1000,ffffffff", new ChecksumMemory(0x1000, 0xffffffffL)),
        arguments(
            "qSearch:memory:1000;20;a}]:;", new SearchMemory(0x1000, 0x20, Bytes.ascii("a}:;"))),
        arguments("qMemoryRegionInfo:1000", new DescribeRegion(0x1000)),
        arguments("qMemoryRegionInfo:", new QueryRegionSupport()),
        arguments("qMemoryRegionInfo", new QueryRegionSupport()));
  }

  private static Stream<Arguments> registers() {
    return Stream.of(
        arguments("g", new ReadRegisters(CHOSEN)),
        arguments("g;thread:5;", new ReadRegisters(T5)),
        arguments("g;thread:p1.5;", new ReadRegisters(P1T5)),
        arguments("G00ff", new WriteRegisters(Bytes.of(0, 0xff), CHOSEN)),
        arguments("G00ff;thread:0005;", new WriteRegisters(Bytes.of(0, 0xff), T5)),
        arguments("p20", new ReadRegister(0x20, CHOSEN)),
        arguments("p20;thread:5;", new ReadRegister(0x20, T5)),
        arguments("P20=0011", new WriteRegister(0x20, Bytes.of(0, 0x11), CHOSEN)),
        arguments("P20=0011;thread:5", new WriteRegister(0x20, Bytes.of(0, 0x11), T5)),
        arguments("QSaveRegisterState", new SaveRegisters(CHOSEN)),
        arguments("QSaveRegisterState;thread:5;", new SaveRegisters(T5)),
        arguments("QRestoreRegisterState:12;thread:5;", new RestoreRegisters(12, T5)),
        arguments("qRegisterInfo1f", new DescribeRegister(0x1f)));
  }

  private static Stream<Arguments> running() {
    ResumeAction go = new ResumeAction.Continue();
    return Stream.of(
        arguments("?", new ReportStop()),
        arguments("c", new ResumeChosen(go)),
        arguments("c1000", new ResumeChosenAt(go, 0x1000)),
        arguments("C05", new ResumeChosen(new ResumeAction.ContinueWithSignal(5))),
        arguments("C05;10", new ResumeChosenAt(new ResumeAction.ContinueWithSignal(5), 0x10)),
        arguments("s", new ResumeChosen(new ResumeAction.Step())),
        arguments("s1000", new ResumeChosenAt(new ResumeAction.Step(), 0x1000)),
        arguments("S0b", new ResumeChosen(new ResumeAction.StepWithSignal(11))),
        arguments("vCont?", new ListResumeActions()),
        arguments("vCont;c", resume(go, ThreadSelector.EVERY_THREAD)),
        arguments(
            "vCont;s:p1.5;c:p1.-1",
            new Resume(
                List.of(
                    new ThreadAction(new ResumeAction.Step(), P1T5),
                    new ThreadAction(go, new ThreadSelector(1, -1))))),
        arguments("vCont;C0b:5", resume(new ResumeAction.ContinueWithSignal(11), T5)),
        arguments("vCont;S05:5", resume(new ResumeAction.StepWithSignal(5), T5)),
        arguments("vCont;t:p1.-1", resume(new ResumeAction.Stop(), new ThreadSelector(1, -1))),
        arguments(
            "vCont;r10,ffffffffffffffff:p1.5", resume(new ResumeAction.StepRange(0x10, -1), P1T5)),
        arguments("vCtrlC", new Interrupt()),
        arguments("vStopped", new NextStop()));
  }

  private static Resume resume(ResumeAction action, ThreadSelector threads) {
    return new Resume(List.of(new ThreadAction(action, threads)));
  }

  private static Stream<Arguments> breakpoints() {
    Bytes one = Bytes.of(0x22, 0x01, 0x27);
    Bytes two = Bytes.of(0x27);
    return Stream.of(
        arguments("Z0,1000,4", new InsertBreakpoint(BreakpointType.SOFTWARE, 0x1000, 4)),
        arguments("Z1,1000,2", new InsertBreakpoint(BreakpointType.HARDWARE, 0x1000, 2)),
        arguments("Z2,1000,8", new InsertBreakpoint(BreakpointType.WRITE_WATCH, 0x1000, 8)),
        arguments("Z3,1000,8", new InsertBreakpoint(BreakpointType.READ_WATCH, 0x1000, 8)),
        arguments("Z4,1000,8", new InsertBreakpoint(BreakpointType.ACCESS_WATCH, 0x1000, 8)),
        arguments(
            "Z0,10,4;X3,220127X1,27",
            new InsertBreakpoint(
                BreakpointType.SOFTWARE, 0x10, 4, List.of(one, two), List.of(), false)),
        arguments(
            "Z0,1010,4;cmds:1,X15,26000516402200220034010007763d25645c6e0027",
            new InsertBreakpoint(
                BreakpointType.SOFTWARE,
                0x1010,
                4,
                List.of(),
                List.of(
                    Hex.decode(Bytes.ascii("26000516402200220034010007763d25645c6e0027"))
                        .orElseThrow()),
                true)),
        arguments(
            "Z0,10,4;X3,220127;X1,27;cmds:1,X1,27;X3,220127",
            new InsertBreakpoint(
                BreakpointType.SOFTWARE, 0x10, 4, List.of(one, two), List.of(two, one), true)),
        arguments(
            "Z0,10,4;cmds:0,X1,27",
            new InsertBreakpoint(BreakpointType.SOFTWARE, 0x10, 4, List.of(), List.of(two), false)),
        arguments("z0,1000,4", new RemoveBreakpoint(BreakpointType.SOFTWARE, 0x1000, 4)),
        arguments("z4,1000,8", new RemoveBreakpoint(BreakpointType.ACCESS_WATCH, 0x1000, 8)),
        arguments(
            "jMultiBreakpoint:{\"breakpoint_requests\":[\"Z0,10,4\",\"z1,20,2\"]}]",
            new ChangeBreakpoints(
                List.of(
                    new InsertBreakpoint(BreakpointType.SOFTWARE, 0x10, 4),
                    new RemoveBreakpoint(BreakpointType.HARDWARE, 0x20, 2)))),
        arguments("qWatchpointSupportInfo:", new CountWatchpoints()),
        arguments("qWatchpointSupportInfo", new CountWatchpoints()));
  }

  private static Stream<Arguments> threads() {
    return Stream.of(
        arguments("Hg0", new SelectThread(Purpose.ACCESS, CHOSEN)),
        arguments("Hgp0.0", new SelectThread(Purpose.ACCESS, CHOSEN)),
        arguments("Hgp5.0", new SelectThread(Purpose.ACCESS, new ThreadSelector(5, 0))),
        arguments("Hc-1", new SelectThread(Purpose.RESUME, ThreadSelector.EVERY_THREAD)),
        arguments("Hcp-1.-1", new SelectThread(Purpose.RESUME, ThreadSelector.EVERY_THREAD)),
        arguments("Hgp1.5", new SelectThread(Purpose.ACCESS, P1T5)),
        arguments("qC", new CurrentThread()),
        arguments("Tp1.5", new QueryAlive(P1T5)),
        arguments("T5", new QueryAlive(T5)),
        arguments("qfThreadInfo", new ListThreads(true)),
        arguments("qsThreadInfo", new ListThreads(false)),
        arguments("qThreadExtraInfo,p1.5", new DescribeThread(P1T5)),
        arguments("qThreadStopInfo0005", new QueryThreadStop(T5)),
        arguments("jThreadsInfo", new DescribeThreads()),
        arguments("jThreadExtendedInfo:{\"thread\":5}]", new DescribeThreadFully(T5)),
        arguments(
            "jThreadExtendedInfo:{ \"x\" : [1, true, {}]], \"thread\" : 5 }]",
            new DescribeThreadFully(T5)));
  }

  private static Stream<Arguments> others() {
    return Stream.of(
        arguments("!", new EnableExtendedMode()),
        arguments("vAttach;1f", new Attach(0x1f)),
        arguments("D", new Detach(ThreadSelector.ALL)),
        arguments("D;0000000000000001", new Detach(1)),
        arguments("k", new Kill()),
        arguments("vKill;2", new KillProcess(2)),
        arguments("vRun;", new Run("", List.of())),
        arguments("vRun;2f61;62;", new Run("/a", List.of("b", ""))),
        arguments("R00", new Restart()),
        arguments("qAttached", new QueryAttached(ThreadSelector.ANY)),
        arguments("qAttached:2", new QueryAttached(2)),
        arguments("qProcessInfo", new DescribeProcess()),
        arguments("qExecAndArgs", new DescribeProgram()),
        arguments("qOffsets", new SectionOffsets()),
        arguments("qSupported", new NegotiateFeatures(List.of())),
        arguments(
            "qSupported:multiprocess+;xmlRegisters=i386;",
            new NegotiateFeatures(List.of("multiprocess+", "xmlRegisters=i386"))),
        arguments("QStartNoAckMode", new StartNoAckMode()),
        arguments("QNonStop:1", new SetNonStop(true)),
        arguments("QNonStop:0", new SetNonStop(false)),
        arguments("QThreadEvents:1", new SetThreadEvents(true)),
        arguments("qRcmd,68656c70", new Monitor("help")),
        arguments("qRcmd,", new Monitor("")),
        arguments(
            "qXfer:features:read:target.xml:0,1ffff",
            new ReadObject("features", "target.xml", 0, RspLimits.MAX_PAYLOAD)),
        arguments("qXfer:threads:read::1000,1000", new ReadObject("threads", "", 0x1000, 0x1000)),
        arguments("qXfer:osdata:read:a:b:0,10", new ReadObject("osdata", "a:b", 0, 0x10)),
        arguments("qSymbol::", new OfferSymbols()),
        arguments("QThreadSuffixSupported", new EnableThreadSuffix()),
        arguments("QListThreadsInStopReply", new EnableThreadListInStops()),
        arguments("QEnableErrorStrings", new EnableErrorText()),
        arguments("qHostInfo", new DescribeHost()),
        arguments("qGDBServerVersion", new DescribeServer()),
        arguments("qEcho:123", new Echo(Bytes.ascii("123"))),
        arguments("vFile:setfs:0", new SelectFileSystem(0)),
        arguments("vFile:open:2f61,0,1b6", new OpenFile("/a", 0, 0x1b6)),
        arguments("vFile:close:5", new CloseFile(5)),
        arguments(
            "vFile:pread:5,ffffff,8000000000000000",
            new ReadFile(5, RspLimits.MAX_PAYLOAD, Long.MIN_VALUE)),
        arguments("vFile:fstat:5", new DescribeFile(5)),
        arguments("vFile:stat:2f61", new DescribePath("/a", true)),
        arguments("vFile:lstat:2f61", new DescribePath("/a", false)),
        arguments("vFile:readlink:2f61", new ReadLink("/a")),
        arguments("qTStatus", new TraceStatus()),
        arguments("qTfV", new ListTraceVariables(true)),
        arguments("qTsV", new ListTraceVariables(false)),
        arguments("qTfP", new ListTracepoints(true)),
        arguments("qTsP", new ListTracepoints(false)));
  }

  @ParameterizedTest
  @MethodSource("packets")
  void readsEveryPacket(String packet, Command command) throws MalformedPacketException {
    assertThat(CommandParser.parse(Bytes.ascii(packet))).isEqualTo(command);
  }

  @ParameterizedTest
  @MethodSource("packets")
  void readsEveryPacketByteByByteOffTheLine(String packet, Command command) throws Exception {
    byte[] line = ("$" + packet + "#00").getBytes(StandardCharsets.US_ASCII);
    RspFramer framer = RspFramer.ofRequests(RspLimits.PACKET_SIZE);
    framer.ignoreChecksums();
    List<Frame> frames = new ArrayList<>();
    for (int i = 0; i < line.length; i++) {
      framer.feed(line, i, 1, frames::add);
    }
    assertThat(frames).hasSize(1);
    Frame.Packet frame = (Frame.Packet) frames.get(0);
    assertThat(CommandParser.parse(frame.payload())).isEqualTo(command);
  }

  @Test
  void tablesCoverEveryCommand() {
    List<Class<?>> covered = new ArrayList<>(List.of(UnknownCommand.class));
    packets().forEach(row -> covered.add(row.get()[1].getClass()));
    assertThat(leaves(Command.class)).isSubsetOf(covered).hasSizeGreaterThan(60);
  }

  private static List<Class<?>> leaves(Class<?> type) {
    if (!type.isSealed()) {
      assertThat(type.isRecord() && Modifier.isPublic(type.getModifiers())).isTrue();
      return List.of(type);
    }
    return Stream.of(type.getPermittedSubclasses()).flatMap(sub -> leaves(sub).stream()).toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "vMustReplyEmpty", "vFlashErase:0,10", "qL1", "A6,0,41", "QPassSignals:e", "D1", "b",
        "qXfer:siginfo:write::0:00", "Z5,10,4", "z9,1,1", "Zx", "Z", "qCfoo", "vContX", "vCont",
        "Hm1", "H", "\u0001", "qShlibInfoAddr", "qStructuredDataPlugins", "_M10,rwx", "qTBuffer:0"
      })
  void leavesOtherPacketsUnknown(String packet) throws MalformedPacketException {
    assertThat(CommandParser.parse(Bytes.ascii(packet)))
        .isEqualTo(new UnknownCommand(Bytes.ascii(packet)));
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void neverThrowsAnythingElseOnDamagedPackets(long seed) {
    Random random = new Random(seed);
    List<String> samples = packets().map(row -> (String) row.get()[0]).toList();
    int understood = 0;
    for (int round = 0; round < 20_000; round++) {
      Bytes damaged = damage(samples.get(random.nextInt(samples.size())), random);
      try {
        assertThat(CommandParser.parse(damaged)).isNotNull();
        understood++;
      } catch (MalformedPacketException expected) {
        assertThat(expected).hasMessageContaining("offset");
      }
    }
    assertThat(understood).isPositive();
  }

  private static Bytes damage(String sample, Random random) {
    byte[] bytes = Bytes.ascii(sample).toArray();
    for (int changes = random.nextInt(4); changes >= 0 && bytes.length > 0; changes--) {
      byte[] useful = Bytes.ascii(",;:-.p0fZX}{\"[]\\u*").toArray();
      bytes[random.nextInt(bytes.length)] =
          random.nextBoolean() ? useful[random.nextInt(useful.length)] : (byte) random.nextInt();
    }
    return Bytes.copyOf(
        bytes, 0, random.nextInt(3) == 0 ? random.nextInt(bytes.length + 1) : bytes.length);
  }

  @Test
  void theLeftmostActionThatMatchesHolds() throws MalformedPacketException {
    Resume resume = (Resume) CommandParser.parse(Bytes.ascii("vCont;s:p1.5;t:p1.-1;c:2"));
    assertThat(resume.actionFor(new Ptid(1, 5))).contains(new ResumeAction.Step());
    assertThat(resume.actionFor(new Ptid(1, 2))).contains(new ResumeAction.Stop());
    assertThat(resume.actionFor(new Ptid(2, 2))).contains(new ResumeAction.Continue());
    assertThat(resume.actionFor(new Ptid(2, 5))).isEmpty();
  }

  @Test
  void rangesIncludeTheirStartAndNotTheirEnd() {
    ResumeAction.StepRange range = new ResumeAction.StepRange(Long.MAX_VALUE, Long.MIN_VALUE + 1);
    assertThat(range.contains(Long.MAX_VALUE)).isTrue();
    assertThat(range.contains(Long.MIN_VALUE)).isTrue();
    assertThat(range.contains(Long.MIN_VALUE + 1)).isFalse();
    assertThat(range.contains(0)).isFalse();
    assertThat(new ResumeAction.StepRange(8, 8).contains(8)).isFalse();
  }

  @Test
  void selectorsKnowWhatTheyName() {
    assertThat(P1T5.namesThread()).isTrue();
    assertThat(P1T5).isEqualTo(ThreadSelector.of(new Ptid(1, 5))).hasToString("p1.5");
    assertThat(new ThreadSelector(1, -1).namesThread()).isFalse();
    assertThat(new ThreadSelector(1, -1).namesProcess()).isTrue();
    assertThat(T5.namesProcess()).isFalse();
    assertThat(ThreadSelector.EVERY_THREAD).hasToString("p-1.-1");
    assertThatThrownBy(() -> new ThreadSelector(-1, 5))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
