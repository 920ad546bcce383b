// Prints what a C compiler makes of the structs and requests of each dialect, in the form of
// dialects.txt. Declarations written for this test after the public headers; nothing is packed.
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/ioctl.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;

struct event { u32 len; u16 type, flags; u64 seqno, reserved; };
struct user_extension { u64 next_extension; u32 name, pad; };
struct connect { u64 extensions, target; u32 flags, version; };
struct metadata_create { u64 extensions, type, user_addr, len; u32 metadata_id; };
struct metadata_destroy { u64 extensions; u32 metadata_id; };
struct read_metadata { u64 client_handle, metadata_handle; u32 flags, reserved; u64 ptr, size; };
struct ack_event { u32 type, flags; u64 seqno; };

// Sessions with a process.
struct pid_vm_open { u64 extensions, client_handle, vm_handle, flags, timeout_ns; };
struct pid_eu_control {
  u64 client_handle; u32 cmd, flags; u64 seqno, exec_queue_handle, lrc_handle;
  u32 reserved, bitmask_size; u64 bitmask_ptr;
};
struct pid_event_vm { struct event base; u64 client_handle, vm_handle; };
struct pid_event_exec_queue {
  struct event base; u64 client_handle, vm_handle, exec_queue_handle; u32 engine_class, width;
  u64 lrc_handle[];
};
struct pid_event_eu_attention {
  struct event base; u64 client_handle, exec_queue_handle, lrc_handle; u32 flags, bitmask_size;
  u8 bitmask[];
};
struct pid_event_vm_bind { struct event base; u64 client_handle, vm_handle; u32 bind_flags, num_binds; };
struct pid_event_pagefault {
  struct event base; u64 client_handle, exec_queue_handle, lrc_handle; u32 flags, bitmask_size;
  u64 pagefault_address; u8 bitmask[];
};

// Sessions with a DRM file.
struct fd_vm_open { u64 extensions, vm_handle, flags, timeout_ns; };
struct fd_eu_control {
  u32 cmd, flags; u64 seqno, exec_queue_handle, lrc_handle; u32 reserved, bitmask_size;
  u64 bitmask_ptr;
};
struct fd_event_vm { struct event base; u64 vm_handle; };
struct fd_event_exec_queue {
  struct event base; u64 vm_handle, exec_queue_handle; u32 engine_class, width; u64 lrc_handle[];
};
struct fd_event_eu_attention {
  struct event base; u64 exec_queue_handle, lrc_handle; u32 flags, bitmask_size; u8 bitmask[];
};
struct fd_event_vm_bind { struct event base; u64 vm_handle; u32 bind_flags, num_binds; };
struct fd_event_pagefault {
  struct event base; u64 exec_queue_handle, lrc_handle; u32 flags, bitmask_size;
  u64 pagefault_address; u8 bitmask[];
};
struct v5_event_debug_data {
  struct event base; u64 vm_bind_ref_seqno, num_extensions, addr, range, flags;
  u32 offset, reserved; union { u64 pseudopath; char pathname[4096]; };
};
struct v5_ext_debug_data {
  struct user_extension base; u64 addr, range, flags; u32 offset, reserved;
  union { u64 pseudopath; char pathname[4096]; };
};
struct documented_ack { u32 type, flags; u64 seqno, reserved; };
struct documented_event_debug_data {
  struct event base; u64 vm_bind_ref_seqno, num_extensions, addr, range, flags, offset, reserved;
  union { u64 pseudopath; char pathname[4096]; };
};

#define S(dialects, name, type) printf("\nstruct %s %s %zu", dialects, name, sizeof(struct type));
#define N(type, field, name) \
  printf(" %s@%zu:%zu", name, offsetof(struct type, field), sizeof(((struct type *)0)->field));
