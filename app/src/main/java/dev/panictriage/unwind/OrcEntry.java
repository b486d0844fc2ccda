// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.unwind;

/**
 * How to find the caller of an instruction: one {@code struct orc_entry}, arch/x86/include/asm/orc_types.h, independent of
 * its version.
 *
 * @param spBase what the previous stack pointer is computed from
 * @param bpBase what the previous frame pointer is read through; {@link Base#UNDEFINED} if it did not change
 * @param signal whether the return address is the interrupted instruction itself and not the one after a call
 */
record OrcEntry(Base spBase, int spOffset, Base bpBase, int bpOffset, Type type, boolean signal) {
    /** Where the kernel knows nothing: the frame of a function that pushed its frame pointer (orc_fp_entry). */
    static final OrcEntry FRAME_POINTER = new OrcEntry(Base.BP, 16, Base.PREVIOUS_SP, -16, Type.CALL, false);

    /** Right after a call to nowhere: the return address is at the stack pointer (null_orc_entry). */
    static final OrcEntry JUST_CALLED = new OrcEntry(Base.SP, 8, Base.UNDEFINED, 0, Type.CALL, false);

    enum Base {
        UNDEFINED,
        PREVIOUS_SP,
        AX,
        DX,
        DI,
        BP,
        SP,
        R10,
        R13,
        BP_INDIRECT,
        SP_INDIRECT,
        UNKNOWN
    }

    enum Type {
        /** No way to go on from here. */
        UNDEFINED,
        END_OF_STACK,
        /** A return address lies below the previous stack pointer. */
        CALL,
        /** A whole struct pt_regs lies at the previous stack pointer. */
        REGS,
        /** Only the iret frame of a struct pt_regs lies there. */
        REGS_PARTIAL
    }
}
