package org.gpugdb.backend.eudebug;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gpugdb.backend.uapi.EventHeaderLayout.FLAG_CREATE;
import static org.gpugdb.backend.uapi.EventHeaderLayout.FLAG_DESTROY;
import static org.gpugdb.backend.uapi.EventHeaderLayout.FLAG_NEED_ACK;
import static org.gpugdb.backend.uapi.EventHeaderLayout.FLAG_STATE_CHANGE;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.gpugdb.backend.uapi.DebugData;
import org.gpugdb.backend.uapi.Event;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BindAssemblerTest {
  private static final VmKey VM = new VmKey(1, 2);

  private final BindAssembler binds = new BindAssembler();

  private static Event.VmBind bind(long seqno, int ops, boolean fence) {
    return new Event.VmBind(
        FLAG_STATE_CHANGE, seqno, VM.client(), VM.vm(), fence ? Event.VmBind.UFENCE : 0, ops);
  }

  private static Event.VmBindOp op(long seqno, long bind, int metadata, long address) {
    return new Event.VmBindOp(FLAG_CREATE, seqno, bind, metadata, address, 0x1000);
  }

  private static Event.VmBindOpMetadata metadata(long seqno, long op, long handle) {
    return new Event.VmBindOpMetadata(FLAG_CREATE, seqno, op, handle, 0);
  }

  private static Event.VmBindUfence fence(long seqno, long bind) {
    return new Event.VmBindUfence(FLAG_CREATE | FLAG_NEED_ACK, seqno, bind);
  }

  private void accept(Event event) {
    if (event instanceof Event.VmBind bind) {
      binds.accept(bind);
    } else if (event instanceof Event.VmBindOp op) {
      binds.accept(op);
    } else if (event instanceof Event.VmBindOpMetadata metadata) {
      binds.accept(metadata);
    } else {
      binds.accept((Event.VmBindUfence) event);
    }
  }

  @Test
  void isCompleteOnlyWithAllOpsTheirMetadataAndTheFence() {
    List<Event> group =
        List.of(
            bind(10, 2, true),
            op(11, 10, 1, 0x1000),
            metadata(12, 11, 7),
            op(13, 10, 0, 0x5000),
            fence(14, 10));
    for (Event event : group) {
      assertThat(binds.takeComplete()).isEmpty();
      accept(event);
    }
    assertThat(binds.takeComplete())
        .containsExactly(
            new Bind(
                10,
                VM,
                List.of(
                    Bind.Op.of(true, 0x1000, 0x1000, List.of(7L)),
                    Bind.Op.of(true, 0x5000, 0x1000, List.of())),
                OptionalLong.of(14)));
    assertThat(binds.takeComplete()).isEmpty();
  }

  @Test
  void bindWithoutFenceFlagNeedsNone() {
    binds.accept(bind(1, 1, false));
    binds.accept(op(2, 1, 0, 0x1000));
    assertThat(binds.takeComplete())
        .hasSize(1)
        .first()
        .extracting(Bind::fence)
        .isEqualTo(OptionalLong.empty());
  }

  @Test
  void unmapOfEverythingHasNoRange() {
    binds.accept(bind(1, 1, false));
    binds.accept(new Event.VmBindOp(FLAG_DESTROY, 2, 1, 0, 0, 0));
    assertThat(binds.takeComplete().get(0).ops()).allMatch(Bind.Op::unmapsAll);
  }

  @Test
  void waitsForAnEarlierBindThatIsNotComplete() {
    binds.accept(bind(1, 1, false));
    binds.accept(bind(3, 1, false));
    binds.accept(op(4, 3, 0, 0x2000));
    assertThat(binds.takeComplete()).isEmpty();
    binds.accept(op(2, 1, 0, 0x1000));
    assertThat(binds.takeComplete()).extracting(Bind::seqno).containsExactly(1L, 3L);
  }

  @Test
  void whatAnAddressSpaceThatIsGoneHasLeftIncompleteHoldsBackNobody() {
    binds.accept(new Event.VmBind(FLAG_STATE_CHANGE, 1, 1, 99, Event.VmBind.UFENCE, 2));
    binds.accept(op(2, 1, 0, 0x1000));
    binds.accept(bind(5, 0, false));
    assertThat(binds.takeComplete()).isEmpty();
    binds.abandon(head -> head.vmHandle() == 99, 4);
    assertThat(binds.takeComplete()).extracting(Bind::seqno).containsExactly(5L);
    assertThat(binds.firstPending()).hasValue(1);
  }

  @Test
  void abandonedBindStillComesOutWithItsFence() {
    binds.accept(new Event.VmBind(FLAG_STATE_CHANGE, 1, 1, 99, Event.VmBind.UFENCE, 1));
    binds.abandon(head -> head.vmHandle() == 99, 2);
    binds.accept(bind(5, 0, false));
    assertThat(binds.takeComplete()).hasSize(1);
    binds.accept(op(3, 1, 0, 0x1000));
    binds.accept(fence(4, 1));
    assertThat(binds.takeComplete()).extracting(Bind::fence).containsExactly(OptionalLong.of(4));
    assertThat(binds.firstPending()).isEmpty();
  }

  @Test
  void laterBindsOfAReusedHandleAreNotAbandoned() {
    binds.accept(new Event.VmBind(FLAG_STATE_CHANGE, 6, 1, 99, 0, 1));
    binds.accept(bind(8, 0, false));
    binds.abandon(head -> head.vmHandle() == 99, 5);
    assertThat(binds.takeComplete()).isEmpty();
  }

  @Test
  void debugDataNeedsNoMetadata() {
    DebugData data = DebugData.file(0x1000, 0x2000, "/tmp/a.elf");
    binds.accept(bind(1, 2, true));
    binds.accept(new Event.VmBindOpDebugData(FLAG_CREATE, 2, 1, 0, data));
    binds.accept(new Event.VmBindOpDebugData(FLAG_DESTROY, 3, 1, 0, data));
    assertThat(binds.takeComplete()).isEmpty();
    binds.accept(fence(4, 1));
    assertThat(binds.takeComplete())
        .containsExactly(
            new Bind(
                1,
                VM,
                List.of(Bind.Op.of(true, data), Bind.Op.of(false, data)),
                OptionalLong.of(4)));
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void orderOfDeliveryDoesNotMatter(long seed) {
    Random random = new Random(seed);
    List<Event> events = new ArrayList<>();
    List<Bind> expected = new ArrayList<>();
    long seqno = 1;
    for (int i = 0; i < 20; i++) {
      long bindSeqno = seqno++;
      int count = 1 + random.nextInt(4);
      boolean fenced = random.nextBoolean();
      events.add(bind(bindSeqno, count, fenced));
      List<Bind.Op> ops = new ArrayList<>();
      for (int o = 0; o < count; o++) {
        int extensions = random.nextInt(3);
        long opSeqno = seqno++;
        events.add(op(opSeqno, bindSeqno, extensions, opSeqno << 12));
        List<Long> handles = new ArrayList<>();
        for (int m = 0; m < extensions; m++) {
          long handle = 1L + random.nextInt(9);
          events.add(metadata(seqno++, opSeqno, handle));
          handles.add(handle);
        }
        ops.add(Bind.Op.of(true, opSeqno << 12, 0x1000, handles));
      }
      OptionalLong fence = OptionalLong.empty();
      if (fenced) {
        fence = OptionalLong.of(seqno);
        events.add(fence(seqno++, bindSeqno));
      }
      expected.add(new Bind(bindSeqno, VM, ops, fence));
    }
    // A bind whose first event has not been seen cannot hold back later ones: begin with the heads.
    List<Event> heads = events.stream().filter(e -> e instanceof Event.VmBind).toList();
    List<Event> rest = new ArrayList<>(events);
    rest.removeAll(heads);
    Collections.shuffle(rest, random);
    List<Bind> complete = new ArrayList<>();
    heads.forEach(this::accept);
    for (Event event : rest) {
      accept(event);
      complete.addAll(binds.takeComplete());
    }
    assertThat(complete).containsExactlyElementsOf(expected);
  }

  @Test
  void childrenMayComeBeforeTheirParents() {
    binds.accept(fence(5, 1));
    binds.accept(metadata(4, 3, 8));
    binds.accept(op(3, 1, 1, 0x3000));
    binds.accept(op(2, 1, 0, 0x2000));
    assertThat(binds.takeComplete()).isEmpty();
    binds.accept(bind(1, 2, true));
    assertThat(binds.takeComplete().get(0).ops())
        .containsExactly(
            Bind.Op.of(true, 0x2000, 0x1000, List.of()),
            Bind.Op.of(true, 0x3000, 0x1000, List.of(8L)));
  }
}
