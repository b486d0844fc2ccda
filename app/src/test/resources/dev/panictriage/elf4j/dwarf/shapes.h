/* SPDX-License-Identifier: Apache-2.0 */
struct point {
	int x, y;
};

struct hidden;

int consume(int value, int more);
void reveal(struct hidden *hidden, int how);
