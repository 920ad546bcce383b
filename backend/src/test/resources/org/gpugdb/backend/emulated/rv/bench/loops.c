/* Loops for the speed measurement. The kernel number is in a0 on entry and the check sum in a0 at the end.
 *
 * clang-19 --target=riscv64-unknown-elf -march=rv64imafd -mabi=lp64d -mcmodel=medany -mno-relax -ffreestanding \
 *     -fno-vectorize -fno-builtin -ffunction-sections -O2 -c loops.c -o loops.o
 * ld.lld-19 -T loops.ld loops.o -o loops.elf
 * llvm-objcopy-19 -O binary -j .text loops.elf loops.bin
 */
static unsigned char sieve_flags[1 << 16];
static int int_a[64][64], int_b[64][64], int_c[64][64];
static float float_a[64][64], float_b[64][64], float_c[64][64];
static double vector[1024];

__attribute__((naked, section(".text.start"))) void start(void) {
  __asm__("lui sp, 0x80\n"
          "call kernel\n"
          "csrw 0x8c0, zero\n");
}

static long collatz(void) {
  long steps = 0;
  for (long i = 1; i < 100000; i++)
    for (long n = i; n != 1; steps++) n = n & 1 ? 3 * n + 1 : n >> 1;
  return steps;
}

static long int_matmul(void) {
  for (int i = 0; i < 64; i++)
    for (int j = 0; j < 64; j++) int_a[i][j] = i + j, int_b[i][j] = i - j;
  long sum = 0;
  for (int round = 0; round < 8; round++) {
    for (int i = 0; i < 64; i++)
      for (int j = 0; j < 64; j++) {
        int c = 0;
        for (int k = 0; k < 64; k++) c += int_a[i][k] * int_b[k][j];
        int_c[i][j] = c;
      }
    sum += int_c[round][round];
    int_a[round][round]++;
  }
  return sum;
}

static long float_matmul(void) {
  for (int i = 0; i < 64; i++)
    for (int j = 0; j < 64; j++) float_a[i][j] = 1.0f / (1 + i + j), float_b[i][j] = 0.1f * (i - j);
  float sum = 0;
  for (int round = 0; round < 8; round++) {
    for (int i = 0; i < 64; i++)
      for (int j = 0; j < 64; j++) {
        float c = 0;
        for (int k = 0; k < 64; k++) c += float_a[i][k] * float_b[k][j];
        float_c[i][j] = c;
      }
    sum += float_c[round][round];
    float_a[round][round]++;
  }
  return (long)(sum * 1000);
}

static long exact_doubles(void) {
  for (int i = 0; i < 1024; i++) vector[i] = i;
  double sum = 0;
  for (int round = 0; round < 1000; round++)
    for (int i = 0; i < 1024; i++) sum += vector[i] * (round & 7);
  return (long)sum;
}

static long sieve(void) {
  long primes = 0;
  for (int round = 0; round < 8; round++) {
    for (int i = 0; i < 1 << 16; i++) sieve_flags[i] = 1;
    for (int i = 2; i < 1 << 16; i++)
      if (sieve_flags[i]) {
        primes++;
        for (int j = 2 * i; j < 1 << 16; j += i) sieve_flags[j] = 0;
      }
  }
  return primes;
}

static long xorshift(void) {
  unsigned long x = 88172645463325252UL;
  for (int i = 0; i < 2000000; i++) x ^= x << 13, x ^= x >> 7, x ^= x << 17;
  return (long)x;
}

__attribute__((noinline, used)) long kernel(long number) {
  switch (number) {
    case 0: return collatz();
    case 1: return int_matmul();
    case 2: return float_matmul();
    case 3: return exact_doubles();
    case 4: return sieve();
    default: return xorshift();
  }
}
