// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.explain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panictriage.explain.Origin.Kind;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OriginTest {
    private static final long ELSEWHERE = 0xffff_ffff_8200_0000L;

    private final AssembledFunction function = new AssembledFunction("f");

    /** Where {@code register} got its value that an instruction behind all others uses. */
    private @Nullable Origin originOf(String register) {
        return originAt(function.add("90"), register);
    }

    private @Nullable Origin originAt(long use, String register) {
        return Origin.of(function.decoded(), function.index(use), register);
    }

    private static void assertKind(@Nullable Origin origin, Kind kind) {
        assertThat(origin).isNotNull();
        assertThat(origin.kind()).isEqualTo(kind);
    }

    @Test
    void aLoadIsTheOrigin() {
        long load = function.add("48 8b 47 08"); // mov 0x8(%rdi),%rax

        Origin origin = originOf("rax");

        assertKind(origin, Kind.LOAD);
        assertThat(origin.instruction()).isEqualTo(function.decoded().at(load));
    }

    @Test
    void theLatestWriteIsTheOrigin() {
        function.add("48 8b 47 08"); // mov 0x8(%rdi),%rax
        long later = function.add("48 8b 87 40 01 00 00"); // mov 0x140(%rdi),%rax

        assertThat(originOf("rax"))
                .extracting(Origin::instruction)
                .isEqualTo(function.decoded().at(later));
    }

    @Test
    void copiesAreFollowed() {
        function.add("48 8b 47 08"); // mov 0x8(%rdi),%rax
        function.add("48 89 c3"); // mov %rax,%rbx
        function.add("31 c0"); // xor %eax,%eax

        assertThat(originOf("rbx")).extracting(Origin::kind, Origin::register).containsExactly(Kind.LOAD, "rax");
    }

    @Test
    void aCopyOfAPartIsNoCopy() {
        function.add("89 fb"); // mov %edi,%ebx

        assertKind(originOf("rbx"), Kind.COMPUTED);
    }

    @Test
    void whatNobodyWroteIsAnArgument() {
        function.add("48 89 fb"); // mov %rdi,%rbx

        assertThat(originOf("rbx")).extracting(Origin::kind, Origin::argument).containsExactly(Kind.ARGUMENT, 1);
    }

    @Test
    void aRegisterThatCarriesNoArgumentIsNone() {
        function.add("90");

        assertThat(originOf("rbx")).extracting(Origin::kind, Origin::argument).containsExactly(Kind.ARGUMENT, 0);
    }

    @Test
    void whatACallReturnsIsItsResult() {
        long call = function.call(ELSEWHERE);

        Origin origin = originOf("rax");

        assertKind(origin, Kind.CALL_RESULT);
        assertThat(origin.instruction()).isEqualTo(function.decoded().at(call));
    }

    @Test
    void whatACallMayHaveOverwrittenIsNotKnown() {
        function.add("48 8b 4b 28"); // mov 0x28(%rbx),%rcx
        function.call(ELSEWHERE);

        assertThat(originOf("rcx")).isNull();
    }

    @Test
    void whatACallKeepsIsStillKnown() {
        function.add("48 89 fb"); // mov %rdi,%rbx
        function.call(ELSEWHERE);

        assertKind(originOf("rbx"), Kind.ARGUMENT);
    }

    @Test
    void wherePathsJoinNothingIsKnown() {
        function.add("48 8b 4b 28"); // mov 0x28(%rbx),%rcx
        long join = function.add("90");
        long use = function.add("90");
        function.jump(0xeb, join);

        assertThat(originAt(use, "rcx")).isNull();
    }

    @Test
    void wherePathsJoinAtTheUseNothingIsKnown() {
        function.add("48 8b 4b 28"); // mov 0x28(%rbx),%rcx
        long use = function.add("90");
        function.jump(0xeb, use);

        assertThat(originAt(use, "rcx")).isNull();
    }

    @Test
    void aJoinBeforeTheLoadDoesNotMatter() {
        long load = function.add("48 8b 4b 28"); // mov 0x28(%rbx),%rcx
        long use = function.add("90");
        function.jump(0xeb, load);

        assertKind(originAt(use, "rcx"), Kind.LOAD);
    }

    @Test
    void aLoopBackToTheEntryIsAJoin() {
        long use = function.add("90");
        function.jump(0xeb, AssembledFunction.START);

        assertThat(originAt(use, "rdi")).isNull();
    }

    @Test
    void aConditionalJumpAwayIsNoJoin() {
        function.add("48 8b 4b 28"); // mov 0x28(%rbx),%rcx
        function.jump(0x74, function.next() + 0x20);

        assertKind(originOf("rcx"), Kind.LOAD);
    }

    @Test
    void codeBehindAReturnIsReachedFromElsewhere() {
        function.add("48 8b 4b 28"); // mov 0x28(%rbx),%rcx
        function.add("c3"); // ret

        assertThat(originOf("rcx")).isNull();
    }

    @Test
    void zeroingIsAConstant() {
        function.add("31 c0"); // xor %eax,%eax

        assertKind(originOf("rax"), Kind.CONSTANT);
    }

    @Test
    void anImmediateIsAConstant() {
        function.add("48 c7 c3 00 00 00 00"); // mov $0x0,%rbx

        assertKind(originOf("rbx"), Kind.CONSTANT);
    }

    @Test
    void arithmeticIsComputed() {
        function.add("48 83 c3 08"); // add $0x8,%rbx

        assertKind(originOf("rbx"), Kind.COMPUTED);
    }

    @Test
    void theAddressOfALoadIsUnchangedIfItsRegisterIs() {
        function.add("48 8b 4b 28"); // mov 0x28(%rbx),%rcx

        assertThat(originOf("rcx")).extracting(Origin::unchanged).isEqualTo(true);
    }

    @Test
    void theAddressOfALoadIsLostIfTheLoadOverwritesIt() {
        function.add("48 8b 00"); // mov (%rax),%rax

        assertThat(originOf("rax")).extracting(Origin::unchanged).isEqualTo(false);
    }

    @Test
    void theAddressOfALoadIsLostIfItsRegisterIsWrittenLater() {
        function.add("48 8b 4b 28"); // mov 0x28(%rbx),%rcx
        function.add("48 83 c3 08"); // add $0x8,%rbx

        assertThat(originOf("rcx")).extracting(Origin::unchanged).isEqualTo(false);
    }
}
