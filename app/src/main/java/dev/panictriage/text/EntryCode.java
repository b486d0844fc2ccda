// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.text;

import dev.panictriage.facts.ExceptionContext.Kind;
import org.jspecify.annotations.Nullable;

/** The code by which exceptions, interrupts and system calls enter the kernel: {@code arch/x86/entry}, arm64's entry.S. */
public final class EntryCode {
    /** Parts of names, the special before the general. */
    private static final Part[] PARTS = {
        new Part("page_fault", Kind.PAGE_FAULT),
        new Part("el1_da", Kind.PAGE_FAULT),
        new Part("do_mem_abort", Kind.PAGE_FAULT),
        // powerpc
        new Part("data_access", Kind.PAGE_FAULT),
        new Part("instruction_access", Kind.PAGE_FAULT),
        new Part("program_check", Kind.INVALID_OPCODE),
        new Part("general_protection", Kind.GENERAL_PROTECTION),
        new Part("invalid_op", Kind.INVALID_OPCODE),
        new Part("double_fault", Kind.DOUBLE_FAULT),
        new Part("divide_error", Kind.DIVIDE_ERROR),
        new Part("stack_segment", Kind.STACK_SEGMENT),
        new Part("alignment_check", Kind.ALIGNMENT_CHECK),
        new Part("machine_check", Kind.MACHINE_CHECK),
        new Part("int3", Kind.BREAKPOINT),
        new Part("exc_debug", Kind.DEBUG),
        new Part("nmi", Kind.NMI),
        new Part("INT80", Kind.SYSTEM_CALL),
        new Part("int80", Kind.SYSTEM_CALL),
        new Part("SYSCALL", Kind.SYSTEM_CALL),
        new Part("syscall", Kind.SYSTEM_CALL),
        new Part("SYSENTER", Kind.SYSTEM_CALL),
        new Part("system_call", Kind.SYSTEM_CALL),
        new Part("sysenter", Kind.SYSTEM_CALL),
        new Part("interrupt", Kind.INTERRUPT),
        new Part("sysvec", Kind.INTERRUPT),
        new Part("_irq", Kind.INTERRUPT),
        new Part("ret_from_intr", Kind.INTERRUPT),
    };

    private EntryCode() {}

    /**
     * What enters the kernel by the function {@code entry}.
     *
     * @param entry null if it is not known
     * @param user whether what is not known by its name is what user space asks for: a system call
     */
    public static Kind kindOf(@Nullable String entry, boolean user) {
        if (entry == null) {
            return Kind.UNKNOWN;
        }
        if (entry.equals("debug")) {
            return Kind.DEBUG;
        }
        for (Part part : PARTS) {
            if (entry.contains(part.name)) {
                return part.kind;
            }
        }
        return user ? Kind.SYSTEM_CALL : Kind.UNKNOWN;
    }

    private record Part(String name, Kind kind) {}
}
