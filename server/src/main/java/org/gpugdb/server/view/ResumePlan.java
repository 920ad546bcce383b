package org.gpugdb.server.view;

import java.util.List;
import java.util.Optional;
import org.gpugdb.backend.spi.AddressSpaceId;
import org.gpugdb.backend.spi.Resume;
import org.gpugdb.backend.spi.ThreadId;

/**
 * What each thread shall do. The leftmost action whose scope contains a thread holds; a thread that
 * none contains keeps its state.
 */
public record ResumePlan(List<Action> actions) {
  public ResumePlan {
    actions = List.copyOf(actions);
  }

  /** All threads of all spaces run freely. */
  public static ResumePlan everythingContinues() {
    return new ResumePlan(List.of(new Action(new ThreadScope.Everything(), new Resume.Continue())));
  }

  /** One action and the threads it is for. */
  public record Action(ThreadScope threads, Resume how) {}

  /** What {@code thread} shall do; empty if it keeps its state. */
  public Optional<Resume> actionFor(ThreadId thread) {
    for (Action action : actions) {
      if (action.threads().contains(thread)) {
        return Optional.of(action.how());
      }
    }
    return Optional.empty();
  }

  /** The first thread that is named by itself. */
  public Optional<ThreadId> firstNamed() {
    return actions.stream()
        .map(Action::threads)
        .filter(ThreadScope.Single.class::isInstance)
        .map(scope -> ((ThreadScope.Single) scope).thread())
        .findFirst();
  }

  /** Whether threads of {@code space} that nobody named run freely. */
  public boolean continuesAll(AddressSpaceId space) {
    for (Action action : actions) {
      if (action.threads().coversAll(space)) {
        return action.how() instanceof Resume.Continue;
      }
    }
    return false;
  }
}
