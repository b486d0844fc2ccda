// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.elf4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ElfFileTest {
    private static final String NAMES = "\0.shstrtab\0.symtab\0.note.x\0main\0counter\0";
    private static final int NAMES_AT = 256;
    private static final int SYMBOLS_AT = 320;
    private static final int NOTES_AT = 448;
    private static final int PROGRAM_HEADERS_AT = 512;
    private static final int SECTIONS_AT = 1024;

    /** Writes an ELF file field by field, as the tables of the ELF specification have them. */
    private static final class Assembler {
        final ByteBuffer out = ByteBuffer.allocate(2048);
        final boolean wide;

        Assembler(boolean wide, ByteOrder order) {
            this.wide = wide;
            out.order(order);
        }

        Assembler half(int value) {
            out.putShort((short) value);
            return this;
        }

        Assembler four(int value) {
            out.putInt(value);
            return this;
        }

        Assembler word(long value) {
            if (wide) {
                out.putLong(value);
            } else {
                out.putInt((int) value);
            }
            return this;
        }

        Assembler at(int position) {
            out.position(position);
            return this;
        }

        void section(int name, int type, long offset, long size, int link, int info, long alignment) {
            four(name)
                    .four(type)
                    .word(0)
                    .word(0)
                    .word(offset)
                    .word(size)
                    .four(link)
                    .four(info)
                    .word(alignment)
                    .word(0);
        }

        byte[] file(int programHeaders, int sections, int names) {
            byte order = (byte) (out.order() == ByteOrder.BIG_ENDIAN ? 2 : 1);
            out.put(new byte[] {0x7f, 'E', 'L', 'F', (byte) (wide ? 2 : 1), order});
            at(16).half(4)
                    .half(62)
                    .four(1)
                    .word(0x1234)
                    .word(PROGRAM_HEADERS_AT)
                    .word(SECTIONS_AT)
                    .four(1);
            half(wide ? 64 : 52).half(wide ? 56 : 32).half(programHeaders);
            half(wide ? 64 : 40).half(sections).half(names);
            at(NAMES_AT).out.put(NAMES.getBytes(StandardCharsets.UTF_8));
            at(SYMBOLS_AT + (wide ? 24 : 16));
            if (wide) {
                four(27).out.put((byte) 0x12).put((byte) 0);
                half(1).word(0xffff_ffff_8100_0000L).word(32);
            } else {
                four(27).word(0x8100_0000L).word(32).out.put((byte) 0x12).put((byte) 0);
                half(1);
            }
            at(NOTES_AT).four(4).four(6).four(3).out.put("GNU\0abcdef\0\0".getBytes(StandardCharsets.UTF_8));
            out.position(NOTES_AT + 12 + 12);
            four(0).four(5).four(1).four(1).four(0).out.put((byte) 'Z');
            at(PROGRAM_HEADERS_AT);
            for (int i = 0; i < 2; i++) {
                four(i == 0 ? 4 : 1);
                if (wide) {
                    four(7);
                }
                word(0x40L + i).word(0x50L + i).word(0x60L + i).word(0x70L + i).word(0x80L + i);
                if (!wide) {
                    four(7);
                }
                word(4);
            }
            at(SECTIONS_AT).section(0, 0, 0, 4, 1, 2, 0);
            section(1, 3, NAMES_AT, NAMES.length(), 0, 0, 1);
            section(11, 2, SYMBOLS_AT, wide ? 48 : 32, 1, 0, 8);
            section(19, 7, NOTES_AT, 12 + 12 + 12 + 4, 0, 0, 4);
            return out.array();
        }
    }

    private static ElfFile elf(byte[] bytes) throws ElfException {
        return new ElfFile(MemorySegment.ofArray(bytes));
    }

    @ParameterizedTest
    @CsvSource({"true, LITTLE_ENDIAN", "true, BIG_ENDIAN", "false, LITTLE_ENDIAN", "false, BIG_ENDIAN"})
    void readsEveryClassAndOrder(boolean wide, String order) throws ElfException {
        ByteOrder byteOrder = order.equals("BIG_ENDIAN") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        ElfFile elf = elf(new Assembler(wide, byteOrder).file(2, 4, 1));
        assertThat(elf.header().elfClass()).isEqualTo(wide ? ElfClass.ELF64 : ElfClass.ELF32);
        assertThat(elf.header().type()).isEqualTo(ElfHeader.ET_CORE);
        assertThat(elf.header().machine()).isEqualTo(ElfHeader.EM_X86_64);
        assertThat(elf.header().entry()).isEqualTo(0x1234);
        assertThat(elf.header().flags()).isEqualTo(1);
        assertThat(elf.programHeaders())
                .containsExactly(
                        new ProgramHeader(4, 7, 0x40, 0x50, 0x60, 0x70, 0x80, 4),
                        new ProgramHeader(1, 7, 0x41, 0x51, 0x61, 0x71, 0x81, 4));
        assertThat(elf.sections()).extracting(elf::name).containsExactly("", ".shstrtab", ".symtab", ".note.x");

        SymbolTable symbols = elf.symbols(elf.section(".symtab"));
        assertThat(symbols.size()).isEqualTo(2);
        ElfSymbol main = symbols.get(1);
        assertThat(symbols.name(main)).isEqualTo("main");
        assertThat(main)
                .isEqualTo(new ElfSymbol(
                        27,
                        wide ? 0xffff_ffff_8100_0000L : 0x8100_0000L,
                        32,
                        ElfSymbol.STB_GLOBAL,
                        ElfSymbol.STT_FUNC,
                        1));

        assertThat(elf.notes(elf.section(".note.x"))).hasSize(1).first().satisfies(note -> {
            assertThat(note.name()).isEqualTo("GNU");
            assertThat(note.type()).isEqualTo(3);
            assertThat(note.description()).asString().isEqualTo("abcdef");
        });
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void takesCountsFromSectionZero(boolean wide) throws ElfException {
        ElfFile elf = elf(new Assembler(wide, ByteOrder.LITTLE_ENDIAN).file(0xffff, 0, 0xffff));
        assertThat(elf.programHeaders()).hasSize(2);
        assertThat(elf.sections()).hasSize(4);
        assertThat(elf.section(".symtab")).isNotNull();
    }

    @Test
    void refusesTablesOutsideOfTheFile() {
        byte[] bytes = new Assembler(true, ByteOrder.LITTLE_ENDIAN).file(2, 4, 1);
        assertThatExceptionOfType(ElfException.class).isThrownBy(() -> elf(Arrays.copyOf(bytes, SECTIONS_AT + 100)));
        assertThatExceptionOfType(ElfException.class).isThrownBy(() -> elf(Arrays.copyOf(bytes, 63)));
        assertThatExceptionOfType(ElfException.class).isThrownBy(() -> elf(new byte[0]));
    }

    @Test
    void refusesWhatIsNoSymbolTable() throws ElfException {
        ElfFile elf = elf(new Assembler(true, ByteOrder.LITTLE_ENDIAN).file(2, 4, 1));
        assertThatExceptionOfType(ElfException.class).isThrownBy(() -> elf.symbols(elf.section(".shstrtab")));
    }

    @Test
    void survivesDamage() {
        Random random = new Random(11);
        for (int round = 0; round < 5000; round++) {
            byte[] bytes = new Assembler(round % 2 == 0, ByteOrder.LITTLE_ENDIAN).file(2, 4, 1);
            for (int i = random.nextInt(3); i >= 0; i--) {
                int at = random.nextInt(round % 3 == 0 ? 64 : bytes.length);
                bytes[at] = (byte) (random.nextBoolean() ? random.nextInt() : 0xff);
            }
            try {
                ElfFile elf = elf(bytes);
                for (SectionHeader section : elf.sections()) {
                    readSection(elf, section);
                }
            } catch (ElfException e) {
                assertThat(e).hasMessageContaining("ELF");
            }
        }
    }

    private static void readSection(ElfFile elf, SectionHeader section) throws ElfException {
        assertThat(elf.name(section)).isNotNull();
        assertThat(elf.contents(section)).isNotNull();
        if (section.type() == SectionHeader.SHT_SYMTAB) {
            SymbolTable symbols = elf.symbols(section);
            for (int i = 0; i < symbols.size(); i++) {
                assertThat(symbols.name(symbols.get(i))).isNotNull();
            }
        }
        assertThat(elf.notes(section)).isNotNull();
    }
}
