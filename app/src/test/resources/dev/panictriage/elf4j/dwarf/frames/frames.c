/* Frames that compilers make: pushed registers, dynamic alignment, alloca, several ways out. */
extern void use(void *);

int leaf(int a) { return a + 1; }

long pushes(long a, long b, long c, long d)
{
	long x = leaf(a), y = leaf(b);
	if (x == y) {
		use(&x);
		return a;
	}
	use(&y);
	use((void *)c);
	use((void *)d);
	return a * b + c * d + x + y;
}

void allocates(int n)
{
	char *p = __builtin_alloca(n);
	use(p);
}

void aligned(int n)
{
	_Alignas(64) char buffer[128];
	buffer[0] = n;
	use(buffer);
	use(__builtin_alloca(n));
}
