package org.gpugdb.backend.uapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class DialectTest {
  @Test
  void whatADialectLacksIsSaidByName() {
    assertThatThrownBy(() -> Dialect.DOCUMENTED.code(DebugRequest.CONNECT))
        .hasMessage("dialect documented has no request CONNECT, or its number is not published");
    assertThatThrownBy(Dialect.DOCUMENTED::execQueueEudebugProperty)
        .hasMessageContaining("exec queue property EUDEBUG");
    assertThatThrownBy(() -> Dialect.V5.eventType(EventKind.METADATA))
        .hasMessageContaining("dialect v5 has no event METADATA");
    assertThat(Dialect.V3.eventKind(13)).isEmpty();
    assertThat(Dialect.V3.request(0)).isEmpty();
  }

  @Test
  void everyDialectHasANameOfItsOwn() {
    assertThat(Dialect.ALL).extracting(Dialect::name).doesNotHaveDuplicates();
    assertThat(Dialect.ALL).allSatisfy(d -> assertThat(Dialect.named(d.name())).contains(d));
    assertThat(Dialect.named("v4")).isEmpty();
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
