package org.gpugdb.backend.uapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DialectTest {
  @ParameterizedTest
  @CsvSource({
    "CONNECT,         0xc0186499",
    "METADATA_CREATE, 0xc028649b",
    "METADATA_DESTROY,0x4010649c",
    "READ_EVENT,      0x00006a00",
    "VM_OPEN,         0x40286a01",
    "EU_CONTROL,      0xc0386a02",
    "READ_METADATA,   0xc0286a03",
    "ACK_EVENT,       0x40106a04",
  })
  void prelimHasThePublishedRequestCodes(DebugRequest request, long code) {
    assertThat(Dialect.PRELIM.code(request)).isEqualTo(code);
    assertThat(Dialect.PRELIM.request(code)).contains(request);
  }

  @ParameterizedTest
  @CsvSource({
    "OPEN, 2",
    "VM, 3",
    "EXEC_QUEUE, 4",
    "EU_ATTENTION, 5",
    "VM_BIND, 6",
    "VM_BIND_OP, 7",
    "VM_BIND_UFENCE, 8",
    "METADATA, 9",
    "VM_BIND_OP_METADATA, 10",
    "PAGEFAULT, 11",
    "SYNC_HOST, 12",
    "EXEC_QUEUE_PLACEMENTS, 13",
  })
  void prelimHasThePublishedEventTypes(EventKind kind, int type) {
    assertThat(Dialect.PRELIM.eventType(kind)).isEqualTo(type);
    assertThat(Dialect.PRELIM.eventKind(type)).contains(kind);
  }

  @ParameterizedTest
  @EnumSource(EventKind.class)
  void aDialectWithoutAnEventSaysSo(EventKind kind) {
    Map<EventKind, Integer> without = new EnumMap<>(Dialect.PRELIM.eventTypes());
    without.remove(kind);
    Dialect dialect = new Dialect("test", "switch", Map.of(), without, 2);

    assertThatThrownBy(() -> dialect.eventType(kind)).hasMessageContaining(kind.name());
    assertThatThrownBy(() -> dialect.code(DebugRequest.CONNECT)).hasMessageContaining("CONNECT");
    assertThat(dialect.eventKind(Dialect.PRELIM.eventType(kind))).isEmpty();
  }

  @Test
  void otherRequestsHaveTheUpstreamCodes() {
    assertThat(XeRequest.GEM_CLOSE).isEqualTo(0x40086409L);
    assertThat(XeRequest.DEVICE_QUERY).isEqualTo(0xc0286440L);
    assertThat(XeRequest.GEM_CREATE).isEqualTo(0xc0386441L);
    assertThat(XeRequest.GEM_MMAP_OFFSET).isEqualTo(0xc0286442L);
    assertThat(XeRequest.VM_CREATE).isEqualTo(0xc0206443L);
    assertThat(XeRequest.VM_DESTROY).isEqualTo(0x40186444L);
    assertThat(XeRequest.VM_BIND).isEqualTo(0x40886445L);
    assertThat(XeRequest.EXEC_QUEUE_CREATE).isEqualTo(0xc0306446L);
    assertThat(XeRequest.EXEC_QUEUE_DESTROY).isEqualTo(0x40186447L);
    assertThat(XeRequest.WAIT_USER_FENCE).isEqualTo(0xc048644aL);
  }

  @Test
  void splitsARequestIntoItsParts() {
    long request = IoctlNumber.ior('j', 7, 0x123);

    assertThat(request).isEqualTo(0x81236a07L);
    assertThat(IoctlNumber.type(request)).isEqualTo('j');
    assertThat(IoctlNumber.number(request)).isEqualTo(7);
    assertThat(IoctlNumber.size(request)).isEqualTo(0x123);
  }

  @Test
  void rejectsSizesThatDoNotFit() {
    assertThatThrownBy(() -> IoctlNumber.iow('d', 0, 0x4000))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> IoctlNumber.io('d', 0x100))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
