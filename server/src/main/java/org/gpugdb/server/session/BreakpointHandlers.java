package org.gpugdb.server.session;

import java.util.ArrayList;
import java.util.List;
import org.gpugdb.backend.spi.AddressSpaceId;
import org.gpugdb.backend.spi.BackendException;
import org.gpugdb.backend.spi.Breakpoints;
import org.gpugdb.backend.spi.WatchKind;
import org.gpugdb.protocol.agent.AgentExpression;
import org.gpugdb.protocol.agent.InvalidAgentExpressionException;
import org.gpugdb.protocol.command.BreakpointCommand;
import org.gpugdb.protocol.command.BreakpointCommand.ChangeBreakpoints;
import org.gpugdb.protocol.command.BreakpointCommand.CountWatchpoints;
import org.gpugdb.protocol.command.BreakpointCommand.InsertBreakpoint;
import org.gpugdb.protocol.command.BreakpointCommand.RemoveBreakpoint;
import org.gpugdb.protocol.command.BreakpointType;
import org.gpugdb.protocol.reply.InfoReply;
import org.gpugdb.protocol.reply.Reply;
import org.gpugdb.protocol.reply.StatusReply;
import org.gpugdb.protocol.wire.Bytes;
import org.gpugdb.server.view.BreakpointKind;
import org.gpugdb.server.view.ClientView;
import org.gpugdb.server.view.Effect;
import org.gpugdb.server.view.Location;

/** Breakpoints with their conditions and commands, and data watchpoints. */
final class BreakpointHandlers {
  private final SessionContext context;
  private final int watchpoints;

  /**
   * @param watchpoints how many the device has
   */
  BreakpointHandlers(SessionContext context, int watchpoints) {
    this.context = context;
    this.watchpoints = watchpoints;
  }

  void register(CommandRouter router) {
    router.onTarget(InsertBreakpoint.class, this::insert);
    router.onTarget(RemoveBreakpoint.class, this::remove);
    router.onTarget(ChangeBreakpoints.class, this::change);
    router.on(CountWatchpoints.class, command -> new InfoReply.WatchpointCount(watchpoints));
  }

  private StatusReply insert(InsertBreakpoint command) throws BackendException {
    context.permissions().require(Permissions.Change.RUN);
    AddressSpaceId space = context.selection().current().space();
    context.audit().log("inserts {} at {}", command, space);
    if (isWatchpoint(command.type())) {
      return watch(space, command);
    }
    Location where = new Location(space, command.address());
    HitFilter.Definition definition =
        new HitFilter.Definition(conditions(command.conditions()), commands(command.commands()));
    BreakpointKind kind = kind(command.type());
    for (Effect effect : context.view().insert(where, kind, !definition.isPlain())) {
      context.debuggee().plant((Effect.Plant) effect);
    }
    context.hits().define(where, kind, definition);
    context.debuggee().conditionsChanged();
    return new StatusReply.Ok();
  }

  private StatusReply remove(RemoveBreakpoint command) throws BackendException {
    context.permissions().require(Permissions.Change.RUN);
    AddressSpaceId space = context.selection().current().space();
    context.audit().log("removes {} at {}", command, space);
    if (isWatchpoint(command.type())) {
      return unwatch(space, command);
    }
    Location where = new Location(space, command.address());
    BreakpointKind kind = kind(command.type());
    context.debuggee().perform(context.view().remove(where, kind));
    if (!context.view().breakpointsAt(where).isEmpty()) {
      context.hits().undefine(where, kind); // else it may still be met until it is out
    }
    return new StatusReply.Ok();
  }

  private Reply change(ChangeBreakpoints command) {
    List<StatusReply> outcomes = new ArrayList<>();
    for (BreakpointCommand change : command.changes()) {
      outcomes.add(outcome(change));
    }
    return new InfoReply.Outcomes(outcomes);
  }

  private StatusReply outcome(BreakpointCommand change) {
    try {
      if (change instanceof InsertBreakpoint insert) {
        return insert(insert);
      }
      return change instanceof RemoveBreakpoint remove
          ? remove(remove)
          : new StatusReply.Unsupported();
    } catch (BackendException e) {
      return ErrorMapper.failure(e);
    }
  }

  private StatusReply watch(AddressSpaceId space, InsertBreakpoint command)
      throws BackendException {
    if (watchpoints == 0) {
      return new StatusReply.Unsupported();
    }
    WatchKind kind = watchKind(command.type());
    breakpoints(space).watch(kind, command.address(), command.kind());
    context.view().watched(new ClientView.Watch(space, kind, command.address(), command.kind()));
    return new StatusReply.Ok();
  }

  private StatusReply unwatch(AddressSpaceId space, RemoveBreakpoint command)
      throws BackendException {
    if (watchpoints == 0) {
      return new StatusReply.Unsupported();
    }
    WatchKind kind = watchKind(command.type());
    breakpoints(space).unwatch(kind, command.address(), command.kind());
    context.view().unwatched(new ClientView.Watch(space, kind, command.address(), command.kind()));
    return new StatusReply.Ok();
  }

  private Breakpoints breakpoints(AddressSpaceId space) throws BackendException {
    return context.debuggee().target(space).breakpoints(space);
  }

  private static List<AgentExpression> conditions(List<Bytes> codes) throws BackendException {
    List<AgentExpression> expressions = new ArrayList<>();
    for (Bytes code : codes) {
      try {
        expressions.add(AgentExpression.condition(code.toArray()));
      } catch (InvalidAgentExpressionException e) {
        throw invalid("condition", e);
      }
    }
    return expressions;
  }

  private static List<AgentExpression> commands(List<Bytes> codes) throws BackendException {
    List<AgentExpression> expressions = new ArrayList<>();
    for (Bytes code : codes) {
      try {
        expressions.add(AgentExpression.command(code.toArray()));
      } catch (InvalidAgentExpressionException e) {
        throw invalid("command", e);
      }
    }
    return expressions;
  }

  private static BackendException invalid(String what, InvalidAgentExpressionException e) {
    return new BackendException.InvalidArgument("breakpoint " + what + ": " + e.getMessage());
  }

  private static boolean isWatchpoint(BreakpointType type) {
    return type != BreakpointType.SOFTWARE && type != BreakpointType.HARDWARE;
  }

  private static BreakpointKind kind(BreakpointType type) {
    return type == BreakpointType.HARDWARE ? BreakpointKind.HARDWARE : BreakpointKind.SOFTWARE;
  }

  private static WatchKind watchKind(BreakpointType type) {
    return switch (type) {
      case WRITE_WATCH -> WatchKind.WRITE;
      case READ_WATCH -> WatchKind.READ;
      default -> WatchKind.ACCESS;
    };
  }
}
