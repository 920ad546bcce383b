package org.gpugdb.server.net;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SelectStrategy;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.IntSupplier;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.nio.channels.spi.SelectorProvider;
import java.util.concurrent.TimeUnit;
import org.gpugdb.backend.spi.DeviceLoop;

/** A device loop that also serves the device's connections: one thread, one selector. */
public final class NettyDeviceLoop implements DeviceLoop, AutoCloseable {
  private static final long QUIET_MILLIS = 0;
  private static final long CLOSE_SECONDS = 5;

  private final EventLoopGroup group;
  private final EventExecutor thread;

  private NettyDeviceLoop(EventLoopGroup group) {
    this.group = group;
    this.thread = group.next();
  }

  /**
   * Starts a loop.
   *
   * @param name of its thread
   */
  public static NettyDeviceLoop open(String name) {
    return new NettyDeviceLoop(
        new MultiThreadIoEventLoopGroup(
            1,
            new DefaultThreadFactory(name),
            NioIoHandler.newFactory(SelectorProvider.provider(), Lookout::new)));
  }

  /**
   * When the loop sleeps: not at once after something came. A debugger sends its next request
   * within microseconds of the last answer, less than it takes to wake a thread.
   */
  private static final class Lookout implements SelectStrategy {
    private static final long NANOS = 100_000;

    private long end = System.nanoTime();

    @Override
    @SuppressWarnings("ThreadPriorityCheck") // yields to whom it waits for
    public int calculateStrategy(IntSupplier selectNow, boolean hasTasks) throws Exception {
      int ready = selectNow.get();
      if (ready > 0) {
        end = System.nanoTime() + NANOS;
      }
      if (ready > 0 || hasTasks) {
        return ready;
      }
      if (System.nanoTime() - end >= 0) {
        return SELECT;
      }
      Thread.yield(); // whoever is to send the next request may need this core
      return CONTINUE;
    }
  }

  /** The group, of one, that connections are registered with. */
  EventLoopGroup group() {
    return group;
  }

  @Override
  public void execute(Runnable task) {
    thread.execute(task);
  }

  @Override
  public void schedule(Runnable task, long nanos) {
    var unused = thread.schedule(task, nanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public boolean isOwner() {
    return thread.inEventLoop();
  }

  /** Runs what is queued, then ends the thread. Not to be called on the loop. */
  @Override
  public void close() {
    group
        .shutdownGracefully(QUIET_MILLIS, CLOSE_SECONDS * 1000, TimeUnit.MILLISECONDS)
        .awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
  }
}
