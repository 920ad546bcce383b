package org.gpugdb.server.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.gpugdb.backend.spi.AddressSpaceId;
import org.gpugdb.backend.spi.BackendException;
import org.gpugdb.backend.spi.LoadedModule;
import org.gpugdb.backend.spi.ThreadId;
import org.gpugdb.protocol.command.SessionCommand.ReadObject;
import org.gpugdb.protocol.reply.DataReply.ObjectPart;
import org.gpugdb.protocol.reply.Reply;
import org.gpugdb.protocol.wire.Bytes;
import org.gpugdb.protocol.wire.Hex;
import org.gpugdb.protocol.xml.LibraryListDocument;
import org.gpugdb.protocol.xml.LibraryListDocument.Library;
import org.gpugdb.protocol.xml.LibraryListDocument.Unit;
import org.gpugdb.protocol.xml.OsDataDocument;
import org.gpugdb.protocol.xml.ThreadListDocument;
import org.gpugdb.protocol.xml.ThreadListDocument.ListedThread;

/** Documents that clients read in parts; all parts of one reading come from the same text. */
final class TransferHandlers {
  private static final String FEATURES = "features";
  private static final String TARGET_XML = "target.xml";
  private static final String OS_DATA = "osdata";
  private static final String PROCESSES = "processes";

  private final Session session;
  private final SessionContext context;
  private String currentName = "";
  private Bytes current = Bytes.EMPTY;

  TransferHandlers(Session session, SessionContext context) {
    this.session = session;
    this.context = context;
  }

  /** The description of the target is read before the target is looked at. */
  void register(CommandRouter router) {
    router.onTargetIf(ReadObject.class, command -> !command.object().equals(FEATURES), this::read);
  }

  private Reply read(ReadObject command) throws BackendException {
    if (!command.object().equals(OS_DATA) || command.offset() != 0) {
      return part(command);
    }
    Reply deferred = session.answerLater();
    context.device().discover(() -> session.finish(partOrFailure(command)));
    return deferred;
  }

  private Reply partOrFailure(ReadObject command) {
    try {
      return part(command);
    } catch (BackendException e) {
      return ErrorMapper.failure(e);
    }
  }

  private Reply part(ReadObject command) throws BackendException {
    String name = command.object() + ":" + command.annex();
    if (command.offset() == 0 || !name.equals(currentName)) {
      Optional<Bytes> document = document(command.object(), command.annex());
      if (document.isEmpty()) {
        return Reply.UNSUPPORTED;
      }
      current = document.get();
      currentName = name;
    }
    ObjectPart part = ObjectPart.of(current, command.offset(), command.length());
    if (part.last()) {
      current = Bytes.EMPTY;
      currentName = "";
    }
    return part;
  }

  private Optional<Bytes> document(String object, String annex) throws BackendException {
    return switch (object) {
      case FEATURES -> Optional.of(targetDescription(annex));
      case "threads" -> Optional.of(threads());
      case "exec-file" -> Optional.of(program(annex));
      case "libraries" -> Optional.of(libraries());
      case OS_DATA -> Optional.of(osData(annex));
      default -> Optional.empty();
    };
  }

  private Bytes targetDescription(String annex) throws BackendException {
    if (!annex.equals(TARGET_XML)) {
      throw new BackendException.InvalidArgument(
          "description: got " + annex + " (expected " + TARGET_XML + ")");
    }
    return context.device().targetXml();
  }

  private Bytes threads() throws BackendException {
    context.debuggee().threadListRead(context.threads().work(context.view().threadList()));
    List<ListedThread> threads = new ArrayList<>();
    for (ThreadId thread : context.view().threadList()) {
      threads.add(
          new ListedThread(
              Selection.ptid(thread),
              context.threads().core(thread),
              context.threads().name(thread),
              context.threads().text(thread)));
    }
    return new ThreadListDocument(threads).toXml(context.profile().isMultiprocess());
  }

  private Bytes program(String annex) throws BackendException {
    AddressSpaceId space =
        annex.isEmpty()
            ? context.selection().current().space()
            : context
                .selection()
                .space(
                    Hex.parseUnsigned(annex)
                        .orElseThrow(
                            () ->
                                new BackendException.InvalidArgument(
                                    "process id: got " + annex + " (expected hex digits)")));
    return modules(space).stream()
        .filter(LoadedModule::executable)
        .findFirst()
        .map(module -> Bytes.utf8(ModuleFiles.path(module)))
        .orElseThrow(
            () -> new BackendException.InvalidArgument("process " + space + " has no program"));
  }

  private Bytes libraries() throws BackendException {
    List<Library> libraries = new ArrayList<>();
    for (LoadedModule module : modules(context.selection().current().space())) {
      if (!module.executable()) {
        libraries.add(
            new Library(ModuleFiles.path(module), Unit.SEGMENT, List.of(module.loadAddress())));
      }
    }
    return new LibraryListDocument(libraries).toXml();
  }

  private List<LoadedModule> modules(AddressSpaceId space) throws BackendException {
    return context.debuggee().target(space).modules(space);
  }

  private Bytes osData(String annex) throws BackendException {
    if (annex.isEmpty()) {
      return new OsDataDocument(
              "types",
              List.of("Type", "Description", "Title"),
              List.of(
                  List.of(PROCESSES, "GPU address spaces that can be attached to", "Processes")))
          .toXml();
    }
    if (!annex.equals(PROCESSES)) {
      throw new BackendException.InvalidArgument(
          "table: got " + annex + " (expected " + PROCESSES + ")");
    }
    List<List<String>> rows = new ArrayList<>();
    for (DebuggedDevice.Listing listing : context.device().spaces()) {
      long pid = listing.client().pid();
      String user = ProcessHandle.of(pid).flatMap(host -> host.info().user()).orElse("");
      String command = listing.client().name() + " (host process " + pid + ")";
      rows.add(List.of(Integer.toString(listing.space().number()), user, command, ""));
    }
    return new OsDataDocument(PROCESSES, List.of("pid", "user", "command", "cores"), rows).toXml();
  }
}
