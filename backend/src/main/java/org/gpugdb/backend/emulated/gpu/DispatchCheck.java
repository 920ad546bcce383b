package org.gpugdb.backend.emulated.gpu;

import org.gpugdb.backend.emulated.rv.GuestPage;

/** Says whether a dispatch can run on a device. */
final class DispatchCheck {
  private static final int REGISTER_ARGUMENTS = 8;
  private static final int STACK_ALIGNMENT = 16;

  private DispatchCheck() {}

  static SubmitStatus check(Dispatch dispatch, Topology topology) {
    boolean misaligned =
        dispatch.entry() % 4 != 0
            || dispatch.slmBase() % GuestPage.SIZE != 0
            || dispatch.scratchBytes() % STACK_ALIGNMENT != 0;
    if (misaligned || dispatch.slmBytes() < 0 || dispatch.scratchBytes() < 0) {
      return SubmitStatus.BAD_SHAPE;
    }
    if (dispatch.arguments().size() > REGISTER_ARGUMENTS
        || dispatch.floatArguments().size() > REGISTER_ARGUMENTS
        || (long) dispatch.stackArguments().size() * Long.BYTES > dispatch.scratchBytes()) {
      return SubmitStatus.BAD_ARGUMENTS;
    }
    if (dispatch.slmBytes() > Subslice.SLM_CAPACITY) {
      return SubmitStatus.TOO_MUCH_SLM;
    }
    return dispatch.work() instanceof Work.NdRange range
        ? check(range, topology)
        : check((Work.Harts) dispatch.work(), topology);
  }

  private static SubmitStatus check(Work.NdRange range, Topology topology) {
    Extent local = range.local();
    boolean empty = local.volume() == 0 || range.global().volume() == 0;
    if (empty
        || range.dimensions() < 1
        || range.dimensions() > 3
        || !range.global().isMultipleOf(local)) {
      return SubmitStatus.BAD_SHAPE;
    }
    return local.volume() > topology.slotsPerSubslice()
        ? SubmitStatus.TOO_MANY_THREADS
        : SubmitStatus.ACCEPTED;
  }

  private static SubmitStatus check(Work.Harts harts, Topology topology) {
    if (harts.count() < 1) {
      return SubmitStatus.BAD_SHAPE;
    }
    return harts.count() > topology.slots() ? SubmitStatus.TOO_MANY_THREADS : SubmitStatus.ACCEPTED;
  }
}
