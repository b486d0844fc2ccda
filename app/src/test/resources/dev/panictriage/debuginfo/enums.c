/* SPDX-License-Identifier: Apache-2.0
 * gcc -c -gdwarf-4 -o enums4.o enums.c; gcc -c -gdwarf-5 -o enums5.o enums.c */
enum page_kind { KIND_NONE, KIND_SLAB = 245, KIND_WIDE = 0xfff0, KIND_HIGH = 0x80000000 };
enum state { STATE_DEAD = -1, STATE_LIVE, STATE_LATE = 200 };
enum { ANONYMOUS_FLAG = 0x80 };

enum page_kind kind;
enum state state;
int flag = ANONYMOUS_FLAG;
