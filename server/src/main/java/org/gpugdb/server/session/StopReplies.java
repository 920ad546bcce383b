package org.gpugdb.server.session;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.gpugdb.backend.spi.BackendException;
import org.gpugdb.backend.spi.DebugTarget;
import org.gpugdb.backend.spi.StopCause;
import org.gpugdb.backend.spi.ThreadId;
import org.gpugdb.backend.spi.ThreadStop;
import org.gpugdb.protocol.reply.GdbSignal;
import org.gpugdb.protocol.reply.StopEvent;
import org.gpugdb.protocol.reply.StopReason;
import org.gpugdb.protocol.reply.StopReply;
import org.gpugdb.protocol.reply.StopReply.ExpeditedRegister;
import org.gpugdb.protocol.reply.StopReply.ListedThread;
import org.gpugdb.server.view.BreakpointKind;
import org.gpugdb.server.view.Location;
import org.gpugdb.server.view.StopReport;

/** Describes stops in the protocol's terms, with the registers that clients ask for next. */
final class StopReplies {
  /** Without these GDB and LLDB would read all registers of the thread at every stop. */
  private static final List<String> EXPEDITED = List.of("pc", "sp", "fp");

  private final Debuggee debuggee;
  private final ThreadRegisters registers;
  private final ClientProfile profile;

  StopReplies(Debuggee debuggee, ThreadRegisters registers, ClientProfile profile) {
    this.debuggee = debuggee;
    this.registers = registers;
    this.profile = profile;
  }

  /**
   * The reply that ends a resumption. Only here are all threads listed for LLDB: in every answer
   * about a single thread the list would make its work grow with the square.
   */
  StopEvent afterResume(StopReport report) {
    StopEvent event = describe(report);
    return event instanceof StopReply stop && profile.listsThreadsInStops()
        ? stop.withListing(listing())
        : event;
  }

  /** The reply that tells of a report. */
  StopEvent describe(StopReport report) {
    if (report instanceof StopReport.Exited exited) {
      return new StopEvent.ProcessExited(exited.space().number(), exited.status());
    }
    return describe((StopReport.OfThread) report);
  }

  private StopReply describe(StopReport.OfThread report) {
    ThreadId thread = report.thread();
    if (report instanceof StopReport.Hit hit) {
      return reply(thread, signal(hit.stop().cause()), reason(hit.stop()));
    }
    if (report instanceof StopReport.Interrupted) {
      return reply(thread, GdbSignal.INT, new StopReason.None());
    }
    if (report instanceof StopReport.Suspended) {
      return reply(thread, GdbSignal.NONE, new StopReason.None());
    }
    return report instanceof StopReport.LibrariesChanged
        ? reply(thread, GdbSignal.TRAP, new StopReason.LibrariesChanged())
        : reply(thread, GdbSignal.TRAP, new StopReason.None());
  }

  /** How a thread stands now: with its report if it was the last one, else as one of the others. */
  StopReply describe(ThreadId thread) {
    return debuggee
        .view()
        .lastReport()
        .filter(StopReport.OfThread.class::isInstance)
        .map(StopReport.OfThread.class::cast)
        .filter(report -> report.thread().equals(thread))
        .map(this::describe)
        .orElseGet(() -> reply(thread, GdbSignal.NONE, new StopReason.None()));
  }

  private List<ListedThread> listing() {
    List<ListedThread> all = new ArrayList<>();
    for (ThreadId thread : debuggee.view().threadList()) {
      all.add(new ListedThread(Selection.ptid(thread), registers.programCounter(thread)));
    }
    return all;
  }

  private StopReply reply(ThreadId thread, GdbSignal signal, StopReason reason) {
    StopReply reply = new StopReply(Selection.ptid(thread), signal, reason);
    reply = reply.withRegisters(expedite(thread, expedited(thread)));
    try {
      DebugTarget target = debuggee.target(thread.space());
      return reply.onCore(target.core(thread)).withName(target.threadName(thread));
    } catch (BackendException e) {
      return reply; // the space has ended meanwhile; the client will be told next
    }
  }

  /** Of a thread that is not stopped only the place is known. */
  private List<String> expedited(ThreadId thread) {
    boolean placeOnly = !debuggee.atRest() && !debuggee.view().stoppedThreads().containsKey(thread);
    return placeOnly ? List.of("pc") : EXPEDITED;
  }

  /** Those of the named registers that can be read. */
  List<ExpeditedRegister> expedite(ThreadId thread, List<String> names) {
    List<ExpeditedRegister> values = new ArrayList<>();
    for (String name : names) {
      OptionalInt number = registers.file().number(name);
      if (number.isPresent()) {
        try {
          values.add(
              new ExpeditedRegister(number.getAsInt(), registers.read(thread, number.getAsInt())));
        } catch (BackendException e) {
          return values; // the client will ask, and be told why
        }
      }
    }
    return values;
  }

  private static GdbSignal signal(StopCause cause) {
    if (cause instanceof StopCause.IllegalInstruction) {
      return GdbSignal.ILL;
    }
    if (cause instanceof StopCause.PageFault) {
      return GdbSignal.SEGV;
    }
    return cause instanceof StopCause.Abort ? GdbSignal.ABRT : GdbSignal.TRAP;
  }

  private StopReason reason(ThreadStop stop) {
    StopCause cause = stop.cause();
    if (cause instanceof StopCause.Breakpoint) {
      Set<BreakpointKind> kinds =
          debuggee.view().breakpointsAt(new Location(stop.thread().space(), stop.pc()));
      return kinds.equals(Set.of(BreakpointKind.HARDWARE))
          ? new StopReason.HardwareBreakpoint()
          : new StopReason.SoftwareBreakpoint();
    }
    if (cause instanceof StopCause.Watchpoint watchpoint) {
      return new StopReason.Watchpoint(access(watchpoint), watchpoint.address());
    }
    return cause instanceof StopCause.StepDone ? new StopReason.Step() : fault(cause);
  }

  private static StopReason fault(StopCause cause) {
    if (cause instanceof StopCause.PageFault fault) {
      return new StopReason.Fault("page fault at 0x" + Long.toHexString(fault.address()));
    }
    if (cause instanceof StopCause.IllegalInstruction) {
      return new StopReason.Fault("illegal instruction");
    }
    return new StopReason.Fault(
        cause instanceof StopCause.Abort ? "the kernel aborted" : "trap instruction");
  }

  private static StopReason.Access access(StopCause.Watchpoint watchpoint) {
    return switch (watchpoint.kind()) {
      case WRITE -> StopReason.Access.WRITE;
      case READ -> StopReason.Access.READ;
      case ACCESS -> StopReason.Access.ANY;
    };
  }
}
