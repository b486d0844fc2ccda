// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.facts;

import org.jspecify.annotations.Nullable;

/**
 * Why an instruction faulted, by arithmetic on its operands.
 *
 * @param stack the stack of the {@link ExceptionContext} it explains
 * @param order the order of that context
 * @param instruction AT&amp;T syntax
 * @param operand the memory operand, AT&amp;T syntax; absent when the fault was a fetch
 * @param base name and value of the base register, absent without one. Where the fault's registers are not known, the
 *     value of the one unknown register is what gives the fault address, and there is no effective address
 * @param index name and value of the index register, likewise
 * @param effectiveAddress what the operand computes to from the registers
 * @param faultAddress the address that could not be used
 * @param matches whether the two are the same access: the effective address or within the bytes it touches; absent if
 *     either is not known
 * @param access how memory was used
 * @param badRegister the register that holds the bad value, where one alone can be blamed
 * @param arithmetic the computation, as a person would write it: {@code R15 + 0x140 = 0x140}
 * @param origin where the bad value came from, as far as the code before the instruction tells:
 *     {@code loaded from 0x768(%rbx) at run_posix_cpu_timers+0x9d}
 */
public record FaultExplanation(
        String stack,
        int order,
        Location location,
        String instruction,
        @Nullable String operand,
        @Nullable String base,
        @Nullable Word baseValue,
        @Nullable String index,
        @Nullable Word indexValue,
        @Nullable Integer scale,
        @Nullable Long displacement,
        @Nullable Word effectiveAddress,
        @Nullable Word faultAddress,
        @Nullable Boolean matches,
        Oops.@Nullable Access access,
        @Nullable String badRegister,
        String arithmetic,
        @Nullable String origin,
        Source source)
        implements Fact {}
