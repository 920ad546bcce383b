package org.gpugdb.server.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.gpugdb.backend.spi.BackendException;
import org.gpugdb.backend.spi.Resume;
import org.gpugdb.backend.spi.ThreadId;
import org.gpugdb.protocol.command.ResumeAction;
import org.gpugdb.protocol.command.ResumeCommand;
import org.gpugdb.protocol.command.ResumeCommand.ListResumeActions;
import org.gpugdb.protocol.command.ResumeCommand.ReportStop;
import org.gpugdb.protocol.command.ResumeCommand.ResumeChosen;
import org.gpugdb.protocol.command.ResumeCommand.ResumeChosenAt;
import org.gpugdb.protocol.command.ResumeCommand.ThreadAction;
import org.gpugdb.protocol.command.ThreadSelector;
import org.gpugdb.protocol.reply.InfoReply;
import org.gpugdb.protocol.reply.Reply;
import org.gpugdb.protocol.reply.StopEvent;
import org.gpugdb.protocol.wire.Hex;
import org.gpugdb.server.view.NonStopView;
import org.gpugdb.server.view.ResumePlan;
import org.gpugdb.server.view.ThreadOrders;
import org.gpugdb.server.view.ThreadScope;

/** Running, stepping, interrupting, and what the last stop was. */
final class ResumeHandlers {
  private final Session session;
  private final SessionContext context;

  ResumeHandlers(Session session, SessionContext context) {
    this.session = session;
    this.context = context;
  }

  void register(CommandRouter router) {
    router.onTarget(ReportStop.class, this::reportStop);
    router.on(ListResumeActions.class, command -> new InfoReply.ResumeActions(true, true));
    router.onTarget(ResumeCommand.Resume.class, this::resume);
    router.onTarget(ResumeChosen.class, this::resumeChosen);
    router.onTarget(ResumeChosenAt.class, this::resumeChosenAt);
    router.onTarget(ResumeCommand.Interrupt.class, this::interrupt);
  }

  private Reply reportStop(ReportStop command) {
    if (context.nonStop().isPresent()) {
      context.nonStop().get().restart();
      return NonStopHandlers.outstanding(context);
    }
    return context
        .view()
        .lastReport()
        .filter(report -> !context.view().spaces().isEmpty())
        .map(context.stops()::describe)
        .orElseGet(StopEvent.NoProcess::new);
  }

  private Reply interrupt(ResumeCommand.Interrupt command) {
    session.onInterrupt();
    return Reply.OK;
  }

  private Reply resume(ResumeCommand.Resume command) throws BackendException {
    return resume(command.actions());
  }

  /**
   * The chosen thread alone, or with none chosen all of them; a step then is the current thread's,
   * while the others run.
   */
  private Reply resumeChosen(ResumeChosen command) throws BackendException {
    ThreadSelector chosen = context.selection().forResume();
    if (chosen.namesThread()) {
      return resume(List.of(new ThreadAction(command.action(), chosen)));
    }
    ThreadSelector current = ThreadSelector.of(Selection.ptid(context.selection().current()));
    return resume(
        List.of(
            new ThreadAction(command.action(), current),
            new ThreadAction(new ResumeAction.Continue(), ThreadSelector.EVERY_THREAD)));
  }

  private Reply resumeChosenAt(ResumeChosenAt command) throws BackendException {
    context.permissions().require(Permissions.Change.REGISTERS);
    requireAtRest();
    ThreadId thread = context.selection().resolve(context.selection().forResume());
    int pc =
        context
            .registers()
            .file()
            .number("pc")
            .orElseThrow(
                () -> new BackendException.InvalidArgument("the device has no register pc"));
    context.registers().write(thread, pc, Hex.littleEndian(command.address(), Long.BYTES));
    return resumeChosen(new ResumeChosen(command.action()));
  }

  private Reply resume(List<ThreadAction> actions) throws BackendException {
    context.permissions().require(Permissions.Change.RUN);
    if (context.debuggee().owesExit()) {
      Reply reply = session.answerAtStop();
      context.debuggee().resume(ResumePlan.everythingContinues()); // whoever it names may be gone
      return reply;
    }
    if (context.view().spaces().isEmpty()) {
      throw new BackendException.InvalidArgument("no process is attached");
    }
    if (context.nonStop().isPresent()) {
      return order(context.nonStop().get(), actions);
    }
    requireAtRest();
    List<ResumePlan.Action> plan = new ArrayList<>();
    for (ThreadAction action : actions) {
      Optional<Resume> how = how(action.action());
      if (how.isPresent()) {
        plan.add(new ResumePlan.Action(scope(action.threads()), how.get()));
      }
    }
    context.audit().log("resumes {}", plan);
    Reply reply = session.answerAtStop();
    context.debuggee().resume(new ResumePlan(plan));
    return reply;
  }

  private Reply order(NonStopView view, List<ThreadAction> actions) throws BackendException {
    List<ThreadOrders.Order> orders = new ArrayList<>();
    for (ThreadAction action : actions) {
      orders.add(new ThreadOrders.Order(scope(action.threads()), how(action.action())));
    }
    context.audit().log("orders {}", orders);
    context.debuggee().perform(view.resume(new ThreadOrders(orders)));
    return Reply.OK;
  }

  private void requireAtRest() throws BackendException {
    if (context.nonStop().isEmpty() && !context.debuggee().atRest()) {
      throw new BackendException.InvalidArgument("the target is running already");
    }
  }

  /**
   * Empty for stopping, which in all-stop mode everything is. GPU threads take no signals: one that
   * is sent along is dropped.
   */
  private static Optional<Resume> how(ResumeAction action) {
    if (action instanceof ResumeAction.Stop) {
      return Optional.empty();
    }
    if (action instanceof ResumeAction.StepRange range) {
      return Optional.of(
          range.start() == range.end()
              ? new Resume.Step()
              : new Resume.RangeStep(range.start(), range.end()));
    }
    boolean step =
        action instanceof ResumeAction.Step || action instanceof ResumeAction.StepWithSignal;
    return Optional.of(step ? new Resume.Step() : new Resume.Continue());
  }

  private ThreadScope scope(ThreadSelector threads) throws BackendException {
    if (threads.namesThread() || threads.tid() == ThreadSelector.ANY) {
      return new ThreadScope.Single(context.selection().resolve(threads));
    }
    return threads.namesProcess()
        ? new ThreadScope.OfSpace(context.selection().space(threads.pid()))
        : new ThreadScope.Everything();
  }
}
