package org.gpugdb.server.net;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.gpugdb.backend.spi.DeviceLoop;
import org.gpugdb.protocol.wire.Bytes;
import org.gpugdb.server.session.CommandSink;
import org.gpugdb.server.session.Connection;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client at the other end of two streams, as with {@code target remote | gpu-gdbserver -}.
 *
 * <p>One thread reads and posts to the device loop, one piece at a time: it waits until the loop
 * has dealt with it. Everything else is confined to the loop, writing too.
 */
public final class StdioConnection implements Transport {
  private static final Logger LOG = LoggerFactory.getLogger(StdioConnection.class);
  private static final int BUFFER_SIZE = 64 * 1024;

  private final DeviceLoop loop;
  private final InputStream in;
  private final OutputStream out;
  private final Semaphore mayRead = new Semaphore(0);
  private @Nullable RspLink link;
  private boolean paused;
  private boolean readerWaits;
  private boolean closed;

  private StdioConnection(DeviceLoop loop, InputStream in, OutputStream out) {
    this.loop = loop;
    this.in = in;
    this.out = new BufferedOutputStream(out, BUFFER_SIZE);
  }

  /**
   * Serves one client until its stream ends.
   *
   * @param sessions makes the session, on the loop
   */
  public static void serve(
      DeviceLoop loop,
      InputStream in,
      OutputStream out,
      Function<Connection, ? extends CommandSink> sessions) {
    StdioConnection connection = new StdioConnection(loop, in, out);
    loop.execute(() -> connection.start(RspLink.open(connection, sessions)));
  }

  private void start(RspLink opened) {
    link = opened;
    Thread reader = new Thread(() -> read(opened), "stdio");
    reader.setDaemon(true);
    reader.start();
  }

  private void read(RspLink reading) {
    byte[] bytes = new byte[BUFFER_SIZE];
    try {
      for (int length = in.read(bytes); length >= 0; length = in.read(bytes)) {
        int received = length;
        loop.execute(() -> received(reading, bytes, received));
        mayRead.acquire();
      }
    } catch (IOException e) {
      LOG.debug("stdio: {}", e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    loop.execute(reading::disconnected);
  }

  private void received(RspLink reading, byte[] bytes, int length) {
    if (!closed) {
      reading.received(bytes, 0, length);
      readerWaits = true; // only now, for the reader reuses the array
      letReaderGoOn();
    }
  }

  private void letReaderGoOn() {
    if (readerWaits && !paused) {
      readerWaits = false;
      mayRead.release();
    }
  }

  @Override
  public String peer() {
    return "stdio";
  }

  @Override
  public void write(Bytes bytes) {
    try {
      if (!closed) {
        out.write(bytes.toArray());
      }
    } catch (IOException e) {
      failed(e);
    }
  }

  @Override
  public void flush() {
    try {
      if (!closed) {
        out.flush();
      }
    } catch (IOException e) {
      failed(e);
    }
  }

  private void failed(IOException e) {
    LOG.debug("stdio: {}", e.getMessage());
    close();
  }

  @Override
  public void pauseReading(boolean pause) {
    paused = pause;
    letReaderGoOn();
  }

  /** The reader is left in its read, which nothing can end; it is a daemon. */
  @Override
  public void close() {
    closed = true;
    if (link != null) {
      loop.execute(link::disconnected);
    }
  }
}
