// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.rules;

import dev.panictriage.facts.CpuState;
import dev.panictriage.facts.MachineState;
import dev.panictriage.facts.Source;
import java.util.Collection;

/** Questions about all CPUs. */
public final class Cpus {
    private Cpus() {}

    /** Whether it is known of every CPU what it did: always from memory, but a text may show some of them only. */
    public static boolean allSeen(Collection<?> states, Collection<?> machines) {
        boolean fromText = false;
        for (Object state : states) {
            fromText |= state instanceof CpuState cpu
                    && (cpu.source().kind() == Source.Kind.TRANSCRIPT
                            || cpu.source().kind() == Source.Kind.LOG);
        }
        if (!fromText) {
            return !states.isEmpty();
        }
        for (Object machine : machines) {
            if (machine instanceof MachineState known && known.cpusOnline() != null) {
                return states.size() >= known.cpusOnline();
            }
        }
        return false;
    }
}
