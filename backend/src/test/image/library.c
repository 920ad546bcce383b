// A program with a C library: Debian's picolibc and its start-up code, which sets mstatus, copies
// .data to where the program expects it, clears .bss and runs constructors before main.

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

char text[64];
int initialised = 42;
static int constructed;

__attribute__((constructor)) static void construct(void) { constructed = initialised + 1; }

int compare(const void *a, const void *b) { return *(const int *)a - *(const int *)b; }

int main(void) {
  int numbers[] = {5, 3, 9, 1};
  qsort(numbers, 4, sizeof numbers[0], compare);
  snprintf(text, sizeof text, "%d %d %s %.3f", numbers[0], numbers[3], "hello", sqrt(2.0));
  return strcmp(text, "1 9 hello 1.414") == 0 && constructed == 43 ? 7 : 1;
}

// exit() of the library ends here.
__attribute__((noreturn)) void _exit(int status) {
  register long a0 __asm__("a0") = status;
  register long a7 __asm__("a7") = 93;
  for (;;) {
    __asm__ volatile("ecall" : : "r"(a0), "r"(a7));
  }
}
