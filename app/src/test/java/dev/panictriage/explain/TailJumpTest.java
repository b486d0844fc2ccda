// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.explain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panictriage.facts.ExceptionContext;
import dev.panictriage.facts.FaultExplanation;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A function that was called directly, and jumped to a bad address as the last thing it did. */
class TailJumpTest {
    private static final long BAD = 0xffff_ffff_c0ff_f120L;
    private static final long CALLEE = AssembledFunction.START + 0x1000;
    private static final long OPERATIONS = 0xffff_8880_1234_0000L;

    private final AssembledFunction callee = new AssembledFunction("callee", CALLEE);
    private final AssembledFunction caller = new AssembledFunction("caller").with(callee);

    @BeforeEach
    void operations() {
        caller.register("rdi", OPERATIONS).word(OPERATIONS + 8, BAD);
    }

    private FaultExplanation explain() {
        long call = caller.call(CALLEE);
        ExceptionContext fault = caller.fault(BAD, BAD);
        return new FaultExplainer(caller)
                .explain(fault, List.of(caller.caller(call + 5)))
                .orElseThrow();
    }

    @Test
    void theJumpIsNamed() {
        callee.add("48 8b 47 08"); // mov 0x8(%rdi),%rax
        callee.add("ff e0"); // jmp *%rax
        caller.register("rax", BAD);

        assertThat(explain()).satisfies(fault -> {
            assertThat(fault.instruction()).isEqualTo("jmp *%rax");
            assertThat(fault.badRegister()).isEqualTo("RAX");
            assertThat(fault.origin()).startsWith("loaded from 0x8(%rdi)");
        });
    }

    @Test
    void aJumpByASlotIsNamed() {
        callee.add("ff 67 08"); // jmp *0x8(%rdi)

        assertThat(explain().matches()).isTrue();
    }

    @Test
    void aJumpElsewhereIsNotMeant() {
        callee.add("ff e0"); // jmp *%rax
        caller.register("rax", BAD + 1);

        assertThat(explain().arithmetic()).startsWith("a direct call cannot have gone to");
    }

    @Test
    void ofTwoThatCanHaveGoneThereNoneIsBlamed() {
        callee.add("ff e0"); // jmp *%rax
        callee.add("ff 67 08"); // jmp *0x8(%rdi)
        caller.register("rax", BAD);

        assertThat(explain().badRegister()).isNull();
    }

    @Test
    void aJumpWithSomethingOnTheStackIsNoCallsEnd() {
        callee.add("53"); // push %rbx
        callee.add("ff e0"); // jmp *%rax
        caller.register("rax", BAD);

        assertThat(explain().badRegister()).isNull();
    }
}
