// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.explain;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Indirect calls of kernels with retpolines go through one thunk per register: arch/x86/lib/retpoline.S. */
final class Thunks {
    private static final List<String> PREFIXES =
            List.of("__x86_indirect_thunk_", "__x86_indirect_call_thunk_", "__x86_indirect_jump_thunk_");

    /** The thunks are an array too, in the order of asm/GEN-for-each-reg.h: its name is another name of the first. */
    private static final String ARRAY = "array";

    private static final String FIRST = "rax";

    /** Prefix of a second name that code for early boot has, since 6.16. */
    private static final String POSITION_INDEPENDENT = "__pi_";

    private Thunks() {}

    /** The register that a thunk goes to; null if the symbol is no thunk's. */
    static @Nullable String register(@Nullable String symbol) {
        if (symbol == null) {
            return null;
        }
        String name =
                symbol.startsWith(POSITION_INDEPENDENT) ? symbol.substring(POSITION_INDEPENDENT.length()) : symbol;
        for (String prefix : PREFIXES) {
            if (name.startsWith(prefix)) {
                String register = name.substring(prefix.length());
                return register.equals(ARRAY) ? FIRST : register;
            }
        }
        return null;
    }
}
