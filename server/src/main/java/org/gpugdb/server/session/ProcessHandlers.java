package org.gpugdb.server.session;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.gpugdb.backend.spi.AddressSpaceId;
import org.gpugdb.backend.spi.BackendException;
import org.gpugdb.backend.spi.Device;
import org.gpugdb.protocol.command.ProcessCommand.Attach;
import org.gpugdb.protocol.command.ProcessCommand.Detach;
import org.gpugdb.protocol.command.ProcessCommand.Kill;
import org.gpugdb.protocol.command.ProcessCommand.KillProcess;
import org.gpugdb.protocol.command.ProcessCommand.QueryAttached;
import org.gpugdb.protocol.command.ProcessCommand.Restart;
import org.gpugdb.protocol.command.ProcessCommand.Run;
import org.gpugdb.protocol.command.ThreadSelector;
import org.gpugdb.protocol.reply.GdbSignal;
import org.gpugdb.protocol.reply.InfoReply;
import org.gpugdb.protocol.reply.Reply;
import org.gpugdb.protocol.reply.StopEvent;
import org.gpugdb.server.view.NonStopView;

/** Attaching to address spaces, leaving them, and starting and ending the device's program. */
final class ProcessHandlers {
  private final Session session;
  private final SessionContext context;

  ProcessHandlers(Session session, SessionContext context) {
    this.session = session;
    this.context = context;
  }

  /**
   * @param launch whether the device has a program of its own
   */
  void register(CommandRouter router, boolean launch) {
    router.onTarget(Attach.class, this::attach);
    router.on(Detach.class, this::detach);
    router.on(Kill.class, this::kill);
    router.on(KillProcess.class, this::killProcess);
    router.on(QueryAttached.class, command -> new InfoReply.Attached(true));
    if (launch) {
      router.onTarget(Run.class, this::run);
      router.onTarget(Restart.class, this::restart);
    }
  }

  private Reply attach(Attach command) throws BackendException {
    context.permissions().require(Permissions.Change.RUN);
    if (context.nonStop().isPresent()) {
      return attachInNonStop(context.nonStop().get(), command.pid());
    }
    if (!context.debuggee().atRest()) {
      throw new BackendException.InvalidArgument("cannot attach while the target is running");
    }
    Reply reply = session.answerAfterStop(report -> session.send(context.stops().describe(report)));
    context.device().discover(() -> attachTo(command.pid()));
    return reply;
  }

  /** The threads run on; GDB cannot take stops before it has read the list of threads. */
  private Reply attachInNonStop(NonStopView view, long pid) {
    Reply reply = session.answerLater();
    context
        .device()
        .discover(
            () -> {
              view.holdReports();
              if (attachTo(pid)) {
                session.finish(Reply.OK);
              }
            });
    return reply;
  }

  private boolean attachTo(long pid) {
    try {
      AddressSpaceId space = available(pid);
      context.audit().log("attaches to {}", space);
      context.debuggee().attach(space);
      return true;
    } catch (BackendException e) {
      session.finish(ErrorMapper.failure(e));
      return false;
    }
  }

  private AddressSpaceId available(long pid) throws BackendException {
    for (DebuggedDevice.Listing listing : context.device().spaces()) {
      if (listing.space().number() == pid) {
        return listing.space();
      }
    }
    throw new BackendException.InvalidArgument(
        "there is no process " + pid + " (info os processes lists them)");
  }

  private Reply detach(Detach command) throws BackendException {
    Collection<AddressSpaceId> spaces =
        command.pid() == ThreadSelector.ALL
            ? context.view().spaces()
            : List.of(context.selection().space(command.pid()));
    return leave(spaces, Reply.OK);
  }

  /** There is no reply for GDB; LLDB waits for one. */
  private Reply kill(Kill command) throws BackendException {
    Optional<AddressSpaceId> first = context.view().spaces().stream().findFirst();
    Reply reply =
        context.profile().isLldb() && first.isPresent()
            ? new StopEvent.ProcessKilled(first.get().number(), GdbSignal.KILL)
            : Reply.NONE;
    return end(context.view().spaces(), reply);
  }

  private Reply killProcess(KillProcess command) throws BackendException {
    return end(List.of(context.selection().space(command.pid())), Reply.OK);
  }

  private Reply end(Collection<AddressSpaceId> spaces, Reply reply) throws BackendException {
    Optional<Device.Launcher> launcher = context.device().device().launcher();
    if (!context.device().options().allowKill() || launcher.isEmpty()) {
      return leave(spaces, reply);
    }
    context.audit().log("ends the program");
    List.copyOf(spaces).forEach(context.debuggee()::abandon);
    launcher.get().kill();
    return reply;
  }

  private Reply leave(Collection<AddressSpaceId> spaces, Reply reply) {
    Reply deferred = session.answerLater();
    leaveNext(new ArrayDeque<>(spaces), reply);
    return deferred;
  }

  private void leaveNext(Deque<AddressSpaceId> spaces, Reply reply) {
    AddressSpaceId next = spaces.poll();
    if (next == null) {
      session.finish(reply);
      return;
    }
    context.audit().log("leaves {}", next);
    context.debuggee().leave(next, () -> leaveNext(spaces, reply));
  }

  private Reply run(Run command) throws BackendException {
    context.permissions().require(Permissions.Change.RUN);
    context.audit().log("starts the program");
    Reply reply = session.answerAfterStop(report -> session.send(context.stops().describe(report)));
    context.debuggee().relaunch(() -> session.finish(ErrorMapper.notStarted()));
    return reply;
  }

  /** There is no reply; the client asks for the stop. */
  private Reply restart(Restart command) throws BackendException {
    context.permissions().require(Permissions.Change.RUN);
    context.audit().log("starts the program again");
    Reply reply = session.answerAfterStop(report -> {});
    context.debuggee().relaunch(() -> session.finish(Reply.NONE));
    return reply;
  }
}
