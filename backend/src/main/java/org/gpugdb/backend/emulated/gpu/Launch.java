package org.gpugdb.backend.emulated.gpu;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A dispatch of a context, waiting or on the engine. Thread-safe.
 *
 * <p>It leaves the engine when its last group has retired. {@link #end} makes that happen early:
 * groups that nobody has taken retire at once, the resident ones when their workers see it.
 */
final class Launch {
  final ExecContext context;
  final Dispatch dispatch;
  final Consumer<DispatchResult> done;
  final int dimensions;
  final Extent local;
  final Extent global;

  /** Groups per dimension. */
  final Extent groups;

  /** Number of the last forced exception asked for; written by the engine, 0 if there was none. */
  volatile int lastForce;

  private final Extent[] localIds;
  private final int slotsPerSubslice;
  private final GroupSource source;
  private final AtomicLong unretired;
  private final AtomicReference<@Nullable DispatchResult> result = new AtomicReference<>();

  private Launch(
      ExecContext context,
      Dispatch dispatch,
      Consumer<DispatchResult> done,
      Topology topology,
      Work.NdRange shape,
      GroupSource source,
      long groupCount) {
    this.context = context;
    this.dispatch = dispatch;
    this.done = done;
    this.dimensions = shape.dimensions();
    this.local = shape.local();
    this.global = shape.global();
    this.groups = global.dividedBy(local);
    this.localIds = new Extent[(int) local.volume()];
    Arrays.setAll(localIds, local::cell);
    this.slotsPerSubslice = topology.slotsPerSubslice();
    this.source = source;
    this.unretired = new AtomicLong(groupCount);
  }

  /** A launch of a dispatch that has been found valid. */
  static Launch of(
      ExecContext context, Dispatch dispatch, Consumer<DispatchResult> done, Topology topology) {
    if (dispatch.work() instanceof Work.NdRange range) {
      long count = range.global().dividedBy(range.local()).volume();
      return new Launch(
          context, dispatch, done, topology, range, new GroupSource.InOrder(count), count);
    }
    int harts = ((Work.Harts) dispatch.work()).count();
    int blocks = (harts + topology.slotsPerSubslice() - 1) / topology.slotsPerSubslice();
    Work.NdRange shape = new Work.NdRange(1, new Extent(harts, 1, 1), Extent.ONE);
    return new Launch(
        context, dispatch, done, topology, shape, new GroupSource.OnePerSubslice(blocks), blocks);
  }

  /** Whether the threads are bare harts; a "group" is then all harts of a subslice. */
  boolean isBare() {
    return dispatch.work() instanceof Work.Harts;
  }

  /** Local id of the {@code position}-th work-item of a group. */
  Extent localId(int position) {
    return localIds[position];
  }

  /** Threads of a group that is placed on that subslice. */
  int groupSize(int subslice) {
    return isBare()
        ? Math.min(slotsPerSubslice, global.x() - subslice * slotsPerSubslice)
        : (int) local.volume();
  }

  /** A group for that subslice, or {@link GroupSource#NONE}. */
  long claim(int subslice) {
    return source.claim(subslice);
  }

  /**
   * Ends the launch early, unless it has a result already.
   *
   * @return whether this was the first call
   */
  boolean end(DispatchResult why) {
    return result.compareAndSet(null, why);
  }

  /** Whether {@link #end} was called; workers drop its threads then. */
  boolean isEnding() {
    return result.get() != null;
  }

  /** Retires what nobody has taken; true if nothing else is left. Call once, after {@link #end}. */
  boolean retireUnclaimed() {
    return retire(source.claimRest());
  }

  /** Retires groups; true for the call that retires the last one. */
  boolean retire(long groupCount) {
    return groupCount > 0 && unretired.addAndGet(-groupCount) == 0;
  }

  /** How it ended. */
  DispatchResult result() {
    DispatchResult early = result.get();
    return early != null ? early : DispatchResult.COMPLETED;
  }
}
