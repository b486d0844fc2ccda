// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.extract;

import dev.panictriage.explain.TaskPointers;
import dev.panictriage.facts.Word;
import dev.panictriage.text.StructDump;
import dev.panictriage.text.Transcript;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A CPU and its task as far as a transcript shows them. Of the members of the task it names the one that somebody followed:
 * whose target was printed as well.
 */
record TextTask(Transcript transcript, int cpu, Word current) implements TaskPointers.Cpu {
    @Override
    public @Nullable Word perCpuBase() {
        return transcript.perCpuBases().get(cpu);
    }

    @Override
    public @Nullable String member(long offset) {
        StructDump task = task();
        if (task != null) {
            for (Map.Entry<String, String> member : task.members().entrySet()) {
                Long value = task.number(member.getKey());
                if (value != null && isPrinted(Word.of(value))) {
                    return member.getKey();
                }
            }
        }
        return null;
    }

    @Override
    public @Nullable Word value(long offset) {
        String member = member(offset);
        StructDump task = task();
        Long value = member == null || task == null ? null : task.number(member);
        return value == null ? null : Word.of(value);
    }

    private @Nullable StructDump task() {
        for (StructDump dump : transcript.structs()) {
            if ("task_struct".equals(dump.type()) && current.equals(dump.address())) {
                return dump;
            }
        }
        return null;
    }

    private boolean isPrinted(Word address) {
        for (StructDump dump : transcript.structs()) {
            if (address.equals(dump.address()) && !address.equals(current)) {
                return true;
            }
        }
        return false;
    }
}
