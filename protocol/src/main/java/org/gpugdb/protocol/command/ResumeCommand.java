package org.gpugdb.protocol.command;

import java.util.List;
import java.util.Optional;
import org.gpugdb.protocol.wire.Ptid;

/** Running, stepping, stopping and asking about stops. */
public sealed interface ResumeCommand extends Command {
  /** {@code ?}: why the target stopped; in non-stop mode, begin reporting all stopped threads. */
  record ReportStop() implements ResumeCommand {}

  /** {@code vStopped}: the last notified stop is seen; the next one, please. */
  record NextStop() implements ResumeCommand {}

  /** {@code vCtrlC}: what byte 0x03 is in all-stop mode. */
  record Interrupt() implements ResumeCommand {}

  /** {@code vCont?}: which actions are supported. */
  record ListResumeActions() implements ResumeCommand {}

  /** One action of {@link Resume} and the threads it is for. */
  record ThreadAction(ResumeAction action, ThreadSelector threads) {}

  /**
   * {@code vCont}: what each thread shall do. The leftmost action that matches a thread holds; a
   * thread that none matches stays as it is.
   */
  record Resume(List<ThreadAction> actions) implements ResumeCommand {
    /** Copies the list. */
    public Resume {
      actions = List.copyOf(actions);
    }

    /** What {@code thread} shall do; empty if it stays as it is. */
    public Optional<ResumeAction> actionFor(Ptid thread) {
      for (ThreadAction candidate : actions) {
        if (candidate.threads().matches(thread)) {
          return Optional.of(candidate.action());
        }
      }
      return Optional.empty();
    }
  }

  /** {@code c C s S}: the thread chosen for resuming acts, all others run on. */
  record ResumeChosen(ResumeAction action) implements ResumeCommand {}

  /** {@code c C s S} with an address: as {@link ResumeChosen}, but the thread goes on there. */
  record ResumeChosenAt(ResumeAction action, long address) implements ResumeCommand {}
}
