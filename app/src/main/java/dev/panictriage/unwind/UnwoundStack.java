// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.unwind;

import dev.panictriage.arch.x86.PtRegs;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An unwound stack.
 *
 * @param calls innermost first
 * @param user the registers of user space, if the kernel was entered from there
 * @param incomplete why unwinding ended before the end of the stack; absent if it did not
 */
public record UnwoundStack(
        List<Call> calls, @Nullable PtRegs user, @Nullable String incomplete) {
    public UnwoundStack {
        calls = List.copyOf(calls);
    }
}
