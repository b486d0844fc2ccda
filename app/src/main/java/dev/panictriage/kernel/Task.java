// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.kernel;

/**
 * A thread: a {@code struct task_struct}, read when asked. Throws as {@link KernelObject} does.
 *
 * @param types of its kernel
 */
public record Task(KernelObject object, Types types) {
    /** Letters of the state bits in their order, {@code fs/proc/array.c}; TASK_REPORT_IDLE is one more. */
    private static final String LETTERS = "RSDTtXZPI";

    // include/linux/sched.h, as since 4.14.
    private static final int UNINTERRUPTIBLE = 0x2;
    private static final int REPORTED = 0x7f;
    private static final int REPORTED_IDLE = 0x80;
    private static final int IDLE = 0x402;
    private static final int LOCK_WAIT = 0x1000;
    private static final int FROZEN = 0x8000;

    public long address() {
        return object.address();
    }

    public int pid() {
        return (int) object.number("pid");
    }

    /** The pid of the process that this is a thread of. */
    public int tgid() {
        return (int) object.number("tgid");
    }

    public String comm() {
        return object.string("comm");
    }

    /** As {@code ps} letters it: R, S, D, T, t, X, Z, P, I. */
    public char state() {
        // "state" until 2f064a59a11f (5.14).
        int state = (int) object.number(object.firstOf("__state", "state"));
        int bits = (state | (int) object.number("exit_state")) & REPORTED;
        if ((state & IDLE) == IDLE) {
            bits = REPORTED_IDLE;
        } else if ((state & (LOCK_WAIT | FROZEN)) != 0) {
            bits = UNINTERRUPTIBLE;
        }
        return LETTERS.charAt(Integer.SIZE - Integer.numberOfLeadingZeros(bits));
    }

    /** The CPU where it runs or last ran. */
    public int cpu() {
        if (object.has("thread_info.cpu")) {
            return (int) object.number("thread_info.cpu");
        }
        // Until bcf9033e5449 (5.16) beside thread_info; until 15f4eae70d36 (4.9) in it, at the stack's low end.
        return (int) (object.has("cpu") ? object.number("cpu") : threadInfo().number("cpu"));
    }

    /** In the task since 15f4eae70d36 (4.9), before at the low end of its stack. */
    public boolean hasThreadInfo() {
        return object.has("thread_info");
    }

    /** Its {@code struct thread_info}. */
    public KernelObject threadInfo() {
        if (hasThreadInfo()) {
            return object.struct("thread_info");
        }
        Types.Struct type =
                types.struct("thread_info").orElseThrow(() -> new MissingTypeException("struct thread_info"));
        return new KernelObject(object.memory(), type, stackStart());
    }

    /** Lowest address of its kernel stack. */
    public long stackStart() {
        return object.number("stack");
    }

    /** The stack pointer that the scheduler saved when it switched away from this task; stale while it runs. */
    public long savedStackPointer() {
        return object.number("thread.sp");
    }
}
