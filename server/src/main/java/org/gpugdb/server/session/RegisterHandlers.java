package org.gpugdb.server.session;

import java.util.HashMap;
import java.util.Map;
import org.gpugdb.backend.spi.BackendException;
import org.gpugdb.backend.spi.RegisterInfo;
import org.gpugdb.backend.spi.ThreadId;
import org.gpugdb.protocol.command.RegisterCommand.ReadRegister;
import org.gpugdb.protocol.command.RegisterCommand.ReadRegisters;
import org.gpugdb.protocol.command.RegisterCommand.RestoreRegisters;
import org.gpugdb.protocol.command.RegisterCommand.SaveRegisters;
import org.gpugdb.protocol.command.RegisterCommand.WriteRegister;
import org.gpugdb.protocol.command.RegisterCommand.WriteRegisters;
import org.gpugdb.protocol.command.ThreadSelector;
import org.gpugdb.protocol.reply.DataReply;
import org.gpugdb.protocol.reply.InfoReply;
import org.gpugdb.protocol.reply.Reply;
import org.gpugdb.protocol.wire.Bytes;

/** Reading and changing registers. */
final class RegisterHandlers {
  /** LLDB saves once for each expression; what it does not restore must not pile up. */
  private static final int MAX_SAVED = 64;

  private final Session session;
  private final SessionContext context;
  private final Map<Integer, Bytes> saved = new HashMap<>();
  private int nextSaved = 1;

  RegisterHandlers(Session session, SessionContext context) {
    this.session = session;
    this.context = context;
  }

  void register(CommandRouter router) {
    router.onTarget(
        ReadRegisters.class, command -> onStopped(command.thread(), thread -> readAll(thread)));
    router.onTarget(
        WriteRegisters.class,
        command -> onStopped(command.thread(), thread -> writeAll(thread, command)));
    router.onTarget(
        ReadRegister.class,
        command -> onStopped(command.thread(), thread -> read(thread, command)));
    router.onTarget(
        WriteRegister.class,
        command -> onStopped(command.thread(), thread -> write(thread, command)));
    router.onTarget(
        SaveRegisters.class, command -> onStopped(command.thread(), thread -> save(thread)));
    router.onTarget(
        RestoreRegisters.class,
        command -> onStopped(command.thread(), thread -> restore(thread, command)));
  }

  /** Works on the registers of a thread. */
  @FunctionalInterface
  private interface Access {
    Reply to(ThreadId thread) throws BackendException;
  }

  /** A thread that the client takes for stopped, and that runs in truth, is halted before. */
  private Reply onStopped(ThreadSelector selector, Access access) throws BackendException {
    ThreadId thread = context.selection().resolve(selector);
    if (!context.debuggee().mustHalt(thread)) {
      return access.to(thread);
    }
    Reply reply = session.answerLater();
    context.debuggee().whenHalted(thread, () -> session.finish(outcome(thread, access)));
    return reply;
  }

  private static Reply outcome(ThreadId thread, Access access) {
    try {
      return access.to(thread);
    } catch (BackendException e) {
      return ErrorMapper.failure(e);
    }
  }

  private Reply readAll(ThreadId thread) throws BackendException {
    return new DataReply.Registers(context.registers().readAll(thread));
  }

  private Reply read(ThreadId thread, ReadRegister command) throws BackendException {
    return new DataReply.Registers(context.registers().read(thread, command.number()));
  }

  private Reply writeAll(ThreadId thread, WriteRegisters command) throws BackendException {
    context.permissions().require(Permissions.Change.REGISTERS);
    context.audit().log("writes all registers of {}", thread);
    context.registers().writeAll(thread, command.values());
    return Reply.OK;
  }

  private Reply write(ThreadId thread, WriteRegister command) throws BackendException {
    context.permissions().require(Permissions.Change.REGISTERS);
    RegisterInfo register = context.registers().file().register(command.number());
    context
        .audit()
        .log("writes {} of {}: bytes {}", register.name(), thread, command.value().hex());
    context.registers().write(thread, command.number(), command.value());
    return Reply.OK;
  }

  private Reply save(ThreadId thread) throws BackendException {
    if (saved.size() >= MAX_SAVED) {
      throw new BackendException.OutOfResources(
          MAX_SAVED + " copies of registers are saved already");
    }
    saved.put(nextSaved, context.registers().readAll(thread));
    return new InfoReply.SavedRegisters(nextSaved++);
  }

  private Reply restore(ThreadId thread, RestoreRegisters command) throws BackendException {
    Bytes block = saved.remove(command.saved());
    if (block == null) {
      throw new BackendException.InvalidArgument("no registers saved as " + command.saved());
    }
    context.permissions().require(Permissions.Change.REGISTERS);
    context.audit().log("restores registers of {}", thread);
    context.registers().restore(thread, block);
    return Reply.OK;
  }
}
