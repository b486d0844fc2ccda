// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panictriage.facts.ExceptionContext.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EntryCodeTest {
    /** Symbols of arch/x86/entry in 3.10, 4.18, 5.10 to 7.2. */
    @ParameterizedTest
    @CsvSource(textBlock = """
        page_fault,                               PAGE_FAULT
        async_page_fault,                         PAGE_FAULT
        general_protection,                       GENERAL_PROTECTION
        divide_error,                             DIVIDE_ERROR
        invalid_op,                               INVALID_OPCODE
        int3,                                     BREAKPOINT
        double_fault,                             DOUBLE_FAULT
        stack_segment,                            STACK_SEGMENT
        alignment_check,                          ALIGNMENT_CHECK
        machine_check,                            MACHINE_CHECK
        nmi,                                      NMI
        end_repeat_nmi,                           NMI
        repeat_nmi,                               NMI
        common_interrupt,                         INTERRUPT
        apic_timer_interrupt,                     INTERRUPT
        call_function_single_interrupt,           INTERRUPT
        entry_SYSCALL_64_after_hwframe,           SYSTEM_CALL
        entry_SYSCALL_64,                         SYSTEM_CALL
        entry_SYSCALL_compat_after_hwframe,       SYSTEM_CALL
        asm_int80_emulation,                      SYSTEM_CALL
        entry_INT80_compat,                       SYSTEM_CALL
        ia32_syscall,                             SYSTEM_CALL
        debug,                                    DEBUG
        asm_exc_page_fault,                       PAGE_FAULT
        asm_exc_general_protection,               GENERAL_PROTECTION
        asm_exc_divide_error,                     DIVIDE_ERROR
        asm_exc_invalid_op,                       INVALID_OPCODE
        asm_exc_int3,                             BREAKPOINT
        asm_exc_debug,                            DEBUG
        asm_exc_double_fault,                     DOUBLE_FAULT
        asm_exc_stack_segment,                    STACK_SEGMENT
        asm_exc_alignment_check,                  ALIGNMENT_CHECK
        asm_exc_machine_check,                    MACHINE_CHECK
        asm_exc_nmi,                              NMI
        asm_sysvec_apic_timer_interrupt,          INTERRUPT
        asm_sysvec_call_function_single,          INTERRUPT
        asm_sysvec_reschedule_ipi,                INTERRUPT
        asm_sysvec_hyperv_stimer0,                INTERRUPT
        asm_common_interrupt,                     INTERRUPT
        asm_spurious_interrupt,                   INTERRUPT
        error_entry,                              UNKNOWN
        ret_from_fork_asm,                        UNKNOWN
        asm_exc_segment_not_present,              UNKNOWN
        """)
    void theKindIsKnownByTheEntryCode(String entry, Kind kind) {
        assertThat(EntryCode.kindOf(entry, false)).isEqualTo(kind);
    }

    @Test
    void whatUserSpaceEntersByIsASystemCallIfItsNameTellsNothing() {
        assertThat(EntryCode.kindOf("tracesys", true)).isEqualTo(Kind.SYSTEM_CALL);
    }

    @Test
    void withoutEntryCodeTheKindIsNotKnown() {
        assertThat(EntryCode.kindOf(null, true)).isEqualTo(Kind.UNKNOWN);
    }
}
