// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.kernel;

/** A set of CPUs, {@code struct cpumask}. */
public final class CpuMask {
    private final byte[] bits;
    private final int limit;

    CpuMask(byte[] bits, int limit) {
        this.bits = bits;
        this.limit = limit;
    }

    public boolean contains(int cpu) {
        return cpu >= 0 && cpu < limit && (bits[cpu / 8] >> cpu % 8 & 1) != 0;
    }

    /** The smallest CPU of the set that is {@code >= from}, or -1. */
    public int next(int from) {
        for (int cpu = Math.max(from, 0); cpu < limit; cpu++) {
            if (contains(cpu)) {
                return cpu;
            }
        }
        return -1;
    }

    public int size() {
        int size = 0;
        for (int cpu = next(0); cpu >= 0; cpu = next(cpu + 1)) {
            size++;
        }
        return size;
    }
}
