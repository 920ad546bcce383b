package org.gpugdb.server.net;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.gpugdb.backend.spi.ManualLoop;
import org.gpugdb.backend.spi.StopCause;
import org.gpugdb.protocol.wire.Bytes;
import org.gpugdb.protocol.wire.Frame;
import org.gpugdb.protocol.wire.RspFramer;
import org.gpugdb.protocol.wire.RspLimits;
import org.gpugdb.server.fake.FakeGpu;
import org.gpugdb.server.session.DebuggedDevice;
import org.gpugdb.server.session.Permissions;
import org.gpugdb.server.session.SessionOptions;
import org.gpugdb.server.view.ThreadListPolicy;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Packets in an order no client would send them, some of them damaged, while things happen. */
class RandomPacketsTest {
  private static final int STEPS = 3000;
  private static final String INTERNAL_ERROR = "E05";
  private static final String[] PACKETS = {
    "?",
    "!",
    "g",
    "p#",
    "P#=#",
    "m#,#",
    "x#,#",
    "M#,1:00",
    "X#,1:a",
    "T#",
    "Hg#",
    "Hc#",
    "Hg-1",
    "Hgp1.#",
    "qC",
    "c",
    "s",
    "C05",
    "c#",
    "vCont?",
    "vCont;c",
    "vCont;s:#",
    "vCont;c:p1.-1",
    "vCont;s:p1.#;c",
    "vCont;r1000,1010:p1.1;c",
    "vCont;t",
    "vCtrlC",
    "vStopped",
    "Z0,#,4",
    "z0,#,4",
    "Z1,#,4",
    "z1,#,4",
    "Z2,#,8",
    "z2,#,8",
    "Z3,#,4",
    "Z4,#,4",
    "Z0,1100,4;X4,22001027",
    "D",
    "D;1",
    "k",
    "vKill;1",
    "vAttach;1",
    "vAttach;2",
    "vRun;",
    "R00",
    "qAttached",
    "qfThreadInfo",
    "qsThreadInfo",
    "qThreadExtraInfo,#",
    "qThreadStopInfo#",
    "jThreadsInfo",
    "qXfer:threads:read::#,#",
    "qXfer:features:read:target.xml:#,fff",
    "qXfer:libraries:read::0,fff",
    "qXfer:exec-file:read:1:0,fff",
    "qXfer:osdata:read:processes:0,fff",
    "qRcmd,7265736574",
    "qRcmd,74687265616473",
    "qRcmd,7374617473",
    "qCRC:1000,#",
    "qSearch:memory:1000;#;ab",
    "qMemoryRegionInfo:#",
    "QThreadSuffixSupported",
    "QListThreadsInStopReply",
    "QEnableErrorStrings",
    "QNonStop:0",
    "QNonStop:1",
    "QSaveRegisterState",
    "QRestoreRegisterState:#",
    "qHostInfo",
    "qProcessInfo",
    "vFile:open:2f70312f312f61,0,0",
    "vFile:pread:#,#,#",
    "vFile:close:#",
    "vFile:fstat:#",
    "qSupported:multiprocess+;swbreak+",
    "qSupported:xmlRegisters=i386,arm,mips,arc;multiprocess+",
    "qTStatus",
    "qSymbol::",
    "MultiMemRead:ranges:#,#;"
  };

  private final ManualLoop loop = new ManualLoop();
  private final FakeGpu gpu = new FakeGpu(loop, true);
  private final List<String> replies = new ArrayList<>();
  private final DebuggedDevice device =
      new DebuggedDevice(
          gpu,
          loop,
          new SessionOptions(
              ThreadListPolicy.STICKY,
              Permissions.standard(),
              true,
              true,
              Optional.empty(),
              "test"));

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void neverCauseAnInternalError(long seed) {
    Random random = new Random(seed);
    gpu.createSpace(1, 3);
    RspLink link = RspLink.open(new Replies(), device::connect);
    feed(link, "QStartNoAckMode");
    for (int step = 0; step < STEPS; step++) {
      String packet = packet(random);
      feed(link, packet);
      if (random.nextInt(4) == 0) {
        happen(random, link);
      }
      loop.runAll();
      assertThat(replies)
          .as("seed %d, step %d: %s", seed, step, packet)
          .doesNotContain(INTERNAL_ERROR);
      replies.clear();
    }
    link.disconnected();
    loop.advance(60_000_000_000L);
    device.close();
    assertThat(gpu.isClosed()).isTrue();
  }

  private static String packet(Random random) {
    StringBuilder text = new StringBuilder();
    for (char c : PACKETS[random.nextInt(PACKETS.length)].toCharArray()) {
      text.append(c == '#' ? number(random) : String.valueOf(c));
    }
    if (random.nextInt(20) == 0) {
      text.setCharAt(random.nextInt(text.length()), (char) (' ' + random.nextInt(90)));
    }
    return text.toString();
  }

  private static String number(Random random) {
    return switch (random.nextInt(6)) {
      case 0 -> Integer.toHexString(random.nextInt(10));
      case 1 -> Integer.toHexString(0x1000 + random.nextInt(0x1000));
      case 2 -> Integer.toHexString(0x10000 + random.nextInt(0x1000));
      case 3 -> Long.toHexString(random.nextLong());
      case 4 -> "21";
      default -> Integer.toHexString(random.nextInt());
    };
  }

  private void happen(Random random, RspLink link) {
    int slot = random.nextInt(3);
    switch (random.nextInt(8)) {
      case 0 -> link.received(new byte[] {3}, 0, 1);
      case 1 -> gpu.stopIfRunning(1, new StopCause.Breakpoint(), 0x1100, slot);
      case 2 -> gpu.stopIfRunning(1, new StopCause.PageFault(0x5000), 0x1004, slot);
      case 3 -> gpu.print(1, "text\n");
      case 4 -> loop.advance(random.nextInt(1_000_000_000));
      case 5 -> {
        if (gpu.hasSpace(1) && random.nextInt(20) == 0) {
          gpu.exit(1, 7);
        }
      }
      case 6 -> {
        if (gpu.hasSpace(1)) {
          gpu.loadModule(1, "k.elf", 0x1800);
        }
      }
      default -> {
        if (!gpu.hasSpace(1)) {
          gpu.createSpace(1, 3);
        }
      }
    }
  }

  private static void feed(RspLink link, String packet) {
    byte[] payload = packet.getBytes(ISO_8859_1);
    int sum = 0;
    for (byte value : payload) {
      sum += value;
    }
    byte[] frame = ("$" + packet + "#" + Bytes.of(sum).hex()).getBytes(ISO_8859_1);
    link.received(frame, 0, frame.length);
  }

  private final class Replies implements Transport {
    private final RspFramer framer = RspFramer.ofReplies(2 * RspLimits.PACKET_SIZE);

    @Override
    public String peer() {
      return "random";
    }

    @Override
    public void write(Bytes bytes) {
      framer.feed(
          bytes.toArray(),
          0,
          bytes.size(),
          frame -> {
            if (frame instanceof Frame.Packet packet) {
              replies.add(packet.payload().toString());
            }
          });
    }

    @Override
    public void flush() {}

    @Override
    public void pauseReading(boolean pause) {}

    @Override
    public void close() {}
  }
}
