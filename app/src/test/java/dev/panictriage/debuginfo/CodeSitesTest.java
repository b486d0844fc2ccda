// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.debuginfo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.panictriage.elf4j.ElfException;
import dev.panictriage.elf4j.ElfFile;
import dev.panictriage.elf4j.SectionAddresses;
import dev.panictriage.kernel.Symbols;
import dev.panictriage.kernel.Types;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** {@code patched.s}, assembled and linked with GNU binutils: as a kernel, and as a module. */
class CodeSitesTest {
    private static final long TEXT = 0xffff_ffff_8100_0000L;
    private static final long LOADED = 0xffff_ffff_c012_3000L;
    private static final int LENGTH = 0x20;

    /** The call of __fentry__, the alternative, the static call, the lock prefix, the static key, the return. */
    private static final List<FileCode.Site> SITES =
            List.of(site(0x0, 5), site(0x6, 5), site(0xb, 0), site(0x10, 1), site(0x13, 0), site(0x1d, 0));

    @Test
    void findsThePatchedPlacesOfAKernel() throws Exception {
        ElfFile file = file("patched.elf");
        SectionCode code = new SectionCode(file, SectionAddresses.OF_FILE, 0);
        assertThat(sites(file, code, TEXT, new OfKernel())).containsExactlyInAnyOrderElementsOf(at(TEXT));
    }

    @Test
    void findsThePatchedPlacesOfAModule() throws Exception {
        ElfFile file = file("patched.o");
        SectionCode code = new SectionCode(file, (name, section) -> name.equals(".text") ? LOADED : 0, 0);
        assertThat(sites(file, code, LOADED, new OfKernel())).containsExactlyInAnyOrderElementsOf(at(LOADED));
    }

    @Test
    void findsTheFieldsThatTheLoaderWrites() throws Exception {
        ElfFile file = file("patched.o");
        SectionCode code = new SectionCode(file, (name, section) -> name.equals(".text") ? LOADED : 0, 0);
        assertThat(code.fields(code.sectionAt(LOADED)))
                .containsEntry(LOADED + 0x1, 4) // call __fentry__
                .containsEntry(LOADED + 0xc, 4) // call g
                .containsEntry(LOADED + 0x18, 4); // mov $g
    }

    @Test
    void readsTheCode() throws Exception {
        SectionCode code = new SectionCode(file("patched.elf"), SectionAddresses.OF_FILE, 0x1000);
        assertThat(code.bytes(code.linked(TEXT + 0x1000 + 5), 1)).containsExactly(0x53);
        assertThat(code.bytes(TEXT - 1, 1)).isNull();
    }

    @Test
    void saysNothingWhereTheLayoutOfATableIsNotKnown() throws Exception {
        ElfFile file = file("patched.elf");
        SectionCode code = new SectionCode(file, SectionAddresses.OF_FILE, 0);
        assertThatThrownBy(() -> sites(file, code, TEXT, Types.NONE)).isInstanceOf(ElfException.class);
    }

    private static List<FileCode.Site> sites(ElfFile file, SectionCode code, long start, Types types)
            throws ElfException {
        TreeMap<Long, Integer> functions = new TreeMap<>();
        functions.put(start, LENGTH);
        return new CodeSites(file, code, types, Symbols.NONE, functions).find();
    }

    private static FileCode.Site site(long offset, int bytes) {
        return new FileCode.Site(offset, bytes);
    }

    private static List<FileCode.Site> at(long start) {
        return SITES.stream()
                .map(site -> new FileCode.Site(start + site.address(), site.bytes()))
                .toList();
    }

    private static ElfFile file(String name) throws IOException, ElfException {
        try (InputStream in = CodeSitesTest.class.getResourceAsStream(name)) {
            return new ElfFile(MemorySegment.ofArray(in.readAllBytes()));
        }
    }

    /** As Linux 6.1 has them. */
    private static final class OfKernel implements Types {
        @Override
        public Optional<Struct> struct(String name) {
            return switch (name) {
                case "alt_instr" ->
                    Optional.of(new Layout(name, 12, List.of(member("instr_offset", 0), member("instrlen", 10))));
                case "jump_entry" -> Optional.of(new Layout(name, 16, List.of(member("code", 0))));
                default -> Optional.empty();
            };
        }

        private static Member member(String name, long offset) {
            return new Member(name, offset, 0, 0, new Scalar("int", 4, true));
        }

        @Override
        public OptionalLong enumerator(String constant) {
            return OptionalLong.empty();
        }

        @Override
        public List<Enumerator> enumeration(String name) {
            return List.of();
        }
    }

    private record Layout(String name, long size, List<Types.Member> members) implements Types.Struct {
        @Override
        public Optional<Types.Member> member(String path) {
            return members.stream().filter(member -> member.name().equals(path)).findFirst();
        }
    }
}
