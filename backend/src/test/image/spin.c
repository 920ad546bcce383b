// Never ends: something to interrupt, and a variable that is written all the time.

volatile unsigned long ticks;
volatile int stop;

void tick(void) { ticks++; }

int main(void) {
  while (!stop) {
    tick();
  }
  return 0;
}
