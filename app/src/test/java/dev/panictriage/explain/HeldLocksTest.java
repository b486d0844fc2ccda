// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.explain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panictriage.explain.HeldLocks.Verdict;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HeldLocksTest {
    private static final long TAKE = AssembledFunction.START + 0x1000;
    private static final long TRY = AssembledFunction.START + 0x1100;
    private static final long RELEASE = AssembledFunction.START + 0x1200;
    private static final long OTHER = AssembledFunction.START + 0x1300;
    private static final long CALLEE = AssembledFunction.START + 0x1400;
    private static final long LOCK = 0xffff_ffff_8320_0040L;
    private static final String LOCK_TO_RDI = "48 c7 c7 40 00 20 83"; // mov $LOCK,%rdi
    private static final String OTHER_TO_RDI = "48 c7 c7 80 00 20 83";
    private static final String RBX_TO_RDI = "48 89 df"; // mov %rbx,%rdi
    private static final String RDI_TO_RBX = "48 89 fb"; // mov %rdi,%rbx
    private static final int JE = 0x74;

    private final AssembledFunction function = new AssembledFunction("f")
            .symbol("_raw_spin_lock", TAKE)
            .symbol("_raw_spin_trylock", TRY)
            .symbol("_raw_spin_unlock", RELEASE);

    /** Adds a call to something else, in which the function stands. */
    private Verdict verdict() {
        return verdict(Map.of("rbx", LOCK));
    }

    private Verdict verdict(Map<String, Long> registers) {
        function.call(OTHER);
        long at = function.next();
        function.add("c3");
        return new HeldLocks(function).holds(at, false, LOCK, registers::get);
    }

    private void take(String argument) {
        function.add(argument);
        function.call(TAKE);
    }

    private void release(String argument) {
        function.add(argument);
        function.call(RELEASE);
    }

    @Test
    void aLockThatWasTakenIsHeld() {
        take(LOCK_TO_RDI);

        assertThat(verdict()).isEqualTo(Verdict.YES);
    }

    @Test
    void aLockThatWasReleasedIsNot() {
        take(LOCK_TO_RDI);
        release(LOCK_TO_RDI);

        assertThat(verdict()).isEqualTo(Verdict.NO);
    }

    @Test
    void anotherLockDoesNotCount() {
        take(OTHER_TO_RDI);

        assertThat(verdict()).isEqualTo(Verdict.NO);
    }

    @Test
    void releasingAnotherLockDoesNotCount() {
        take(LOCK_TO_RDI);
        take(OTHER_TO_RDI);
        release(OTHER_TO_RDI);

        assertThat(verdict()).isEqualTo(Verdict.YES);
    }

    @Test
    void theCallInWhichItStandsIsNotDone() {
        function.add(LOCK_TO_RDI);
        function.call(TAKE);
        long at = function.next();
        function.add("c3");

        assertThat(new HeldLocks(function).holds(at, false, LOCK, name -> null)).isEqualTo(Verdict.NO);
    }

    @Test
    void anArgumentIsKnownByTheRegisterThatKeepsIt() {
        function.add(RDI_TO_RBX);
        function.call(TAKE);

        assertThat(verdict()).isEqualTo(Verdict.YES);
    }

    @Test
    void aRegisterThatIsNotKnownProvesNothing() {
        function.add(RDI_TO_RBX);
        function.call(TAKE);

        assertThat(verdict(Map.of())).isEqualTo(Verdict.NO);
    }

    @Test
    void aRegisterThatWasSetAfterwardsProvesNothing() {
        take(RBX_TO_RDI);
        function.add("48 8b 1c 24"); // mov (%rsp),%rbx

        assertThat(verdict()).isEqualTo(Verdict.NO);
    }

    @Test
    void aLockTakenOnOneOfTwoWaysMayBeHeld() {
        function.add("85 c0"); // test %eax,%eax
        long jump = function.next();
        function.jump(JE, jump + 2 + 12);
        take(LOCK_TO_RDI);

        assertThat(verdict()).isEqualTo(Verdict.MAYBE);
    }

    @Test
    void aLockThatWasTriedMayBeHeld() {
        function.add(LOCK_TO_RDI);
        function.call(TRY);

        assertThat(verdict()).isEqualTo(Verdict.MAYBE);
    }

    @Test
    void aReleaseOfWhatIsNotKnownLeavesADoubt() {
        take(LOCK_TO_RDI);
        release("48 8b 7d 08"); // mov 0x8(%rbp),%rdi

        assertThat(verdict()).isEqualTo(Verdict.MAYBE);
    }

    @Test
    void anInlinedReleaseCounts() {
        take(LOCK_TO_RDI);
        function.add("c6 04 25 40 00 20 83 00"); // movb $0x0,LOCK

        assertThat(verdict()).isEqualTo(Verdict.NO);
    }

    @Test
    void aByteThatIsClearedSomewhereLeavesADoubt() {
        take(LOCK_TO_RDI);
        function.add("c6 00 00"); // movb $0x0,(%rax)

        assertThat(verdict()).isEqualTo(Verdict.MAYBE);
    }

    @Test
    void aLoopBackToTheLockHoldsIt() {
        take(LOCK_TO_RDI);
        long back = function.next();
        function.add("85 c0"); // test %eax,%eax
        function.jump(JE, back);

        assertThat(verdict()).isEqualTo(Verdict.YES);
    }

    private AssembledFunction callee() {
        AssembledFunction callee = new AssembledFunction("g", CALLEE);
        function.with(callee);
        return callee;
    }

    @Test
    void aCalleeThatReleasesALockLeavesADoubt() {
        AssembledFunction callee = callee();
        callee.call(RELEASE);
        callee.add("c3");
        take(LOCK_TO_RDI);
        function.call(CALLEE);

        assertThat(verdict()).isEqualTo(Verdict.MAYBE);
    }

    @Test
    void aCalleeThatEndsInAReleaseLeavesADoubt() {
        AssembledFunction callee = callee();
        callee.jump(0xeb, callee.next() + 2);
        function.symbol("_raw_spin_unlock", callee.next());
        take(LOCK_TO_RDI);
        function.call(CALLEE);

        assertThat(verdict()).isEqualTo(Verdict.MAYBE);
    }

    @Test
    void aCalleeThatClearsAByteLeavesADoubt() {
        callee().add("c6 07 00"); // movb $0x0,(%rdi)
        take(LOCK_TO_RDI);
        function.call(CALLEE);

        assertThat(verdict()).isEqualTo(Verdict.MAYBE);
    }

    @Test
    void aCalleeThatCannotBeReadLeavesADoubt() {
        take(LOCK_TO_RDI);
        function.call(OTHER);

        assertThat(verdict()).isEqualTo(Verdict.MAYBE);
    }

    @Test
    void aCalleeThatReleasesWhatItTookLeavesNone() {
        AssembledFunction callee = callee();
        callee.call(TAKE);
        callee.call(RELEASE);
        callee.add("c3");
        take(LOCK_TO_RDI);
        function.call(CALLEE);

        assertThat(verdict()).isEqualTo(Verdict.YES);
    }

    @Test
    void aCalleeThatClearsAByteOfItsStackLeavesNone() {
        callee().add("c6 44 24 07 00"); // movb $0x0,0x7(%rsp)
        take(LOCK_TO_RDI);
        function.call(CALLEE);

        assertThat(verdict()).isEqualTo(Verdict.YES);
    }
}
