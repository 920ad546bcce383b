package org.gpugdb.protocol.feature;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.gpugdb.protocol.feature.FeatureNegotiator.Agreement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class FeatureNegotiatorTest {
  private static final String GDB_13 =
      "multiprocess+;swbreak+;hwbreak+;qRelocInsn+;fork-events+;vfork-events+;exec-events+;"
          + "vContSupported+;QThreadEvents+;no-resumed+;memory-tagging+;xmlRegisters=i386";
  private static final String GDB_16 = GDB_13 + ";QThreadOptions+;error-message+";
  private static final String GDB_18 = GDB_16 + ";single-inf-arg+;multi-wp-addr+";
  private static final String LLDB_19 =
      "xmlRegisters=i386,arm,mips,arc;multiprocess+;fork-events+;vfork-events+";

  private static Agreement negotiate(Set<Feature> offered, String announced) {
    return new FeatureNegotiator(offered).negotiate(List.of(announced.split(";")));
  }

  @ParameterizedTest
  @CsvSource({
    "GDB_15, " + GDB_13,
    "GDB_16, " + GDB_16,
    "GDB_18, " + GDB_18,
    "OTHER, multiprocess+;foo"
  })
  void tellsClientsByTheirWords(ClientKind kind, String announced) {
    assertThat(negotiate(Set.of(), announced).client()).isEqualTo(kind);
  }

  @Test
  void tellsLldbByTheDescriptionsItKnows() {
    assertThat(negotiate(Set.of(), LLDB_19).client()).isEqualTo(ClientKind.LLDB);
    assertThat(negotiate(Set.of(), LLDB_19 + ";swbreak+;hwbreak+").client())
        .isEqualTo(ClientKind.LLDB);
  }

  @Test
  void knowsWhichClientsTakeSeveralProcesses() {
    assertThat(ClientKind.GDB_18.takesSeveralProcessesAtConnect()).isTrue();
    assertThat(ClientKind.GDB_16.takesSeveralProcessesAtConnect()).isFalse();
    assertThat(ClientKind.GDB_15.isGdb()).isTrue();
    assertThat(ClientKind.LLDB.isGdb()).isFalse();
  }

  @Test
  void announcesOnlyWhatIsOfferedAndPossible() {
    Set<Feature> offered =
        EnumSet.of(Feature.NO_ACK_MODE, Feature.MULTIPROCESS, Feature.ERROR_MESSAGES, Feature.ECHO);
    assertThat(negotiate(offered, GDB_13).announcement())
        .isEqualTo("PacketSize=20000;QStartNoAckMode+;multiprocess+");
    assertThat(negotiate(offered, GDB_16).announcement())
        .isEqualTo("PacketSize=20000;QStartNoAckMode+;multiprocess+;error-message+");
    assertThat(negotiate(offered, LLDB_19).announcement())
        .isEqualTo("PacketSize=20000;QStartNoAckMode+;multiprocess+;qEcho+");
    assertThat(negotiate(offered, "multiprocess-").announcement())
        .isEqualTo("PacketSize=20000;QStartNoAckMode+");
  }

  @ParameterizedTest
  @EnumSource(Feature.class)
  void announcesEachFeatureToSomeClient(Feature feature) {
    Agreement gdb = negotiate(EnumSet.of(feature), GDB_18);
    Agreement lldb = negotiate(EnumSet.of(feature), LLDB_19);
    assertThat(gdb.has(feature) || lldb.has(feature)).isTrue();
    assertThat(gdb.has(feature) ? gdb.announcement() : lldb.announcement())
        .isEqualTo("PacketSize=20000;" + feature.word() + "+");
    assertThat(negotiate(Set.of(), GDB_18).has(feature)).isFalse();
  }

  @Test
  void assumesNothingOfAClientThatHasNotSpoken() {
    Agreement none = new FeatureNegotiator(EnumSet.allOf(Feature.class)).withoutAnnouncement();
    assertThat(none.client()).isEqualTo(ClientKind.OTHER);
    assertThat(none.has(Feature.MULTIPROCESS)).isFalse();
    assertThat(none.has(Feature.NO_ACK_MODE)).isTrue();
  }

  @Test
  void readsAnnouncementsInAllForms() {
    FeatureSet set =
        FeatureSet.parse(List.of("a+", "b-", "c?", "d=x=y", "+", "e", "f+", "f-", "=z", "g="));
    assertThat(set.supports("a")).isTrue();
    assertThat(set.supports("b")).isFalse();
    assertThat(set.supports("c")).isFalse();
    assertThat(set.supports("d")).isFalse();
    assertThat(set.supports("")).isFalse();
    assertThat(set.supports("f")).isFalse();
    assertThat(set.value("d")).contains("x=y");
    assertThat(set.value("g")).contains("");
    assertThat(set.value("a")).isEmpty();
  }
}
