// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.explain;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LoadedFromTest {
    private static final long ELSEWHERE = 0xffff_ffff_8200_0000L;

    private final AssembledFunction function = new AssembledFunction("f");

    /** Where {@code register} was loaded from, which an instruction behind all others uses. */
    private @Nullable LoadedFrom loaded(String register) {
        return loadedAt(function.add("90"), register);
    }

    private @Nullable LoadedFrom loadedAt(long use, String register) {
        return LoadedFrom.of(function.decoded(), function.index(use), register);
    }

    @Test
    void theLoadIsFound() {
        long load = function.add("48 8b 47 08"); // mov 0x8(%rdi),%rax

        assertThat(loaded("rax"))
                .extracting(LoadedFrom::by)
                .isEqualTo(function.decoded().at(load));
    }

    @Test
    void theLatestLoadCounts() {
        function.add("48 8b 47 08"); // mov 0x8(%rdi),%rax
        long later = function.add("48 8b 87 40 01 00 00"); // mov 0x140(%rdi),%rax

        assertThat(loaded("rax"))
                .extracting(LoadedFrom::by)
                .isEqualTo(function.decoded().at(later));
    }

    @Test
    void copiesAreFollowed() {
        long load = function.add("48 8b 47 08"); // mov 0x8(%rdi),%rax
        function.add("48 89 c3"); // mov %rax,%rbx
        function.add("31 c0"); // xor %eax,%eax

        assertThat(loaded("rbx"))
                .extracting(LoadedFrom::by)
                .isEqualTo(function.decoded().at(load));
    }

    @Test
    void aCopyOfAPartIsNoCopy() {
        function.add("48 8b 7f 08"); // mov 0x8(%rdi),%rdi
        function.add("89 fb"); // mov %edi,%ebx

        assertThat(loaded("rbx")).isNull();
    }

    @Test
    void whatNobodyWroteWasNotLoaded() {
        function.add("48 89 fb"); // mov %rdi,%rbx

        assertThat(loaded("rbx")).isNull();
    }

    @Test
    void whatACallReturnsWasNotLoaded() {
        function.add("48 8b 43 28"); // mov 0x28(%rbx),%rax
        function.call(ELSEWHERE);

        assertThat(loaded("rax")).isNull();
    }

    @Test
    void whatACallMayHaveOverwrittenIsNotKnown() {
        function.add("48 8b 4b 28"); // mov 0x28(%rbx),%rcx
        function.call(ELSEWHERE);

        assertThat(loaded("rcx")).isNull();
    }

    @Test
    void whatACallKeepsIsStillKnown() {
        function.add("48 8b 5f 28"); // mov 0x28(%rdi),%rbx
        function.call(ELSEWHERE);

        assertThat(loaded("rbx")).isNotNull();
    }

    @Test
    void wherePathsJoinNothingIsKnown() {
        function.add("48 8b 4b 28"); // mov 0x28(%rbx),%rcx
        long join = function.add("90");
        long use = function.add("90");
        function.jump(0xeb, join);

        assertThat(loadedAt(use, "rcx")).isNull();
    }

    @Test
    void wherePathsJoinAtTheUseNothingIsKnown() {
        function.add("48 8b 4b 28"); // mov 0x28(%rbx),%rcx
        long use = function.add("90");
        function.jump(0xeb, use);

        assertThat(loadedAt(use, "rcx")).isNull();
    }

    @Test
    void aJoinBeforeTheLoadDoesNotMatter() {
        long load = function.add("48 8b 4b 28"); // mov 0x28(%rbx),%rcx
        long use = function.add("90");
        function.jump(0xeb, load);

        assertThat(loadedAt(use, "rcx")).isNotNull();
    }

    @Test
    void aConditionalJumpAwayIsNoJoin() {
        function.add("48 8b 4b 28"); // mov 0x28(%rbx),%rcx
        function.jump(0x74, function.next() + 0x20);

        assertThat(loaded("rcx")).isNotNull();
    }

    @Test
    void codeBehindAReturnIsReachedFromElsewhere() {
        function.add("48 8b 4b 28"); // mov 0x28(%rbx),%rcx
        function.add("c3"); // ret

        assertThat(loaded("rcx")).isNull();
    }

    @Test
    void arithmeticIsNoLoad() {
        function.add("48 8b 5f 28"); // mov 0x28(%rdi),%rbx
        function.add("48 83 c3 08"); // add $0x8,%rbx

        assertThat(loaded("rbx")).isNull();
    }

    @Test
    void theAddressOfALoadIsUnchangedIfItsRegisterIs() {
        function.add("48 8b 4b 28"); // mov 0x28(%rbx),%rcx

        assertThat(loaded("rcx")).extracting(LoadedFrom::unchanged).isEqualTo(true);
    }

    @Test
    void theAddressOfALoadIsLostIfTheLoadOverwritesIt() {
        function.add("48 8b 00"); // mov (%rax),%rax

        assertThat(loaded("rax")).extracting(LoadedFrom::unchanged).isEqualTo(false);
    }

    @Test
    void theAddressOfALoadIsLostIfItsRegisterIsWrittenLater() {
        function.add("48 8b 4b 28"); // mov 0x28(%rbx),%rcx
        function.add("48 83 c3 08"); // add $0x8,%rbx

        assertThat(loaded("rcx")).extracting(LoadedFrom::unchanged).isEqualTo(false);
    }
}
