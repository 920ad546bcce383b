package org.gpugdb.backend.uapi;

/**
 * The structs of a session that are not alike in all dialects. They differ in one thing mainly:
 * whether a session has many clients, named by handles, or one.
 */
public record SessionStructs(
    VmOpenLayout vmOpen,
    EuControlLayout euControl,
    AckEventLayout ack,
    VmEventLayout vmEvent,
    ExecQueueEventLayout execQueueEvent,
    EuAttentionEventLayout euAttentionEvent,
    VmBindEventLayout vmBindEvent,
    VmBindOpDebugDataEventLayout vmBindOpDebugDataEvent,
    PagefaultEventLayout pagefaultEvent) {

  private static final AckEventLayout ACK =
      new AckEventLayout(StructLayout.of("ack_event", 16, "type@0:4 flags@4:4 seqno@8:8"));

  /** Sessions with a process. Source: {@code xe_drm_prelim.h}. */
  static final SessionStructs OF_PROCESS =
      new SessionStructs(
          new VmOpenLayout(
              StructLayout.of(
                  "vm_open",
                  40,
                  "extensions@0:8 client_handle@8:8 vm_handle@16:8 flags@24:8 timeout_ns@32:8")),
          new EuControlLayout(
              StructLayout.of(
                  "eu_control",
                  56,
                  "client_handle@0:8 cmd@8:4 flags@12:4 seqno@16:8 exec_queue_handle@24:8"
                      + " lrc_handle@32:8 reserved@40:4 bitmask_size@44:4 bitmask_ptr@48:8")),
          ACK,
          new VmEventLayout(StructLayout.of("event_vm", 40, "client_handle@24:8 vm_handle@32:8")),
          new ExecQueueEventLayout(
              StructLayout.of(
                  "event_exec_queue",
                  56,
                  "client_handle@24:8 vm_handle@32:8 exec_queue_handle@40:8 engine_class@48:4"
                      + " width@52:4 lrc_handle@56:8")),
          new EuAttentionEventLayout(
              StructLayout.of(
                  "event_eu_attention",
                  56,
                  "client_handle@24:8 exec_queue_handle@32:8 lrc_handle@40:8 flags@48:4"
                      + " bitmask_size@52:4 bitmask@56:1")),
          new VmBindEventLayout(
              StructLayout.of(
                  "event_vm_bind",
                  48,
                  "client_handle@24:8 vm_handle@32:8 bind_flags@40:4 num_binds@44:4")),
          new VmBindOpDebugDataEventLayout(StructLayout.absent("event_vm_bind_op_debug_data")),
          new PagefaultEventLayout(
              StructLayout.of(
                  "event_pagefault",
                  64,
                  "client_handle@24:8 exec_queue_handle@32:8 lrc_handle@40:8 flags@48:4"
                      + " bitmask_size@52:4 pagefault_address@56:8 bitmask@64:1")));

  /** Sessions with one DRM file, version 5 of the posting. Source: {@code xe_drm_eudebug.h}. */
  static final SessionStructs OF_FILE =
      new SessionStructs(
          new VmOpenLayout(
              StructLayout.of(
                  "vm_open", 32, "extensions@0:8 vm_handle@8:8 flags@16:8 timeout_ns@24:8")),
          new EuControlLayout(
              StructLayout.of(
                  "eu_control",
                  48,
                  "cmd@0:4 flags@4:4 seqno@8:8 exec_queue_handle@16:8 lrc_handle@24:8"
                      + " reserved@32:4 bitmask_size@36:4 bitmask_ptr@40:8")),
          ACK,
          new VmEventLayout(StructLayout.of("event_vm", 32, "vm_handle@24:8")),
          new ExecQueueEventLayout(
              StructLayout.of(
                  "event_exec_queue",
                  48,
                  "vm_handle@24:8 exec_queue_handle@32:8 engine_class@40:4 width@44:4"
                      + " lrc_handle@48:8")),
          new EuAttentionEventLayout(
              StructLayout.of(
                  "event_eu_attention",
                  48,
                  "exec_queue_handle@24:8 lrc_handle@32:8 flags@40:4 bitmask_size@44:4"
                      + " bitmask@48:1")),
          new VmBindEventLayout(
              StructLayout.of(
                  "event_vm_bind", 40, "vm_handle@24:8 bind_flags@32:4 num_binds@36:4")),
          new VmBindOpDebugDataEventLayout(
              StructLayout.of(
                  "event_vm_bind_op_debug_data",
                  4168,
                  "vm_bind_ref_seqno@24:8 num_extensions@32:8 addr@40:8 range@48:8 flags@56:8"
                      + " offset@64:4 reserved@68:4 pseudopath@72:8 pathname@72:4096")),
          new PagefaultEventLayout(
              StructLayout.of(
                  "event_pagefault",
                  56,
                  "exec_queue_handle@24:8 lrc_handle@32:8 flags@40:4 bitmask_size@44:4"
                      + " pagefault_address@48:8 bitmask@56:1")));

  /** The same with what the newest documented text has changed. */
  static final SessionStructs DOCUMENTED =
      new SessionStructs(
          OF_FILE.vmOpen,
          OF_FILE.euControl,
          new AckEventLayout(
              StructLayout.of("ack", 24, "type@0:4 flags@4:4 seqno@8:8 reserved@16:8")),
          OF_FILE.vmEvent,
          OF_FILE.execQueueEvent,
          OF_FILE.euAttentionEvent,
          OF_FILE.vmBindEvent,
          new VmBindOpDebugDataEventLayout(
              StructLayout.of(
                  "event_vm_bind_op_debug_data",
                  4176,
                  "vm_bind_ref_seqno@24:8 num_extensions@32:8 addr@40:8 range@48:8 flags@56:8"
                      + " offset@64:8 reserved@72:8 pseudopath@80:8 pathname@80:4096")),
          OF_FILE.pagefaultEvent);

  /** Version 5 of the posting. */
  static final DebugDataExtensionLayout DEBUG_DATA_EXTENSION =
      new DebugDataExtensionLayout(
          StructLayout.of(
              "vm_bind_op_ext_debug_data",
              4144,
              "next_extension@0:8 name@8:4 addr@16:8 range@24:8 flags@32:8 offset@40:4"
                  + " reserved@44:4 pseudopath@48:8 pathname@48:4096"));
}
