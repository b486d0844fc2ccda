// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.unwind;

import java.util.Set;

/**
 * The places from which x86-64 entry code calls into C, for kernels where no unwind table and no mark in the frame pointer
 * says so: before 4.9, and those without ORC and frame pointers (arch/x86/kernel/entry_64.S, since 4.2
 * arch/x86/entry/entry_64.S; vendors add labels of their own).
 */
enum EntryCode {
    /** Interrupts, exceptions, and the call onto the interrupt stack. */
    EXCEPTION,
    SYSTEM_CALL,
    /** Where a new thread begins, or a CPU. */
    THREAD_START,
    NONE;

    private static final Set<String> EXCEPTIONS = Set.of(
            // interrupts
            "common_interrupt",
            "ret_from_intr",
            "apic_timer_interrupt",
            "irq_move_cleanup_interrupt",
            "reboot_interrupt",
            "x86_platform_ipi",
            "generic_interrupt",
            "kvm_posted_intr_ipi",
            "kvm_posted_intr_wakeup_ipi",
            "threshold_interrupt",
            "thermal_interrupt",
            "deferred_error_interrupt",
            "mce_self_interrupt",
            "call_function_single_interrupt",
            "call_function_interrupt",
            "reschedule_interrupt",
            "error_interrupt",
            "spurious_interrupt",
            "irq_work_interrupt",
            "perf_pending_interrupt",
            "uv_bau_message_intr1",
            "xen_hypervisor_callback",
            "xen_do_hypervisor_callback",
            "xen_hvm_callback_vector",
            "hyperv_callback_vector",
            "call_softirq",
            "do_softirq_own_stack",
            "retint_careful",
            "retint_signal",
            "retint_kernel",
            // exceptions
            "divide_error",
            "overflow",
            "bounds",
            "invalid_op",
            "device_not_available",
            "double_fault",
            "coprocessor_segment_overrun",
            "invalid_TSS",
            "segment_not_present",
            "spurious_interrupt_bug",
            "coprocessor_error",
            "alignment_check",
            "simd_coprocessor_error",
            "debug",
            "int3",
            "stack_segment",
            "xen_debug",
            "xen_int3",
            "xen_stack_segment",
            "general_protection",
            "page_fault",
            "trace_page_fault",
            "async_page_fault",
            "machine_check",
            "nmi",
            "first_nmi",
            "repeat_nmi",
            "end_repeat_nmi",
            "error_entry",
            "error_exit",
            "error_sti",
            "paranoid_exit",
            "paranoid_userspace",
            "paranoid_schedule",
            "nmi_swapgs",
            "nmi_restore",
            "nmi_userspace",
            "nmi_schedule",
            "trace_apic_timer_interrupt",
            "trace_reschedule_interrupt",
            "trace_call_function_interrupt",
            "trace_call_function_single_interrupt",
            "trace_irq_work_interrupt");

    private static final Set<String> ASM_INTERRUPTS = Set.of("asm_common_interrupt", "asm_spurious_interrupt");

    private static final Set<String> THREADS = Set.of(
            "child_rip",
            "kernel_thread_helper",
            // arch/x86/kernel/head_64.S
            "common_startup_64",
            "secondary_startup_64",
            "secondary_startup_64_no_verify",
            "start_cpu",
            "start_cpu0");

    private static final Set<String> INVALIDATIONS = Set.of("invalidate_interrupt", "call_IRQ_handler");

    /** What the code at this symbol is. */
    static EntryCode of(String symbol) {
        // DECLARE_IDTENTRY of arch/x86/include/asm/idtentry.h, since 5.8.
        if (symbol.startsWith("asm_exc_") || symbol.startsWith("asm_sysvec_") || ASM_INTERRUPTS.contains(symbol)) {
            return EXCEPTION;
        }
        if (EXCEPTIONS.contains(symbol) || INVALIDATIONS.contains(withoutDigits(symbol))) {
            return EXCEPTION;
        }
        if (symbol.startsWith("ret_from_fork") || THREADS.contains(symbol)) {
            return THREAD_START;
        }
        boolean call = symbol.startsWith("system_call")
                || symbol.startsWith("entry_SYS")
                || symbol.startsWith("entry_INT80")
                || symbol.equals("asm_int80_emulation")
                || symbol.startsWith("sysenter_")
                || symbol.startsWith("sysret_")
                || symbol.startsWith("ia32_sys")
                || symbol.startsWith("ia32_cstar")
                || symbol.startsWith("ia32_do_call")
                || symbol.startsWith("stub_")
                || symbol.startsWith("int_ret_from_sys_call")
                || symbol.equals("tracesys");
        return call ? SYSTEM_CALL : NONE;
    }

    private static String withoutDigits(String symbol) {
        int end = symbol.length();
        while (end > 0 && symbol.charAt(end - 1) >= '0' && symbol.charAt(end - 1) <= '9') {
            end--;
        }
        return symbol.substring(0, end);
    }
}
