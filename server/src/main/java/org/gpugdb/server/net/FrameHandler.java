package org.gpugdb.server.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.util.function.Function;
import org.gpugdb.protocol.wire.Bytes;
import org.gpugdb.server.session.CommandSink;
import org.gpugdb.server.session.Connection;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Netty's adapter around an {@link RspLink}: its channel is registered on the device loop. */
final class FrameHandler extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(FrameHandler.class);

  private final String peer;
  private final Function<Connection, ? extends CommandSink> sessions;
  private byte[] buffer = new byte[4096];
  private @Nullable RspLink link;

  FrameHandler(String peer, Function<Connection, ? extends CommandSink> sessions) {
    this.peer = peer;
    this.sessions = sessions;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    link = RspLink.open(new ChannelTransport(context.channel(), peer), sessions);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    try {
      int length = bytes.readableBytes();
      if (length > buffer.length) {
        buffer = new byte[length];
      }
      bytes.readBytes(buffer, 0, length);
      if (link != null) {
        link.received(buffer, 0, length);
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    if (link != null) {
      link.disconnected();
    }
  }

  /** A connection that was reset, or an error of ours that would leave the client waiting. */
  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (cause instanceof java.io.IOException) {
      LOG.debug("{}: {}", peer, cause.getMessage());
    } else {
      LOG.error("{}: connection closed after an internal error", peer, cause);
    }
    var unused = context.close();
  }

  private record ChannelTransport(Channel channel, String peer) implements Transport {
    @Override
    public void write(Bytes bytes) {
      var unused =
          channel.write(Unpooled.wrappedBuffer(bytes.asByteBuffer()), channel.voidPromise());
    }

    @Override
    public void flush() {
      channel.flush();
    }

    @Override
    public void pauseReading(boolean pause) {
      if (channel.config().isAutoRead() == pause) {
        channel.config().setAutoRead(!pause);
      }
    }

    @Override
    public void close() {
      var unused =
          channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }
  }
}
