// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.text;

import java.util.HashMap;
import java.util.Map;

/** Lines inside reports that say more about them; their holes become the report's details. */
final class ReportValues {
    private static final Template[] LINES = {
        new Template("Workqueue: {workqueue}"),
        // check_preemption_disabled() of lib/smp_processor_id.c.
        new Template("caller is {at}"),
        // print_unreferenced() of mm/kmemleak.c.
        new Template("comm \"{comm}\", pid {pid#}, jiffies "),
        new Template("page dumped because: {dumped because}"),
        new Template("INFO: task {} is blocked on {lock} likely owned by task {owner}."),
        new Template("INFO: task {} is blocked on {lock} likely last held by task {owner}."),
        new Template("lock: {lock}, .magic: {magic@}, .owner: {owner}, .owner_cpu: {owner_cpu}"),
        new Template("in_atomic(): {in_atomic#}, irqs_disabled(): {irqs_disabled#}"),
        new Template("rcu: {kthread} kthread starved for {starved jiffies#} jiffies"),
        new Template("rcu: {kthread} kthread timer wakeup didn't happen for {timer late jiffies#} jiffies"),
        new Template("rcu_sched kthread starved for {starved jiffies#} jiffies"),
        new Template("index {index} is out of range for type {type}"),
        new Template("shift exponent {shift exponent} is "),
        new Template("value changed: {value changed}"),
        new Template("The buggy address belongs to the object at {object@}"),
        new Template("which belongs to the cache {cache} of size {object size#}"),
        // panic_bad_stack() of arch/arm64/kernel/traps.c.
        new Template("FAR: {far@}"),
        new Template("Task stack:     [{range}]"),
        new Template("Kernel Offset: {kernel offset} from "),
    };

    private ReportValues() {}

    /** Puts what a line says into a report's holes; false if it is no such line. */
    static boolean take(String text, int at, Map<String, String> holes) {
        for (Template line : LINES) {
            if (text.startsWith(line.start(), at)) {
                Map<String, String> values = new HashMap<>();
                if (line.matches(text, at, values)) {
                    for (Map.Entry<String, String> value : values.entrySet()) {
                        holes.putIfAbsent(value.getKey(), value.getValue());
                    }
                    return true;
                }
            }
        }
        return false;
    }
}
