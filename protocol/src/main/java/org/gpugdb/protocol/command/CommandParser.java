package org.gpugdb.protocol.command;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.gpugdb.protocol.command.FileCommand.CloseFile;
import org.gpugdb.protocol.command.FileCommand.DescribeFile;
import org.gpugdb.protocol.command.ProcessCommand.Attach;
import org.gpugdb.protocol.command.ProcessCommand.DescribeProcess;
import org.gpugdb.protocol.command.ProcessCommand.DescribeProgram;
import org.gpugdb.protocol.command.ProcessCommand.Detach;
import org.gpugdb.protocol.command.ProcessCommand.Kill;
import org.gpugdb.protocol.command.ProcessCommand.KillProcess;
import org.gpugdb.protocol.command.ProcessCommand.QueryAttached;
import org.gpugdb.protocol.command.ProcessCommand.SectionOffsets;
import org.gpugdb.protocol.command.ResumeCommand.Interrupt;
import org.gpugdb.protocol.command.ResumeCommand.ListResumeActions;
import org.gpugdb.protocol.command.ResumeCommand.NextStop;
import org.gpugdb.protocol.command.ResumeCommand.ReportStop;
import org.gpugdb.protocol.command.SessionCommand.DescribeHost;
import org.gpugdb.protocol.command.SessionCommand.DescribeServer;
import org.gpugdb.protocol.command.SessionCommand.EnableErrorText;
import org.gpugdb.protocol.command.SessionCommand.EnableExtendedMode;
import org.gpugdb.protocol.command.SessionCommand.EnableThreadListInStops;
import org.gpugdb.protocol.command.SessionCommand.EnableThreadSuffix;
import org.gpugdb.protocol.command.SessionCommand.NegotiateFeatures;
import org.gpugdb.protocol.command.SessionCommand.OfferSymbols;
import org.gpugdb.protocol.command.SessionCommand.StartNoAckMode;
import org.gpugdb.protocol.command.ThreadCommand.CurrentThread;
import org.gpugdb.protocol.command.ThreadCommand.DescribeThreads;
import org.gpugdb.protocol.command.ThreadCommand.ListThreads;
import org.gpugdb.protocol.command.TraceCommand.ListTraceVariables;
import org.gpugdb.protocol.command.TraceCommand.ListTracepoints;
import org.gpugdb.protocol.command.TraceCommand.TraceStatus;
import org.gpugdb.protocol.wire.Bytes;

/**
 * Turns the payload of a packet into a {@link Command}.
 *
 * <p>The longest name in the table that the packet begins with decides what it is. To add a packet,
 * add a line to the table and a method that reads its arguments.
 */
public final class CommandParser {
  @FunctionalInterface
  private interface Arguments {
    Command read(Cursor in) throws MalformedPacketException;
  }

  /**
   * A packet's name and what follows it.
   *
   * @param whole whether nothing may follow; with more behind it, it is another packet
   */
  private record Syntax(Bytes name, boolean whole, Arguments arguments) {
    boolean matches(Bytes packet) {
      return packet.startsWith(name) && (!whole || packet.size() == name.size());
    }
  }

