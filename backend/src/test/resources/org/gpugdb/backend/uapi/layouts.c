// Prints the layouts that a C compiler gives to the structs of the driver interface, one line per
// field: Java class, field, offset, width (of an array: of one element). Declarations written for
// this test after the public headers.
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;

struct user_extension { u64 next_extension; u32 name, pad; };
struct connect { u64 extensions, target; u32 flags, version; };
struct read_metadata { u64 client_handle, metadata_handle; u32 flags, reserved; u64 ptr, size; };
struct metadata_create { u64 extensions, type, user_addr, len; u32 metadata_id; };
struct metadata_destroy { u64 extensions; u32 metadata_id; };
struct attach_debug { struct user_extension base; u64 metadata_id, flags, cookie, reserved; };

struct event { u32 len; u16 type, flags; u64 seqno, reserved; };
struct event_client { struct event base; u64 client_handle; };
struct engine_class_instance { u16 engine_class, engine_instance, gt_id, pad; };
struct event_placements {
  struct event base; u64 client_handle, vm_handle, exec_queue_handle, lrc_handle;
  u32 num_placements, pad; struct engine_class_instance instances[];
};
struct event_vm_bind_op { struct event base; u64 vm_bind_ref_seqno, num_extensions, addr, range; };
struct event_op_metadata { struct event base; u64 vm_bind_op_ref_seqno, metadata_handle, metadata_cookie; };
struct event_ufence { struct event base; u64 vm_bind_ref_seqno; };
struct event_metadata { struct event base; u64 client_handle, metadata_handle, type, length; };
struct event_sync_host { struct event base; u64 client_handle, exec_queue_handle, lrc_handle; };

struct device_query { u64 extensions; u32 query, size; u64 data, reserved[2]; };
struct engine { struct engine_class_instance instance; u64 reserved[3]; };
struct query_engines { u32 num, pad; struct engine array[]; };
struct gt {
  u16 type, tile_id, gt_id, pad[3]; u32 reference_clock; u64 near_mem_regions, far_mem_regions;
  u16 ip_ver_major, ip_ver_minor, ip_ver_rev, pad2; u64 reserved[7];
};
struct query_gt_list { u32 num, pad; struct gt array[]; };
struct mem_region {
  u16 mem_class, instance; u32 min_page_size;
  u64 total_size, used, cpu_visible_size, cpu_visible_used, reserved[6];
};
struct query_mem_regions { u32 num, pad; struct mem_region array[]; };
struct query_config { u32 num_params, pad; u64 info[]; };
struct topology_mask { u16 gt_id, type; u32 num_bytes; u8 mask[]; };
struct gem_create {
  u64 extensions, size; u32 placement, flags, vm_id, handle; u16 cpu_caching, pad[3]; u64 reserved[2];
};
struct gem_close { u32 handle, pad; };
struct gem_mmap_offset { u64 extensions; u32 handle, flags; u64 offset, reserved[2]; };
struct vm_create { u64 extensions; u32 flags, vm_id; u64 reserved[2]; };
struct vm_destroy { u32 vm_id, pad; u64 reserved[2]; };
struct bind_op {
  u64 extensions; u32 obj; u16 pat_index, pad; u64 obj_offset, range, addr; u32 op, flags;
  u32 prefetch_mem_region_instance, pad2; u64 reserved[3];
};
struct vm_bind {
  u64 extensions; u32 vm_id, exec_queue_id, pad, num_binds;
  union { struct bind_op bind; u64 vector_of_binds; };
  u32 pad2, num_syncs; u64 syncs, reserved[2];
};
struct sync { u64 extensions; u32 type, flags; u64 addr, timeline_value, reserved[2]; };
struct exec_queue_create {
  u64 extensions; u16 width, num_placements; u32 vm_id, flags, exec_queue_id;
  u64 instances, reserved[2];
};
struct exec_queue_destroy { u32 exec_queue_id, pad; u64 reserved[2]; };
struct set_property { struct user_extension base; u32 property, pad; u64 value, reserved[2]; };
struct wait_user_fence {
  u64 extensions, addr; u16 op, flags; u32 pad; u64 value, mask; int64_t timeout;
  u32 exec_queue_id, pad2; u64 reserved[2];
};

