// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.rules;

import dev.panictriage.diagnosis.Evidence;
import dev.panictriage.facts.MemoryStatistics;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a machine's memory was used for when it ran out. */
public final class OutOfMemory {
    /** A use below that share of the memory is not what filled it. */
    private static final int PART = 10;

    private OutOfMemory() {}

    /** Whether panic() was called by mm/oom_kill.c; up to Linux 2.6.35 it said "panic_on_oom is selected". */
    public static boolean isPanic(@Nullable String message) {
        return message != null && (isPolicy(message) || isNobodyLeft(message));
    }

    public static boolean isPolicy(String message) {
        return message.contains("panic_on_oom is enabled") || message.contains("panic_on_oom is selected");
    }

    private static boolean isNobodyLeft(String message) {
        return message.contains("Out of memory and no killable processes")
                || message.contains("System is deadlocked on memory");
    }

    /** With panic_on_oom=2, the limit of a cgroup or a cpuset is enough. */
    public static boolean isCompulsory(String message) {
        return message.toLowerCase(Locale.ROOT).contains("compulsory");
    }

    public static List<Evidence> memory(Collection<?> statistics) {
        List<Evidence> evidence = new ArrayList<>();
        for (Object each : statistics) {
            MemoryStatistics memory = (MemoryStatistics) each;
            if (memory.total() == null || memory.total() <= 0) {
                continue;
            }
            StringBuilder text = new StringBuilder("Of " + MemoryStatistics.amount(memory.total()) + " of memory");
            text.append(
                    memory.free() == null
                            ? ", what is free is not known"
                            : ", " + MemoryStatistics.amount(memory.free()) + " are free");
            if (memory.swapTotal() != null) {
                text.append(
                        memory.swapTotal() == 0
                                ? "; there is no swap"
                                : "; of " + MemoryStatistics.amount(memory.swapTotal()) + " of swap, "
                                        + (memory.swapFree() == null
                                                ? "an unknown part"
                                                : MemoryStatistics.amount(memory.swapFree()))
                                        + " is free");
            }
            evidence.add(new Evidence(text.toString(), memory.source()));
            String uses = uses(memory);
            if (!uses.isEmpty()) {
                evidence.add(new Evidence(
                        memory.anonymous() == null
                                ? "Of what is in use only this is counted here: " + uses
                                : "It is used for " + uses,
                        memory.source()));
            }
            if (memory.committed() != null
                    && memory.commitLimit() != null
                    && memory.committed() > memory.commitLimit()) {
                evidence.add(new Evidence(
                        "Programs were promised " + MemoryStatistics.amount(memory.committed()) + ", of a limit of "
                                + MemoryStatistics.amount(memory.commitLimit()),
                        memory.source()));
            }
        }
        return evidence;
    }

    /** Largest first. */
    private static String uses(MemoryStatistics memory) {
        Map<Long, String> uses = new TreeMap<>((one, other) -> Long.compare(other, one));
        put(uses, memory.anonymous(), "data of programs (anonymous)");
        put(uses, memory.sharedMemory(), "shared memory and tmpfs");
        put(uses, memory.pageCache(), "page cache");
        put(uses, memory.slabUnreclaimable(), "slab that cannot be reclaimed");
        put(uses, memory.slabReclaimable(), "slab that can be reclaimed");
        put(uses, memory.hugePagesTotal(), "huge pages set aside");
        put(uses, memory.pageTables(), "page tables");
        put(uses, memory.kernelStacks(), "kernel stacks");
        StringBuilder text = new StringBuilder();
        uses.forEach((bytes, name) -> text.append(text.length() == 0 ? "" : ", ")
                .append(name)
                .append(' ')
                .append(MemoryStatistics.amount(bytes)));
        return text.toString();
    }

    private static void put(Map<Long, String> uses, @Nullable Long bytes, String name) {
        if (bytes != null && bytes > 0) {
            uses.merge(bytes, name, (one, other) -> one + " and " + other + " each");
        }
    }

    /** What is not known of who has the memory; and where the counters tell, which kind of use it is. */
    public static String largest(Collection<?> statistics) {
        for (Object each : statistics) {
            MemoryStatistics memory = (MemoryStatistics) each;
            Long total = memory.total();
            Long slab = memory.slabUnreclaimable();
            Long anonymous = memory.anonymous();
            if (total != null && slab != null && anonymous != null && slab > anonymous && slab > total / PART) {
                return "which slab cache has it, and which code fills that: crash> kmem -s";
            }
        }
        return "which tasks have it: crash> ps -G, column RSS";
    }
}
