package org.gpugdb.server.session;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.gpugdb.backend.spi.BackendException;
import org.gpugdb.protocol.command.Command;
import org.gpugdb.protocol.reply.Reply;

/**
 * Which handler answers which command. What has no handler is answered as unsupported: so a handler
 * that the device has no use for is not registered.
 */
final class CommandRouter {
  /** Answers one kind of command. */
  @FunctionalInterface
  interface Handler<C extends Command> {
    Reply handle(C command) throws BackendException;
  }

  /**
   * A handler and what it relies on.
   *
   * @param needsTarget whether the client's space has to be attached and at rest before a command
   */
  record Route(Predicate<Command> needsTarget, Handler<Command> handler) {}

  private final Map<Class<? extends Command>, Route> routes = new HashMap<>();

  /** Registers a handler that does not care about the target. */
  <C extends Command> void on(Class<C> type, Handler<C> handler) {
    add(type, command -> false, handler);
  }

  /** Registers a handler that works on the target. */
  <C extends Command> void onTarget(Class<C> type, Handler<C> handler) {
    add(type, command -> true, handler);
  }

  /** Registers a handler that works on the target for some of its commands. */
  <C extends Command> void onTargetIf(Class<C> type, Predicate<C> needsTarget, Handler<C> handler) {
    add(type, needsTarget, handler);
  }

  private <C extends Command> void add(
      Class<C> type, Predicate<C> needsTarget, Handler<C> handler) {
    Route route =
        new Route(
            command -> needsTarget.test(type.cast(command)),
            command -> handler.handle(type.cast(command)));
    if (routes.put(type, route) != null) {
      throw new IllegalStateException(type.getSimpleName() + " has two handlers");
    }
  }

  Optional<Route> route(Command command) {
    return Optional.ofNullable(routes.get(command.getClass()));
  }

  /** Every command that has a handler. */
  Set<Class<? extends Command>> routed() {
    return Set.copyOf(routes.keySet());
  }
}
