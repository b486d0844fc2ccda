// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.text;

/**
 * Functions that find a fault, take the exception, print the report and dump the stacks: what stands above the function
 * at fault, and never is it.
 */
final class ReportCode {
    /** Any function with one of these in its name. */
    private static final String[] CONTAINS = {
        // sanitizers
        "__hwasan",
        "kfence_",
        "kcsan_",
        "__sanitizer",
        "__asan",
        "kasan",
        "__msan",
        "kmsan",
        "__tsan",
        "ubsan",
        // reports and the traps that lead to them
        "print_address_description",
        "print_report",
        "print_unlock",
        "print_tainted",
        "imbalance_bug",
        "panic",
        "invalid_op",
        "report_bug",
        "fixup_bug",
        "do_error",
        "do_trap",
        "warn_slowpath",
        "warn_alloc",
        "warn_bogus",
        "__warn",
        "assertfail",
        "program_check_",
        "do_kernel_fault",
        "do_translation_fault",
        "do_mem_abort",
        "el1_abort",
        "el1h_64_",
        "el1t_64_",
        "el1_sync",
        "do_tag_check_fault",
        "do_tag_recovery",
        // the switch to an interrupt's stack, 5.8 to 5.11
        "asm_call_",
        "call_on_irq_stack",
    };

    /** Any function whose name starts so. */
    private static final String[] STARTS = {
        // kernel/locking/lockdep.c
        "print_usage_bug",
        "print_circular_bug",
        "print_deadlock_bug",
        "print_bad_irq_dependency",
        "print_irq_inversion_bug",
        "check_noncircular",
        "check_prev_add",
        "check_prevs_add",
        "check_irq_usage",
        "check_usage",
        "check_deadlock",
        "validate_chain",
        "valid_state",
        "mark_usage",
        "hlock_conflict",
        "asm_exc_",
        "exc_",
        "handle_bug",
        "oops_",
        "__die",
        "no_context",
        "bad_area_nosemaphore",
        "__bad_area_nosemaphore",
        "__fortify_report",
        "assfail",
        "do_el1_",
        "do_DataAbort",
        "do_PrefetchAbort",
        "do_undef",
        "rewind_stack_",
        // mips, loongarch
        "tlb_do_page_fault_",
        "handle_ade",
        "handle_ri",
        "data_access_common",
        "instruction_access_common",
    };

    private static final String[] NAMES = {
        "die",
        "show_registers",
        "error_code",
        "page_fault",
        "error_entry",
        "general_protection",
        "async_page_fault",
        "async_exception_stack",
        "divide_error",
        "double_fault",
        "stack_segment",
        "do_page_fault",
        "__do_page_fault",
        "do_kern_addr_fault",
        "do_user_addr_fault",
        "page_fault_oops",
        "kernelmode_fixup_or_oops",
        "crash_kexec",
        "__crash_kexec",
        "machine_kexec",
        "bug_handler",
        "call_break_hook",
        "do_debug_exception",
        "brk_handler",
        "el1_dbg",
        "el1_da",
        "el1_ia",
        "el1_irq",
        "el1_error",
        "el1_inv",
        "el1_fpac",
        "el1_mops",
        "ex_handler_refcount",
        "fixup_exception",
        "refcount_error_report",
        "write_comp_data",
        "check_kcov_mode",
        "__stack_chk_fail",
        // arm, arm64
        "__und_fault",
        "do_bad_area",
        "arm_notify_die",
        "bug_brk_handler",
        "el1_undef",
        "el1_bti",
        "el1_pc",
        "do_alignment_fault",
        "do_sp_pc_abort",
        "do_sea",
        "do_sect_fault",
        "arm64_notify_die",
        "arm64_notify_segfault",
        "force_signal_inject",
        "do_undefinstr",
        "make_task_dead",
        // riscv, loongarch, powerpc, s390
        "die_kernel_fault",
        "do_bp",
        "handle_bp",
        "bad_page_fault",
        "do_program_check",
        "hash__do_page_fault",
        "__do_pgm_check",
        "pgm_check_handler",
        "illegal_op",
        "monitor_event_exception",
        "do_dat_exception",
        "do_protection_exception",
        "do_secure_storage_access",
        "do_fault_error",
        "do_no_context",
        "do_low_address",
        "__bad_page_fault",
        "unrecoverable_exception",
        "interrupt_return",
        "handle_page_fault",
        "___do_page_fault",
        "do_hash_fault",
        "do_hash_page",
        "do_slb_fault",
        "do_bad_slb_fault",
        "alignment_common",
        "alignment_exception",
        "do_ade",
        "do_ale",
        "do_be",
        "do_ri",
        "do_tr",
        "do_bce",
        "handle_exception",
        "ret_from_exception",
    };

    /** What walks and prints stacks, with one of these in its name. */
    private static final String[] DUMPERS = {
        "show_stack",
        "dump_stack",
        "walk_stack",
        "dump_backtrace",
        "dump_trace",
        "show_trace",
        "unwind_backtrace",
        "stack_trace_save",
        "stack_trace_consume_entry",
        "arch_stack_walk",
        "save_stack_trace",
        "unwind_next_frame",
        "unwind_get_return_address",
        "__unwind_start",
        "unwind_frame",
        "stack_depot_save",
        "print_context_stack",
    };

    /** The report functions of the sanitizers, below which stands the function at fault. */
    private static final String[] FINDERS = {
        "kasan_report", "__asan_report", "kmsan_report", "__msan_warning", "kfence_report", "kcsan_report",
    };

    private ReportCode() {}

    /** Whether {@code function} serves to find or to report a fault. */
    static boolean covers(String function) {
        return Machinery.contains(CONTAINS, function)
                || dumpsStacks(function)
                || Machinery.starts(STARTS, function)
                || Machinery.isOneOf(NAMES, function);
    }

    static boolean dumpsStacks(String function) {
        return Machinery.contains(DUMPERS, function);
    }

    /** Whether {@code function} is a sanitizer's that found the fault in its caller. */
    static boolean findsFaults(String function) {
        return Machinery.contains(FINDERS, function);
    }
}
