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
import org.gpugdb.protocol.reply.DataReply;
import org.gpugdb.protocol.reply.InfoReply;
import org.gpugdb.protocol.reply.Reply;
import org.gpugdb.protocol.wire.Bytes;

/** Reading and changing registers. */
final class RegisterHandlers {
  /** LLDB saves once for each expression; what it does not restore must not pile up. */
  private static final int MAX_SAVED = 64;

  private final SessionContext context;
  private final Map<Integer, Bytes> saved = new HashMap<>();
  private int nextSaved = 1;

  RegisterHandlers(SessionContext context) {
    this.context = context;
  }

  void register(CommandRouter router) {
    router.onTarget(ReadRegisters.class, this::readAll);
    router.onTarget(WriteRegisters.class, this::writeAll);
    router.onTarget(ReadRegister.class, this::read);
    router.onTarget(WriteRegister.class, this::write);
    router.onTarget(SaveRegisters.class, this::save);
    router.onTarget(RestoreRegisters.class, this::restore);
  }

  private Reply readAll(ReadRegisters command) throws BackendException {
    ThreadId thread = context.selection().resolve(command.thread());
    return new DataReply.Registers(context.registers().readAll(thread));
  }

  private Reply read(ReadRegister command) throws BackendException {
    ThreadId thread = context.selection().resolve(command.thread());
    return new DataReply.Registers(context.registers().read(thread, command.number()));
  }

  private Reply writeAll(WriteRegisters command) throws BackendException {
    context.permissions().require(Permissions.Change.REGISTERS);
    ThreadId thread = context.selection().resolve(command.thread());
    context.audit().log("writes all registers of {}", thread);
    context.registers().writeAll(thread, command.values());
    return Reply.OK;
  }

  private Reply write(WriteRegister command) throws BackendException {
    context.permissions().require(Permissions.Change.REGISTERS);
    ThreadId thread = context.selection().resolve(command.thread());
    RegisterInfo register = context.registers().file().register(command.number());
    context
        .audit()
        .log("writes {} of {}: bytes {}", register.name(), thread, command.value().hex());
    context.registers().write(thread, command.number(), command.value());
    return Reply.OK;
  }

  private Reply save(SaveRegisters command) throws BackendException {
    if (saved.size() >= MAX_SAVED) {
      throw new BackendException.OutOfResources(
          MAX_SAVED + " copies of registers are saved already");
    }
    ThreadId thread = context.selection().resolve(command.thread());
    saved.put(nextSaved, context.registers().readAll(thread));
    return new InfoReply.SavedRegisters(nextSaved++);
  }

  private Reply restore(RestoreRegisters command) throws BackendException {
    Bytes block = saved.remove(command.saved());
    if (block == null) {
      throw new BackendException.InvalidArgument("no registers saved as " + command.saved());
    }
    context.permissions().require(Permissions.Change.REGISTERS);
    ThreadId thread = context.selection().resolve(command.thread());
    context.audit().log("restores registers of {}", thread);
    context.registers().restore(thread, block);
    return Reply.OK;
  }
}
