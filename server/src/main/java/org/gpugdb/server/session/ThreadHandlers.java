package org.gpugdb.server.session;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.gpugdb.backend.spi.BackendException;
import org.gpugdb.backend.spi.ThreadId;
import org.gpugdb.protocol.command.ThreadCommand.CurrentThread;
import org.gpugdb.protocol.command.ThreadCommand.DescribeThread;
import org.gpugdb.protocol.command.ThreadCommand.ListThreads;
import org.gpugdb.protocol.command.ThreadCommand.Purpose;
import org.gpugdb.protocol.command.ThreadCommand.QueryAlive;
import org.gpugdb.protocol.command.ThreadCommand.SelectThread;
import org.gpugdb.protocol.reply.DataReply;
import org.gpugdb.protocol.reply.InfoReply;
import org.gpugdb.protocol.reply.Reply;
import org.gpugdb.protocol.wire.Ptid;

/** Choosing, listing and describing threads. */
final class ThreadHandlers {
  private final SessionContext context;
  private final Deque<Ptid> unlisted = new ArrayDeque<>();

  ThreadHandlers(SessionContext context) {
    this.context = context;
  }

  void register(CommandRouter router) {
    router.on(SelectThread.class, this::select);
    router.onTarget(CurrentThread.class, this::current);
    router.onTarget(QueryAlive.class, this::queryAlive);
    router.onTarget(ListThreads.class, this::list);
    router.onTarget(DescribeThread.class, this::describe);
  }

  /** GDB chooses "any thread" before it has looked at the target, so that needs none. */
  private Reply select(SelectThread command) throws BackendException {
    if (command.thread().namesThread() && !context.view().spaces().isEmpty()) {
      context.selection().resolve(command.thread());
    }
    if (command.purpose() == Purpose.ACCESS) {
      context.selection().chooseForAccess(command.thread());
    } else {
      context.selection().chooseForResume(command.thread());
    }
    return Reply.OK;
  }

  private Reply current(CurrentThread command) throws BackendException {
    return new InfoReply.CurrentThread(Selection.ptid(context.selection().current()));
  }

  /** A thread that has ended is answered with an error, and the client forgets it. */
  private Reply queryAlive(QueryAlive command) throws BackendException {
    ThreadId thread = context.selection().resolve(command.thread());
    boolean alive =
        context.view().stoppedThreads().containsKey(thread)
            || context.view().threadList().contains(thread);
    if (!alive) {
      throw new BackendException.NoSuchThread(thread);
    }
    return Reply.OK;
  }

  private Reply list(ListThreads command) {
    if (command.first()) {
      context.debuggee().threadListRead(context.threads().work(context.view().threadList()));
      unlisted.clear();
      context.view().threadList().forEach(thread -> unlisted.add(Selection.ptid(thread)));
    }
    List<Ptid> next = new ArrayList<>();
    while (!unlisted.isEmpty() && next.size() < InfoReply.ThreadIds.MAX_THREADS) {
      next.add(unlisted.remove());
    }
    return new InfoReply.ThreadIds(next);
  }

  private Reply describe(DescribeThread command) throws BackendException {
    ThreadId thread = context.selection().resolve(command.thread());
    return new DataReply.HexText(
        context.threads().name(thread) + " " + context.threads().text(thread));
  }
}
