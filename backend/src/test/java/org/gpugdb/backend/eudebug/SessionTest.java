package org.gpugdb.backend.eudebug;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.gpugdb.backend.kernel.Errno;
import org.gpugdb.backend.spi.BackendException;
import org.gpugdb.backend.spi.ManualLoop;
import org.gpugdb.backend.uapi.Dialect;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SessionTest {
  private final ScriptedKernel kernel = new ScriptedKernel();
  private final ManualLoop loop = new ManualLoop();

  static List<Dialect> dialects() {
    return Dialect.ALL;
  }

  private static Session session(ScriptedKernel kernel) {
    return Session.of(kernel, kernel.dialect, 1234, ScriptedKernel.SESSION_FD);
  }

  @ParameterizedTest
  @MethodSource("dialects")
  void listingIsWaitedForASecondAtMost(Dialect dialect) {
    ScriptedKernel busy = new ScriptedKernel(dialect);
    busy.discovering = true;
    session(busy).awaitListing(loop);
    assertThat(loop.nanoTime()).isBetween(1_000_000_000L, 1_001_000_000L);
  }

  @ParameterizedTest
  @MethodSource("dialects")
  void listingThatIsOverIsNotWaitedFor(Dialect dialect) {
    session(new ScriptedKernel(dialect)).awaitListing(loop);
    assertThat(loop.nanoTime()).isZero();
  }

  @Test
  void flushOfOneEngineIsBounded() throws Exception {
    kernel.session().openVm(new VmKey(1, 2));
    assertThat(kernel.flushTimeout).isEqualTo(1_000_000_000L);
  }

  @Test
  void flushThatTookTooLongIsMadeAgainBeforeTheNextRead() throws Exception {
    kernel.memory.map(0x1000, 0x1000);
    VmFile file = new VmFile(kernel, ScriptedKernel.VM_FD, 48);
    kernel.syncFailures.add(Errno.ETIMEDOUT);
    assertThatThrownBy(file::refresh).isInstanceOf(BackendException.Timeout.class);
    file.refresh();
    file.refresh();
    assertThat(kernel.syncs).isEqualTo(2);
  }
}
