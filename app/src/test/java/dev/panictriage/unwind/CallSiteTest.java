// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.unwind;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panictriage.kernel.SparseMemory;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CallSiteTest {
    private static final long TEXT = 0xffff_ffff_8100_0000L;

    /** Whether an address right behind these bytes, with no-ops before them, is taken for a return address. */
    private static boolean isCallSite(String hex) {
        byte[] code = HexFormat.of().parseHex(hex.replace(" ", ""));
        byte[] text = new byte[32];
        Arrays.fill(text, (byte) 0x90);
        System.arraycopy(code, 0, text, 16 - code.length, code.length);
        return CallSite.endsAt(new SparseMemory().put(TEXT, text), TEXT + 16);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
        e8 11 22 33 44,          call f
        ff d0,                   call *%rax
        41 ff d4,                call *%r12
        ff 13,                   call *(%rbx)
        ff 50 08,                call *0x8(%rax)
        ff 90 11 22 33 44,       call *0x44332211(%rax)
        ff 14 24,                call *(%rsp)
        ff 54 24 08,             call *0x8(%rsp)
        ff 94 24 11 22 33 44,    call *0x44332211(%rsp)
        41 ff 94 24 11 22 33 44, call *0x44332211(%r12)
        ff 14 c7,                'call *(%rdi,%rax,8)'
        ff 14 c5 11 22 33 84,    'call *0x84332211(,%rax,8)'
        ff 15 11 22 33 44,       call *0x44332211(%rip)
        65 ff 15 11 22 33 44,    call *%gs:0x44332211(%rip)
        """)
    void aCallIsSeen(String bytes, String text) {
        assertThat(isCallSite(bytes)).as(text).isTrue();
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
        e9 11 22 33 44,       jmp f
        ff e0,                jmp *%rax
        ff 30,                pushq (%rax)
        ff 53,                the first two bytes of call *disp8(%rbx)
        ff 15 11 22 33,       a call without its last byte
        ff d0 90,             a call one byte before
        e8 11 22 33 44 90,    a call one byte before
        48 89 c3,             'mov %rax,%rbx'
        """)
    void anythingElseIsNot(String bytes, String text) {
        assertThat(isCallSite(bytes)).as(text).isFalse();
    }

    @Test
    void codeThatCannotBeReadIsNoCall() {
        assertThat(CallSite.endsAt(new SparseMemory(), TEXT)).isFalse();
    }
}
