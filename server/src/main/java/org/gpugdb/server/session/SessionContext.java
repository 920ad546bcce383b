package org.gpugdb.server.session;

import java.util.Optional;
import org.gpugdb.backend.spi.DeviceInfo;
import org.gpugdb.server.view.ClientView;
import org.gpugdb.server.view.NonStopView;
import org.gpugdb.server.view.TargetPicture;

/** What the handlers of one session work with. */
record SessionContext(
    DebuggedDevice device,
    Debuggee debuggee,
    Selection selection,
    ThreadRegisters registers,
    StopReplies stops,
    ThreadDescriptions threads,
    ModuleFiles files,
    HitFilter hits,
    Statistics statistics,
    ClientProfile profile,
    Audit audit) {

  /** The context of a new session. */
  static SessionContext create(DebuggedDevice device, String peer, Debuggee.Listener listener) {
    DeviceInfo info = device.device().info();
    Statistics statistics = new Statistics();
    HitFilter hits = new HitFilter(device.loop()::nanoTime, info.registers(), listener::onConsole);
    TargetPicture picture = new TargetPicture(device.options().threadList(), info.threads());
    Debuggee debuggee = new Debuggee(device, picture, hits, statistics, listener);
    ClientProfile profile = new ClientProfile(device.negotiator().withoutAnnouncement());
    ThreadRegisters registers = new ThreadRegisters(debuggee, new RegisterFile(info.registers()));
    return new SessionContext(
        device,
        debuggee,
        new Selection(debuggee::view, info.threads()),
        registers,
        new StopReplies(debuggee, registers, profile),
        new ThreadDescriptions(debuggee, statistics),
        new ModuleFiles(debuggee),
        hits,
        statistics,
        profile,
        new Audit(peer));
  }

  ClientView view() {
    return debuggee.view();
  }

  Optional<NonStopView> nonStop() {
    return debuggee.nonStop();
  }

  Permissions permissions() {
    return device.options().permissions();
  }
}
