package org.gpugdb.server.session;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.gpugdb.backend.spi.AddressSpaceId;
import org.gpugdb.backend.spi.BackendException;
import org.gpugdb.protocol.command.Command;
import org.gpugdb.protocol.command.CommandParser;
import org.gpugdb.protocol.command.MalformedPacketException;
import org.gpugdb.protocol.command.ThreadSelector;
import org.gpugdb.protocol.reply.GdbSignal;
import org.gpugdb.protocol.reply.Notification;
import org.gpugdb.protocol.reply.Reply;
import org.gpugdb.protocol.reply.ReplyEncoder;
import org.gpugdb.protocol.reply.ReplyFormat;
import org.gpugdb.protocol.reply.StopEvent;
import org.gpugdb.protocol.wire.Bytes;
import org.gpugdb.protocol.wire.Frame;
import org.gpugdb.server.view.StopReport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client: takes its commands, has them handled and answers. Confined to the device loop.
 *
 * <p>A command is answered at once, or by the next stop ({@link #answerAtStop}), or when something
 * has finished ({@link #answerLater}); in the last case no other command is taken meanwhile.
 */
public final class Session implements CommandSink {
  private static final Logger LOG = LoggerFactory.getLogger(Session.class);

  private final DebuggedDevice device;
  private final Connection connection;
  private final SessionContext context;
  private final CommandRouter router;
  private final Optional<StopBudget> budget;
  private final ConsoleBuffer console = new ConsoleBuffer();
  private ReplyEncoder encoder = new ReplyEncoder(ReplyFormat.PLAIN);
  private Runnable ready = () -> {};
  private @Nullable Consumer<StopReport> atStop;
  private @Nullable StopReport unsent;
  private boolean handling;
  private boolean clientWaits;
  private boolean busy;
  private boolean hasLooked;
  private boolean closed;

  Session(DebuggedDevice device, Connection connection) {
    this.device = device;
    this.connection = connection;
    this.context = SessionContext.create(device, connection.peer(), new StopListener());
    this.router = Handlers.route(this, context);
    this.budget =
        device
            .options()
            .stopBudget()
            .map(
                time ->
                    new StopBudget(
                        device.loop(), time, context.debuggee()::holdsAnything, this::budgetSpent));
  }

  /** Who the client is, for people. */
  public String peer() {
    return connection.peer();
  }

  @Override
  public boolean isBusy() {
    return busy;
  }

  @Override
  public void whenReady(Runnable listener) {
    ready = listener;
  }

  @Override
  public void onPacket(Bytes payload) {
    context.statistics().packet();
    context.debuggee().heard();
    budget.ifPresent(StopBudget::restart);
    handling = true;
    try {
      dispatch(CommandParser.parse(payload));
    } catch (MalformedPacketException e) {
      LOG.debug("{}: {}: {}", peer(), payload, e.getMessage());
      send(ErrorMapper.malformed(e));
    } finally {
      handling = false;
    }
    sendNotification();
  }

  @Override
  public void onBadPacket(Frame.Reason why) {
    LOG.debug("{}: a packet is not usable: {}", peer(), why);
    send(ErrorMapper.unusable());
  }

  @Override
  public void onInterrupt() {
    context.audit().log("interrupt");
    context.debuggee().interrupt();
  }

  private void dispatch(Command command) {
    Optional<CommandRouter.Route> route = router.route(command);
    if (route.isEmpty()) {
      send(Reply.UNSUPPORTED);
    } else if (!hasLooked && route.get().needsTarget().test(command)) {
      look(() -> handle(route.get(), command));
    } else {
      handle(route.get(), command);
    }
  }

  private void handle(CommandRouter.Route route, Command command) {
    Consumer<StopReport> before = atStop;
    try {
      send(route.handler().handle(command));
    } catch (BackendException e) {
      LOG.debug("{}: {}: {}", peer(), command, e.getMessage());
      if (atStop != before) {
        cancelWaiting(); // for what this command has begun
      }
      if (e instanceof BackendException.NotPermitted) {
        explain(e);
      }
      send(ErrorMapper.failure(e));
    } catch (RuntimeException e) {
      String packets = String.join("\n  ", connection.recentPackets());
      LOG.error("{}: internal error in {} after\n  {}", peer(), command, packets, e);
      cancelWaiting();
      send(ErrorMapper.internal());
    }
  }

  /** GDB shows no text of an error when it writes memory: it gets the reason as console text. */
  private void explain(BackendException refused) {
    LOG.warn("{}: {}", peer(), refused.getMessage());
    console.add("Refused: " + refused.getMessage() + "\n");
  }

  /** Attaches to the first free space, if there is one, before the first command that needs it. */
  private void look(Runnable then) {
    hasLooked = true;
    if (!device.options().attachAtConnect()) {
      then.run();
      return;
    }
    var unused = answerLater();
    device.findSpace(space -> onFound(space, then));
  }

  private void onFound(Optional<AddressSpaceId> space, Runnable then) {
    if (closed) {
      return;
    }
    var unused = answerAfterStop(report -> then.run());
    try {
      if (space.isPresent()) {
        context.debuggee().attach(space.get());
        if (context.nonStop().isEmpty()) {
          return;
        }
      }
    } catch (BackendException e) {
      LOG.warn("{}: cannot attach to {}: {}", peer(), space.get(), e.getMessage());
    }
    cancelWaiting();
    then.run();
    ready.run();
  }

  /** The next stop is the answer. Other commands are taken meanwhile. */
  Reply answerAtStop() {
    clientWaits = true;
    console.drain(this::send);
    atStop = report -> send(context.stops().afterResume(report));
    return Reply.DEFERRED;
  }

  /** {@code then} answers when the target has stopped; until then no command is taken. */
  Reply answerAfterStop(Consumer<StopReport> then) {
    atStop = then;
    return answerLater();
  }

  /** The answer comes with {@link #finish}; until then no command is taken. */
  Reply answerLater() {
    busy = true;
    return Reply.DEFERRED;
  }

  /** The answer to a command that was deferred. */
  void finish(Reply reply) {
    if (!closed) {
      cancelWaiting();
      send(reply);
      ready.run();
    }
  }

  /** What {@link #answerAtStop} and its like have promised does not come. */
  void cancelWaiting() {
    atStop = null;
    busy = false;
    clientWaits = false;
  }

  /** What the debuggee tells. */
  private final class StopListener implements Debuggee.Listener {
    @Override
    public void onStop(StopReport what) {
      context.statistics().stop();
      budget.ifPresent(StopBudget::restart);
      context.selection().chooseForAccess(ThreadSelector.ANY_THREAD);
      Consumer<StopReport> next = atStop;
      boolean wasBusy = busy;
      cancelWaiting();
      if (next != null) {
        next.accept(what);
      }
      if (wasBusy) {
        ready.run();
      }
    }

    /** A command is answered before anything is told that came of it. */
    @Override
    public void onNotify(StopReport what) {
      context.statistics().stop();
      budget.ifPresent(StopBudget::restart);
      unsent = what;
      if (!handling) {
        sendNotification();
      }
    }

    @Override
    public void onConsole(String text) {
      console.add(text);
      if (clientWaits) {
        console.drain(Session.this::send);
      }
    }
  }

  private void sendNotification() {
    StopReport report = unsent;
    if (report != null && !closed) {
      unsent = null;
      connection.send(
          encoder.notification(new Notification.Stop(context.stops().describe(report))));
    }
  }

  /** Shows console text that has waited, as the client now takes it. */
  void drainConsole() {
    console.drain(this::send);
  }

  void send(Reply reply) {
    encoder.packet(reply).ifPresent(connection::send);
  }

  /** The profile has changed: replies are spelled in another way from here on. */
  void respell() {
    encoder = new ReplyEncoder(context.profile().format());
  }

  /** From here on packets are not acknowledged. */
  void stopAcknowledging() {
    connection.stopAcknowledging();
  }

  /** The device is gone, and with it the reason for the session. */
  void deviceLost(String why) {
    console.add("The device is lost: " + why + "\n");
    if (clientWaits) {
      console.drain(this::send);
    }
    if (clientWaits || context.nonStop().isPresent()) {
      for (AddressSpaceId space : List.copyOf(context.view().spaces())) {
        end(new StopEvent.ProcessKilled(space.number(), GdbSignal.KILL));
      }
    }
    connection.close();
  }

  private void end(StopEvent event) {
    if (context.nonStop().isPresent()) {
      connection.send(encoder.notification(new Notification.Stop(event)));
    } else {
      send(event);
    }
  }

  @Override
  public void onClosed() {
    if (!closed) {
      closed = true;
      budget.ifPresent(StopBudget::close);
      cancelWaiting();
      for (AddressSpaceId space : List.copyOf(context.view().spaces())) {
        context.audit().log("leaves {}", space);
        context.debuggee().leave(space, () -> {});
      }
      device.ended(this);
    }
  }

  /** The client has gone silent, and others wait for what it holds. It sees its connection end. */
  private void budgetSpent() {
    LOG.warn("{}: silent for too long while threads are stopped: the session ends", peer());
    context.audit().log("stop budget spent");
    shutDown();
  }

  /** Ends the session because the server ends. */
  void shutDown() {
    onClosed();
    connection.close();
  }
}
