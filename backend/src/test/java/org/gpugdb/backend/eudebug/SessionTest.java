package org.gpugdb.backend.eudebug;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.gpugdb.backend.kernel.Errno;
import org.gpugdb.backend.spi.BackendException;
import org.gpugdb.backend.spi.ManualLoop;
import org.junit.jupiter.api.Test;

class SessionTest {
  private final ScriptedKernel kernel = new ScriptedKernel();
  private final ManualLoop loop = new ManualLoop();

  @Test
  void listingIsWaitedForASecondAtMost() throws Exception {
    kernel.discovering = true;
    kernel.session().awaitListing(loop);
    assertThat(loop.nanoTime()).isBetween(1_000_000_000L, 1_001_000_000L);
  }

  @Test
  void listingThatIsOverIsNotWaitedFor() throws Exception {
    kernel.session().awaitListing(loop);
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
