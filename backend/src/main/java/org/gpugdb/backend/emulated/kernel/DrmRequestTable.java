package org.gpugdb.backend.emulated.kernel;

import java.util.HashMap;
import java.util.Map;
import org.gpugdb.backend.uapi.DebugRequest;
import org.gpugdb.backend.uapi.Dialect;
import org.gpugdb.backend.uapi.IoctlNumber;
import org.gpugdb.backend.uapi.XeRequest;

/** The requests of a DRM node. */
final class DrmRequestTable {
  private final Map<Integer, DrmRequest> requests = new HashMap<>();

  DrmRequestTable(EmulatedKernel kernel) {
    GemRequests gem = new GemRequests(kernel.videoMemory());
    VmRequests vm = new VmRequests(kernel);
    QueueRequests queue = new QueueRequests(kernel);
    MetadataRequests metadata = new MetadataRequests();
    add(XeRequest.DEVICE_QUERY, false, new QueryRequest(kernel.device(), kernel.graphics())::query);
    add(XeRequest.GEM_CREATE, false, gem::create);
    add(XeRequest.GEM_MMAP_OFFSET, false, gem::mmapOffset);
    add(XeRequest.GEM_CLOSE, false, gem::close);
    add(XeRequest.VM_CREATE, true, vm::create);
    add(XeRequest.VM_DESTROY, true, vm::destroy);
    add(XeRequest.VM_BIND, true, vm::bind);
    add(XeRequest.EXEC_QUEUE_CREATE, true, queue::create);
    add(XeRequest.EXEC_QUEUE_DESTROY, true, queue::destroy);
    add(XeRequest.WAIT_USER_FENCE, false, kernel.fences()::await);
    add(XeRequest.DISPATCH, false, new DispatchRequest(kernel)::dispatch);
    Dialect dialect = kernel.dialect();
    addKnown(dialect, DebugRequest.CONNECT, kernel.eudebug()::connect);
    addKnown(dialect, DebugRequest.METADATA_CREATE, metadata::create);
    addKnown(dialect, DebugRequest.METADATA_DESTROY, metadata::destroy);
  }

  private void addKnown(Dialect dialect, DebugRequest request, DrmRequest.Handler handler) {
    if (dialect.has(request)) {
      add(dialect.code(request), true, handler);
    }
  }

  private void add(long request, boolean waitsForDiscovery, DrmRequest.Handler handler) {
    requests.put(
        IoctlNumber.number(request),
        new DrmRequest(IoctlNumber.size(request), waitsForDiscovery, handler));
  }

  Map<Integer, DrmRequest> requests() {
    return Map.copyOf(requests);
  }
}