struct command { u32 command, size; u64 offset; u8 buffer[112]; };
struct regset { u32 offset; u16 num, bits, bytes; u16 pad[3]; };
struct sr_ident { u8 magic[8]; u32 version; u8 count, reserved[7]; };
struct save_area {
  u8 magic[8]; u64 reserved1; u8 major, minor; u16 patch; u8 size, reserved2[3];
  u32 num_slices, num_subslices_per_slice, num_eus_per_subslice, num_threads_per_eu;
  u32 state_area_offset, state_save_size, slm_area_offset, slm_bank_size, slm_bank_valid, sr_magic_offset;
  u32 fifo_offset, fifo_size, fifo_head, fifo_tail, fifo_version, reserved3[10], sip_flags;
  struct regset sets[20];
};

struct dispatch {
  u32 exec_queue_id, flags; u64 entry, kernel;
  u32 global_size_x, global_size_y, global_size_z, local_size_x, local_size_y, local_size_z;
  u32 work_dim, threads; u64 slm_base; u32 slm_bytes, num_arguments;
  u64 private_base, private_bytes, arguments, float_arguments, state_save_area, debug_area;
  u64 fence_addr, fence_value;
};

struct __attribute__((packed)) state_bases {
  char magic[8]; u64 reserved; u8 version, reserved1[7]; u64 bases[7];
};