#define F(type, field) N(type, field, #field)
#define A(type, field) \
  printf(" %s@%zu:%zu", #field, offsetof(struct type, field), sizeof(((struct type *)0)->field[0]));
#define R(dialect, name, code) \
  printf("\nrequest %s %s 0x%08lx", dialect, name, (unsigned long)(code));

#define PID "prelim,prelim-2025,v3,igt"
#define FD "v5,documented"

static void structs_of_process(void) {
  S(PID, "vm_open", pid_vm_open)
  F(pid_vm_open, extensions) F(pid_vm_open, client_handle) F(pid_vm_open, vm_handle)
  F(pid_vm_open, flags) F(pid_vm_open, timeout_ns)
  S(PID, "eu_control", pid_eu_control)
  F(pid_eu_control, client_handle) F(pid_eu_control, cmd) F(pid_eu_control, flags)
  F(pid_eu_control, seqno) F(pid_eu_control, exec_queue_handle) F(pid_eu_control, lrc_handle)
  F(pid_eu_control, reserved) F(pid_eu_control, bitmask_size) F(pid_eu_control, bitmask_ptr)
  S(PID, "ack_event", ack_event) F(ack_event, type) F(ack_event, flags) F(ack_event, seqno)
  S(PID, "event_vm", pid_event_vm) F(pid_event_vm, client_handle) F(pid_event_vm, vm_handle)
  S(PID, "event_exec_queue", pid_event_exec_queue)
  F(pid_event_exec_queue, client_handle) F(pid_event_exec_queue, vm_handle)
  F(pid_event_exec_queue, exec_queue_handle) F(pid_event_exec_queue, engine_class)
  F(pid_event_exec_queue, width) A(pid_event_exec_queue, lrc_handle)
  S(PID, "event_eu_attention", pid_event_eu_attention)
  F(pid_event_eu_attention, client_handle) F(pid_event_eu_attention, exec_queue_handle)
  F(pid_event_eu_attention, lrc_handle) F(pid_event_eu_attention, flags)
  F(pid_event_eu_attention, bitmask_size) A(pid_event_eu_attention, bitmask)
  S(PID, "event_vm_bind", pid_event_vm_bind)
  F(pid_event_vm_bind, client_handle) F(pid_event_vm_bind, vm_handle)
  F(pid_event_vm_bind, bind_flags) F(pid_event_vm_bind, num_binds)
  S(PID, "event_pagefault", pid_event_pagefault)
  F(pid_event_pagefault, client_handle) F(pid_event_pagefault, exec_queue_handle)
  F(pid_event_pagefault, lrc_handle) F(pid_event_pagefault, flags)
  F(pid_event_pagefault, bitmask_size) F(pid_event_pagefault, pagefault_address)
  A(pid_event_pagefault, bitmask)
}

#define DEBUG_DATA_TAIL(type) \
  F(type, addr) F(type, range) F(type, flags) F(type, offset) F(type, reserved) \
  F(type, pseudopath) F(type, pathname)

static void structs_of_file(void) {
  S(FD, "vm_open", fd_vm_open)
  F(fd_vm_open, extensions) F(fd_vm_open, vm_handle) F(fd_vm_open, flags) F(fd_vm_open, timeout_ns)
  S(FD, "eu_control", fd_eu_control)
  F(fd_eu_control, cmd) F(fd_eu_control, flags) F(fd_eu_control, seqno)
  F(fd_eu_control, exec_queue_handle) F(fd_eu_control, lrc_handle) F(fd_eu_control, reserved)
  F(fd_eu_control, bitmask_size) F(fd_eu_control, bitmask_ptr)
  S("v5", "ack_event", ack_event) F(ack_event, type) F(ack_event, flags) F(ack_event, seqno)
  S("documented", "ack", documented_ack)
  F(documented_ack, type) F(documented_ack, flags) F(documented_ack, seqno)
  F(documented_ack, reserved)
  S(FD, "event_vm", fd_event_vm) F(fd_event_vm, vm_handle)
  S(FD, "event_exec_queue", fd_event_exec_queue)
  F(fd_event_exec_queue, vm_handle) F(fd_event_exec_queue, exec_queue_handle)
  F(fd_event_exec_queue, engine_class) F(fd_event_exec_queue, width)
  A(fd_event_exec_queue, lrc_handle)
  S(FD, "event_eu_attention", fd_event_eu_attention)
  F(fd_event_eu_attention, exec_queue_handle) F(fd_event_eu_attention, lrc_handle)
  F(fd_event_eu_attention, flags) F(fd_event_eu_attention, bitmask_size)
  A(fd_event_eu_attention, bitmask)
  S(FD, "event_vm_bind", fd_event_vm_bind)
  F(fd_event_vm_bind, vm_handle) F(fd_event_vm_bind, bind_flags) F(fd_event_vm_bind, num_binds)
  S("v5", "event_vm_bind_op_debug_data", v5_event_debug_data)
  F(v5_event_debug_data, vm_bind_ref_seqno) F(v5_event_debug_data, num_extensions)
  DEBUG_DATA_TAIL(v5_event_debug_data)
  S("documented", "event_vm_bind_op_debug_data", documented_event_debug_data)
  F(documented_event_debug_data, vm_bind_ref_seqno) F(documented_event_debug_data, num_extensions)
  DEBUG_DATA_TAIL(documented_event_debug_data)
  S(FD, "event_pagefault", fd_event_pagefault)
  F(fd_event_pagefault, exec_queue_handle) F(fd_event_pagefault, lrc_handle)
  F(fd_event_pagefault, flags) F(fd_event_pagefault, bitmask_size)
  F(fd_event_pagefault, pagefault_address) A(fd_event_pagefault, bitmask)
  S("v5", "vm_bind_op_ext_debug_data", v5_ext_debug_data)
  N(v5_ext_debug_data, base.next_extension, "next_extension")
  N(v5_ext_debug_data, base.name, "name")
  DEBUG_DATA_TAIL(v5_ext_debug_data)
}

static void requests_of_process(const char *dialect, int connect, int create, int destroy) {
  R(dialect, "CONNECT", _IOWR('d', 0x40 + connect, struct connect))
  R(dialect, "METADATA_CREATE", _IOWR('d', 0x40 + create, struct metadata_create))
  R(dialect, "METADATA_DESTROY", _IOW('d', 0x40 + destroy, struct metadata_destroy))
  R(dialect, "READ_EVENT", _IO('j', 0))
  R(dialect, "VM_OPEN", _IOW('j', 1, struct pid_vm_open))
  R(dialect, "EU_CONTROL", _IOWR('j', 2, struct pid_eu_control))
  R(dialect, "READ_METADATA", _IOWR('j', 3, struct read_metadata))
  R(dialect, "ACK_EVENT", _IOW('j', 4, struct ack_event))
}

static void requests_of_file(void) {
  R("v5", "CONNECT", _IOWR('d', 0x40 + 0x0e, struct connect))
  R("v5", "READ_EVENT", _IO('j', 0))
  R("v5", "VM_OPEN", _IOW('j', 2, struct fd_vm_open))
  R("v5", "EU_CONTROL", _IOWR('j', 3, struct fd_eu_control))
  R("v5", "ACK_EVENT", _IOW('j', 1, struct ack_event))
  R("documented", "READ_EVENT", _IO('j', 0))
  R("documented", "VM_OPEN", _IOW('j', 2, struct fd_vm_open))
  R("documented", "EU_CONTROL", _IOWR('j', 3, struct fd_eu_control))
  R("documented", "ACK_EVENT", _IOW('j', 1, struct documented_ack))
}

int main(void) {
  structs_of_process();
  structs_of_file();
  requests_of_process("v3", 0x0c, 0x0d, 0x0e);
  requests_of_process("igt", 0x10, 0x11, 0x12);
  requests_of_process("prelim", 0x59, 0x5b, 0x5c);
  requests_of_process("prelim-2025", 0x5f, 0x5e, 0x5d);
  requests_of_file();
  return 0;
}
