// Mathematics that is one or two instructions.

#define overloadable __attribute__((overloadable))

float overloadable sqrt(float x) { return __builtin_sqrtf(x); }
double overloadable sqrt(double x) { return __builtin_sqrt(x); }
float overloadable fabs(float x) { return __builtin_fabsf(x); }
double overloadable fabs(double x) { return __builtin_fabs(x); }
float overloadable fma(float x, float y, float z) { return __builtin_fmaf(x, y, z); }
double overloadable fma(double x, double y, double z) { return __builtin_fma(x, y, z); }
float overloadable fmin(float x, float y) { return __builtin_fminf(x, y); }
double overloadable fmin(double x, double y) { return __builtin_fmin(x, y); }
float overloadable fmax(float x, float y) { return __builtin_fmaxf(x, y); }
double overloadable fmax(double x, double y) { return __builtin_fmax(x, y); }
int overloadable min(int x, int y) { return y < x ? y : x; }
uint overloadable min(uint x, uint y) { return y < x ? y : x; }
int overloadable max(int x, int y) { return x < y ? y : x; }
uint overloadable max(uint x, uint y) { return x < y ? y : x; }