#define S(java, type) printf("%s SIZE %zu\n", #java, sizeof(struct type));
#define F(java, type, field, name) \
  printf("%s %s %zu %zu\n", #java, #name, offsetof(struct type, field), sizeof(((struct type *)0)->field));
#define A(java, type, field, name) \
  printf("%s %s %zu %zu\n", #java, #name, offsetof(struct type, field), sizeof(((struct type *)0)->field[0]));

int main(void) {
  S(AttachDebugExtensionLayout, attach_debug)
  F(AttachDebugExtensionLayout, attach_debug, base.next_extension, NEXT_EXTENSION_OFFSET)
  F(AttachDebugExtensionLayout, attach_debug, base.name, NAME_OFFSET)
  F(AttachDebugExtensionLayout, attach_debug, metadata_id, METADATA_ID_OFFSET)
  F(AttachDebugExtensionLayout, attach_debug, flags, FLAGS_OFFSET)
  F(AttachDebugExtensionLayout, attach_debug, cookie, COOKIE_OFFSET)
  S(ClientEventLayout, event_client)
  F(ClientEventLayout, event_client, client_handle, CLIENT_HANDLE_OFFSET)
  S(ConfigLayout, query_config)
  F(ConfigLayout, query_config, num_params, NUM_PARAMS_OFFSET)
  A(ConfigLayout, query_config, info, INFO_OFFSET)
  S(ConnectLayout, connect)
  F(ConnectLayout, connect, extensions, EXTENSIONS_OFFSET)
  F(ConnectLayout, connect, target, TARGET_OFFSET)
  F(ConnectLayout, connect, flags, FLAGS_OFFSET)
  F(ConnectLayout, connect, version, VERSION_OFFSET)
  S(DeviceQueryLayout, device_query)
  F(DeviceQueryLayout, device_query, extensions, EXTENSIONS_OFFSET)
  F(DeviceQueryLayout, device_query, query, QUERY_OFFSET)
  F(DeviceQueryLayout, device_query, size, SIZE_OFFSET)
  F(DeviceQueryLayout, device_query, data, DATA_OFFSET)
  S(DispatchLayout, dispatch)
  F(DispatchLayout, dispatch, exec_queue_id, EXEC_QUEUE_ID_OFFSET)
  F(DispatchLayout, dispatch, flags, FLAGS_OFFSET)
  F(DispatchLayout, dispatch, entry, ENTRY_OFFSET)
  F(DispatchLayout, dispatch, kernel, KERNEL_OFFSET)
  F(DispatchLayout, dispatch, global_size_x, GLOBAL_SIZE_X_OFFSET)
  F(DispatchLayout, dispatch, global_size_y, GLOBAL_SIZE_Y_OFFSET)
  F(DispatchLayout, dispatch, global_size_z, GLOBAL_SIZE_Z_OFFSET)
  F(DispatchLayout, dispatch, local_size_x, LOCAL_SIZE_X_OFFSET)
  F(DispatchLayout, dispatch, local_size_y, LOCAL_SIZE_Y_OFFSET)
  F(DispatchLayout, dispatch, local_size_z, LOCAL_SIZE_Z_OFFSET)
  F(DispatchLayout, dispatch, work_dim, WORK_DIM_OFFSET)
  F(DispatchLayout, dispatch, threads, THREADS_OFFSET)
  F(DispatchLayout, dispatch, slm_base, SLM_BASE_OFFSET)
  F(DispatchLayout, dispatch, slm_bytes, SLM_BYTES_OFFSET)
  F(DispatchLayout, dispatch, num_arguments, NUM_ARGUMENTS_OFFSET)
  F(DispatchLayout, dispatch, private_base, PRIVATE_BASE_OFFSET)
  F(DispatchLayout, dispatch, private_bytes, PRIVATE_BYTES_OFFSET)
  F(DispatchLayout, dispatch, arguments, ARGUMENTS_OFFSET)
  F(DispatchLayout, dispatch, float_arguments, FLOAT_ARGUMENTS_OFFSET)
  F(DispatchLayout, dispatch, state_save_area, STATE_SAVE_AREA_OFFSET)
  F(DispatchLayout, dispatch, debug_area, DEBUG_AREA_OFFSET)
  F(DispatchLayout, dispatch, fence_addr, FENCE_ADDR_OFFSET)
  F(DispatchLayout, dispatch, fence_value, FENCE_VALUE_OFFSET)
  S(EngineClassInstanceLayout, engine_class_instance)
  F(EngineClassInstanceLayout, engine_class_instance, engine_class, ENGINE_CLASS_OFFSET)
  F(EngineClassInstanceLayout, engine_class_instance, engine_instance, ENGINE_INSTANCE_OFFSET)
  F(EngineClassInstanceLayout, engine_class_instance, gt_id, GT_ID_OFFSET)
  S(EngineLayout, engine)
  F(EngineLayout, engine, instance.engine_class, ENGINE_CLASS_OFFSET)
  F(EngineLayout, engine, instance.engine_instance, ENGINE_INSTANCE_OFFSET)
  F(EngineLayout, engine, instance.gt_id, GT_ID_OFFSET)
  A(EngineLayout, query_engines, array, ARRAY_OFFSET)
  S(EventHeaderLayout, event)
  F(EventHeaderLayout, event, len, LEN_OFFSET)
  F(EventHeaderLayout, event, type, TYPE_OFFSET)
  F(EventHeaderLayout, event, flags, FLAGS_OFFSET)
  F(EventHeaderLayout, event, seqno, SEQNO_OFFSET)
  F(EventHeaderLayout, event, reserved, RESERVED_OFFSET)
  S(ExecQueueCreateLayout, exec_queue_create)
  F(ExecQueueCreateLayout, exec_queue_create, extensions, EXTENSIONS_OFFSET)
  F(ExecQueueCreateLayout, exec_queue_create, width, WIDTH_OFFSET)
  F(ExecQueueCreateLayout, exec_queue_create, num_placements, NUM_PLACEMENTS_OFFSET)
  F(ExecQueueCreateLayout, exec_queue_create, vm_id, VM_ID_OFFSET)
  F(ExecQueueCreateLayout, exec_queue_create, flags, FLAGS_OFFSET)
  F(ExecQueueCreateLayout, exec_queue_create, exec_queue_id, EXEC_QUEUE_ID_OFFSET)
  F(ExecQueueCreateLayout, exec_queue_create, instances, INSTANCES_OFFSET)
  S(ExecQueueDestroyLayout, exec_queue_destroy)
  F(ExecQueueDestroyLayout, exec_queue_destroy, exec_queue_id, EXEC_QUEUE_ID_OFFSET)
  S(ExecQueuePlacementsEventLayout, event_placements)
  F(ExecQueuePlacementsEventLayout, event_placements, client_handle, CLIENT_HANDLE_OFFSET)
  F(ExecQueuePlacementsEventLayout, event_placements, vm_handle, VM_HANDLE_OFFSET)
  F(ExecQueuePlacementsEventLayout, event_placements, exec_queue_handle, EXEC_QUEUE_HANDLE_OFFSET)
  F(ExecQueuePlacementsEventLayout, event_placements, lrc_handle, LRC_HANDLE_OFFSET)
  F(ExecQueuePlacementsEventLayout, event_placements, num_placements, NUM_PLACEMENTS_OFFSET)
  A(ExecQueuePlacementsEventLayout, event_placements, instances, INSTANCES_OFFSET)
  S(GemCloseLayout, gem_close)
  F(GemCloseLayout, gem_close, handle, HANDLE_OFFSET)
  S(GemCreateLayout, gem_create)
  F(GemCreateLayout, gem_create, extensions, EXTENSIONS_OFFSET)
  F(GemCreateLayout, gem_create, size, SIZE_OFFSET)
  F(GemCreateLayout, gem_create, placement, PLACEMENT_OFFSET)
  F(GemCreateLayout, gem_create, flags, FLAGS_OFFSET)
  F(GemCreateLayout, gem_create, vm_id, VM_ID_OFFSET)
  F(GemCreateLayout, gem_create, handle, HANDLE_OFFSET)
  F(GemCreateLayout, gem_create, cpu_caching, CPU_CACHING_OFFSET)
  S(GemMmapOffsetLayout, gem_mmap_offset)
  F(GemMmapOffsetLayout, gem_mmap_offset, extensions, EXTENSIONS_OFFSET)
  F(GemMmapOffsetLayout, gem_mmap_offset, handle, HANDLE_OFFSET)
  F(GemMmapOffsetLayout, gem_mmap_offset, flags, FLAGS_OFFSET)
  F(GemMmapOffsetLayout, gem_mmap_offset, offset, OFFSET_OFFSET)
  S(GtLayout, gt)
  F(GtLayout, gt, type, TYPE_OFFSET)
  F(GtLayout, gt, tile_id, TILE_ID_OFFSET)
  F(GtLayout, gt, gt_id, GT_ID_OFFSET)
  F(GtLayout, gt, reference_clock, REFERENCE_CLOCK_OFFSET)
  F(GtLayout, gt, near_mem_regions, NEAR_MEM_REGIONS_OFFSET)
  F(GtLayout, gt, far_mem_regions, FAR_MEM_REGIONS_OFFSET)
  F(GtLayout, gt, ip_ver_major, IP_VER_MAJOR_OFFSET)
  F(GtLayout, gt, ip_ver_minor, IP_VER_MINOR_OFFSET)
  F(GtLayout, gt, ip_ver_rev, IP_VER_REV_OFFSET)
  A(GtLayout, query_gt_list, array, ARRAY_OFFSET)
  S(MemRegionLayout, mem_region)
  F(MemRegionLayout, mem_region, mem_class, MEM_CLASS_OFFSET)
  F(MemRegionLayout, mem_region, instance, INSTANCE_OFFSET)
  F(MemRegionLayout, mem_region, min_page_size, MIN_PAGE_SIZE_OFFSET)
  F(MemRegionLayout, mem_region, total_size, TOTAL_SIZE_OFFSET)
  F(MemRegionLayout, mem_region, used, USED_OFFSET)
  F(MemRegionLayout, mem_region, cpu_visible_size, CPU_VISIBLE_SIZE_OFFSET)
  F(MemRegionLayout, mem_region, cpu_visible_used, CPU_VISIBLE_USED_OFFSET)
  A(MemRegionLayout, query_mem_regions, array, ARRAY_OFFSET)
  S(MetadataCreateLayout, metadata_create)
  F(MetadataCreateLayout, metadata_create, extensions, EXTENSIONS_OFFSET)
  F(MetadataCreateLayout, metadata_create, type, TYPE_OFFSET)
  F(MetadataCreateLayout, metadata_create, user_addr, USER_ADDR_OFFSET)
  F(MetadataCreateLayout, metadata_create, len, LEN_OFFSET)
  F(MetadataCreateLayout, metadata_create, metadata_id, METADATA_ID_OFFSET)
  S(MetadataDestroyLayout, metadata_destroy)
  F(MetadataDestroyLayout, metadata_destroy, extensions, EXTENSIONS_OFFSET)
  F(MetadataDestroyLayout, metadata_destroy, metadata_id, METADATA_ID_OFFSET)
  S(MetadataEventLayout, event_metadata)
  F(MetadataEventLayout, event_metadata, client_handle, CLIENT_HANDLE_OFFSET)
  F(MetadataEventLayout, event_metadata, metadata_handle, METADATA_HANDLE_OFFSET)
  F(MetadataEventLayout, event_metadata, type, TYPE_OFFSET)
  F(MetadataEventLayout, event_metadata, length, LENGTH_OFFSET)
  S(ReadMetadataLayout, read_metadata)
  F(ReadMetadataLayout, read_metadata, client_handle, CLIENT_HANDLE_OFFSET)
  F(ReadMetadataLayout, read_metadata, metadata_handle, METADATA_HANDLE_OFFSET)
  F(ReadMetadataLayout, read_metadata, flags, FLAGS_OFFSET)
  F(ReadMetadataLayout, read_metadata, reserved, RESERVED_OFFSET)
  F(ReadMetadataLayout, read_metadata, ptr, PTR_OFFSET)
  F(ReadMetadataLayout, read_metadata, size, SIZE_OFFSET)
  S(SetPropertyExtensionLayout, set_property)
  F(SetPropertyExtensionLayout, set_property, base.next_extension, NEXT_EXTENSION_OFFSET)
  F(SetPropertyExtensionLayout, set_property, base.name, NAME_OFFSET)
  F(SetPropertyExtensionLayout, set_property, property, PROPERTY_OFFSET)
  F(SetPropertyExtensionLayout, set_property, value, VALUE_OFFSET)
  S(SyncHostEventLayout, event_sync_host)
  F(SyncHostEventLayout, event_sync_host, client_handle, CLIENT_HANDLE_OFFSET)
  F(SyncHostEventLayout, event_sync_host, exec_queue_handle, EXEC_QUEUE_HANDLE_OFFSET)
  F(SyncHostEventLayout, event_sync_host, lrc_handle, LRC_HANDLE_OFFSET)
  S(SyncLayout, sync)
  F(SyncLayout, sync, extensions, EXTENSIONS_OFFSET)
  F(SyncLayout, sync, type, TYPE_OFFSET)
  F(SyncLayout, sync, flags, FLAGS_OFFSET)
  F(SyncLayout, sync, addr, ADDR_OFFSET)
  F(SyncLayout, sync, timeline_value, TIMELINE_VALUE_OFFSET)
  S(TopologyMaskLayout, topology_mask)
  F(TopologyMaskLayout, topology_mask, gt_id, GT_ID_OFFSET)
  F(TopologyMaskLayout, topology_mask, type, TYPE_OFFSET)
  F(TopologyMaskLayout, topology_mask, num_bytes, NUM_BYTES_OFFSET)
  S(UserExtensionLayout, user_extension)
  F(UserExtensionLayout, user_extension, next_extension, NEXT_EXTENSION_OFFSET)
  F(UserExtensionLayout, user_extension, name, NAME_OFFSET)
  S(VmBindLayout, vm_bind)
  F(VmBindLayout, vm_bind, extensions, EXTENSIONS_OFFSET)
  F(VmBindLayout, vm_bind, vm_id, VM_ID_OFFSET)
  F(VmBindLayout, vm_bind, exec_queue_id, EXEC_QUEUE_ID_OFFSET)
  F(VmBindLayout, vm_bind, num_binds, NUM_BINDS_OFFSET)
  F(VmBindLayout, vm_bind, vector_of_binds, VECTOR_OF_BINDS_OFFSET)
  F(VmBindLayout, vm_bind, num_syncs, NUM_SYNCS_OFFSET)
  F(VmBindLayout, vm_bind, syncs, SYNCS_OFFSET)
  F(VmBindLayout, vm_bind, bind, BIND_OFFSET)
  S(VmBindOpEventLayout, event_vm_bind_op)
  F(VmBindOpEventLayout, event_vm_bind_op, vm_bind_ref_seqno, VM_BIND_REF_SEQNO_OFFSET)
  F(VmBindOpEventLayout, event_vm_bind_op, num_extensions, NUM_EXTENSIONS_OFFSET)
  F(VmBindOpEventLayout, event_vm_bind_op, addr, ADDR_OFFSET)
  F(VmBindOpEventLayout, event_vm_bind_op, range, RANGE_OFFSET)
  S(VmBindOpLayout, bind_op)
  F(VmBindOpLayout, bind_op, extensions, EXTENSIONS_OFFSET)
  F(VmBindOpLayout, bind_op, obj, OBJ_OFFSET)
  F(VmBindOpLayout, bind_op, pat_index, PAT_INDEX_OFFSET)
  F(VmBindOpLayout, bind_op, obj_offset, OBJ_OFFSET_OFFSET)
  F(VmBindOpLayout, bind_op, range, RANGE_OFFSET)
  F(VmBindOpLayout, bind_op, addr, ADDR_OFFSET)
  F(VmBindOpLayout, bind_op, op, OP_OFFSET)
  F(VmBindOpLayout, bind_op, flags, FLAGS_OFFSET)
  F(VmBindOpLayout, bind_op, prefetch_mem_region_instance, PREFETCH_MEM_REGION_INSTANCE_OFFSET)
  S(VmBindOpMetadataEventLayout, event_op_metadata)
  F(VmBindOpMetadataEventLayout, event_op_metadata, vm_bind_op_ref_seqno, VM_BIND_OP_REF_SEQNO_OFFSET)
  F(VmBindOpMetadataEventLayout, event_op_metadata, metadata_handle, METADATA_HANDLE_OFFSET)
  F(VmBindOpMetadataEventLayout, event_op_metadata, metadata_cookie, METADATA_COOKIE_OFFSET)
  S(VmBindUfenceEventLayout, event_ufence)
  F(VmBindUfenceEventLayout, event_ufence, vm_bind_ref_seqno, VM_BIND_REF_SEQNO_OFFSET)
  S(VmCreateLayout, vm_create)
  F(VmCreateLayout, vm_create, extensions, EXTENSIONS_OFFSET)
  F(VmCreateLayout, vm_create, flags, FLAGS_OFFSET)
  F(VmCreateLayout, vm_create, vm_id, VM_ID_OFFSET)
  S(VmDestroyLayout, vm_destroy)
  F(VmDestroyLayout, vm_destroy, vm_id, VM_ID_OFFSET)
  S(WaitUserFenceLayout, wait_user_fence)
  F(WaitUserFenceLayout, wait_user_fence, extensions, EXTENSIONS_OFFSET)
  F(WaitUserFenceLayout, wait_user_fence, addr, ADDR_OFFSET)
  F(WaitUserFenceLayout, wait_user_fence, op, OP_OFFSET)
  F(WaitUserFenceLayout, wait_user_fence, flags, FLAGS_OFFSET)
  F(WaitUserFenceLayout, wait_user_fence, value, VALUE_OFFSET)
  F(WaitUserFenceLayout, wait_user_fence, mask, MASK_OFFSET)
  F(WaitUserFenceLayout, wait_user_fence, timeout, TIMEOUT_OFFSET)
  F(WaitUserFenceLayout, wait_user_fence, exec_queue_id, EXEC_QUEUE_ID_OFFSET)
  S(StateBasesLayout, state_bases)
  F(StateBasesLayout, state_bases, magic, MAGIC_OFFSET)
  F(StateBasesLayout, state_bases, version, VERSION_OFFSET)
  A(StateBasesLayout, state_bases, bases, BASES_OFFSET)
  F(StateSaveAreaLayout, save_area, magic, MAGIC_OFFSET)
  F(StateSaveAreaLayout, save_area, major, VERSION_MAJOR_OFFSET)
  F(StateSaveAreaLayout, save_area, minor, VERSION_MINOR_OFFSET)
  F(StateSaveAreaLayout, save_area, patch, VERSION_PATCH_OFFSET)
  F(StateSaveAreaLayout, save_area, size, SIZE_OFFSET)
  F(StateSaveAreaLayout, save_area, num_slices, NUM_SLICES_OFFSET)
  F(StateSaveAreaLayout, save_area, num_subslices_per_slice, NUM_SUBSLICES_PER_SLICE_OFFSET)
  F(StateSaveAreaLayout, save_area, num_eus_per_subslice, NUM_EUS_PER_SUBSLICE_OFFSET)
  F(StateSaveAreaLayout, save_area, num_threads_per_eu, NUM_THREADS_PER_EU_OFFSET)
  F(StateSaveAreaLayout, save_area, state_area_offset, STATE_AREA_OFFSET_OFFSET)
  F(StateSaveAreaLayout, save_area, state_save_size, STATE_SAVE_SIZE_OFFSET)
  F(StateSaveAreaLayout, save_area, slm_area_offset, SLM_AREA_OFFSET_OFFSET)
  F(StateSaveAreaLayout, save_area, slm_bank_size, SLM_BANK_SIZE_OFFSET)
  F(StateSaveAreaLayout, save_area, sr_magic_offset, SR_MAGIC_OFFSET_OFFSET)
  F(StateSaveAreaLayout, save_area, fifo_offset, FIFO_OFFSET_OFFSET)
  F(StateSaveAreaLayout, save_area, fifo_size, FIFO_SIZE_OFFSET)
  F(StateSaveAreaLayout, save_area, fifo_head, FIFO_HEAD_OFFSET)
  F(StateSaveAreaLayout, save_area, fifo_tail, FIFO_TAIL_OFFSET)
  F(StateSaveAreaLayout, save_area, fifo_version, FIFO_VERSION_OFFSET)
  F(StateSaveAreaLayout, save_area, sip_flags, SIP_FLAGS_OFFSET)
  F(StateSaveAreaLayout, save_area, sets[0], GRF_OFFSET)
  F(StateSaveAreaLayout, save_area, sets[1], ADDR_OFFSET)
  F(StateSaveAreaLayout, save_area, sets[2], FLAG_OFFSET)
  F(StateSaveAreaLayout, save_area, sets[3], EMASK_OFFSET)
  F(StateSaveAreaLayout, save_area, sets[4], SR_OFFSET)
  F(StateSaveAreaLayout, save_area, sets[5], CR_OFFSET)
  F(StateSaveAreaLayout, save_area, sets[6], NOTIFICATION_OFFSET)
  F(StateSaveAreaLayout, save_area, sets[7], TDR_OFFSET)
  F(StateSaveAreaLayout, save_area, sets[8], ACC_OFFSET)
  F(StateSaveAreaLayout, save_area, sets[9], MME_OFFSET)
  F(StateSaveAreaLayout, save_area, sets[10], CE_OFFSET)
  F(StateSaveAreaLayout, save_area, sets[11], SP_OFFSET)
  F(StateSaveAreaLayout, save_area, sets[12], CMD_OFFSET)
  F(StateSaveAreaLayout, save_area, sets[13], TM_OFFSET)
  F(StateSaveAreaLayout, save_area, sets[14], FC_OFFSET)
  F(StateSaveAreaLayout, save_area, sets[15], DBG_OFFSET)
  F(StateSaveAreaLayout, save_area, sets[16], CTX_OFFSET)
  F(StateSaveAreaLayout, save_area, sets[17], DBG_REG_OFFSET)
  F(StateSaveAreaLayout, save_area, sets[18], SCALAR_OFFSET)
  F(StateSaveAreaLayout, save_area, sets[19], MSG_OFFSET)
  F(StateSaveAreaLayout, regset, offset, REGSET_OFFSET_OFFSET)
  F(StateSaveAreaLayout, regset, num, REGSET_NUM_OFFSET)
  F(StateSaveAreaLayout, regset, bits, REGSET_BITS_OFFSET)
  F(StateSaveAreaLayout, regset, bytes, REGSET_BYTES_OFFSET)
  F(StateSaveAreaLayout, sr_ident, magic, SR_IDENT_MAGIC_OFFSET)
  F(StateSaveAreaLayout, sr_ident, version, SR_IDENT_VERSION_OFFSET)
  F(StateSaveAreaLayout, sr_ident, count, SR_IDENT_COUNT_OFFSET)
  F(StateSaveAreaLayout, command, command, CMD_COMMAND_OFFSET)
  F(StateSaveAreaLayout, command, size, CMD_SIZE_OFFSET)
  F(StateSaveAreaLayout, command, offset, CMD_ADDRESS_OFFSET)
  F(StateSaveAreaLayout, command, buffer, CMD_BUFFER_OFFSET)
  printf("StateSaveAreaLayout V3_SIZE %zu\n", sizeof(struct save_area));
  printf("StateSaveAreaLayout REGSET_SIZE %zu\n", sizeof(struct regset));
  printf("StateSaveAreaLayout SR_IDENT_SIZE %zu\n", sizeof(struct sr_ident));
  printf("StateSaveAreaLayout CMD_SIZE %zu\n", sizeof(struct command));
  return 0;
}
