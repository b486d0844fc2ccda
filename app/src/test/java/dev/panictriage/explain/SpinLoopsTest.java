// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.explain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panictriage.facts.SpinLoop;
import dev.panictriage.facts.SpinLoop.Kind;
import dev.panictriage.facts.Word;
import java.util.Collections;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpinLoopsTest {
    private static final int JMP = 0xeb;
    private static final int JE = 0x74;
    private static final int JNE = 0x75;
    private static final String PAUSE = "f3 90";
    private static final String LOAD = "8b 03"; // mov (%rbx),%eax
    private static final String TEST = "a8 01"; // test $0x1,%al
    private static final String COMPARE = "39 03"; // cmp %eax,(%rbx)
    private static final long SEQUENCE = 0xffff_ffff_8320_0040L;

    private static AssembledFunction function(String name) {
        return new AssembledFunction(name).register("rbx", SEQUENCE).register("rax", 0x4711);
    }

    private static Optional<SpinLoop> around(AssembledFunction function, long rip) {
        return new SpinLoops(function).around(function.fault(rip, null));
    }

    /** read_seqbegin() and read_seqretry() as GCC lays them out: the pause inside the loop. */
    private static AssembledFunction reader(String name) {
        AssembledFunction function = function(name);
        function.add("90");
        long load = function.add(LOAD);
        long test = function.add(TEST);
        function.jump(JE, test + 6);
        function.add(PAUSE);
        function.jump(JMP, load);
        function.add(COMPARE);
        function.jump(JNE, load);
        function.add("c3");
        return function;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 5, 7, 9})
    void aSequenceIsFoundFromEachInstructionOfItsLoop(int offset) {
        // The jump out of the loop and over the pause ends at the compare.
        AssembledFunction function = function("f");
        function.add("90");
        long load = function.add(LOAD);
        function.add(TEST);
        function.jump(JE, load + 10);
        function.add(PAUSE);
        function.jump(JMP, load);
        function.add(COMPARE);
        function.add("c3");

        assertThat(around(function, AssembledFunction.START + offset))
                .map(SpinLoop::kind)
                .contains(Kind.SEQUENCE);
    }

    /** The unlikely pause moved behind the function, with a jump back. */
    private static AssembledFunction outOfLine() {
        AssembledFunction function = function("ktime_get");
        long load = function.add(LOAD);
        function.add(TEST);
        function.jump(JNE, load + 9);
        function.add(COMPARE);
        function.add("c3");
        function.add(PAUSE);
        function.jump(JMP, load);
        return function;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, 4, 9, 11})
    void aSequenceWithItsPauseOutOfLineIsFound(int offset) {
        assertThat(around(outOfLine(), AssembledFunction.START + offset))
                .map(SpinLoop::kind)
                .contains(Kind.SEQUENCE);
    }

    @Test
    void theLoopIsShownInTheOrderOfExecution() {
        assertThat(around(outOfLine(), AssembledFunction.START + 9)
                        .orElseThrow()
                        .loop())
                .hasSize(5)
                .startsWith("pause")
                .element(2)
                .isEqualTo("mov (%rbx),%eax");
    }

    @Test
    void whatIsReadAndTheValueLastReadAreTold() {
        assertThat(around(outOfLine(), AssembledFunction.START + 2).orElseThrow())
                .extracting(SpinLoop::variable, SpinLoop::register, SpinLoop::registerValue)
                .containsExactly(Word.of(SEQUENCE), "RAX", Word.of(0x4711));
    }

    @Test
    void aVariableWhoseAddressIsLostIsNotKnown() {
        AssembledFunction function = new AssembledFunction("f");
        long load = function.add(LOAD);
        function.add(TEST);
        function.jump(JNE, load);

        assertThat(around(function, load).orElseThrow().variable()).isNull();
    }

    @Test
    void anAddressBesideTheInstructionsIsTheSamePlaceFromAnywhere() {
        AssembledFunction function = function("f");
        long load = function.add("8b 05 00 10 00 00"); // mov 0x1000(%rip),%eax
        function.add(TEST);
        function.jump(JNE, load);
        long distance = load + 6 + 0x1000 - (function.next() + 6);
        function.add("3b 05 " + String.format("%08x", Integer.reverseBytes((int) distance))); // cmp ...(%rip),%eax

        assertThat(around(function, load).orElseThrow())
                .extracting(SpinLoop::kind, SpinLoop::variable)
                .containsExactly(Kind.SEQUENCE, Word.of(load + 6 + 0x1000));
    }

    @Test
    void aBitThatIsNeverReadAgainIsNoSequence() {
        AssembledFunction function = function("f");
        long load = function.add(LOAD);
        function.add(TEST);
        function.jump(JNE, load);

        assertThat(around(function, load)).map(SpinLoop::kind).contains(Kind.OTHER);
    }

    @Test
    void anotherBitIsNoSequence() {
        AssembledFunction function = function("f");
        long load = function.add(LOAD);
        function.add("a8 02"); // test $0x2,%al
        function.jump(JNE, load);
        function.add(COMPARE);

        assertThat(around(function, load)).map(SpinLoop::kind).contains(Kind.OTHER);
    }

    @ParameterizedTest
    @ValueSource(strings = {"smp_call_function_many_cond", "smp_call_function_single", "csd_lock_wait.isra.0"})
    void waitingForAnotherCpusAnswerIsNoSequence(String name) {
        assertThat(around(reader(name), AssembledFunction.START + 1))
                .map(SpinLoop::kind)
                .contains(Kind.IPI);
    }

    @ParameterizedTest
    @ValueSource(strings = {"native_queued_spin_lock_slowpath", "_raw_spin_lock"})
    void waitingForASpinlockIsNoSequence(String name) {
        assertThat(around(reader(name), AssembledFunction.START + 1))
                .map(SpinLoop::kind)
                .contains(Kind.SPINLOCK);
    }

    @Test
    void aLoopThatStoresIsNoWait() {
        AssembledFunction function = function("f");
        long load = function.add(LOAD);
        function.add("89 01"); // mov %eax,(%rcx)
        function.add(TEST);
        function.jump(JNE, load);

        assertThat(around(function, load)).isEmpty();
    }

    @Test
    void aLoopThatChangesWhatItReadsIsNoWait() {
        AssembledFunction function = function("f");
        long change = function.add("ff 03"); // incl (%rbx)
        function.jump(JNE, change);

        assertThat(around(function, change)).isEmpty();
    }

    @Test
    void aLoopThatCallsIsNoWait() {
        AssembledFunction function = function("f");
        long load = function.add(LOAD);
        function.call(AssembledFunction.START + 0x1000);
        function.add(TEST);
        function.jump(JNE, load);

        assertThat(around(function, load)).isEmpty();
    }

    @Test
    void aLoopThatMovesOnIsNoWait() {
        AssembledFunction function = function("f");
        long load = function.add(LOAD);
        function.add("48 ff c3"); // inc %rbx
        function.add(TEST);
        function.jump(JNE, load);

        assertThat(around(function, load)).isEmpty();
    }

    @Test
    void aLoopThatReadsTwoPlacesIsNoWait() {
        AssembledFunction function = function("f");
        long load = function.add(LOAD);
        function.add("8b 4b 08"); // mov 0x8(%rbx),%ecx
        function.add(TEST);
        function.jump(JNE, load);

        assertThat(around(function, load)).isEmpty();
    }

    @Test
    void aLoopThatReadsNothingIsNoWait() {
        AssembledFunction function = function("f");
        long pause = function.add(PAUSE);
        function.jump(JMP, pause);

        assertThat(around(function, pause)).isEmpty();
    }

    @Test
    void theInnerOfTwoLoopsIsTheWait() {
        AssembledFunction function = function("f");
        long outer = function.add("48 ff c1"); // inc %rcx
        long inner = function.add(LOAD);
        function.add(TEST);
        function.jump(JNE, inner);
        function.add("89 01"); // mov %eax,(%rcx)
        function.jump(JMP, outer);

        assertThat(around(function, inner).orElseThrow().loop()).hasSize(3);
    }

    @Test
    void theOuterOfTwoLoopsIsNone() {
        AssembledFunction function = function("f");
        long outer = function.add("89 01"); // mov %eax,(%rcx)
        long inner = function.add(LOAD);
        function.add(TEST);
        function.jump(JNE, inner);
        function.jump(JMP, outer);

        assertThat(around(function, outer)).isEmpty();
    }

    @Test
    void aLongWayBackIsNoWait() {
        AssembledFunction function = function("f");
        Collections.nCopies(30, "90").forEach(function::add);
        function.add(LOAD);
        function.add(TEST);
        function.jump(JNE, AssembledFunction.START);

        assertThat(around(function, AssembledFunction.START)).isEmpty();
    }

    @Test
    void straightCodeIsNoLoop() {
        AssembledFunction function = function("f");
        long load = function.add(LOAD);
        function.add("c3");

        assertThat(around(function, load)).isEmpty();
    }
}
