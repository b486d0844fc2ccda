// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.unwind;

import dev.panictriage.kernel.Types;
import dev.panictriage.unwind.OrcEntry.Base;
import dev.panictriage.unwind.OrcEntry.Type;

/**
 * The bits of a struct orc_entry. Four versions exist: 4.14; 6.3 (commit ffb1b4a41016: signal bit); 6.4 (commit
 * fb799447ae29: three type bits, with UNDEFINED and END_OF_STACK among the types, and no end bit); 7.1 (registers
 * renumbered). The kernel does not say which it uses, but the entry of any function does: its stack pointer is SP + 8
 * and its type is CALL.
 */
final class OrcFormat {
    /** Bytes of a struct orc_entry, in every version: two 16-bit offsets and 16 bits. */
    static final int ENTRY_SIZE = 6;

    private static final Base[] BASES_BEFORE_7_1 = {
        Base.UNDEFINED,
        Base.PREVIOUS_SP,
        Base.DX,
        Base.DI,
        Base.BP,
        Base.SP,
        Base.R10,
        Base.R13,
        Base.BP_INDIRECT,
        Base.SP_INDIRECT,
        Base.AX
    };
    private static final Base[] BASES_SINCE_7_1 = {
        Base.UNDEFINED,
        Base.AX,
        Base.DX,
        Base.SP,
        Base.BP,
        Base.DI,
        Base.R10,
        Base.R13,
        Base.PREVIOUS_SP,
        Base.SP_INDIRECT,
        Base.BP_INDIRECT
    };
    private static final Type[] TYPES_BEFORE_6_4 = {Type.CALL, Type.REGS, Type.REGS_PARTIAL, Type.UNDEFINED};
    private static final Type[] TYPES_SINCE_6_4 = {
        Type.UNDEFINED,
        Type.END_OF_STACK,
        Type.CALL,
        Type.REGS,
        Type.REGS_PARTIAL,
        Type.UNDEFINED,
        Type.UNDEFINED,
        Type.UNDEFINED
    };

    private final Base[] bases;
    private final boolean since64;
    private final boolean signalBit;

    private OrcFormat(Base[] bases, boolean since64, boolean signalBit) {
        this.bases = bases;
        this.since64 = since64;
        this.signalBit = signalBit;
    }

    /**
     * @param functionEntry the bits of the entry that covers the first instruction of some ordinary function
     * @param types to tell 6.3 from what came before
     */
    static OrcFormat recognise(int functionEntry, Types types) {
        boolean since71 = (functionEntry & 0xf) == 3;
        boolean since64 = (functionEntry >> 8 & 7) == 2;
        boolean signalBit = since64
                || types.struct("orc_entry")
                        .flatMap(entry -> entry.member("signal"))
                        .isPresent();
        return new OrcFormat(since71 ? BASES_SINCE_7_1 : BASES_BEFORE_7_1, since64, signalBit);
    }

    OrcEntry decode(int spOffset, int bpOffset, int bits) {
        Base spBase = base(bits & 0xf);
        Base bpBase = base(bits >> 4 & 0xf);
        if (since64) {
            return new OrcEntry(
                    spBase, spOffset, bpBase, bpOffset, TYPES_SINCE_6_4[bits >> 8 & 7], (bits >> 11 & 1) != 0);
        }
        Type type = TYPES_BEFORE_6_4[bits >> 8 & 3];
        boolean end = (bits >> (signalBit ? 11 : 10) & 1) != 0;
        boolean signal = signalBit ? (bits >> 10 & 1) != 0 : type != Type.CALL;
        if (spBase == Base.UNDEFINED) {
            type = end ? Type.END_OF_STACK : Type.UNDEFINED;
        }
        return new OrcEntry(spBase, spOffset, bpBase, bpOffset, type, signal);
    }

    private Base base(int number) {
        return number < bases.length ? bases[number] : Base.UNKNOWN;
    }
}
