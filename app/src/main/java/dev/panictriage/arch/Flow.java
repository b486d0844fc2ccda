// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.arch;

/** Where execution goes after an instruction. */
public enum Flow {
    /** To the next instruction. */
    SEQUENTIAL,
    /** To the target, and then to the next instruction. */
    CALL,
    /** To the target. */
    JUMP,
    /** To the target or to the next instruction. */
    CONDITIONAL_JUMP,
    /** To the caller, or to what an exception interrupted. */
    RETURN,
    /** Into an exception handler, always; it alone knows whether the next instruction follows. */
    TRAP,
    /** To the next instruction once an interrupt has come. */
    HALT;

    /** Whether a basic block ends here. Calls do not end one. */
    public boolean endsBlock() {
        return switch (this) {
            case JUMP, CONDITIONAL_JUMP, RETURN, TRAP -> true;
            case SEQUENTIAL, CALL, HALT -> false;
        };
    }

    /** Whether the next instruction can be reached through this one, traps not counted. */
    public boolean fallsThrough() {
        return switch (this) {
            case SEQUENTIAL, CALL, CONDITIONAL_JUMP, HALT -> true;
            case JUMP, RETURN, TRAP -> false;
        };
    }
}
