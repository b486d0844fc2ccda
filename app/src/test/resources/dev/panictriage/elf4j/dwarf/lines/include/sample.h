static inline __attribute__((always_inline)) int clamp(int value, int limit)
{
	return value > limit ? limit : value < 0 ? 0 : value;
}
