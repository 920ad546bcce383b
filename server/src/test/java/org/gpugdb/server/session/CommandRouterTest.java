package org.gpugdb.server.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.gpugdb.backend.spi.ManualLoop;
import org.gpugdb.protocol.command.Command;
import org.gpugdb.protocol.command.ProcessCommand;
import org.gpugdb.protocol.command.RegisterCommand;
import org.gpugdb.protocol.command.SessionCommand;
import org.gpugdb.protocol.command.ThreadCommand.CurrentThread;
import org.gpugdb.protocol.command.UnknownCommand;
import org.gpugdb.protocol.reply.Reply;
import org.gpugdb.protocol.wire.Bytes;
import org.gpugdb.server.fake.FakeGpu;
import org.gpugdb.server.view.StopReport;
import org.junit.jupiter.api.Test;

class CommandRouterTest {
  /** Commands that are answered as unsupported, on purpose. */
  private static final Set<Class<? extends Command>> UNSUPPORTED =
      Set.of(
          UnknownCommand.class,
          // the target description says it all
          RegisterCommand.DescribeRegister.class,
          // modules are listed with their addresses
          ProcessCommand.SectionOffsets.class,
          // the program cannot be chosen by a client
          ProcessCommand.DescribeProgram.class,
          // all-stop only
          // thread creation is not a stop
          SessionCommand.SetThreadEvents.class);

  @Test
  void hasAHandlerForEveryCommandThatIsNotDeclaredUnsupported() {
    Set<Class<?>> expected = new LinkedHashSet<>();
    addLeaves(Command.class, expected);
    expected.removeAll(UNSUPPORTED);
    assertThat(router(true).routed()).containsExactlyInAnyOrderElementsOf(cast(expected));
  }

  @Test
  void startsProgramsOnlyWhereTheDeviceHasOne() {
    assertThat(router(false).routed())
        .doesNotContain(ProcessCommand.Run.class, ProcessCommand.Restart.class);
  }

  @Test
  void refusesASecondHandler() {
    CommandRouter router = new CommandRouter();
    router.on(CurrentThread.class, command -> Reply.OK);
    assertThatThrownBy(() -> router.onTarget(CurrentThread.class, command -> Reply.OK))
        .isInstanceOf(IllegalStateException.class);
  }

  private static CommandRouter router(boolean launchable) {
    ManualLoop loop = new ManualLoop();
    SessionOptions options = SessionOptions.standard("test");
    DebuggedDevice device = new DebuggedDevice(new FakeGpu(loop, launchable), loop, options);
    Session session = device.connect(new Nowhere());
    return Handlers.route(session, SessionContext.create(device, "test", new Deaf()));
  }

  private static void addLeaves(Class<?> type, Set<Class<?>> leaves) {
    if (type.isSealed()) {
      for (Class<?> permitted : type.getPermittedSubclasses()) {
        addLeaves(permitted, leaves);
      }
    } else {
      leaves.add(type);
    }
  }

  @SuppressWarnings("unchecked")
  private static Set<Class<? extends Command>> cast(Set<Class<?>> types) {
    return (Set<Class<? extends Command>>) (Set<?>) types;
  }

  private static final class Deaf implements Debuggee.Listener {
    @Override
    public void onStop(StopReport what) {}

    @Override
    public void onNotify(StopReport what) {}

    @Override
    public void onConsole(String text) {}
  }

  private static final class Nowhere implements Connection {
    @Override
    public String peer() {
      return "nowhere";
    }

    @Override
    public void send(Bytes packet) {}

    @Override
    public void stopAcknowledging() {}

    @Override
    public List<String> recentPackets() {
      return List.of();
    }

    @Override
    public void close() {}
  }
}
