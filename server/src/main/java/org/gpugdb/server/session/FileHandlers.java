package org.gpugdb.server.session;

import java.util.Optional;
import org.gpugdb.backend.spi.BackendException;
import org.gpugdb.backend.spi.LoadedModule;
import org.gpugdb.protocol.command.FileCommand.CloseFile;
import org.gpugdb.protocol.command.FileCommand.DescribeFile;
import org.gpugdb.protocol.command.FileCommand.DescribePath;
import org.gpugdb.protocol.command.FileCommand.OpenFile;
import org.gpugdb.protocol.command.FileCommand.ReadFile;
import org.gpugdb.protocol.command.FileCommand.ReadLink;
import org.gpugdb.protocol.command.FileCommand.SelectFileSystem;
import org.gpugdb.protocol.reply.FileError;
import org.gpugdb.protocol.reply.FileReply.FileData;
import org.gpugdb.protocol.reply.FileReply.FileDescription;
import org.gpugdb.protocol.reply.FileReply.FileFailure;
import org.gpugdb.protocol.reply.FileReply.FileResult;
import org.gpugdb.protocol.reply.Reply;

/** The target's modules as files, read-only; no other file of any machine. */
final class FileHandlers {
  private static final int READ_ONLY = 0;

  private final ModuleFiles files;

  FileHandlers(SessionContext context) {
    this.files = context.files();
  }

  void register(CommandRouter router) {
    router.on(SelectFileSystem.class, command -> new FileResult(0));
    router.onTarget(OpenFile.class, this::open);
    router.on(CloseFile.class, this::close);
    router.on(ReadFile.class, this::read);
    router.on(DescribeFile.class, this::describe);
    router.onTarget(DescribePath.class, this::describePath);
    router.onTarget(ReadLink.class, this::readLink);
  }

  private Reply open(OpenFile command) throws BackendException {
    Optional<LoadedModule> module = files.find(command.path());
    if (module.isEmpty()) {
      return failure(FileError.ENOENT);
    }
    if (command.flags() != READ_ONLY) {
      return failure(FileError.EROFS);
    }
    return files
        .open(module.get())
        .<Reply>map(FileResult::new)
        .orElseGet(() -> failure(FileError.EMFILE));
  }

  private Reply close(CloseFile command) {
    return files.close(command.descriptor()) ? new FileResult(0) : failure(FileError.EBADF);
  }

  private Reply read(ReadFile command) {
    return files
        .opened(command.descriptor())
        .<Reply>map(
            module -> new FileData(ModuleFiles.read(module, command.offset(), command.length())))
        .orElseGet(() -> failure(FileError.EBADF));
  }

  private Reply describe(DescribeFile command) {
    return description(files.opened(command.descriptor()), FileError.EBADF);
  }

  private Reply describePath(DescribePath command) throws BackendException {
    return description(files.find(command.path()), FileError.ENOENT);
  }

  /** No module is a link. */
  private Reply readLink(ReadLink command) throws BackendException {
    return failure(files.find(command.path()).isPresent() ? FileError.EINVAL : FileError.ENOENT);
  }

  private static Reply description(Optional<LoadedModule> module, FileError otherwise) {
    return module
        .<Reply>map(found -> new FileDescription(ModuleFiles.status(found)))
        .orElseGet(() -> failure(otherwise));
  }

  private static FileFailure failure(FileError error) {
    return new FileFailure(error);
  }
}
