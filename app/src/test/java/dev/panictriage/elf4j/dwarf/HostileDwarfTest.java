// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.elf4j.dwarf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.panictriage.elf4j.ElfException;
import dev.panictriage.elf4j.ElfFile;
import dev.panictriage.elf4j.SectionHeader;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are cut off or changed at random end in a value or in one of this library's exceptions, and soon. */
class HostileDwarfTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    /** Entries looked at in a file; one that was changed may have any number of them. */
    private static final int MOST_ENTRIES = 3000;

    private int entries;
    private int refusals;

    @ParameterizedTest
    @ValueSource(
            strings = {"dwarf2", "dwarf4-types", "dwarf5", "dwarf5-zlib", "dwarf5-zstd", "relocatable.o", "big5.o"})
    void cutOffAnywhere(String fixture) {
        byte[] whole = Fixtures.bytes(fixture);
        assertTimeoutPreemptively(SOON, () -> {
            for (int length = 0; length < whole.length; length += 211) {
                exercise(Arrays.copyOf(whole, length));
            }
        });
        assertThat(refusals).isPositive();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dwarf2",
                "dwarf3",
                "dwarf4",
                "dwarf4-types",
                "dwarf5",
                "dwarf5-64",
                "dwarf5-types",
                "dwarf5-32bit",
                "dwarf5-zlib",
                "dwarf5-zlib-gnu",
                "dwarf5-zstd",
                "relocatable.o",
                "relocatable-32bit.o",
                "big5.o",
                "split4",
                "split5.dwp"
            })
    void changedAnywhere(String fixture) {
        byte[] whole = Fixtures.bytes(fixture);
        Random random = new Random(fixture.hashCode());
        assertTimeoutPreemptively(SOON, () -> {
            for (int i = 0; i < 60; i++) {
                byte[] changed = whole.clone();
                for (int changes = 1 + random.nextInt(8); changes > 0; changes--) {
                    changed[random.nextInt(changed.length)] = (byte) (random.nextInt(3) == 0 ? 0xff : random.nextInt());
                }
                exercise(changed);
            }
        });
        assertThat(refusals).isPositive();
    }

    @Test
    void anEntryThatIsItsOwnOriginEnds() throws ElfException {
        byte[] file = Fixtures.bytes("unshared").clone();
        ElfFile elf = new ElfFile(MemorySegment.ofArray(file));
        SectionHeader info = elf.section(".debug_info");
        SectionHeader abbrev = elf.section(".debug_abbrev");
        // The variable's type becomes its abstract origin, at 0x10 of its unit: itself.
        byte[] abbreviations = elf.contents(abbrev).toArray(ValueLayout.JAVA_BYTE);
        int type = indexOf(abbreviations, (byte) DwAt.TYPE);
        file[(int) abbrev.offset() + type] = DwAt.ABSTRACT_ORIGIN;
        file[(int) abbrev.offset() + type + 1] = DwForm.REF4;
        file[(int) abbrev.offset() + type + 2] = 0;
        file[(int) info.offset() + 0x19] = 0x10;
        DebugInfo changed = DebugInfo.of(DwarfSections.of(new ElfFile(MemorySegment.ofArray(file))));
        Die variable = changed.die(0x10);
        assertThat(variable.name()).isEqualTo("counter");
        assertThat(catchThrowable(variable::type))
                .isInstanceOf(DwarfException.class)
                .hasMessageContaining("its own origin");
    }

    private static int indexOf(byte[] bytes, byte wanted) {
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == wanted) {
                return i;
            }
        }
        throw new IllegalArgumentException();
    }

    private void exercise(byte[] file) {
        entries = 0;
        try {
            ElfFile elf = new ElfFile(MemorySegment.ofArray(file));
            elf.buildId();
            elf.debugLink();
            elf.supplementaryLink();
            exercise(DebugInfo.of(DwarfSections.of(elf), null, Fixtures::split));
            exercise(DebugInfo.of(DwarfSections.ofSplit(elf)));
        } catch (ElfException | DwarfException e) {
            refusals++;
        }
    }

    private void exercise(DebugInfo info) {
        attempt(() -> {
            for (long offset : info.unitOffsets()) {
                attempt(() -> {
                    Unit unit = info.full(info.unit(offset));
                    attempt(unit::name);
                    attempt(unit::lines);
                    attempt(unit::baseAddress);
                    walk(unit.root(), 0);
                });
            }
        });
        for (long address : new long[] {0, 0x400150, 0x400196, 0x4001e6, 0x400213, 0x8049100, 0xffff_ffff_8100_0000L}) {
            attempt(() -> info.scopesAt(address).forEach(scope -> {
                attempt(scope::name);
                attempt(() -> scope.variables().forEach(variable -> attempt(variable::name)));
            }));
            attempt(() -> info.callSite(address).ifPresent(site -> attempt(site::arguments)));
        }
        for (String name : new String[] {"shape", "nothing", "RED"}) {
            attempt(() -> info.find(DwTag.STRUCTURE_TYPE, name));
            attempt(() -> info.find(DwTag.ENUMERATOR, name));
        }
    }

    private void walk(Die parent, int depth) {
        for (Die die = parent; die != null && entries++ < MOST_ENTRIES; die = die.nextSibling()) {
            Die here = die;
            attempt(() -> here.attributes().forEach(this::read));
            attempt(here::name);
            attempt(here::ranges);
            attempt(() -> TypeEntries.size(here));
            attempt(() -> TypeEntries.isSigned(here.type()));
            attempt(() -> TypeEntries.dimensions(here));
            attempt(() -> StructMember.of(here));
            Die child = here.firstChild();
            if (child != null && depth < 50) {
                walk(child, depth + 1);
            }
        }
    }

    private void read(Attribute attribute) {
        attempt(attribute::constant);
        attempt(attribute::signedConstant);
        attempt(attribute::flag);
        attempt(attribute::address);
        attempt(attribute::block);
        attempt(attribute::sectionOffset);
        attempt(attribute::string);
        attempt(attribute::reference);
        attempt(() -> attribute.locations().at(0x400196));
    }

    private void attempt(Runnable action) {
        try {
            action.run();
        } catch (DwarfException e) {
            refusals++;
        }
    }
}
