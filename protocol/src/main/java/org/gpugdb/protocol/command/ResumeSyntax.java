package org.gpugdb.protocol.command;

import java.util.ArrayList;
import java.util.List;
import org.gpugdb.protocol.command.ResumeCommand.ThreadAction;

/** Arguments of packets that run threads. */
final class ResumeSyntax {
  private static final int MAX_SIGNAL = 0xff;

  private ResumeSyntax() {}

  /** {@code [addr]} */
  static Command continueChosen(Cursor in) throws MalformedPacketException {
    return chosen(new ResumeAction.Continue(), in);
  }

  /** {@code sig[;addr]} */
  static Command continueChosenWithSignal(Cursor in) throws MalformedPacketException {
    return chosenWithSignal(new ResumeAction.ContinueWithSignal(in.number(MAX_SIGNAL)), in);
  }

  /** {@code [addr]} */
  static Command stepChosen(Cursor in) throws MalformedPacketException {
    return chosen(new ResumeAction.Step(), in);
  }

  /** {@code sig[;addr]} */
  static Command stepChosenWithSignal(Cursor in) throws MalformedPacketException {
    return chosenWithSignal(new ResumeAction.StepWithSignal(in.number(MAX_SIGNAL)), in);
  }

  /** {@code action[:thread-id][;action[:thread-id]]…} */
  static Command resume(Cursor in) throws MalformedPacketException {
    List<ThreadAction> actions = new ArrayList<>();
    do {
      ResumeAction action = action(in);
      ThreadSelector threads =
          in.take(':') ? ThreadSelector.parse(in) : ThreadSelector.EVERY_THREAD;
      actions.add(new ThreadAction(action, threads));
    } while (in.take(';') && !in.atEnd());
    return new ResumeCommand.Resume(actions);
  }

  private static ResumeAction action(Cursor in) throws MalformedPacketException {
    if (in.take('c')) {
      return new ResumeAction.Continue();
    }
    if (in.take('C')) {
      return new ResumeAction.ContinueWithSignal(in.number(MAX_SIGNAL));
    }
    if (in.take('s')) {
      return new ResumeAction.Step();
    }
    if (in.take('S')) {
      return new ResumeAction.StepWithSignal(in.number(MAX_SIGNAL));
    }
    if (in.take('t')) {
      return new ResumeAction.Stop();
    }
    if (in.take('r')) {
      long start = in.number();
      in.expect(',');
      return new ResumeAction.StepRange(start, in.number());
    }
    throw in.malformed("one of c C s S t r");
  }

  private static Command chosen(ResumeAction action, Cursor in) throws MalformedPacketException {
    return in.atEnd()
        ? new ResumeCommand.ResumeChosen(action)
        : new ResumeCommand.ResumeChosenAt(action, in.number());
  }

  private static Command chosenWithSignal(ResumeAction action, Cursor in)
      throws MalformedPacketException {
    return in.take(';')
        ? new ResumeCommand.ResumeChosenAt(action, in.number())
        : new ResumeCommand.ResumeChosen(action);
  }
}
