package org.gpugdb.protocol.reply;

import java.util.List;
import java.util.StringJoiner;
import org.gpugdb.protocol.reply.StopReply.ExpeditedRegister;
import org.gpugdb.protocol.reply.StopReply.ListedThread;
import org.gpugdb.protocol.wire.Hex;
import org.gpugdb.protocol.wire.PacketBuilder;

/** How stops and ends are spelled, as stop reply packets and in LLDB's JSON. */
final class StopSpelling {
  private final ReplyFormat format;

  StopSpelling(ReplyFormat format) {
    this.format = format;
  }

  void write(StopEvent event, PacketBuilder out) {
    if (event instanceof StopReply stop) {
      stop(stop, out);
    } else if (event instanceof StopEvent.ProcessExited exited) {
      process(out.character('W').digits(exited.status(), 2), exited.pid());
    } else if (event instanceof StopEvent.ProcessKilled killed) {
      process(out.character('X').digits(killed.signal().number(), 2), killed.pid());
    } else if (event instanceof StopEvent.ThreadExited exited) {
      out.character('w').digits(exited.status(), 2).character(';');
      out.thread(exited.thread(), format.multiprocess());
    } else if (event instanceof StopEvent.NoneResumed) {
      out.character('N');
    } else if (event instanceof StopEvent.NoProcess) {
      out.text("W00");
    }
  }

  private void process(PacketBuilder out, long pid) {
    if (format.multiprocess()) {
      out.text(";process:").number(pid);
    }
  }

  private void stop(StopReply stop, PacketBuilder out) {
    out.character('T').digits(stop.signal().number(), 2);
    reason(stop.reason(), out);
    for (ExpeditedRegister register : stop.registers()) {
      if (register.number() < 0x10) {
        out.character('0');
      }
      out.number(register.number()).character(':').hex(register.value()).character(';');
    }
    out.text("thread:").thread(stop.thread(), format.multiprocess()).character(';');
    if (stop.core() != StopReply.NO_CORE) {
      out.text("core:").number(stop.core()).character(';');
    }
    if (format.lldb()) {
      lldb(stop, out);
    }
  }

  private void reason(StopReason reason, PacketBuilder out) {
    if (reason instanceof StopReason.SoftwareBreakpoint && format.breakpointReasons()) {
      out.text("swbreak:;");
    } else if (reason instanceof StopReason.HardwareBreakpoint && format.breakpointReasons()) {
      out.text("hwbreak:;");
    } else if (reason instanceof StopReason.Watchpoint watchpoint) {
      out.text(watchWord(watchpoint.access())).number(watchpoint.address()).character(';');
    } else if (reason instanceof StopReason.LibrariesChanged) {
      out.text("library:;");
    } else if (reason instanceof StopReason.ThreadCreated) {
      out.text("create:;");
    }
  }

  private static String watchWord(StopReason.Access access) {
    return switch (access) {
      case WRITE -> "watch:";
      case READ -> "rwatch:";
      case ANY -> "awatch:";
    };
  }

  private static void lldb(StopReply stop, PacketBuilder out) {
    String word = lldbReason(stop);
    if (!word.isEmpty()) {
      out.text("reason:" + word + ";");
    }
    if (stop.reason() instanceof StopReason.Fault fault) {
      out.text("description:").hexText(fault.description()).character(';');
    }
    if (!stop.name().isEmpty()) {
      out.text("hexname:").hexText(stop.name()).character(';');
    }
    if (!stop.listing().isEmpty()) {
      StringJoiner threads = new StringJoiner(",", "threads:", ";");
      StringJoiner pcs = new StringJoiner(",", "thread-pcs:", ";");
      for (ListedThread listed : stop.listing()) {
        threads.add(Hex.toHex(listed.thread().tid()));
        pcs.add(Hex.toHex(listed.pc()));
      }
      out.text(threads.toString()).text(pcs.toString());
    }
  }

  /** LLDB's word for a reason; empty for a thread that merely stopped along. */
  private static String lldbReason(StopReply stop) {
    StopReason reason = stop.reason();
    if (reason instanceof StopReason.Step) {
      return "trace";
    }
    if (reason instanceof StopReason.SoftwareBreakpoint
        || reason instanceof StopReason.HardwareBreakpoint) {
      return "breakpoint";
    }
    if (reason instanceof StopReason.Watchpoint) {
      return "watchpoint";
    }
    if (reason instanceof StopReason.Fault) {
      return "exception";
    }
    return stop.signal() == GdbSignal.NONE ? "" : "signal";
  }

  /** The JSON array with one object per thread; numbers in it are decimal. */
  JsonWriter threads(List<InfoReply.ThreadInfo> threads) {
    JsonWriter json = new JsonWriter().beginArray();
    for (InfoReply.ThreadInfo thread : threads) {
      json.beginObject();
      thread(thread, json);
      json.endObject();
    }
    return json.endArray();
  }

  private static void thread(InfoReply.ThreadInfo thread, JsonWriter json) {
    StopReply stop = thread.stop();
    json.name("tid").number(stop.thread().tid());
    json.name("signal").number(stop.signal().number());
    String reason = lldbReason(stop);
    if (!reason.isEmpty()) {
      json.name("reason").string(reason);
    }
    if (stop.reason() instanceof StopReason.Fault fault) {
      json.name("description").string(fault.description());
    } else if (stop.reason() instanceof StopReason.Watchpoint watchpoint) {
      json.name("description").string(Long.toUnsignedString(watchpoint.address()));
    }
    if (!stop.name().isEmpty()) {
      json.name("name").string(stop.name());
    }
    json.name("registers").beginObject();
    for (ExpeditedRegister register : stop.registers()) {
      json.name(Integer.toString(register.number())).string(register.value().hex());
    }
    json.endObject().name("memory").beginArray();
    for (InfoReply.MemoryBlock block : thread.memory()) {
      json.beginObject().name("address").unsigned(block.address());
      json.name("bytes").string(block.data().hex()).endObject();
    }
    json.endArray();
  }
}
