// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.locks;

import dev.panictriage.facts.Holding;
import dev.panictriage.facts.LockWait.Kind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a stack shows that its task waits for.
 *
 * @param object address of it; absent if not found
 * @param frame index of the first call outside the functions that wait
 * @param holders those that it waits for, as far as they are known
 * @param evidence what was read, as a sentence
 */
record Wait(Kind kind, @Nullable Long object, int frame, List<Holder> holders, String evidence) {
    Wait {
        holders = List.copyOf(holders);
    }

    /**
     * @param task address of a task_struct
     * @param evidence how it is known, continuing the sentence of the wait
     */
    record Holder(long task, Holding how, String evidence) {}
}
