// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.rules;

import dev.panictriage.facts.CpuState;
import dev.panictriage.facts.Frame;
import dev.panictriage.facts.Word;
import org.jspecify.annotations.Nullable;

/**
 * A symptom: a CPU that could be inside a write section, for it neither idles nor only waits for the same sequence.
 *
 * @param sequence address of the sequence
 * @param near a frame of its stack in the module whose variable the sequence is; absent if there is none
 */
public record PossibleWriter(
        Word sequence, CpuState cpu, @Nullable Frame near) {}
