// Barriers and fences.

#define overloadable __attribute__((overloadable))

// CLK_LOCAL_MEM_FENCE is 1 and CLK_GLOBAL_MEM_FENCE is 2: what the fence register calls
// "work-group" and "device". A wider fence covers a narrower one.
void overloadable mem_fence(cl_mem_fence_flags flags) {
  uint scope = flags & CLK_GLOBAL_MEM_FENCE ? 2 : 1;
  __asm__ volatile("fence rw, rw\n\tcsrw 0x8c2, %0" : : "r"(scope) : "memory");
}

void overloadable read_mem_fence(cl_mem_fence_flags flags) { mem_fence(flags); }
void overloadable write_mem_fence(cl_mem_fence_flags flags) { mem_fence(flags); }

// A hardware thread waits in the csrw until every work-item of its work-group is there.
void overloadable barrier(cl_mem_fence_flags flags) {
  mem_fence(flags);
  __asm__ volatile("csrw 0x8c1, zero" : : : "memory");
}

void overloadable work_group_barrier(cl_mem_fence_flags flags) { barrier(flags); }
