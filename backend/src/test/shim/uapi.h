/*
 * The debug interface as its driver package publishes it, in C's own layout: nothing here is
 * written with offsets, so that the compiler checks those of the program.
 */
#ifndef UAPI_H
#define UAPI_H

#include <stdint.h>
#include <sys/ioctl.h>

typedef uint64_t u64;
typedef uint32_t u32;
typedef uint16_t u16;
typedef uint8_t u8;

/* Requests on a device node. */

struct device_query {
  u64 extensions;
  u32 query, size;
  u64 data;
  u64 reserved[2];
};

struct connect {
  u64 extensions, pid;
  u32 flags, version;
};

#define DEVICE_QUERY _IOWR('d', 0x40, struct device_query)
#define CONNECT _IOWR('d', 0x40 + 0x59, struct connect)

enum { QUERY_ENGINES, QUERY_MEM_REGIONS, QUERY_CONFIG, QUERY_GT_LIST, QUERY_HWCONFIG, QUERY_TOPOLOGY };

struct query_config {
  u32 num_params, pad;
  u64 info[5];
};

struct topology_mask {
  u16 gt_id, type;
  u32 num_bytes;
  u8 mask[4];
};

enum { DSS_GEOMETRY = 1, DSS_COMPUTE, L3_BANK, EU_PER_DSS, SIMD16_EU_PER_DSS };

struct engine_class_instance {
  u16 engine_class, engine_instance, gt_id, pad;
};

struct engine {
  struct engine_class_instance instance;
  u64 reserved[3];
};

struct query_engines {
  u32 num_engines, pad;
  struct engine engines[2];
};

struct gt {
  u16 type, tile_id, gt_id, pad[3];
  u32 reference_clock;
  u64 near_mem_regions, far_mem_regions;
  u16 ip_ver_major, ip_ver_minor, ip_ver_rev, pad2;
  u64 reserved[7];
};

struct query_gt_list {
  u32 num_gt, pad;
  struct gt gt_list[1];
};

/* Requests on a session. */

struct event {
  u32 len;
  u16 type, flags;
  u64 seqno, reserved;
};

struct vm_open {
  u64 extensions, client_handle, vm_handle, flags, timeout_ns;
};

struct eu_control {
  u64 client_handle;
  u32 cmd, flags;
  u64 seqno, exec_queue_handle, lrc_handle;
  u32 reserved, bitmask_size;
  u64 bitmask_ptr;
};

enum { INTERRUPT_ALL, STOPPED, RESUME };

struct read_metadata {
  u64 client_handle, metadata_handle;
  u32 flags, reserved;
  u64 ptr, size;
};

struct ack_event {
  u32 type, flags;
  u64 seqno;
};

#define READ_EVENT _IO('j', 0)
#define VM_OPEN _IOW('j', 1, struct vm_open)
#define EU_CONTROL _IOWR('j', 2, struct eu_control)
#define READ_METADATA _IOWR('j', 3, struct read_metadata)
#define ACK_EVENT _IOW('j', 4, struct ack_event)

/* Events. */

enum {
  EVENT_NONE,
  EVENT_READ,
  EVENT_OPEN,
  EVENT_VM,
  EVENT_EXEC_QUEUE,
  EVENT_EU_ATTENTION,
  EVENT_VM_BIND,
  EVENT_VM_BIND_OP,
  EVENT_VM_BIND_UFENCE,
  EVENT_METADATA,
  EVENT_VM_BIND_OP_METADATA,
  EVENT_PAGEFAULT,
  EVENT_SYNC_HOST,
  EVENT_EXEC_QUEUE_PLACEMENTS,
  EVENT_MAX = EVENT_EXEC_QUEUE_PLACEMENTS
};

enum { CREATE = 1, DESTROY = 2, STATE_CHANGE = 4, NEED_ACK = 8 };

enum { BIND_UFENCE = 1 };

struct event_client {
  struct event base;
  u64 client_handle;
};

struct event_vm {
  struct event base;
  u64 client_handle, vm_handle;
};

struct event_exec_queue {
  struct event base;
  u64 client_handle, vm_handle, exec_queue_handle;
  u32 engine_class, width;
  u64 lrc_handle[2];
};

struct event_exec_queue_placements {
  struct event base;
  u64 client_handle, vm_handle, exec_queue_handle, lrc_handle;
  u32 num_placements, pad;
  struct engine_class_instance instances[2];
};

struct event_eu_attention {
  struct event base;
  u64 client_handle, exec_queue_handle, lrc_handle;
  u32 flags, bitmask_size;
  u8 bitmask[64];
};

struct event_vm_bind {
  struct event base;
  u64 client_handle, vm_handle;
  u32 flags, num_binds;
};

struct event_vm_bind_op {
  struct event base;
  u64 vm_bind_ref_seqno, num_extensions, addr, range;
};

struct event_vm_bind_op_metadata {
  struct event base;
  u64 vm_bind_op_ref_seqno, metadata_handle, metadata_cookie;
};

struct event_vm_bind_ufence {
  struct event base;
  u64 vm_bind_ref_seqno;
};

struct event_metadata {
  struct event base;
  u64 client_handle, metadata_handle, type, len;
};

struct event_pagefault {
  struct event base;
  u64 client_handle, exec_queue_handle, lrc_handle;
  u32 flags, bitmask_size;
  u64 pagefault_address;
  u8 bitmask[48];
};

struct event_sync_host {
  struct event base;
  u64 client_handle, exec_queue_handle, lrc_handle;
};

enum { ELF_BINARY, PROGRAM_MODULE, MODULE_AREA, SBA_AREA, SIP_AREA };

/* The state save area: public header, versions 2 and 3. */

struct regset {
  u32 offset;
  u16 num, bits, bytes;
  u8 pad[6];
};

struct state_save_area_2 {
  char magic[8];
  u64 reserved;
  u8 major, minor;
  u16 patch;
  u8 size, pad[3];
  u32 num_slices, num_subslices_per_slice, num_eus_per_subslice, num_threads_per_eu;
  u32 state_area_offset, state_save_size, slm_area_offset, slm_bank_size;
  u32 slm_bank_valid, sr_magic_offset;
  struct regset grf, addr, flag, emask, sr, cr, notification, tdr, acc, mme, ce, sp, cmd, tm, fc;
  struct regset dbg, ctx, dbg_reg;
};

struct state_save_area {
  char magic[8];
  u64 reserved;
  u8 major, minor;
  u16 patch;
  u8 size, pad[3];
  u32 num_slices, num_subslices_per_slice, num_eus_per_subslice, num_threads_per_eu;
  u32 state_area_offset, state_save_size, slm_area_offset, slm_bank_size;
  u32 reserved1, sr_magic_offset;
  u32 fifo_offset, fifo_size, fifo_head, fifo_tail, fifo_version;
  u32 reserved2[10];
  u32 sip_flags;
  struct regset grf, addr, flag, emask, sr, cr, notification, tdr, acc, mme, ce, sp, cmd, tm, fc;
  struct regset dbg, ctx, dbg_reg, scalar, msg;
};

/* Where the driver library keeps what addresses are relative to; packed. */

struct __attribute__((packed)) state_bases {
  char magic[8];
  u64 reserved;
  u8 version, reserved1[7];
  u64 general, surface, dynamic, indirect, instruction, bindless_surface, bindless_sampler;
};

struct sr_ident {
  char magic[8];
  u8 version[4];
  u8 count, reserved[7];
};

struct command {
  u32 command, size;
  u64 offset;
  u8 buffer[112];
};

enum { COMMAND_RESUME, COMMAND_READY };

#endif
