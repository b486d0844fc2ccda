/* SPDX-License-Identifier: Apache-2.0 */
#include "shapes.h"

struct hidden {
	long key;
	struct point where;
};

static struct hidden one;
struct hidden *the_hidden = &one;

__attribute__((noinline)) int consume(int value, int more)
{
	one.key += value;
	return value ^ more;
}

__attribute__((noinline)) void reveal(struct hidden *hidden, int how)
{
	hidden->where.x = consume(how, how + 1);
}
