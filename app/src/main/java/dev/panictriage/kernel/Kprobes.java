// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.kernel;

import java.util.HashSet;
import java.util.OptionalLong;
import java.util.Set;

/** Where probes are set: {@code kprobe_table} of {@code kernel/kprobes.c}. Throws as {@link KernelObject} does. */
public final class Kprobes {
    /** {@code KPROBE_TABLE_SIZE} */
    private static final int HEADS = 64;

    /** More than any tool sets. */
    private static final int MOST = 1 << 16;

    private Kprobes() {}

    /** Addresses of the probed instructions. Empty for a kernel without probes. */
    public static Set<Long> addresses(Variables variables) {
        Set<Long> addresses = new HashSet<>();
        OptionalLong table = variables.find("kprobe_table");
        int steps = 0;
        for (int head = 0; table.isPresent() && head < HEADS; head++) {
            long node = variables.memory().u64(table.getAsLong() + 8L * head);
            while (node != 0) {
                if (++steps > MOST) {
                    throw new MissingTypeException("end of the list of probes");
                }
                KernelObject probe = variables.object(
                        "kprobe",
                        node - variables.object("kprobe", node).member("hlist").offset());
                addresses.add(probe.number("addr"));
                node = probe.memory().u64(probe.addressOf("hlist"));
            }
        }
        return addresses;
    }
}
