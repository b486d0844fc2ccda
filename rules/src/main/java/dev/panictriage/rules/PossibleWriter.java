// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.rules;

import dev.panictriage.facts.CpuState;
import dev.panictriage.facts.Word;

/**
 * A symptom: a CPU that could be inside a write section, for it neither idles nor waits for the same sequence.
 *
 * @param sequence address of the sequence
 */
public record PossibleWriter(Word sequence, CpuState cpu) {}
