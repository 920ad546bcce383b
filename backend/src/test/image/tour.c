// What a debugger is asked about in an ordinary program: functions to step into and to call,
// recursion, a loop with a global variable to watch, structures and floating point.

struct point {
  int x;
  int y;
};

int calls;
int total;
double average;
struct point corner = {3, 4};
const char greeting[] = "hello";

int f(int value) {
  calls++;
  return value * value + 1;
}

int factorial(int n) {
  if (n <= 1) {
    return 1;
  }
  return n * factorial(n - 1);
}

double mean(const double *values, int count) {
  double sum = 0;
  for (int i = 0; i < count; i++) {
    sum += values[i];
  }
  return sum / count;
}

struct point mirror(struct point p) {
  struct point mirrored = {-p.x, -p.y};
  return mirrored;
}

int main(void) {
  double values[] = {1.5, 2.5, 4.25, 0.75};

  for (int i = 0; i < 5; i++) {
    total += f(i);
  }
  average = mean(values, 4);
  corner = mirror(corner);
  return total + factorial(5) == 155 ? 0 : 1;
}