  private static final List<Syntax> SYNTAXES =
      List.of(
          // Memory and registers
          packet("m", MemorySyntax::read),
          packet("M", MemorySyntax::writeHex),
          packet("x", MemorySyntax::readBinary),
          packet("X", MemorySyntax::writeBinary),
          packet("MultiMemRead:", MemorySyntax::readRanges),
          packet("qCRC:", MemorySyntax::checksum),
          packet("qSearch:memory:", MemorySyntax::search),
          packet("qMemoryRegionInfo:", MemorySyntax::describeRegion),
          word("qMemoryRegionInfo", new MemoryCommand.QueryRegionSupport()),
          packet("g", RegisterSyntax::readAll),
          packet("G", RegisterSyntax::writeAll),
          packet("p", RegisterSyntax::read),
          packet("P", RegisterSyntax::write),
          packet("QSaveRegisterState", RegisterSyntax::save),
          packet("QRestoreRegisterState:", RegisterSyntax::restore),
          packet("qRegisterInfo", RegisterSyntax::describe),
          // Running and stopping
          word("?", new ReportStop()),
          packet("c", ResumeSyntax::continueChosen),
          packet("C", ResumeSyntax::continueChosenWithSignal),
          packet("s", ResumeSyntax::stepChosen),
          packet("S", ResumeSyntax::stepChosenWithSignal),
          word("vCont?", new ListResumeActions()),
          packet("vCont;", ResumeSyntax::resume),
          word("vCtrlC", new Interrupt()),
          word("vStopped", new NextStop()),
          packet("z", BreakpointSyntax::remove),
          packet("Z", BreakpointSyntax::insert),
          packet("jMultiBreakpoint:", BreakpointSyntax::change),
          packet("qWatchpointSupportInfo", BreakpointSyntax::count),
          // Threads
          packet("Hc", ThreadSyntax::selectForResume),
          packet("Hg", ThreadSyntax::selectForAccess),
          packet("T", ThreadSyntax::queryAlive),
          word("qC", new CurrentThread()),
          word("qfThreadInfo", new ListThreads(true)),
          word("qsThreadInfo", new ListThreads(false)),
          packet("qThreadExtraInfo,", ThreadSyntax::describe),
          packet("qThreadStopInfo", ThreadSyntax::queryStop),
          word("jThreadsInfo", new DescribeThreads()),
          packet("jThreadExtendedInfo:", ThreadSyntax::describeFully),
          // Processes
          packet("vAttach;", in -> new Attach(in.number())),
          word("D", new Detach(ThreadSelector.ALL)),
          packet("D;", in -> new Detach(in.number())),
          word("k", new Kill()),
          packet("vKill;", in -> new KillProcess(in.number())),
          packet("vRun;", SessionSyntax::run),
          packet("R", SessionSyntax::restart),
          word("qAttached", new QueryAttached(ThreadSelector.ANY)),
          packet("qAttached:", in -> new QueryAttached(in.number())),
          word("qProcessInfo", new DescribeProcess()),
          word("qExecAndArgs", new DescribeProgram()),
          word("qOffsets", new SectionOffsets()),
          // The session
          word("!", new EnableExtendedMode()),
          word("qSupported", new NegotiateFeatures(List.of())),
          packet("qSupported:", SessionSyntax::negotiate),
          word("QStartNoAckMode", new StartNoAckMode()),
          packet("QNonStop:", in -> new SessionCommand.SetNonStop(in.flag())),
          packet("QThreadEvents:", in -> new SessionCommand.SetThreadEvents(in.flag())),
          packet("qRcmd,", in -> new SessionCommand.Monitor(in.hexText(';'))),
          packet("qXfer:", SessionSyntax::readObject),
          word("qSymbol::", new OfferSymbols()),
          word("QThreadSuffixSupported", new EnableThreadSuffix()),
          word("QListThreadsInStopReply", new EnableThreadListInStops()),
          word("QEnableErrorStrings", new EnableErrorText()),
          word("qHostInfo", new DescribeHost()),
          word("qGDBServerVersion", new DescribeServer()),
          packet("qEcho:", in -> new SessionCommand.Echo(in.rest())),
          // Files
          packet("vFile:setfs:", FileSyntax::selectFileSystem),
          packet("vFile:open:", FileSyntax::open),
          packet("vFile:close:", in -> new CloseFile(FileSyntax.descriptor(in))),
          packet("vFile:pread:", FileSyntax::read),
          packet("vFile:fstat:", in -> new DescribeFile(FileSyntax.descriptor(in))),
          packet("vFile:stat:", FileSyntax::describe),
          packet("vFile:lstat:", FileSyntax::describeLink),
          packet("vFile:readlink:", FileSyntax::readLink),
          // Tracing
          word("qTStatus", new TraceStatus()),
          word("qTfV", new ListTraceVariables(true)),
          word("qTsV", new ListTraceVariables(false)),
          word("qTfP", new ListTracepoints(true)),
          word("qTsP", new ListTracepoints(false)));

  /** The table by first byte, longest names first. */
  private static final Syntax[][] BY_FIRST_BYTE = byFirstByte();

  private CommandParser() {}

  /**
   * Reads one command.
   *
   * @param payload a packet's payload with its escapes
   * @throws MalformedPacketException if the packet is known but its arguments are not well-formed
   */
  public static Command parse(Bytes payload) throws MalformedPacketException {
    int first = payload.isEmpty() ? 0 : payload.unsigned(0);
    for (Syntax syntax : BY_FIRST_BYTE[first]) {
      if (syntax.matches(payload)) {
        Cursor in = new Cursor(payload, syntax.name().size());
        Command command = syntax.arguments().read(in);
        in.expectEnd();
        return command;
      }
    }
    return new UnknownCommand(payload);
  }

  private static Syntax packet(String name, Arguments arguments) {
    return new Syntax(Bytes.ascii(name), false, arguments);
  }

  private static Syntax word(String name, Command command) {
    return new Syntax(Bytes.ascii(name), true, in -> command);
  }

  private static Syntax[][] byFirstByte() {
    List<Syntax> longestFirst = new ArrayList<>(SYNTAXES);
    longestFirst.sort(Comparator.comparingInt((Syntax syntax) -> syntax.name().size()).reversed());
    Syntax[][] table = new Syntax[256][];
    for (int first = 0; first < table.length; first++) {
      int wanted = first;
      table[first] =
          longestFirst.stream()
              .filter(syntax -> syntax.name().unsigned(0) == wanted)
              .toArray(Syntax[]::new);
    }
    return table;
  }
}
