// Everything that stops a program without a breakpoint. which is set by a debugger at main.

volatile int which;
volatile int zero;

int read_unmapped(void) { return *(volatile int *)0x123456789000; }
void write_unmapped(void) { *(volatile int *)0x123456789000 = 1; }
void jump_unmapped(void) { ((void (*)(void))0x123456789000)(); }
void illegal_instruction(void) { __asm__ volatile(".4byte 0xffffffff"); }
void breakpoint(void) { __asm__ volatile("ebreak"); }
void unknown_call(void) { __asm__ volatile("li a7, 12345\n\tecall" : : : "a7"); }
int divide_by_zero(void) { return 7 / zero; }

int main(void) {
  switch (which) {
    case 1: return read_unmapped();
    case 2: write_unmapped(); return 0;
    case 3: jump_unmapped(); return 0;
    case 4: illegal_instruction(); return 0;
    case 5: breakpoint(); return 0;
    case 6: unknown_call(); return 0;
    case 7: return divide_by_zero() == -1 ? 7 : 1;  // no trap on RISC-V: the quotient is -1
    default: return 0;
  }
}
