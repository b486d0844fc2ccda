/* SPDX-License-Identifier: Apache-2.0 */
/* What the fixtures beside this file are compiled from; fixtures.sh has the commands. */
#include "shapes.h"

typedef unsigned long word;
typedef const volatile word watched_word;

enum colour { RED, GREEN = 5, BLUE = -3 };

union number {
	int whole;
	double real;
};

struct shape {
	char kind;
	watched_word area;
	unsigned int solid : 3;
	unsigned int layer : 7;
	int depth : 12;
	unsigned long long wide : 40;
	struct {
		short x, y;
		union {
			int z;
			char zs[4];
		};
	};
	struct point corners[2][3];
	enum colour colour;
	struct hidden *secret;
	int (*draw)(struct shape *self, const char *where);
	struct shape *next;
	char name[];
};

struct empty_tail {
	int count;
	union number numbers[0];
};

int total;
extern struct hidden *the_hidden;

static inline __attribute__((always_inline)) int scaled(int value, int factor)
{
	int product = value * factor;

	if (product > 100) {
		int excess = product - 100;

		total += excess;
		return consume(excess, 1);
	}
	return product;
}

static inline __attribute__((always_inline)) int measured(struct shape *shape)
{
	int width = scaled(shape->x, 3);

	return width + scaled(shape->y, 5);
}

__attribute__((noinline)) int draw_all(struct shape *first, int limit)
{
	int drawn = 0;

	for (struct shape *s = first; s && drawn < limit; s = s->next) {
		int size = measured(s);

		drawn += s->draw(s, "here") + consume(size, drawn);
	}
	return drawn;
}

void _start(void)
{
	static struct shape only;
	static struct empty_tail tail;

	tail.count = draw_all(&only, 7);
	reveal(the_hidden, only.colour + tail.count);
}
