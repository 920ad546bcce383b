package org.gpugdb.server.session;

import org.gpugdb.backend.spi.BackendException;
import org.gpugdb.protocol.command.ResumeCommand.NextStop;
import org.gpugdb.protocol.command.SessionCommand.SetNonStop;
import org.gpugdb.protocol.command.TraceCommand.TraceStatus;
import org.gpugdb.protocol.reply.InfoReply;
import org.gpugdb.protocol.reply.Reply;
import org.gpugdb.server.view.NonStopView;

/** Entering and leaving non-stop mode, and its flow of stops. */
final class NonStopHandlers {
  private final Session session;
  private final SessionContext context;

  NonStopHandlers(Session session, SessionContext context) {
    this.session = session;
    this.context = context;
  }

  void register(CommandRouter router) {
    router.on(SetNonStop.class, this::setNonStop);
    router.on(NextStop.class, this::nextStop);
    router.on(TraceStatus.class, this::traceStatus);
  }

  private Reply setNonStop(SetNonStop command) throws BackendException {
    if (command.nonStop() == context.nonStop().isPresent()) {
      return Reply.OK;
    }
    return command.nonStop() ? enterNonStop() : enterAllStop();
  }

  private Reply enterNonStop() throws BackendException {
    if (!context.debuggee().atRest()) {
      throw new BackendException.InvalidArgument("the target is running in all-stop mode");
    }
    context.debuggee().enterNonStop(context.profile().isGdb());
    return Reply.OK;
  }

  /** The answer comes when everything has stopped. */
  private Reply enterAllStop() {
    if (context.view().spaces().isEmpty()) {
      context.debuggee().enterAllStop();
      return Reply.OK;
    }
    Reply reply = session.answerAfterStop(report -> session.send(Reply.OK));
    context.debuggee().enterAllStop();
    return reply;
  }

  private Reply nextStop(NextStop command) throws BackendException {
    NonStopView view =
        context
            .nonStop()
            .orElseThrow(
                () -> new BackendException.InvalidArgument("vStopped belongs to non-stop mode"));
    context.debuggee().perform(view.acknowledge());
    view.outstanding().ifPresent(next -> context.statistics().stop());
    return outstanding(context);
  }

  /** The report that the client is to acknowledge, or that there is none. */
  static Reply outstanding(SessionContext context) {
    return context
        .nonStop()
        .flatMap(NonStopView::outstanding)
        .<Reply>map(context.stops()::describe)
        .orElse(Reply.OK);
  }

  /**
   * GDB 13 to 18 abort when they are told at connect of more than one stopped thread. When they ask
   * for the second time whether a trace runs, which the first answer makes them do, they can.
   */
  private Reply traceStatus(TraceStatus command) {
    context.nonStop().ifPresent(view -> context.debuggee().perform(view.traceStatusRead()));
    return new InfoReply.NoTrace();
  }
}
