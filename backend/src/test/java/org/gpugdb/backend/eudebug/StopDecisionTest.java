package org.gpugdb.backend.eudebug;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.OptionalLong;
import org.gpugdb.backend.eu.EuArchitecture;
import org.gpugdb.backend.eu.GraphicsVersion;
import org.gpugdb.backend.eu.SavedThread;
import org.gpugdb.backend.eu.StateBases;
import org.gpugdb.backend.eu.XeEu;
import org.gpugdb.backend.spi.StopCause;
import org.gpugdb.backend.uapi.SaveAreaProducts;
import org.gpugdb.backend.uapi.StateSaveAreaLayout.Geometry;
import org.gpugdb.backend.uapi.StateSaveAreaLayout.Header;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Why threads of an Intel GPU have stopped, by the published order of the reasons. */
class StopDecisionTest {
  private static final long PC = 0x40;
  private static final int CR1 = 0x4060 + 4;

  private final EuArchitecture eu = XeEu.of(new GraphicsVersion(20, 4)).orElseThrow();

  private Optional<StopCause> cause(
      int reasons, boolean planted, boolean stepping, OptionalLong faultPage) throws Exception {
    Header header = new SaveAreaProducts().header("xe2", new Geometry(1, 1, 8, 8));
    ByteBuffer slot = ByteBuffer.allocate(header.stateSaveSize()).order(ByteOrder.LITTLE_ENDIAN);
    slot.putInt(CR1, reasons).putInt(CR1 + 4, (int) PC);
    StopDecision decision =
        new StopDecision(
            eu,
            new StopDecision.Surroundings() {
              @Override
              public boolean isPlanted(long pc) {
                return planted && pc == PC;
              }

              @Override
              public boolean hasDebugBit(long pc) {
                return true;
              }

              @Override
              public Optional<WatchSlots.Watch> watchHit(long address) {
                throw new AssertionError("there are no watchpoints");
              }
            });
    return decision.causeOf(new SavedThread(header, StateBases.NONE, slot), stepping, faultPage);
  }

  @ParameterizedTest
  @CsvSource({
    "0x04000000, false, false, Interrupted",
    "0x44000000, false, false, Interrupted",
    "0x84000000, true, false, Breakpoint",
    "0x80000000, false, false, nothing", // the compiler's bit
    "0x80000000, false, true, StepDone",
    "0x90000000, true, false, Breakpoint",
    "0x10000000, false, false, IllegalInstruction",
    "0x20000000, false, false, SoftwareTrap",
    "0x08000000, false, false, IllegalInstruction", // not published
    "0x00e00000, false, false, IllegalInstruction", // not published
    "0x00100000, false, false, nothing", // no reason
    "0x0000ffff, false, false, nothing"
  })
  void theReasonThatSaysMostWins(String reasons, boolean planted, boolean stepping, String expected)
      throws Exception {
    assertThat(
            cause(Long.decode(reasons).intValue(), planted, stepping, OptionalLong.empty())
                .map(c -> c.getClass().getSimpleName())
                .orElse("nothing"))
        .isEqualTo(expected);
  }

  @Test
  void theKernelsEventTellsAFault() throws Exception {
    assertThat(cause(0x0400_0000, false, false, OptionalLong.of(0x5000)))
        .contains(new StopCause.PageFault(0x5000));
  }
}
