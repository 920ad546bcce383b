package org.gpugdb.server.net;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.gpugdb.server.session.CommandSink;
import org.gpugdb.server.session.Connection;

/**
 * Listens on one TCP or UNIX socket address. Accepting has a thread of its own; every accepted
 * connection is registered on the device loop and stays there.
 */
public final class RspServer implements AutoCloseable {
  private static final long CLOSE_SECONDS = 5;

  private final EventLoopGroup acceptor;
  private final Channel listener;

  private RspServer(EventLoopGroup acceptor, Channel listener) {
    this.acceptor = acceptor;
    this.listener = listener;
  }

  /**
   * Begins to listen.
   *
   * @param address an {@link InetSocketAddress}, whose port 0 means any free one, or a {@link
   *     UnixDomainSocketAddress}
   * @param sessions makes the session of a new connection, on the loop
   * @throws IOException if the address cannot be had
   */
  public static RspServer open(
      SocketAddress address,
      NettyDeviceLoop loop,
      Function<Connection, ? extends CommandSink> sessions)
      throws IOException {
    EventLoopGroup acceptor =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("accept"), NioIoHandler.newFactory());
    ServerBootstrap bootstrap = new ServerBootstrap().group(acceptor, loop.group());
    if (address instanceof UnixDomainSocketAddress unix) {
      removeStale(unix.getPath());
      bootstrap.channel(NioServerDomainSocketChannel.class).childHandler(new UnixPeers(sessions));
    } else {
      bootstrap
          .channel(NioServerSocketChannel.class)
          .option(ChannelOption.SO_REUSEADDR, true)
          .childOption(ChannelOption.TCP_NODELAY, true)
          .childOption(ChannelOption.SO_KEEPALIVE, true)
          .childHandler(new TcpPeers(sessions));
    }
    ChannelFuture bound = bootstrap.bind(address).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      shutDown(acceptor);
      throw new IOException(bound.cause().getMessage(), bound.cause());
    }
    return new RspServer(acceptor, bound.channel());
  }

  /** Where it listens; with TCP the real port. */
  public SocketAddress address() {
    return listener.localAddress();
  }

  /** Takes no further connections; those that exist go on. Idempotent; by any thread. */
  public void stopAccepting() {
    var unused = listener.close();
  }

  /** Stops accepting and frees the thread. Not to be called on the device loop. */
  @Override
  public void close() {
    var unused = listener.close().awaitUninterruptibly();
    shutDown(acceptor);
  }

  private static void shutDown(EventLoopGroup group) {
    group
        .shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS)
        .awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
  }

  /** Removes the socket that a server left behind which is no more: nobody answers there. */
  private static void removeStale(Path path) throws IOException {
    if (!Files.exists(path)) {
      return;
    }
    if (Files.isRegularFile(path) || Files.isDirectory(path)) {
      throw new BindException("it exists and is not a socket");
    }
    if (answers(path)) {
      throw new BindException("Address already in use");
    }
    Files.delete(path);
  }

  private static boolean answers(Path path) {
    try {
      SocketChannel.open(UnixDomainSocketAddress.of(path)).close();
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static final class TcpPeers extends ChannelInitializer<Channel> {
    private final Function<Connection, ? extends CommandSink> sessions;

    TcpPeers(Function<Connection, ? extends CommandSink> sessions) {
      this.sessions = sessions;
    }

    @Override
    protected void initChannel(Channel channel) {
      InetSocketAddress peer = (InetSocketAddress) channel.remoteAddress();
      String name = peer.getAddress().getHostAddress() + ":" + peer.getPort();
      channel.pipeline().addLast(new FrameHandler(name, sessions));
    }
  }

  private static final class UnixPeers extends ChannelInitializer<Channel> {
    private final Function<Connection, ? extends CommandSink> sessions;
    private final AtomicInteger count = new AtomicInteger();

    UnixPeers(Function<Connection, ? extends CommandSink> sessions) {
      this.sessions = sessions;
    }

    @Override
    protected void initChannel(Channel channel) throws IOException {
      PeerCredentials.requireOwnUser(channel);
      channel.pipeline().addLast(new FrameHandler("unix:" + count.incrementAndGet(), sessions));
    }
  }
}
