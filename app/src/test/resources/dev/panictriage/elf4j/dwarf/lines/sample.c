/* Has what a line table can hold: inlined calls, several blocks on one line, a cold section, an absolute line number. */
#include "include/sample.h"

extern volatile int sink;

__attribute__((cold)) int refuse(int code) { sink = code; return -code; }

int sum(const int *values, int count)
{
	int total = 0;
	for (int i = 0; i < count; i++) { if (values[i] & 1) total += clamp(values[i], 100); else total -= values[i] / 3; }
	if (total < 0)
		return refuse(total);
	return total;
}

#line 70000 "generated.y"
int generated(int value) { return value * 3 + sink; }

volatile int sink;
